"""The queue: who waits, who is free, and who is offered to whom.

`(floor, event, now) -> (floor, orders)`, in one table like the case. Callers are served in the order in which they
came; of the free agents the one idle longest is offered. An agent is offered to one case at a time and stays
taken until that case gives it back, so a caller is never with two agents nor an agent with two callers.

The queue keeps nothing on disk: after a restart the switchboard tells it again who waits (from the cases) and who sits
where (from the accounts, the presence file and the registrar).
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from callflow.units import AgentId, CaseId, WallMs

EMPTY_GRACE_MS = 15_000
"""How long nobody may be signed in before waiting callers are told: phones drop out for seconds and come back."""


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """An agent who is signed in: the phone's address, ready or away, free or with a case."""

    agent: AgentId
    uri: str
    ready: bool
    registered: bool
    idle_since: WallMs
    case: CaseId | None = None

    def free(self) -> bool:
        """Whether a caller may be offered."""
        return self.ready and self.registered and self.case is None

    def there(self) -> bool:
        """Whether a person can be expected to answer sooner or later."""
        return self.registered or self.case is not None


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """A case that waits; `agent` while that one's phone rings."""

    case: CaseId
    since: WallMs
    agent: AgentId | None = None


class Floor(msgspec.Struct, frozen=True, kw_only=True):
    """Callers in order of arrival and agents by number. `empty_since`: since when nobody is signed in."""

    callers: tuple[Caller, ...] = ()
    seats: dict[AgentId, Seat] = {}
    empty_since: WallMs | None = None
    told: dict[CaseId, int] = {}
    """The position that each waiting caller was told last."""


# --- what happens ---


class CallerJoined(msgspec.Struct, frozen=True):
    """A case wants a person; `since` decides its place."""

    case: CaseId
    since: WallMs


class CallerLeft(msgspec.Struct, frozen=True):
    """A case waits no more: an agent answered, or the caller is gone."""

    case: CaseId


class SeatTaken(msgspec.Struct, frozen=True):
    """After a restart: this agent is with this case."""

    agent: AgentId
    case: CaseId


class SeatChanged(msgspec.Struct, frozen=True):
    """An agent signed in, or the phone or the presence changed."""

    agent: AgentId
    uri: str
    ready: bool
    registered: bool


class SeatLeft(msgspec.Struct, frozen=True):
    """An agent signed out."""

    agent: AgentId


class SeatFreed(msgspec.Struct, frozen=True):
    """A case gives its agent back."""

    agent: AgentId


class NotAnswered(msgspec.Struct, frozen=True):
    """The offered agent's phone was not answered: the caller keeps its place."""

    agent: AgentId


class Ticked(msgspec.Struct, frozen=True):
    """Time has gone by."""


Happened = CallerJoined | CallerLeft | SeatTaken | SeatChanged | SeatLeft | SeatFreed | NotAnswered | Ticked

# --- what is to be done ---


class Offer(msgspec.Struct, frozen=True):
    """Give this agent to this case."""

    case: CaseId
    agent: AgentId
    uri: str


class TellPosition(msgspec.Struct, frozen=True):
    """So many callers stand before this case."""

    case: CaseId
    ahead: int


class TellNobody(msgspec.Struct, frozen=True):
    """Nobody is signed in."""

    case: CaseId


class MakeAway(msgspec.Struct, frozen=True):
    """The agent did not answer, so is not at the phone."""

    agent: AgentId


Order = Offer | TellPosition | TellNobody | MakeAway


class Turn(NamedTuple):
    """The floor after an event, and what is to be done."""

    floor: Floor
    orders: tuple[Order, ...] = ()


def step(floor: Floor, event: Happened, now: WallMs) -> Turn:
    """Take one event; then offer whoever is free, and tell positions that changed."""
    after, orders = TABLE[type(event)](floor, event, now)
    noted = _note_empty(after, now)
    offered, offers = _offers(noted)
    placed, positions = _positions(offered)
    return Turn(placed, (*orders, *offers, *_nobody(placed, now), *positions))


def _joined(floor: Floor, event: CallerJoined, _: WallMs) -> Turn:
    if any(caller.case == event.case for caller in floor.callers):
        return Turn(floor)
    callers = sorted((*floor.callers, Caller(case=event.case, since=event.since)), key=lambda c: (c.since, c.case))
    return Turn(replace(floor, callers=tuple(callers)))


