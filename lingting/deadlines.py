"""Timers for the core: one per case, set to the earliest of its deadlines.

The core says in `Case.deadlines` when it wants to be told, in wall time; this module only watches the clock. The wall
clock may be set during calls, by an hour at that, so it is read once for each deadline, when the deadline is first
seen; from there on the loop's monotonic clock counts. Only a restart reads it again, having nothing else.

After a start the clock is held until the workers have told what happened meanwhile: a phone that was answered in time
must not be given up because its answer was heard late.
"""

import asyncio
from collections.abc import Callable
from typing import NamedTuple

from callflow.state import Case
from callflow.units import CaseId, WallMs

Due = Callable[[CaseId, str, WallMs], None]


class Moment(NamedTuple):
    """A deadline on both clocks: as the core set it, and in the loop's seconds."""

    loop_s: float
    at: WallMs


class Deadlines:
    """Calls `due(case, name, at)` when the deadline set to `at` has come. Use it from one event loop."""

    def __init__(self, due: Due, now: Callable[[], WallMs]) -> None:
        self._due = due
        self._now = now
        self._moments: dict[CaseId, dict[str, Moment]] = {}
        self._timers: dict[CaseId, asyncio.TimerHandle] = {}
        self._held: dict[CaseId, Case] | None = None

    def hold(self) -> None:
        """Call nobody until `go_on`."""
        self._held = {}

    def go_on(self) -> None:
        """Call again; what came due meanwhile is due now."""
        held, self._held = self._held or {}, None
        for case in held.values():
            self.follow(case)

    def follow(self, case: Case) -> None:
        """Set the case's timer to what its deadlines now are."""
        if self._held is not None:
            self._held[case.id] = case
            return
        known = self._moments.get(case.id, {})
        self._set(case.id, {name: self._moment(known.get(name), at) for name, at in case.deadlines.items()})

    def forget(self, case: CaseId) -> None:
        """No more deadlines for this case."""
        if self._held:
            self._held.pop(case, None)
        self._set(case, {})

    def _moment(self, known: Moment | None, at: WallMs) -> Moment:
        if known is not None and known.at == at:
            return known
        return Moment(asyncio.get_running_loop().time() + (at - self._now()) / 1000, at)

    def _set(self, case: CaseId, moments: dict[str, Moment]) -> None:
        if timer := self._timers.pop(case, None):
            timer.cancel()
        self._moments.pop(case, None)
        if moments:
            self._moments[case] = moments
            name, moment = min(moments.items(), key=lambda item: item[1])
            self._timers[case] = asyncio.get_running_loop().call_at(moment.loop_s, self._ring, case, name)

    def _ring(self, case: CaseId, name: str) -> None:
        moments = dict(self._moments[case])
        moment = moments.pop(name)
        self._set(case, moments)
        self._due(case, name, moment.at)
