"""What a city decides of its tickets: review, limits, escalation, when what is done is put away.

The defaults are the figures commonly published for 12345 services; none of them is a constant anywhere else.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from pydantic import ValidationError

from callflow.drafting.draft import FieldName
from callflow.hours import Hours
from callflow.ticket_steps import Flag

LEVELS = 5
URGENT = ("紧急", "特急")
"""From here on a ticket is urgent."""

LEVEL_NAMES = ("", "提醒督办", "电话督办", "书面督办", "约谈督办", "纪检督办")
FLAG_NAMES = {Flag.NONE: "", Flag.YELLOW: "黄牌", Flag.ORANGE: "橙牌", Flag.RED: "红牌"}

_TEXTS = (FieldName.TITLE, FieldName.CATEGORY, FieldName.BODY)

Name = Annotated[str, Meta(min_length=1, max_length=40)]
Percent = Annotated[int, Meta(ge=1, le=1_000)]
Days = Annotated[int, Meta(ge=0, le=3_650)]


class Review(StrEnum):
    """Which tickets the duty leader sees before they go out (值班领导审签)."""

    OFF = "off"
    URGENT = "urgent"
    ALL = "all"


class Unit(StrEnum):
    """How time is counted."""

    HOURS = "hours"
    """Around the clock."""
    WORKING_DAYS = "working_days"
    """In the office hours of working days; a day is as long as Monday's hours."""


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """How long a request may take. What is empty fits every ticket; `by_hand` fits none by itself."""

    name: Name
    label: Name
    amount: Annotated[int, Meta(ge=1, le=1_000)]
    unit: Unit
    request_types: tuple[str, ...] = ()
    urgencies: tuple[str, ...] = ()
    words: tuple[Name, ...] = ()
    """One of these stands in title, category or body."""
    by_hand: bool = False

    def fits(self, values: Mapping[FieldName, str]) -> bool:
        """Whether a ticket with these elements falls under it by itself."""
        text = " ".join(values.get(name, "") for name in _TEXTS)
        return (
            not self.by_hand
            and (not self.request_types or values.get(FieldName.REQUEST_TYPE, "") in self.request_types)
            and (not self.urgencies or values.get(FieldName.URGENCY, "") in self.urgencies)
            and (not self.words or any(word in text for word in self.words))
        )


class Level(msgspec.Struct, frozen=True, kw_only=True):
    """One level of escalation (督办), reached when so much of the limit has been used."""

    level: Annotated[int, Meta(ge=1, le=LEVELS)]
    after_percent: Percent
    flag: Flag = Flag.NONE


_OUTAGES = ("停水", "停电", "停气", "停暖", "停热", "断水", "断电", "断气", "没水", "没电", "没暖气", "没有暖气")

LIMITS = (
    Limit(name="danger", label="危急 2 小时", amount=2, unit=Unit.HOURS, urgencies=("特急",)),
    Limit(
        name="outage",
        label="水电气暖 24 小时",
        amount=24,
        unit=Unit.HOURS,
        request_types=("求助", "投诉"),
        words=_OUTAGES,
    ),
    Limit(name="urgent", label="紧急 24 小时", amount=24, unit=Unit.HOURS, urgencies=("紧急",)),
    Limit(name="consultation", label="咨询 3 个工作日", amount=3, unit=Unit.WORKING_DAYS, request_types=("咨询",)),
    Limit(name="hard", label="疑难 15 个工作日", amount=15, unit=Unit.WORKING_DAYS, by_hand=True),
    Limit(name="normal", label="一般 5 个工作日", amount=5, unit=Unit.WORKING_DAYS),
)
ESCALATION = (
    Level(level=1, after_percent=80, flag=Flag.YELLOW),
    Level(level=2, after_percent=100, flag=Flag.ORANGE),
    Level(level=3, after_percent=150, flag=Flag.ORANGE),
    Level(level=4, after_percent=200, flag=Flag.RED),
    Level(level=5, after_percent=300, flag=Flag.RED),
)


def _calling_hours() -> dict[str, Any]:
    return {"weekly": {"mon-sun": ["09:00-20:00"]}}


def _office_hours() -> dict[str, Any]:
    return {"weekly": {"mon-fri": ["08:30-12:00", "14:00-17:30"]}}


class TicketRules(msgspec.Struct, frozen=True, kw_only=True):
    """All of it. Use rules that `complaints` finds nothing wrong with."""

    review: Review = Review.OFF
    dispatch_at_once: bool = True
    """Where a department is known, confirming (or reviewing) also dispatches."""
    follow_up: bool = True
    """A reply plans a call to the citizen by itself."""
    calling_hours: dict[str, Any] = msgspec.field(default_factory=_calling_hours)
    """When citizens may be called by themselves: `callflow.hours.Hours` as written."""
    resolve_after_days: Days = 3
    """A ticket that was followed up without a clear answer is resolved after so many days."""
    archive_after_days: Days = 30
    office_hours: dict[str, Any] = msgspec.field(default_factory=_office_hours)
    """`callflow.hours.Hours` as written."""
    due_soon_percent: Percent = 80
    limits: tuple[Limit, ...] = LIMITS
    """The first that fits stands."""
    levels: tuple[Level, ...] = ESCALATION

    def limit_of(self, values: Mapping[FieldName, str]) -> Limit:
        """The limit that a ticket with these elements falls under."""
        return next((one for one in self.limits if one.fits(values)), self.limits[-1])

    def limit_named(self, name: str) -> Limit | None:
        """A limit by its name."""
        return next((one for one in self.limits if one.name == name), None)


def complaints(rules: TicketRules) -> Iterator[tuple[str, str]]:
    """What is wrong with rules: which of them, and why, in Chinese."""
    yield from _about_limits(rules.limits)
    yield from _about_levels(rules.levels)
    yield from _about_hours(rules)


def _about_hours(rules: TicketRules) -> Iterator[tuple[str, str]]:
    for name in ("office_hours", "calling_hours"):
        try:
            hours = Hours.model_validate(getattr(rules, name))
        except ValidationError:
            yield name, '时间要写成 {"weekly": {"mon-fri": ["08:30-12:00"]}} 的样子'
            continue
        if name == "office_hours" and not hours.on_weekday("mon"):
            yield name, "周一要有办公时间，工作日的长度按周一计算"


def _about_limits(limits: tuple[Limit, ...]) -> Iterator[tuple[str, str]]:
    names = [one.name for one in limits]
    if len(set(names)) < len(names):
        yield "limits", "两个时限用了同一个代号"
    if not limits or not limits[-1].fits({}):
        yield "limits", "最后一个时限要适用于所有工单：不设类型、紧急程度和词语，也不能只供人工选择"


def _about_levels(levels: tuple[Level, ...]) -> Iterator[tuple[str, str]]:
    if [one.level for one in levels] != list(range(1, LEVELS + 1)):
        yield "levels", "督办要有一级到五级，各一条，按次序排列"
    percents = [one.after_percent for one in levels]
    if any(later <= sooner for sooner, later in pairwise(percents)):
        yield "levels", "督办级别越高，占时限的百分比要越大"
    colours = [list(Flag).index(one.flag) for one in levels]
    if colours != sorted(colours):
        yield "levels", "督办级别越高，亮牌颜色不能变浅"