def _left(floor: Floor, event: CallerLeft, _: WallMs) -> Turn:
    callers = tuple(caller for caller in floor.callers if caller.case != event.case)
    told = {case: ahead for case, ahead in floor.told.items() if case != event.case}
    return Turn(replace(floor, callers=callers, told=told))


def _taken(floor: Floor, event: SeatTaken, now: WallMs) -> Turn:
    seat = floor.seats.get(event.agent) or Seat(
        agent=event.agent, uri="", ready=False, registered=False, idle_since=now
    )
    callers = tuple(
        replace(caller, agent=event.agent) if caller.case == event.case else caller for caller in floor.callers
    )
    return Turn(_seated(replace(floor, callers=callers), replace(seat, case=event.case)))


def _changed(floor: Floor, event: SeatChanged, now: WallMs) -> Turn:
    known = floor.seats.get(event.agent)
    newly_free = known is None or not (known.ready and known.registered)
    return Turn(
        _seated(
            floor,
            Seat(
                agent=event.agent,
                uri=event.uri,
                ready=event.ready,
                registered=event.registered,
                idle_since=now if newly_free or known is None else known.idle_since,
                case=known.case if known else None,
            ),
        )
    )


def _seat_left(floor: Floor, event: SeatLeft, _: WallMs) -> Turn:
    """Sign out. An agent who is with a case keeps the seat until the case gives it back, but is offered nothing."""
    seat = floor.seats.get(event.agent)
    if seat is not None and seat.case is not None:
        return Turn(_seated(floor, replace(seat, ready=False, registered=False)))
    return Turn(replace(floor, seats={agent: s for agent, s in floor.seats.items() if agent != event.agent}))


def _freed(floor: Floor, event: SeatFreed, now: WallMs) -> Turn:
    """A caller who still waits for this agent waits for any again."""
    callers = tuple(replace(caller, agent=None) if caller.agent == event.agent else caller for caller in floor.callers)
    freed, seat = replace(floor, callers=callers), floor.seats.get(event.agent)
    return Turn(_seated(freed, replace(seat, case=None, idle_since=now)) if seat else freed)


def _not_answered(floor: Floor, event: NotAnswered, now: WallMs) -> Turn:
    freed = _freed(floor, SeatFreed(event.agent), now).floor
    seat = freed.seats.get(event.agent)
    return Turn(_seated(freed, replace(seat, ready=False)) if seat else freed, (MakeAway(event.agent),))


def _ticked(floor: Floor, _: Ticked, __: WallMs) -> Turn:
    return Turn(floor)


TABLE: Mapping[type[Happened], Callable[[Floor, Any, WallMs], Turn]] = {
    CallerJoined: _joined,
    CallerLeft: _left,
    SeatTaken: _taken,
    SeatChanged: _changed,
    SeatLeft: _seat_left,
    SeatFreed: _freed,
    NotAnswered: _not_answered,
    Ticked: _ticked,
}


def _seated(floor: Floor, seat: Seat) -> Floor:
    return replace(floor, seats=floor.seats | {seat.agent: seat})


def _note_empty(floor: Floor, now: WallMs) -> Floor:
    if any(seat.there() for seat in floor.seats.values()):
        return replace(floor, empty_since=None)
    return floor if floor.empty_since is not None else replace(floor, empty_since=now)


def _offers(floor: Floor) -> Turn:
    free = sorted((s for s in floor.seats.values() if s.free()), key=lambda s: (s.idle_since, s.agent))
    waiting = [caller for caller in floor.callers if caller.agent is None]
    orders = []
    for caller, seat in zip(waiting, free, strict=False):
        floor = _taken(floor, SeatTaken(seat.agent, caller.case), seat.idle_since).floor
        orders.append(Offer(caller.case, seat.agent, seat.uri))
    return Turn(floor, tuple(orders))


def _positions(floor: Floor) -> Turn:
    waiting = [caller.case for caller in floor.callers if caller.agent is None]
    places = {case: ahead for ahead, case in enumerate(waiting)}
    orders = tuple(TellPosition(case, ahead) for case, ahead in places.items() if floor.told.get(case) != ahead)
    return Turn(replace(floor, told=places), orders)


def _nobody(floor: Floor, now: WallMs) -> tuple[Order, ...]:
    if floor.empty_since is None or now - floor.empty_since < EMPTY_GRACE_MS:
        return ()
    return tuple(TellNobody(caller.case) for caller in floor.callers if caller.agent is None)
