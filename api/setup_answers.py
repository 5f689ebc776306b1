"""What REST answers with about how the hotline is set up (`docs/screens.md`)."""

from datetime import date
from typing import Any

import msgspec

from callflow.units import AgentId, WallMs


class DepartmentLine(msgspec.Struct, frozen=True, kw_only=True):
    """One of a department's numbers."""

    number: str
    label: str
    ring_s: int
    duty_only: bool


class DutyPeriod(msgspec.Struct, frozen=True, kw_only=True):
    """Who is on duty, from when until before when."""

    name: str
    number: str
    from_: WallMs = msgspec.field(name="from")
    to: WallMs


class ReachableLine(msgspec.Struct, frozen=True, kw_only=True):
    """A number that would be dialled now."""

    number: str
    label: str
    ring_s: int


class Reachable(msgspec.Struct, frozen=True, kw_only=True):
    """Whom calling a department would dial now, in order; when nobody, `why`."""

    numbers: tuple[ReachableLine, ...]
    why: str


class Department(msgspec.Struct, frozen=True, kw_only=True):
    """A unit that can be called in. `hours` null: around the clock."""

    id: str
    name: str
    scope: str
    deputy: str | None
    enabled: bool
    hours: dict[str, Any] | None
    numbers: tuple[DepartmentLine, ...]
    on_duty: tuple[DutyPeriod, ...]
    reachable: Reachable


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """A line of callers."""

    name: str
    label: str
    skills: tuple[str, ...]
    overflow_to: str | None
    overflow_after_ms: int
    answer_target_ms: int
    speech_model: str | None
    """None: the hotline's own."""


class HolidayRow(msgspec.Struct, frozen=True, kw_only=True):
    """A day off."""

    day: date
    name: str


class CalendarDays(msgspec.Struct, frozen=True, kw_only=True):
    """Holidays, and the days worked to make up for them."""

    holidays: tuple[HolidayRow, ...]
    workdays: tuple[date, ...]


class SurgeState(msgspec.Struct, frozen=True, kw_only=True):
    """The surge announcement: on or off, since when, until when and by whom."""

    on: bool
    since: WallMs | None
    until: WallMs | None
    by: AgentId | None


class FlowRow(msgspec.Struct, frozen=True, kw_only=True):
    """A menu that there is. Version 0 is the shipped one."""

    name: str
    title: str
    version: int
    saved_at: WallMs | None
    saved_by: AgentId | None


class FlowContent(msgspec.Struct, frozen=True, kw_only=True):
    """A menu's text as it stands."""

    name: str
    version: int
    text: str


class FlowComplaint(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a menu, and on which line."""

    line: int
    message: str


class FlowVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a menu may serve callers; `warnings` do not keep it from that."""

    ok: bool
    errors: tuple[FlowComplaint, ...]
    warnings: tuple[FlowComplaint, ...]


class WalkedStep(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a caller who walks through a menu meets; `step` and `keys` are where it left the caller."""

    typed: str
    """What led to it."""
    step: str
    title: str
    does: str
    """`say`, `wait`, `queue`, `connect`, `message`, `look_up` or `end`."""
    detail: str
    """The queue, the contact, the number looked up, or how it ended."""
    says: tuple[str, ...]
    keys: tuple[str, ...]


class FlowWalk(msgspec.Struct, frozen=True, kw_only=True):
    """A walk through a menu: where it began, what was met, whether the call is over, what was kept."""

    begins: str
    steps: tuple[WalkedStep, ...]
    over: bool
    kept: dict[str, str]
