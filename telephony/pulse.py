"""Whether a peer is still there, told by counters that move as long as anything comes from it.

A peer that dies silently sends no BYE; what shows it is that its RTP stops. RTCP reports count as well, so a phone that
sends nothing while it is muted lives. A peer that need not send (hold, RFC 3264 §8.4) is not waited for.
"""

from dataclasses import dataclass

Counters = tuple[int, ...]


@dataclass
class Pulse:
    """One leg's. Times are monotonic seconds; a `timeout_s` of 0 waits for ever."""

    timeout_s: float
    _last: Counters | None = None
    _since: float = 0.0

    def restart(self) -> None:
        """The peer has shown life in another way (SDP): it has the full time again, also when its counters are new."""
        self._last = None

    def is_lost(self, counters: Counters | None, now: float) -> bool:
        """Take the counters as they are (None: nothing need come) and tell whether they have stood still too long."""
        if counters is None or counters != self._last:
            self._last, self._since = counters, now
            return False
        return 0 < self.timeout_s <= now - self._since
