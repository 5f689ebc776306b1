"""When a hotline is open, on ordinary days, holidays, days worked to make up for them, and past midnight."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from callflow.hours import WEEKDAYS, Hours, is_open, next_opening

clock = datetime.fromisoformat
OFFICE = Hours.model_validate(
    {
        "weekly": {"mon-fri": ["08:30-12:00", "14:00-17:30"], "sat": ["22:00-06:00"]},
        "holidays": ["2026-10-01..2026-10-07", "2026-10-11"],
        "workdays": ["2026-10-10"],
    }
)


@pytest.mark.parametrize(
    ("moment", "open_then"),
    [
        ("2026-11-23 08:29", False),
        ("2026-11-23 08:30", True),
        ("2026-11-23 11:59", True),
        ("2026-11-23 12:00", False),
        ("2026-11-23 17:29", True),
        ("2026-11-21 21:59", False),
        ("2026-11-21 22:00", True),
        ("2026-11-22 05:59", True),
        ("2026-11-22 06:00", False),
        ("2026-10-01 09:00", False),
        ("2026-10-07 09:00", False),
        ("2026-10-08 09:00", True),
        ("2026-10-10 09:00", True),
        ("2026-10-10 23:00", False),
        ("2026-10-11 01:00", False),
    ],
)
def test_hours_are_read_from_the_citys_clock(moment: str, *, open_then: bool) -> None:
    assert is_open(OFFICE, clock(moment)) is open_then


def test_a_span_past_midnight_outlasts_the_holiday_after_it() -> None:
    nights = Hours.model_validate({"weekly": {"mon-sun": ["20:00-08:00"]}, "holidays": ["2026-10-02"]})
    assert is_open(nights, clock("2026-10-02 07:59"))
    assert not is_open(nights, clock("2026-10-02 20:00"))
    assert not is_open(nights, clock("2026-10-03 07:59"))


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-23 09:00", "2026-11-23 09:00"),
        ("2026-11-23 12:30", "2026-11-23 14:00"),
        ("2026-11-20 18:00", "2026-11-21 22:00"),
        ("2026-11-22 12:00", "2026-11-23 08:30"),
        ("2026-09-30 18:00", "2026-10-08 08:30"),
    ],
)
def test_the_next_opening_is_told(moment: str, opens: str) -> None:
    assert next_opening(OFFICE, clock(moment)) == clock(opens)


def test_an_opening_keeps_the_zone_of_the_question() -> None:
    zone = timezone(timedelta(hours=8))
    assert next_opening(OFFICE, datetime(2026, 11, 22, 12, 0, tzinfo=zone)) == datetime(2026, 11, 23, 0, 30, tzinfo=UTC)


def test_no_hours_mean_always_and_hours_that_are_all_holidays_never() -> None:
    assert is_open(None, clock("2026-11-22 03:00"))
    assert next_opening(None, clock("2026-11-22 03:00")) == clock("2026-11-22 03:00")
    never = Hours.model_validate({"weekly": {"mon-sun": "all day"}, "holidays": ["2026-01-01..2036-01-01"]})
    assert next_opening(never, clock("2026-11-22 03:00")) is None


def test_days_need_no_quotes() -> None:
    bare = Hours.model_validate({"weekly": {"mon-sun": "all day"}, "holidays": [date(2026, 10, 1)]})
    assert not is_open(bare, clock("2026-10-01 12:00"))
    assert is_open(bare, clock("2026-10-02 12:00"))


@pytest.mark.parametrize(
    ("hours", "says"),
    [
        ({"weekly": {"mon-fri": "all day", "wed": "all day"}}, "names wed twice"),
        ({"weekly": {"mon": []}}, "never open"),
        ({"weekly": {"tue": "all day"}, "workdays": ["2026-10-10"]}, "weekly gives mon none"),
        ({"weekly": {"mon": ["08:00-08:00"]}}, "has no length"),
        ({"weekly": {"mon": ["08:00-24:30"]}}, "has no length"),
        ({"weekly": {"mon": ["25:00-26:00"]}}, "is no span"),
        ({"weekly": {"mon": [840]}}, "is no span"),
        ({"weekly": {"mon": "all day"}, "holidays": ["2026-10-02..2026-10-01"]}, "ends before it begins"),
        ({"weekly": {"mon": "all day"}, "holidays": ["2026-10-02.."]}, "is no day"),
        ({"weekly": {"monday": "all day"}}, "pattern"),
    ],
)
def test_hours_that_make_no_sense_are_refused(hours: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        Hours.model_validate(hours)


spans = st.lists(
    st.tuples(st.integers(0, 23), st.integers(1, 24)).filter(lambda span: span[0] != span[1]), max_size=3
).map(lambda found: [f"{begin:02}:00-{end:02}:00" for begin, end in found])
weeks = st.dictionaries(st.sampled_from(WEEKDAYS), spans, min_size=1).filter(lambda week: any(week.values()))


@given(weeks, st.datetimes(clock("2026-01-01 00:00"), clock("2027-01-01 00:00")))
def test_until_the_next_opening_it_is_closed(week: dict[str, list[str]], moment: datetime) -> None:
    hours = Hours.model_validate({"weekly": week})
    opens = next_opening(hours, moment)
    assert opens is not None
    assert is_open(hours, opens)
    hour = moment
    while hour < opens:
        assert not is_open(hours, hour)
        hour += timedelta(hours=1)
