"""Failures counted by name, in memory, the oldest forgotten first: too many of them lock the name for a while. Pure.

Logins under names that no agent has are counted here, like a known agent's own in the records, so that trying cannot
tell which names exist; and guesses at a ticket's last four digits, by ticket and by where they come from.
"""

from collections import OrderedDict

import msgspec

from callflow.units import DurationMs, WallMs

WINDOW = DurationMs(15 * 60_000)
FAILURES = 5
_REMEMBERED = 10_000


class _Tries(msgspec.Struct):
    since: WallMs
    count: int


class Lockouts:
    """Counts failures by name; so many of them within `WINDOW` lock the name for `WINDOW`."""

    def __init__(self, failures: int = FAILURES) -> None:
        self._failures = failures
        self._tries: OrderedDict[str, _Tries] = OrderedDict()

    def locked_until(self, name: str, now: WallMs) -> WallMs | None:
        """Tell when the lock on a name ends; None when it is not locked."""
        tries = self._tries.get(name)
        if tries is None or tries.count < self._failures or now >= tries.since + WINDOW:
            return None
        return WallMs(tries.since + WINDOW)

    def fail(self, name: str, now: WallMs) -> None:
        """Count a failure; the one that locks begins the time of the lock."""
        tries = self._tries.get(name)
        if tries is None or now >= tries.since + WINDOW:
            tries = self._tries[name] = _Tries(since=now, count=0)
        tries.count += 1
        if tries.count == self._failures:
            tries.since = now
        self._forget()

    def _forget(self) -> None:
        while len(self._tries) > _REMEMBERED:
            self._tries.popitem(last=False)
