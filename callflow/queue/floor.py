"""The queue's state: who waits, and who sits where."""

from collections.abc import Iterator
from enum import IntEnum

import msgspec
from msgspec.structs import replace

from callflow.queue.rules import DEFAULT, GENERAL, QueueRules
from callflow.units import AgentId, CaseId, DurationMs, WallMs

PACE_CALLS = 20
"""About so many of the latest calls count for the pace."""


class Priority(IntEnum):
    """How urgently a caller is served; within one priority who came first is first."""

    NORMAL = 0
    REPEAT = 1
    """Called before about the same matter."""
    ELDER = 2
    EMERGENCY = 3


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """An agent: the phone's address, ready or away, free or with a case.

    Who is not signed in has a seat only while with a case.
    """

    agent: AgentId
    uri: str = ""
    skills: frozenset[str] = frozenset()
    signed_in: bool = False
    ready: bool = False
    registered: bool = False
    idle_since: WallMs
    case: CaseId | None = None
    taken_since: WallMs | None = None
    queue: str | None = None
    """The queue that offered this agent to `case`; None when the case took it by itself."""

    def free(self) -> bool:
        """Whether a caller may be offered."""
        return self.signed_in and self.ready and self.registered and self.case is None

    def there(self) -> bool:
        """Whether a person can be expected to answer sooner or later."""
        return self.signed_in and (self.registered or self.case is not None)

    def sits(self, uri: str, *, ready: bool, registered: bool, skills: frozenset[str]) -> bool:
        """Whether the agent is signed in just so."""
        as_told = (self.uri, self.ready, self.registered, self.skills) == (uri, ready, registered, skills)
        return self.signed_in and as_told

    def serves(self, queue: QueueRules) -> bool:
        """Whether this agent has all the skills that a queue asks for."""
        return queue.skills <= self.skills


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """A case that waits; `agent` while that one's phone rings."""

    case: CaseId
    since: WallMs
    queue: str = GENERAL
    priority: int = Priority.NORMAL
    agent: AgentId | None = None
    wants: AgentId | None = None
    """A wish: it is granted in the step that brings it, or it lapses."""


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """How long a queue's agents are taken by a call, from its offer to the end of wrap-up: a running mean."""

    mean_ms: float = 0.0
    calls: int = 0

    def with_call(self, took_ms: int) -> "Pace":
        """The pace after one more call."""
        weight = min(self.calls + 1, PACE_CALLS)
        return Pace(mean_ms=self.mean_ms + (took_ms - self.mean_ms) / weight, calls=self.calls + 1)


class Floor(msgspec.Struct, frozen=True, kw_only=True):
    """Callers in the order in which they are served, agents by number, queues by name."""

    rules: dict[str, QueueRules] = msgspec.field(default_factory=lambda: {GENERAL: DEFAULT})
    callers: tuple[Caller, ...] = ()
    seats: dict[AgentId, Seat] = {}
    paces: dict[str, Pace] = {}
    empty_since: dict[str, WallMs] = {}
    """Since when nobody is signed in who could serve this queue."""
    told: dict[CaseId, int] = {}
    """The position that each waiting caller was told last."""
    told_nobody: frozenset[CaseId] = frozenset()
    """Callers who know that nobody is there."""

    def waiting(self) -> Iterator[Caller]:
        """Callers for whom no phone rings yet."""
        return (caller for caller in self.callers if caller.agent is None)

    def queue_of(self, caller: Caller) -> QueueRules:
        """The queue in which a caller stands: the one it asked for, or `general` when that is not known."""
        return self.queue_named(caller.queue)

    def queue_named(self, name: str) -> QueueRules:
        """The queue of that name, or `general` when it is not known."""
        return self.rules.get(name, self.rules[GENERAL])

    def with_callers(self, *callers: Caller) -> "Floor":
        """This floor with these callers, put in order."""
        return replace(self, callers=tuple(sorted(callers, key=_order)))

    def with_caller(self, caller: Caller) -> "Floor":
        """This floor with one caller put in, or put anew."""
        return self.with_callers(*(other for other in self.callers if other.case != caller.case), caller)

    def caller(self, case: CaseId) -> Caller | None:
        """The caller of a case; None when it does not wait."""
        return next((caller for caller in self.callers if caller.case == case), None)

    def with_seat(self, seat: Seat) -> "Floor":
        """This floor with one seat put in, or put anew."""
        return replace(self, seats=self.seats | {seat.agent: seat})

    def without_seat(self, agent: AgentId) -> "Floor":
        """This floor without an agent's seat."""
        return replace(self, seats={other: seat for other, seat in self.seats.items() if other != agent})

    def held(self, agent: AgentId, case: CaseId) -> Seat | None:
        """The agent's seat, if this case has the agent."""
        seat = self.seats.get(agent)
        return seat if seat is not None and seat.case == case else None


def waited_ms(caller: Caller, now: WallMs) -> DurationMs:
    """How long a caller has waited."""
    return DurationMs(now - caller.since)


def _order(caller: Caller) -> tuple[int, WallMs, CaseId]:
    return -caller.priority, caller.since, caller.case
