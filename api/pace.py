"""How fast a program may send: so many requests in a minute of the clock, counted in memory. Pure."""

from callflow.units import WallMs

MINUTE_MS = 60_000


class Pace:
    """Counts by name. A minute that is over is forgotten when the next one is counted."""

    def __init__(self) -> None:
        self._minute = 0
        self._counts: dict[str, int] = {}

    def wait_ms(self, name: str, most: int, now: WallMs) -> int:
        """Count a request; how long to wait when there were too many (milliseconds), 0: it may go on."""
        minute = now // MINUTE_MS
        if minute != self._minute:
            self._minute, self._counts = minute, {}
        self._counts[name] = self._counts.get(name, 0) + 1
        return 0 if self._counts[name] <= most else (minute + 1) * MINUTE_MS - now
