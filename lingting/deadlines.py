"""Timers for the core: one per case, set to the earliest of its deadlines.

The core says in `Case.deadlines` when it wants to be told; this module only watches the clock. After a start the clock
is held until the workers have told what happened meanwhile: a phone that was answered in time must not be given up
because its answer was heard late.
"""

import asyncio
from collections.abc import Callable

from callflow.state import Case
from callflow.units import CaseId, WallMs

Due = Callable[[CaseId, str], None]


class Deadlines:
    """Calls `due(case, name)` when a deadline has come. Use it from one event loop."""

    def __init__(self, due: Due, now: Callable[[], WallMs]) -> None:
        self._due = due
        self._now = now
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
        self.forget(case.id)
        if self._held is not None:
            self._held[case.id] = case
            return
        if not case.deadlines:
            return
        name, at = min(case.deadlines.items(), key=lambda item: item[1])
        wait_s = max(0, at - self._now()) / 1000
        self._timers[case.id] = asyncio.get_running_loop().call_later(wait_s, self._ring, case.id, name, at)

    def forget(self, case: CaseId) -> None:
        """No more deadlines for this case."""
        if self._held:
            self._held.pop(case, None)
        if timer := self._timers.pop(case, None):
            timer.cancel()

    def _ring(self, case: CaseId, name: str, at: WallMs) -> None:
        early_ms = at - self._now()
        if early_ms > 0:
            loop = asyncio.get_running_loop()
            self._timers[case] = loop.call_later(early_ms / 1000, self._ring, case, name, at)
            return
        self._timers.pop(case, None)
        self._due(case, name)
