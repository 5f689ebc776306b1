"""Limits in working time: holidays, days worked instead, suspension, extensions, escalation."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callflow.clocks import Clock, Dial, OfficeTime, Standing, going_on, halted, lengthened, limited, started
from callflow.drafting.draft import FieldName
from callflow.hours import Hours
from callflow.ticket_rules import ESCALATION, LIMITS, Level, Limit, TicketRules, Unit, complaints
from callflow.ticket_steps import Flag
from callflow.units import WallMs

ZONE = ZoneInfo("Asia/Shanghai")
HOUR = 3_600_000
RULES = TicketRules()
HOURS = Hours.model_validate(RULES.office_hours | {"holidays": ["2026-10-01..2026-10-07"], "workdays": ["2026-10-10"]})
OFFICE = OfficeTime(HOURS, ZONE)
DIAL = Dial(RULES, OFFICE)


def at(text: str) -> WallMs:
    return WallMs(int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp() * 1_000))


def limit(amount: int, unit: Unit) -> Limit:
    return Limit(name="x", label="x", amount=amount, unit=unit)


DAYS = limit(5, Unit.WORKING_DAYS)


def due(clock: Clock, now: WallMs) -> WallMs | None:
    return DIAL.read(clock, now).due_at


def test_a_working_day_is_as_long_as_mondays_hours() -> None:
    assert OFFICE.day_ms == 7 * HOUR


@pytest.mark.parametrize(
    ("begins", "days", "ends"),
    [
        ("2026-11-23T10:00", 1, "2026-11-24T10:00"),  # Monday to Tuesday
        ("2026-11-20T16:30", 1, "2026-11-23T16:30"),  # over a weekend
        ("2026-11-21T03:00", 1, "2026-11-23T17:30"),  # from Saturday's night: all of Monday
        ("2026-09-30T17:30", 1, "2026-10-08T17:30"),  # over the National Day's week
        ("2026-10-09T10:00", 1, "2026-10-10T10:00"),  # Saturday is worked
        ("2026-11-23T12:30", 5, "2026-11-30T12:00"),  # in the noon break
    ],
)
def test_working_days_leave_out_weekends_and_holidays(begins: str, days: int, ends: str) -> None:
    clock = started(limit(days, Unit.WORKING_DAYS), at(begins))
    assert due(clock, at(begins)) == at(ends)


def test_hours_run_around_the_clock() -> None:
    clock = started(limit(24, Unit.HOURS), at("2026-10-03T22:00"))
    assert due(clock, at("2026-10-03T22:00")) == at("2026-10-04T22:00")


def test_a_suspended_ticket_uses_no_time() -> None:
    clock = halted(started(DAYS, at("2026-11-23T08:30")), at("2026-11-24T08:30"))
    held = DIAL.read(clock, at("2026-12-24T08:30"), suspended=True)
    assert (held.used_percent, held.standing, held.due_at, held.next_at) == (20, Standing.STANDING, None, None)
    goes_on = going_on(clock, at("2026-12-28T08:30"))
    assert due(goes_on, at("2026-12-28T08:30")) == at("2026-12-31T17:30")


def test_an_extension_moves_the_limit_and_another_limit_counts_what_has_run() -> None:
    begin = at("2026-11-23T08:30")
    assert due(lengthened(started(DAYS, begin), 2), begin) == at("2026-12-01T17:30")
    hard = limited(started(DAYS, begin), limit(15, Unit.WORKING_DAYS))
    assert due(hard, at("2026-12-01T08:30")) == at("2026-12-11T17:30")


def test_a_clock_that_has_stopped_says_when_it_would_have_been_due() -> None:
    done = halted(started(DAYS, at("2026-11-23T08:30")), at("2026-11-24T10:00"))
    read = DIAL.read(done, at("2027-01-01T00:00"))
    assert (read.standing, read.due_at, read.next_at) == (Standing.STOPPED, at("2026-11-27T17:30"), None)


def test_escalation_rises_with_the_share_of_the_limit() -> None:
    begin = at("2026-11-23T08:30")
    clock = started(limit(10, Unit.HOURS), begin)
    for hours, level, standing in (
        (0, 0, Standing.RUNNING),
        (8, 1, Standing.DUE_SOON),
        (10, 2, Standing.OVERDUE),
        (15, 3, Standing.OVERDUE),
        (20, 4, Standing.OVERDUE),
        (30, 5, Standing.OVERDUE),
        (99, 5, Standing.OVERDUE),
    ):
        now = WallMs(begin + hours * HOUR)
        found = DIAL.level(clock, now)
        assert (found.level if found else 0) == level
        assert DIAL.read(clock, now).standing is standing
    told = DIAL.read(clock, begin, level=4)
    assert (told.level_name, told.flag_name, told.flag) == ("约谈督办", "红牌", Flag.RED)
    assert told.next_at == begin + 30 * HOUR
    assert DIAL.read(clock, begin, level=5).next_at is None


MOMENTS = st.integers(at("2026-09-20T00:00"), at("2026-11-20T00:00")).map(WallMs)


@given(MOMENTS, st.integers(0, 20 * 7 * HOUR))
def test_so_much_office_time_lies_before_the_moment_at_which_it_has_passed(begin: WallMs, length: int) -> None:
    assert OFFICE.counted(begin, OFFICE.after(begin, length)) == length


@given(MOMENTS, MOMENTS, MOMENTS)
def test_office_time_adds_up(one: WallMs, two: WallMs, three: WallMs) -> None:
    first, middle, last = sorted((one, two, three))
    assert OFFICE.counted(first, middle) + OFFICE.counted(middle, last) == OFFICE.counted(first, last)


@given(
    st.sampled_from(LIMITS), MOMENTS, st.lists(st.integers(1, 40 * HOUR), max_size=6), st.integers(0, 5), st.booleans()
)
def test_a_level_is_due_exactly_from_its_moment_on(
    under: Limit,
    begin: WallMs,
    turns: list[int],
    told: int,
    extended: bool,  # noqa: FBT001  hypothesis gives it
) -> None:
    clock, now = started(under, begin), begin
    for nth, length in enumerate(turns):
        now = WallMs(now + length)
        clock = going_on(clock, now) if nth % 2 else halted(clock, now)
    clock = going_on(lengthened(clock, 2) if extended else clock, now)
    following = DIAL.read(clock, now, level=told).next_at
    if following is None:
        assert told == len(ESCALATION)
        return
    found, before = DIAL.level(clock, following), DIAL.level(clock, WallMs(following - 1))
    assert found is not None
    assert found.level > told
    assert following <= now or before is None or before.level <= told


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({FieldName.URGENCY: "特急", FieldName.BODY: "停水"}, "danger"),
        ({FieldName.REQUEST_TYPE: "投诉", FieldName.TITLE: "人民路停水"}, "outage"),
        ({FieldName.REQUEST_TYPE: "咨询", FieldName.TITLE: "何时停水"}, "consultation"),
        ({FieldName.REQUEST_TYPE: "咨询", FieldName.URGENCY: "紧急"}, "urgent"),
        ({FieldName.REQUEST_TYPE: "建议"}, "normal"),
    ],
)
def test_the_first_limit_that_fits_stands(values: dict[FieldName, str], name: str) -> None:
    assert RULES.limit_of(values).name == name
    assert RULES.limit_named(name) == RULES.limit_of(values)


def test_rules_that_would_leave_a_ticket_without_a_limit_or_a_level_are_complained_of() -> None:
    assert list(complaints(RULES)) == []
    by_hand = Limit(name="x", label="x", amount=1, unit=Unit.HOURS, by_hand=True)
    steep = tuple(Level(level=one.level, after_percent=80, flag=one.flag) for one in ESCALATION)
    paling = (*ESCALATION[:4], Level(level=5, after_percent=300, flag=Flag.YELLOW))
    for wrong, field in (
        (TicketRules(limits=(*LIMITS, by_hand)), "limits"),
        (TicketRules(limits=()), "limits"),
        (TicketRules(limits=(LIMITS[-1], LIMITS[-1])), "limits"),
        (TicketRules(levels=ESCALATION[:4]), "levels"),
        (TicketRules(levels=steep), "levels"),
        (TicketRules(levels=paling), "levels"),
        (TicketRules(office_hours={"weekly": {"tue": ["08:00-12:00"]}}), "office_hours"),
        (TicketRules(office_hours={"weekly": {}}), "office_hours"),
        (TicketRules(office_hours={}), "office_hours"),
        (TicketRules(calling_hours={"weekly": {"mon": ["25:00-26:00"]}}), "calling_hours"),
    ):
        assert [about for about, _ in complaints(wrong)] == [field]
