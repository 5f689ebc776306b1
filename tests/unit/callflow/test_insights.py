"""What a city learns: counts that add up, and topics that rise."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callflow.insights import Request, district_of, insights
from callflow.topics import street_of, topics
from callflow.units import TicketNumber, WallMs

ZONE = ZoneInfo("Asia/Shanghai")
HOUR = 3_600_000


def _some(times: int, title: str, place: str = "", **more: object) -> list[Request]:
    return [
        Request(number=TicketNumber(f"{abs(hash(title)) % 10**6}{nth}"), at=WallMs(0), title=title, place=place, **more)  # type: ignore[arg-type]
        for nth in range(times)
    ]


LAMPS = _some(4, "南岸区梧桐大道路灯不亮", "南岸区梧桐大道12号")
MIXER = _some(6, "东湖区丽景新城搅拌站噪音扰民", "东湖区丽景新城3栋502室")


def test_requests_of_one_matter_at_one_place_are_a_topic_and_single_ones_none() -> None:
    found = topics([*LAMPS, *_some(1, "咨询公交卡"), *MIXER], ())
    assert [(one.title, one.requests) for one in found] == [(MIXER[0].title, 6), (LAMPS[0].title, 4)]
    assert found[0].place == "东湖区丽景新城"
    assert found[0].tickets[0] == MIXER[-1].number


def test_what_rises_comes_before_what_is_merely_much() -> None:
    now = [*LAMPS, *MIXER]
    found = topics(now, _some(9, MIXER[0].title, MIXER[0].place))
    assert [(one.title, one.before, one.rising) for one in found] == [
        (LAMPS[0].title, 0, True),
        (MIXER[0].title, 9, False),
    ]


def test_the_same_matter_in_another_quarter_is_another_topic() -> None:
    other = _some(3, "北城区火星路路灯不亮", "北城区火星路")
    assert [one.requests for one in topics([*LAMPS, *other], ())] == [4, 3]


@pytest.mark.parametrize(
    ("place", "street"),
    [
        ("梧桐大道12号", "梧桐大道"),
        ("丽景新城3栋2单元502室", "丽景新城"),
        ("东湖公园（南门对面）", "东湖公园"),
        ("", ""),
    ],
)
def test_a_report_names_the_street_and_not_the_door(place: str, street: str) -> None:
    assert street_of(place) == street


@pytest.mark.parametrize(
    ("place", "district"),
    [("江城市南岸区梧桐大道", "南岸区"), ("东湖区人民路", "东湖区"), ("长岭县城关镇", "长岭县"), ("人民路3号", "")],
)
def test_the_district_is_read_off_the_place(place: str, district: str) -> None:
    assert district_of(place) == district


def test_rates_judge_only_what_can_be_judged() -> None:
    due = WallMs(10 * HOUR)
    now = [
        Request(number=TicketNumber("1"), at=WallMs(0), due_at=due, done_at=WallMs(9 * HOUR), score=1),
        Request(number=TicketNumber("2"), at=WallMs(HOUR), due_at=due, done_at=WallMs(11 * HOUR), score=5),
        Request(number=TicketNumber("3"), at=WallMs(HOUR), due_at=WallMs(99 * HOUR)),
        Request(number=TicketNumber("4"), at=WallMs(HOUR), due_at=due),
        Request(number=TicketNumber("5"), at=WallMs(HOUR), direct=True, urgency="特急"),
    ]
    found = insights(now, (), ZONE, WallMs(20 * HOUR), ())
    assert (found.on_time_rate, found.satisfaction_rate, found.rated) == (pytest.approx(1 / 3, abs=0.001), 0.5, 2)
    assert (found.direct, found.urgent, found.requests, found.requests_before) == (1, 1, 5, 0)
    assert (found.hours[8], found.hours[9], sum(found.hours)) == (1, 4, 5)
    assert insights((), (), ZONE, WallMs(0), ()).on_time_rate is None


def test_each_day_of_a_period_has_its_own_figures_also_one_without_requests() -> None:
    day = 24 * HOUR
    late_evening, due = WallMs(15 * HOUR), WallMs(3 * day)
    now = [
        Request(number=TicketNumber("1"), at=late_evening, due_at=due, done_at=WallMs(day), score=4),
        Request(number=TicketNumber("2"), at=WallMs(late_evening + 2 * HOUR), due_at=due, done_at=WallMs(4 * day)),
        Request(number=TicketNumber("3"), at=WallMs(late_evening + 3 * HOUR), due_at=due, done_at=WallMs(day)),
    ]
    days = [date(1970, 1, 1), date(1970, 1, 2), date(1970, 1, 3)]
    found = insights(now, (), ZONE, WallMs(9 * day), days)
    told = [(one.day, one.requests, one.on_time_rate, one.satisfaction_rate) for one in found.days]
    assert told == [(days[0], 1, 1.0, 0.0), (days[1], 2, 0.5, None), (days[2], 0, None, None)]


WORDS = st.sampled_from(["", "路灯不亮", "水管漏水", "南岸区", "噪音", "搅拌站", "a1"])
REQUESTS = st.lists(
    st.builds(
        Request,
        number=st.just(TicketNumber("1")),
        at=st.integers(0, 10**12),
        title=st.lists(WORDS, max_size=3).map("".join),
        place=WORDS,
        category=WORDS,
        department=WORDS,
    ),
    max_size=12,
)


@given(now=REQUESTS, before=REQUESTS)
def test_every_table_counts_every_request_once(now: Sequence[Request], before: Sequence[Request]) -> None:
    found = insights(now, before, ZONE, WallMs(0), ())
    assert sum(one.requests for one in found.days) == len(now)
    for table in (found.types, found.categories, found.departments, found.districts, found.sources):
        assert sum(one.requests for one in table) == len(now)
        assert sum(one.before for one in table) == len(before)
    assert sum(one.requests for one in found.topics) <= len(now)
    assert sum(one.before for one in found.topics) <= len(before)
