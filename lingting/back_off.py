"""How long to wait before a process that died is started again."""

from dataclasses import dataclass


@dataclass
class BackOff:
    """Doubling waits, so that a crash loop does not spin; a process that lived long enough is forgiven."""

    shortest_s: float = 0.2
    longest_s: float = 5.0
    forgiven_after_s: float = 10.0
    _next_s: float = 0.0

    def after(self, lived_s: float) -> float:
        """The wait in seconds, for a process that lived for so long."""
        if lived_s >= self.forgiven_after_s:
            self._next_s = 0.0
        wait_s = max(self._next_s, self.shortest_s)
        self._next_s = min(2 * wait_s, self.longest_s)
        return wait_s
