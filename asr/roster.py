"""Which speech worker decodes which leg: pure bookkeeping of the pool (`asr.pool` does the talking).

A leg lives here from `transcribe` until its transcript is complete or it is dropped. A leg whose worker is lost goes
to the one with the fewest legs, or waits for one, and is decoded again from the last utterance that was passed on;
a new worker relieves the others. What a former worker still says of a leg is no news.

A process has one model. A leg is decoded by a worker that has the model of its present part, up to where the next part
begins; that worker tells where it has got to, and one with the next model goes on from there.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from asr.wire import Close, Drop, Finished, Heard, Partial, Reached, ToWorker, Transcribe, Until
from callflow.hearing import in_force
from callflow.units import CaseId, LegId, SampleIndex
from callflow.utterance import HeardWith

Orders = list[tuple[str, ToWorker]]
"""What to tell whom: (worker's id, order), in this order."""

_LegKey = tuple[CaseId, LegId]


class _Worker(msgspec.Struct, frozen=True):
    """A worker and its model."""

    name: str
    model: str
    own: bool

    def hears(self, model: str) -> bool:
        return self.model == model or (self.own and not model)


class _Leg:
    """A leg and how far it has got."""

    def __init__(self, order: Transcribe, models: Sequence[HeardWith]) -> None:
        self.order = order
        self.resume_sample = order.from_sample
        self.closed: Close | None = None
        self.worker: str | None = None
        self.part = in_force(models, self.resume_sample)
        self.later = _after(models, self.resume_sample)

    @property
    def until(self) -> SampleIndex | None:
        """Where the next part begins."""
        return self.later[0].from_sample if self.later else None

    def orders(self) -> list[ToWorker]:
        """What to tell the worker that takes this leg."""
        order = msgspec.structs.replace(self.order, from_sample=self.resume_sample, until_sample=self.until)
        return [order, self.closed] if self.closed else [order]

    def plan(self, models: Sequence[HeardWith]) -> bool:
        """Take these models; whether the present part is still heard with the same one."""
        at = SampleIndex(max(self.resume_sample, self.part.from_sample))
        before, self.part, self.later = self.part.model, in_force(models, at), _after(models, at)
        return before == self.part.model

    def go_on(self, at: SampleIndex) -> None:
        """The present part is decoded up to there: the next one is due."""
        self.resume_sample = max(self.resume_sample, at)
        self.part, *self.later = self.later
        self.worker = None


class Roster:
    """Workers and legs, and who has what."""

    def __init__(self) -> None:
        self._workers: dict[str, _Worker] = {}
        self._legs: dict[_LegKey, _Leg] = {}

    def workers(self) -> int:
        """How many workers there are."""
        return len(self._workers)

    def waiting(self) -> int:
        """How many legs wait for a worker."""
        return sum(leg.worker is None for leg in self._legs.values())

    def has(self, model: str) -> bool:
        """Whether some worker has this model."""
        return any(worker.hears(model) for worker in self._workers.values())

    def join(self, worker: str, model: str = "", *, own: bool = True) -> Orders:
        """A worker is there: it takes the legs that wait, and some of the others', if they are heard with its model."""
        self._workers[worker] = _Worker(worker, model, own)
        return [*self._seat_waiting(), *self._level(self._workers[worker])]

    def leave(self, worker: str) -> Orders:
        """A worker is lost: its legs go to the others."""
        del self._workers[worker]
        for leg in self._legs.values():
            if leg.worker == worker:
                leg.worker = None
        return list(self._seat_waiting())

    def transcribe(self, order: Transcribe, models: Sequence[HeardWith] = ()) -> Orders:
        """Take a leg; one that is known by that name begins anew."""
        dropped = self.drop(Drop(case=order.case, leg=order.leg))
        self._legs[order.case, order.leg] = _Leg(order, models)
        return [*dropped, *self._seat_waiting()]

    def change_models(self, case: CaseId, leg_id: LegId, models: Sequence[HeardWith]) -> Orders:
        """A leg is heard with these models from now on."""
        leg = self._legs.get((case, leg_id))
        if leg is None:
            return []
        before = leg.until
        if not leg.plan(models):
            return [*self._unseat(leg), *self._seat_waiting()]
        if leg.worker is None or leg.until is None or leg.until == before:
            return []
        return [(leg.worker, Until(case=case, leg=leg_id, sample=leg.until))]

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

    def is_news(self, worker: str, message: Partial | Heard | Finished | Reached) -> bool:
        """Whether to pass on what a worker says: it has this leg, and the utterance was not passed on before."""
        leg = self._legs.get(_key(message))
        if leg is None or leg.worker != worker or (isinstance(message, Reached) and not leg.later):
            return False
        return not isinstance(message, Heard) or message.event.first_sample >= leg.resume_sample

    def passed_on(self, message: Partial | Heard | Finished) -> None:
        """The switchboard has it: a lost worker's successor begins after it, a completed leg is done."""
        if isinstance(message, Heard):
            self._legs[_key(message)].resume_sample = SampleIndex(message.event.resume_sample)
        elif isinstance(message, Finished):
            del self._legs[_key(message)]

    def reached(self, message: Reached) -> Orders:
        """A worker has decoded a leg up to where its next model's turn is."""
        self._legs[_key(message)].go_on(message.sample)
        return list(self._seat_waiting())

    def _seat_waiting(self) -> Iterator[tuple[str, ToWorker]]:
        """Give each waiting leg to the worker with the fewest of those that have its model, if there is one."""
        for leg in self._legs.values():
            if leg.worker is not None:
                continue
            if fitting := [worker.name for worker in self._workers.values() if worker.hears(leg.part.model)]:
                yield from self._seat(leg, min(fitting, key=self._load))

    def _level(self, newcomer: _Worker) -> Iterator[tuple[str, ToWorker]]:
        """Move legs of its model to a newcomer until nobody has two more than it."""
        while leg := self._of_the_busiest(newcomer):
            yield from self._unseat(leg)
            yield from self._seat(leg, newcomer.name)

    def _of_the_busiest(self, newcomer: _Worker) -> _Leg | None:
        """A leg that the newcomer may take off somebody who has two more."""
        loads = Counter(leg.worker for leg in self._legs.values())
        fitting = (leg for leg in self._legs.values() if leg.worker and newcomer.hears(leg.part.model))
        taken = [leg for leg in fitting if loads[leg.worker] > loads[newcomer.name] + 1]
        return max(taken, key=lambda leg: loads[leg.worker], default=None)

    def _unseat(self, leg: _Leg) -> Iterator[tuple[str, ToWorker]]:
        if leg.worker:
            yield leg.worker, Drop(case=leg.order.case, leg=leg.order.leg)
        leg.worker = None

    def _seat(self, leg: _Leg, worker: str) -> Iterator[tuple[str, ToWorker]]:
        leg.worker = worker
        for order in leg.orders():
            yield worker, order

    def _load(self, worker: str) -> int:
        return sum(leg.worker == worker for leg in self._legs.values())


def _after(models: Iterable[HeardWith], at: SampleIndex) -> list[HeardWith]:
    return [one for one in models if one.from_sample > at]


def _key(message: Partial | Heard | Finished | Reached) -> _LegKey:
    return (message.case, message.leg if isinstance(message, Partial | Reached) else message.event.leg)
