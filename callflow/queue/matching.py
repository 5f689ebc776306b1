"""Who is offered to whom: the first caller in line chooses first."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from callflow.queue.floor import Caller, Floor, Seat, waited_ms
from callflow.queue.orders import Offer, Turn
from callflow.queue.rules import open_to
from callflow.units import WallMs


def offer(floor: Floor, now: WallMs) -> Turn:
    """Offer until no free agent is left who may take a caller that waits; wishes that were not granted lapse."""
    free = sorted(
        (seat for seat in floor.seats.values() if seat.free()), key=lambda seat: (seat.idle_since, seat.agent)
    )
    orders = []
    for caller in floor.waiting() if free else ():
        seat = next(_who_may(floor, caller, free, now), None)
        if seat is not None:
            free.remove(seat)
            floor = ring(floor, caller, seat, now)
            orders.append(Offer(caller.case, seat.agent, seat.uri))
    return Turn(_without_wishes(floor), tuple(orders))


def ring(floor: Floor, caller: Caller, seat: Seat, now: WallMs) -> Floor:
    """This agent is taken by this caller."""
    queue = floor.queue_of(caller).name
    taken = replace(seat, case=caller.case, taken_since=now, queue=queue)
    return floor.with_caller(replace(caller, agent=seat.agent)).with_seat(taken)


def _who_may(floor: Floor, caller: Caller, free: Sequence[Seat], now: WallMs) -> Iterator[Seat]:
    """The agent it asked for, then who serves its queue, then who serves what that overflows to by now."""
    yield from (seat for seat in free if seat.agent == caller.wants)
    for queue in open_to(floor.rules, caller.queue, waited_ms(caller, now)):
        yield from (seat for seat in free if seat.serves(queue))


def _without_wishes(floor: Floor) -> Floor:
    if all(caller.wants is None for caller in floor.callers):
        return floor
    return replace(floor, callers=tuple(replace(caller, wants=None) for caller in floor.callers))
