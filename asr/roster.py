"""Which speech worker decodes which leg: pure bookkeeping of the pool (`asr.pool` does the talking).

A leg lives here from `transcribe` until its transcript is complete or it is dropped. A leg whose worker is lost goes
to the one with the fewest legs, or waits for one, and is decoded again from the last utterance that was passed on;
a new worker relieves the others. What a former worker still says of a leg is no news.
"""

from collections.abc import Iterator

from asr.wire import Close, Drop, Finished, Heard, Partial, ToWorker, Transcribe
from callflow.units import CaseId, LegId, SampleIndex

Orders = list[tuple[str, ToWorker]]
"""What to tell whom: (worker's id, order), in this order."""

_LegKey = tuple[CaseId, LegId]


class _Leg:
    """A leg and how far it has got."""

    def __init__(self, order: Transcribe) -> None:
        self.order = order
        self.resume_sample = order.from_sample
        self.closed: Close | None = None
        self.worker: str | None = None

    def orders(self) -> list[ToWorker]:
        """What to tell the worker that takes this leg."""
        order = Transcribe(
            case=self.order.case,
            leg=self.order.leg,
            path=self.order.path,
            from_sample=self.resume_sample,
            offset_ms=self.order.offset_ms,
        )
        return [order, self.closed] if self.closed else [order]


class Roster:
    """Workers and legs, and who has what."""

    def __init__(self) -> None:
        self._workers: list[str] = []
        self._legs: dict[_LegKey, _Leg] = {}

    def workers(self) -> int:
        """How many workers there are."""
        return len(self._workers)

    def waiting(self) -> int:
        """How many legs wait for a worker."""
        return sum(leg.worker is None for leg in self._legs.values())

    def join(self, worker: str) -> Orders:
        """A worker is there: it takes the legs that wait, and some of the others'."""
        self._workers.append(worker)
        return [*self._seat_waiting(), *self._level(worker)]

    def leave(self, worker: str) -> Orders:
        """A worker is lost: its legs go to the others."""
        self._workers.remove(worker)
        for leg in self._legs.values():
            if leg.worker == worker:
                leg.worker = None
        return list(self._seat_waiting())

    def transcribe(self, order: Transcribe) -> Orders:
        """Take a leg; one that is known by that name begins anew."""
        dropped = self.drop(Drop(case=order.case, leg=order.leg))
        self._legs[order.case, order.leg] = _Leg(order)
        return [*dropped, *self._seat_waiting()]

    def close(self, order: Close) -> Orders:
        """A leg's recording is whole."""
        leg = self._legs.get((order.case, order.leg))
        if leg is None:
            return []
        leg.closed = order
        return [(leg.worker, order)] if leg.worker else []

    def drop(self, order: Drop) -> Orders:
        """Forget a leg."""
        leg = self._legs.pop((order.case, order.leg), None)
        return [(leg.worker, order)] if leg and leg.worker else []

    def is_news(self, worker: str, message: Partial | Heard | Finished) -> bool:
        """Whether to pass on what a worker says: it has this leg, and the utterance was not passed on before."""
        leg = self._legs.get(_key(message))
        if leg is None or leg.worker != worker:
            return False
        return not isinstance(message, Heard) or message.event.first_sample >= leg.resume_sample

    def passed_on(self, message: Partial | Heard | Finished) -> None:
        """The switchboard has it: a lost worker's successor begins after it, a completed leg is done."""
        if isinstance(message, Heard):
            self._legs[_key(message)].resume_sample = SampleIndex(message.event.resume_sample)
        elif isinstance(message, Finished):
            del self._legs[_key(message)]

    def _seat_waiting(self) -> Iterator[tuple[str, ToWorker]]:
        """Give each waiting leg to the worker with the fewest, if there is a worker."""
        for leg in self._legs.values():
            if leg.worker is None and self._workers:
                yield from self._seat(leg, min(self._workers, key=self._load))

    def _level(self, newcomer: str) -> Iterator[tuple[str, ToWorker]]:
        """Move legs to a newcomer until nobody has two more than it."""
        while True:
            busiest = max(self._workers, key=self._load)
            if self._load(busiest) <= self._load(newcomer) + 1:
                return
            leg = next(leg for leg in self._legs.values() if leg.worker == busiest)
            yield busiest, Drop(case=leg.order.case, leg=leg.order.leg)
            yield from self._seat(leg, newcomer)

    def _seat(self, leg: _Leg, worker: str) -> Iterator[tuple[str, ToWorker]]:
        leg.worker = worker
        for order in leg.orders():
            yield worker, order

    def _load(self, worker: str) -> int:
        return sum(leg.worker == worker for leg in self._legs.values())


def _key(message: Partial | Heard | Finished) -> _LegKey:
    return (message.case, message.leg if isinstance(message, Partial) else message.event.leg)
