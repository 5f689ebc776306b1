"""What callers are told while they wait: their place, how long it takes, and that nobody is there."""

from collections import Counter
from collections.abc import Mapping

from msgspec.structs import replace

from callflow.queue.floor import Floor
from callflow.queue.orders import TellNobody, TellPosition, Turn
from callflow.queue.rules import QueueRules, way
from callflow.units import CaseId, DurationMs, WallMs

EMPTY_GRACE_MS = 15_000
"""How long nobody may be signed in before waiting callers are told: phones drop out for seconds and come back."""


def tell_positions(floor: Floor) -> Turn:
    """Tell each caller whose position has changed."""
    places = places_of(floor)
    moved = [caller for caller in floor.waiting() if floor.told.get(caller.case) != places[caller.case]]
    one_ms = {name: place_ms(floor, floor.queue_named(name)) for name in {caller.queue for caller in moved}}
    orders = [_position(caller.case, places[caller.case], one_ms[caller.queue]) for caller in moved]
    return Turn(replace(floor, told=places), tuple(orders))


def places_of(floor: Floor) -> dict[CaseId, int]:
    """How many callers of the same queue are served before each one who waits."""
    stood: Counter[str] = Counter()
    places = {}
    for caller in floor.waiting():
        queue = floor.queue_of(caller).name
        places[caller.case] = stood[queue]
        stood[queue] += 1
    return places


def place_ms(floor: Floor, queue: QueueRules) -> float | None:
    """How long a queue takes to move on by one place, by its pace and the agents at work.

    None before the queue's first call is over, and while no agent of the queue is ready.
    """
    pace = floor.paces.get(queue.name)
    if pace is None:
        return None
    at_work = sum(seat.there() and seat.ready and seat.serves(queue) for seat in floor.seats.values())
    return pace.mean_ms / at_work if at_work else None


def note_empty(floor: Floor, now: WallMs) -> Floor:
    """Note since when nobody is there for a queue, nor for what it overflows to."""
    there = [seat for seat in floor.seats.values() if seat.there()]
    deserted = (
        name
        for name in floor.rules
        if not any(seat.serves(queue) for queue in way(floor.rules, name) for seat in there)
    )
    return replace(floor, empty_since={name: floor.empty_since.get(name, now) for name in deserted})


def tell_nobody(floor: Floor, now: WallMs) -> Turn:
    """Tell each caller of a queue that has been deserted for the grace; once, until somebody is there again."""
    if not floor.empty_since and not floor.told_nobody:
        return Turn(floor)
    alone = [caller.case for caller in floor.waiting() if _long_empty(floor.empty_since, floor.queue_of(caller), now)]
    orders = tuple(TellNobody(case) for case in alone if case not in floor.told_nobody)
    return Turn(replace(floor, told_nobody=frozenset(alone)), orders)


def _long_empty(empty_since: Mapping[str, WallMs], queue: QueueRules, now: WallMs) -> bool:
    return queue.name in empty_since and now - empty_since[queue.name] >= EMPTY_GRACE_MS


def _position(case: CaseId, ahead: int, one_ms: float | None) -> TellPosition:
    return TellPosition(case, ahead, None if one_ms is None else DurationMs(round((ahead + 1) * one_ms)))
