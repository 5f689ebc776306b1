"""The queue's table: `(floor, event, now) -> (floor, orders)`."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from msgspec.structs import replace

from callflow.queue import happenings as happened
from callflow.queue.floor import Caller, Floor, Pace, Seat
from callflow.queue.matching import offer, ring
from callflow.queue.orders import MakeAway, TakenTwice, Turn, UnknownQueue
from callflow.queue.rules import by_name
from callflow.queue.telling import note_empty, tell_nobody, tell_positions
from callflow.units import AgentId, WallMs


def step(floor: Floor, event: happened.Happened, now: WallMs) -> Turn:
    """Take one event; then offer whoever is free, and tell what changed. Raises QueueRulesError for such rules."""
    return (
        TABLE[type(event)](floor, event, now)
        .then(lambda after: Turn(note_empty(after, now)))
        .then(partial(offer, now=now))
        .then(partial(tell_nobody, now=now))
        .then(tell_positions)
    )


# --- callers ---


def _joined(floor: Floor, event: happened.CallerJoined, _: WallMs) -> Turn:
    caller = floor.caller(event.case) or Caller(case=event.case, since=event.since)
    stands = replace(caller, queue=event.queue, priority=event.priority, wants=event.wants)
    return Turn(floor.with_caller(stands), _report_queues(floor, stands))


def _left(floor: Floor, event: happened.CallerLeft, _: WallMs) -> Turn:
    return Turn(floor.with_callers(*(caller for caller in floor.callers if caller.case != event.case)))


def _rules_changed(floor: Floor, event: happened.RulesChanged, _: WallMs) -> Turn:
    changed = replace(floor, rules=by_name(event.rules))
    return Turn(changed, _report_queues(changed, *floor.callers))


def _report_queues(floor: Floor, *callers: Caller) -> tuple[UnknownQueue, ...]:
    return tuple(UnknownQueue(caller.case, caller.queue) for caller in callers if caller.queue not in floor.rules)


# --- cases and their agents ---


def _offer_stands(floor: Floor, event: happened.OfferStands, now: WallMs) -> Turn:
    """Only a caller who waits can be rung for, and an agent who is with another case stays there."""
    caller, seat = floor.caller(event.case), _seat(floor, event.agent, now)
    if caller is None or seat.case is not None:
        return _taken(floor, happened.SeatTaken(event.agent, event.case), now)
    return Turn(ring(floor, caller, seat, now))


def _taken(floor: Floor, event: happened.SeatTaken, now: WallMs) -> Turn:
    seat = _seat(floor, event.agent, now)
    if seat.case is None:
        return Turn(floor.with_seat(replace(seat, case=event.case, taken_since=now, queue=None)))
    twice = TakenTwice(event.agent, event.case, seat.case)
    return Turn(floor, () if seat.case == event.case else (twice,))


def _seat(floor: Floor, agent: AgentId, now: WallMs) -> Seat:
    """Who has no seat gets one for as long as a case has the agent, so that signing in does not make it free."""
    return floor.seats.get(agent) or Seat(agent=agent, idle_since=now)


def _freed(floor: Floor, event: happened.SeatFreed, now: WallMs) -> Turn:
    seat = floor.held(event.agent, event.case)
    return Turn(floor) if seat is None else Turn(_given_back(_paced(floor, seat, now), seat, now))


def _not_answered(floor: Floor, event: happened.NotAnswered, now: WallMs) -> Turn:
    seat = floor.held(event.agent, event.case)
    if seat is None:
        return Turn(floor)
    return Turn(_given_back(floor, replace(seat, ready=False), now), (MakeAway(event.agent),))


def _given_back(floor: Floor, seat: Seat, now: WallMs) -> Floor:
    """A caller who still waits for this agent waits for any again; who has signed out meanwhile is gone."""
    waits = [replace(caller, agent=None) if caller.agent == seat.agent else caller for caller in floor.callers]
    freed = floor.with_callers(*waits)
    if not seat.signed_in:
        return freed.without_seat(seat.agent)
    return freed.with_seat(replace(seat, case=None, taken_since=None, queue=None, idle_since=now))


def _paced(floor: Floor, seat: Seat, now: WallMs) -> Floor:
    """How long an agent is taken counts for the queue that offered it, also when the caller did not wait for it."""
    if seat.queue is None or seat.taken_since is None:
        return floor
    pace = floor.paces.get(seat.queue, Pace()).with_call(now - seat.taken_since)
    return replace(floor, paces=floor.paces | {seat.queue: pace})


# --- agents ---


def _changed(floor: Floor, event: happened.SeatChanged, now: WallMs) -> Turn:
    known = _seat(floor, event.agent, now)
    was_there, is_there = known.ready and known.registered, event.ready and event.registered
    changed = replace(
        known,
        uri=event.uri,
        skills=event.skills,
        signed_in=True,
        ready=event.ready,
        registered=event.registered,
        idle_since=now if is_there and not was_there else known.idle_since,
    )
    return Turn(floor.with_seat(changed))


def _seat_left(floor: Floor, event: happened.SeatLeft, _: WallMs) -> Turn:
    """Sign out. An agent who is with a case keeps the seat until the case gives it back, but is offered nothing."""
    seat = floor.seats.get(event.agent)
    if seat is None or seat.case is None:
        return Turn(floor.without_seat(event.agent))
    gone = replace(seat, uri="", skills=frozenset(), signed_in=False, ready=False, registered=False)
    return Turn(floor.with_seat(gone))


def _ticked(floor: Floor, _: happened.Ticked, __: WallMs) -> Turn:
    return Turn(floor)


TABLE: Mapping[type[happened.Happened], Callable[[Floor, Any, WallMs], Turn]] = {
    happened.CallerJoined: _joined,
    happened.CallerLeft: _left,
    happened.RulesChanged: _rules_changed,
    happened.OfferStands: _offer_stands,
    happened.SeatTaken: _taken,
    happened.SeatFreed: _freed,
    happened.NotAnswered: _not_answered,
    happened.SeatChanged: _changed,
    happened.SeatLeft: _seat_left,
    happened.Ticked: _ticked,
}
