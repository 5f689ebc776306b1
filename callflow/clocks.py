"""How long a ticket has taken, when it is due, and how late it is. Time is an argument.

A clock keeps only what happened: the limit, the days it was lengthened by, and the spans in which it ran. What they
come to is counted when it is asked for, so a holiday that is entered late, or office hours that change, are right for
tickets that are under way as well.

The clock is the citizen's: it runs from the confirmation to the department's reply, through review, dispatch and
returns; it stands while the ticket is suspended and begins anew when the ticket is reopened.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Any

import msgspec

from callflow.hours import Hours
from callflow.ticket_rules import FLAG_NAMES, LEVEL_NAMES, Level, Limit, TicketRules, Unit
from callflow.ticket_steps import Flag
from callflow.units import DurationMs, WallMs

HOUR_MS = 3_600_000
_MINUTE_MS = 60_000
_FARTHEST_DAYS = 10_000
"""So far ahead a due moment is looked for: 1,000 working days and every holiday among them."""


class Standing(StrEnum):
    """How a ticket stands against its limit."""

    RUNNING = "running"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    STANDING = "standing"
    """Suspended."""
    STOPPED = "stopped"


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """A limit, and when it ran: (from, until), the last `until` is None while it runs."""

    limit: str
    label: str
    amount: int
    unit: Unit
    more_days: int = 0
    """Working days that were granted (延期)."""
    spans: tuple[tuple[WallMs, WallMs | None], ...] = ()

    @property
    def runs(self) -> bool:
        """Whether time counts at the moment."""
        return bool(self.spans) and self.spans[-1][1] is None


def started(limit: Limit, now: WallMs) -> Clock:
    """A clock that begins now."""
    clock = Clock(limit=limit.name, label=limit.label, amount=limit.amount, unit=limit.unit)
    return going_on(clock, now)


def going_on(clock: Clock, now: WallMs) -> Clock:
    """The clock, running from now on; one that runs already is left as it is."""
    return clock if clock.runs else msgspec.structs.replace(clock, spans=(*clock.spans, (now, None)))


def halted(clock: Clock, now: WallMs) -> Clock:
    """The clock, standing from now on."""
    if not clock.runs:
        return clock
    begin = clock.spans[-1][0]
    return msgspec.structs.replace(clock, spans=(*clock.spans[:-1], (begin, max(begin, now))))


def lengthened(clock: Clock, days: int) -> Clock:
    """The clock with more working days."""
    return msgspec.structs.replace(clock, more_days=clock.more_days + days)


def limited(clock: Clock, limit: Limit) -> Clock:
    """The clock under another limit; what has run counts."""
    return msgspec.structs.replace(
        clock, limit=limit.name, label=limit.label, amount=limit.amount, unit=limit.unit, more_days=0
    )


class OfficeTime:
    """Counts time: in office hours where days are worked, around the clock where hours are counted."""

    def __init__(self, hours: Hours, zone: tzinfo) -> None:
        self._hours = hours
        self._zone = zone
        self.day_ms = DurationMs(sum(end - begin for begin, end in hours.on_weekday("mon")) * _MINUTE_MS)
        """A working day's length."""

    def counted(self, begin: WallMs, until: WallMs) -> DurationMs:
        """How much office time lies between two moments."""
        pieces = (min(close, until) - max(open_, begin) for open_, close in self._spans(begin, until))
        return DurationMs(sum(piece for piece in pieces if piece > 0))

    def after(self, begin: WallMs, length: int) -> WallMs:
        """The moment at which so much office time has passed. Raises ValueError when that is decades away."""
        if length <= 0:
            return begin
        left = length
        for open_, close in self._spans(begin, None):
            piece = close - max(open_, begin)
            if piece >= left:
                return WallMs(max(open_, begin) + left)
            left -= max(piece, 0)
        raise ValueError("office hours do not last so long")

    def _spans(self, begin: WallMs, until: WallMs | None) -> Iterator[tuple[int, int]]:
        """Opening times that may touch the time from `begin`, in order and apart; the day before may reach into it."""
        first = datetime.fromtimestamp(begin / 1_000, self._zone).date() - timedelta(days=1)
        covered = 0
        for nth in range(_FARTHEST_DAYS):
            midnight = datetime.combine(first + timedelta(days=nth), time(), self._zone)
            if until is not None and midnight.timestamp() * 1_000 >= until:
                return
            for opens, closes in sorted(self._hours.on(midnight.date())):
                open_, covered = max(self._wall(midnight, opens), covered), max(self._wall(midnight, closes), covered)
                yield open_, covered

    def _wall(self, midnight: datetime, minutes: int) -> int:
        moment = datetime.combine(midnight.date() + timedelta(minutes // 1_440), time(), self._zone)
        return int((moment + timedelta(minutes=minutes % 1_440)).timestamp() * 1_000)


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """A clock read at a moment. `next_at`: when the next level is due; None: no more will be.

    `due_at` of a clock that has stopped is when it would have been due; there is none for a suspended ticket.
    """

    limit: str
    label: str
    due_at: WallMs | None
    soon_at: WallMs | None
    used_percent: int
    standing: Standing
    level: int
    flag: Flag
    next_at: WallMs | None

    @property
    def level_name(self) -> str:
        """The level in Chinese; empty for none."""
        return LEVEL_NAMES[self.level]

    @property
    def flag_name(self) -> str:
        """The colour in Chinese; empty for none."""
        return FLAG_NAMES[self.flag]


class Dial:
    """Reads clocks: the rules' levels on office time."""

    def __init__(self, rules: TicketRules, office: OfficeTime) -> None:
        self.rules = rules
        self._office = office

    def length_ms(self, clock: Clock) -> DurationMs:
        """The whole limit, in counted time."""
        if clock.unit is Unit.HOURS:
            return DurationMs(clock.amount * HOUR_MS + clock.more_days * 24 * HOUR_MS)
        return DurationMs((clock.amount + clock.more_days) * self._office.day_ms)

    def used_ms(self, clock: Clock, now: WallMs) -> DurationMs:
        """How much of it has passed."""
        spans = ((begin, now if until is None else until) for begin, until in clock.spans)
        return DurationMs(sum(self._counted(clock.unit, begin, until) for begin, until in spans if until > begin))

    def level(self, clock: Clock, now: WallMs) -> Level | None:
        """The highest level of escalation that is due by now."""
        used, length = self.used_ms(clock, now), self.length_ms(clock)
        due = [one for one in self.rules.levels if used * 100 >= one.after_percent * length]
        return due[-1] if due else None

    def level_of(self, clock: dict[str, Any] | None, now: WallMs) -> int:
        """The same of a clock as it is stored, as a number; 0 for none."""
        found = self.level(msgspec.convert(clock, Clock), now) if clock else None
        return found.level if found else 0

    def read(self, clock: Clock, now: WallMs, *, level: int = 0, suspended: bool = False) -> Reading:
        """How a clock stands; `level` is the escalation that has been told already."""
        used, length = self.used_ms(clock, now), self.length_ms(clock)
        soon = -(-length * self.rules.due_soon_percent // 100)
        return Reading(
            limit=clock.limit,
            label=clock.label,
            due_at=None if suspended else self._at(clock, length, now),
            soon_at=None if suspended else self._at(clock, soon, now),
            used_percent=used * 100 // length,
            standing=self._standing(clock, used, length, suspended=suspended),
            level=level,
            flag=self.flag(level),
            next_at=self._next_at(clock, level, length, now),
        )

    def flag(self, level: int) -> Flag:
        """The colour of a level."""
        return next((one.flag for one in self.rules.levels if one.level == level), Flag.NONE)

    def _standing(self, clock: Clock, used: int, length: int, *, suspended: bool) -> Standing:
        if not clock.runs:
            return Standing.STANDING if suspended else Standing.STOPPED
        if used >= length:
            return Standing.OVERDUE
        return Standing.DUE_SOON if used * 100 >= self.rules.due_soon_percent * length else Standing.RUNNING

    def _next_at(self, clock: Clock, level: int, length: int, now: WallMs) -> WallMs | None:
        coming = next((one for one in self.rules.levels if one.level > level), None)
        if coming is None or not clock.runs:
            return None
        return self._at(clock, -(-length * coming.after_percent // 100), now)

    def _at(self, clock: Clock, used: int, now: WallMs) -> WallMs:
        """When so much was used, or will have been; of a clock that stands: if it had gone on."""
        left, last = used, now
        for begin, until in clock.spans:
            piece = self._counted(clock.unit, begin, until) if until is not None else left
            if piece >= left:
                return self._after(clock.unit, begin, left)
            left, last = left - piece, until or now
        return self._after(clock.unit, last, left)

    def _counted(self, unit: Unit, begin: WallMs, until: WallMs) -> int:
        return until - begin if unit is Unit.HOURS else self._office.counted(begin, until)

    def _after(self, unit: Unit, begin: WallMs, length: int) -> WallMs:
        return WallMs(begin + length) if unit is Unit.HOURS else self._office.after(begin, length)
