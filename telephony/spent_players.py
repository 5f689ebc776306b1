"""Players after their last use, kept until nothing can call them any more.

A player that reaches the end of its file is told so by a thread of pjproject's own (its event manager), at some later
moment. Freed before that, it is called when it is gone, and the process ends with SIGSEGV: with three players at once,
each dropped at its end while Python was busy, within 20 s; kept for a second or two, never. So whoever drops a player,
at its end or in its middle, disconnects it and leaves it here. A process may have 32 players, these included.
"""

from collections import deque
from typing import Any

COOL_DOWN_S = 2.0


class SpentPlayers:
    """Holds the only reference to each player for `COOL_DOWN_S`."""

    def __init__(self) -> None:
        self._players: deque[tuple[float, Any]] = deque()

    def keep(self, player: Any, now: float) -> None:
        """Take over a player; `now` is monotonic time in seconds."""
        self._players.append((now + COOL_DOWN_S, player))

    def let_go(self, now: float) -> None:
        """Free those that have cooled down."""
        while self._players and self._players[0][0] <= now:
            self._players.popleft()

    def __bool__(self) -> bool:
        return bool(self._players)

    def let_all_go(self) -> None:
        """Free the rest: only when the sound device has been stopped for good."""
        self._players.clear()
