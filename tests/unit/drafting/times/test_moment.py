"""Which moment relative words mean, against a call of Wednesday 11 March 2026, 10:00 in China."""

from datetime import datetime

import pytest

from callflow.drafting.times.moment import CHINA, moment_of


def ms(year: int, month: int, day: int) -> int:
    return int(datetime(year, month, day, 10, tzinfo=CHINA).timestamp() * 1000)


WEDNESDAY = ms(2026, 3, 11)


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("昨晚12点", "2026-03-11 00:00"),
        ("昨天晚上12点半", "2026-03-11 00:30"),
        ("昨晚1点", "2026-03-11 01:00"),
        ("昨晚半夜2点", "2026-03-11 02:00"),
        ("昨晚8点半", "2026-03-10 20:30"),
        ("今天凌晨12点", "2026-03-11 00:00"),
        ("昨天凌晨2点", "2026-03-10 02:00"),
        ("昨天半夜11点", "2026-03-10 23:00"),
        ("昨天中午12点", "2026-03-10 12:00"),
        ("昨天中午1点", "2026-03-10 13:00"),
        ("前天下午3点20", "2026-03-09 15:20"),
        ("昨天15点", "2026-03-10 15:00"),
        ("昨天上午8点到晚上", "2026-03-10 08:00"),
        ("昨天晚上大概9点", "2026-03-10 21:00"),
    ],
)
def test_the_night_belongs_to_the_evening_it_begins_with(said: str, moment: str) -> None:
    assert moment_of(said, WEDNESDAY) == moment


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("25年3月", "2025-03"),
        ("25年12月6日", "2025-12-06"),
        ("98年5月", "1998-05"),
        ("2019年10月", "2019-10"),
        ("去年7月", "2025-07"),
        ("明年2月", "2027-02"),
        ("明年5月1日", "2027-05-01"),
        ("10月", "2025-10"),
        ("上个月", "2026-02"),
    ],
)
def test_years_in_two_figures_and_as_words(said: str, moment: str) -> None:
    assert moment_of(said, WEDNESDAY) == moment


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("周五", "2026-03-06"),
        ("星期三", "2026-03-11"),
        ("周一上午9点", "2026-03-09 09:00"),
        ("周末", "2026-03-07"),
        ("上周五", "2026-03-06"),
        ("上上个星期天", "2026-03-01"),
        ("本周五", "2026-03-13"),
        ("下周一", "2026-03-16"),
    ],
)
def test_a_weekday_without_a_week_is_the_last_such_day(said: str, moment: str) -> None:
    assert moment_of(said, WEDNESDAY) == moment


@pytest.mark.parametrize("said", ["2月29日", "2025年2月29日", "4月31号", "13月", "早上8点", ""])
def test_no_moment_where_the_calendar_has_none(said: str) -> None:
    assert not moment_of(said, WEDNESDAY)


def test_a_leap_day_still_to_come_is_no_day_of_the_year_before() -> None:
    assert not moment_of("2月29日", ms(2028, 2, 10))
    assert moment_of("2月29日", ms(2028, 3, 10)) == "2028-02-29"
