"""What a city learns from its citizens' requests: counts, and the topics that many speak of. Pure.

Everything is told without anybody's name or number, and of places no more than the street or estate.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, tzinfo
from enum import StrEnum

import msgspec

from callflow.ticket_rules import URGENT
from callflow.topics import Topic, topics
from callflow.units import TicketNumber, WallMs

CONTENT = 3
"""A score from 1 (very satisfied) to here counts as satisfied."""
NONE_NAMED = "未注明"
_DISTRICT = re.compile(r"(?:^|[省市])([^省市区县]{1,6}?[区县])")
_HOURS = 24


class PeriodKind(StrEnum):
    """How long a period is: a day, or the seven days that end with it."""

    DAY = "day"
    WEEK = "week"


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket, as far as it is counted. What is not known is the empty text."""

    number: TicketNumber
    at: WallMs
    title: str = ""
    place: str = ""
    category: str = ""
    request_type: str = ""
    urgency: str = ""
    source: str = ""
    department: str = ""
    due_at: WallMs | None = None
    done_at: WallMs | None = None
    direct: bool = False
    score: int | None = None


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """How many requests, and how many in the period before."""

    name: str
    requests: int
    before: int


class DayFigures(msgspec.Struct, frozen=True, kw_only=True):
    """One day of a period; rates are 0..1, None where there is nothing to divide by."""

    day: date
    requests: int
    on_time_rate: float | None
    satisfaction_rate: float | None


class Insights(msgspec.Struct, frozen=True, kw_only=True):
    """A period's figures; rates are 0..1, None where there is nothing to divide by."""

    requests: int
    requests_before: int
    direct: int
    urgent: int
    on_time_rate: float | None
    satisfaction_rate: float | None
    rated: int
    topics: tuple[Topic, ...]
    types: tuple[Count, ...]
    categories: tuple[Count, ...]
    departments: tuple[Count, ...]
    districts: tuple[Count, ...]
    sources: tuple[Count, ...]
    hours: tuple[int, ...]
    """Requests by hour of the day."""
    days: tuple[DayFigures, ...]
    """Each day of the period, the first one first."""


def insights(
    now: Sequence[Request], before: Sequence[Request], zone: tzinfo, asked_at: WallMs, days: Sequence[date]
) -> Insights:
    """What a period of these days and the one before it come to; `asked_at` decides what is late by now."""
    times = [datetime.fromtimestamp(one.at / 1_000, zone) for one in now]
    by_day: dict[date, list[Request]] = {day: [] for day in days}
    for one, time in zip(now, times, strict=True):
        by_day.setdefault(time.date(), []).append(one)
    hours = Counter(time.hour for time in times)
    return Insights(
        requests=len(now),
        requests_before=len(before),
        direct=sum(one.direct for one in now),
        urgent=sum(one.urgency in URGENT for one in now),
        on_time_rate=_on_time(now, asked_at),
        satisfaction_rate=_satisfied(now),
        rated=len(_scores(now)),
        topics=topics(now, before),
        types=_counts(now, before, lambda one: one.request_type),
        categories=_counts(now, before, lambda one: one.category.partition(" / ")[0]),
        departments=_counts(now, before, lambda one: one.department),
        districts=_counts(now, before, lambda one: district_of(one.place)),
        sources=_counts(now, before, lambda one: one.source),
        hours=tuple(hours[hour] for hour in range(_HOURS)),
        days=tuple(_day(day, of_day, asked_at) for day, of_day in sorted(by_day.items())),
    )


def district_of(place: str) -> str:
    """The district or county that a place names; empty when it names none."""
    found = _DISTRICT.search(place)
    return found[1] if found else ""


def _day(day: date, some: Sequence[Request], asked_at: WallMs) -> DayFigures:
    return DayFigures(
        day=day,
        requests=len(some),
        on_time_rate=_on_time(some, asked_at),
        satisfaction_rate=_satisfied(some),
    )


def _on_time(some: Sequence[Request], asked_at: WallMs) -> float | None:
    judged = [late for late in (_is_late(one, asked_at) for one in some) if late is not None]
    return _rate(judged.count(False), len(judged))


def _satisfied(some: Sequence[Request]) -> float | None:
    scores = _scores(some)
    return _rate(sum(score <= CONTENT for score in scores), len(scores))


def _scores(some: Sequence[Request]) -> Sequence[int]:
    return [one.score for one in some if one.score is not None]


def _is_late(one: Request, asked_at: WallMs) -> bool | None:
    """Whether its limit was missed; None while that is open, or there is no limit."""
    if one.due_at is None:
        return None
    if one.done_at is not None:
        return one.done_at > one.due_at
    return True if asked_at > one.due_at else None


def _counts(now: Sequence[Request], before: Sequence[Request], of: Callable[[Request], str]) -> tuple[Count, ...]:
    here, there = Counter(of(one) or NONE_NAMED for one in now), Counter(of(one) or NONE_NAMED for one in before)
    names = sorted({*here, *there}, key=lambda name: (-here[name], -there[name], name))
    return tuple(Count(name=name, requests=here[name], before=there[name]) for name in names)


def _rate(part: int, of: int) -> float | None:
    return round(part / of, 3) if of else None
