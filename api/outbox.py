"""Messages waiting for one screen. Pure.

Of snapshots, desks, wallboards, alarms of requests, suggestions and partial captions only the newest counts, so a newer
one replaces the one still waiting; a screen that reads slowly therefore falls behind in entries alone. When as many as
`limit` wait, partials go first, and when that is not enough the outbox has overflowed: the connection is to be closed
and the screen resumes.
"""

from itertools import count

from callflow.screen import CaseSnapshot, Desk, Partial, RequestAlarms, Suggestions, ToScreen
from callflow.wallboard import Wallboard

_Key = tuple[str, ...]


class Outbox:
    """An ordered buffer of at most `limit` messages. Memory in it is bounded by that."""

    def __init__(self, limit: int = 1_000) -> None:
        self._limit = limit
        self._waiting: dict[int, ToScreen] = {}
        self._newest: dict[_Key, int] = {}
        self._numbers = count()
        self.overflowed = False

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, message: ToScreen) -> None:
        """Add a message at the end. Once overflowed the outbox takes no more."""
        if self.overflowed:
            return
        number = next(self._numbers)
        if key := _replaceable(message):
            self._waiting.pop(self._newest.pop(key, -1), None)
            self._newest[key] = number
        self._waiting[number] = message
        if len(self._waiting) > self._limit:
            self._shed()

    def pop(self) -> ToScreen | None:
        """Take the first message out; None when nothing waits."""
        if not self._waiting:
            return None
        number = next(iter(self._waiting))
        message = self._waiting.pop(number)
        if (key := _replaceable(message)) and self._newest.get(key) == number:
            del self._newest[key]
        return message

    def _shed(self) -> None:
        for key in [key for key in self._newest if key[0] == "partial"]:
            del self._waiting[self._newest.pop(key)]
        self.overflowed = len(self._waiting) > self._limit


def _replaceable(message: ToScreen) -> _Key | None:
    match message:
        case Partial(case=case, leg=leg):
            return ("partial", case, leg)
        case CaseSnapshot(case=case):
            return ("snapshot", case)
        case Suggestions(case=case):
            return ("suggestions", case)
        case Desk() | RequestAlarms() | Wallboard():
            return (type(message).__name__,)
    return None
