"""Sound between two clocks: a sound card's and the conference bridge's, which never tick quite alike.

It plays silence until `start_ms` have gathered, so that one late block is no gap; when a clock runs dry it gathers
anew, which makes one gap of many; when it holds more than `most_ms`, the oldest goes, because what is heard late
in a conversation is worse than what is lost. A drift of 100 ppm costs 20 ms every three minutes.
"""

import threading

BYTES_PER_MS = 32
"""16 kHz, 16 bits, one channel."""


class ElasticBuffer:
    """Bytes of 16-bit mono at 16 kHz; one thread puts, another takes."""

    def __init__(self, *, start_ms: int = 60, most_ms: int = 180) -> None:
        self._start, self._most = start_ms * BYTES_PER_MS, most_ms * BYTES_PER_MS
        self._held = bytearray()
        self._gathers = True
        self._lock = threading.Lock()

    def put(self, sound: bytes) -> None:
        """Add what has come."""
        with self._lock:
            self._held += sound
            if len(self._held) > self._most:
                del self._held[: len(self._held) - self._start]

    def take(self, size: int) -> bytes:
        """Exactly `size` bytes, silence where nothing is there."""
        with self._lock:
            if self._gathers and len(self._held) < max(self._start, size):
                return bytes(size)
            self._gathers = len(self._held) < size
            if self._gathers:
                return bytes(size)
            taken = bytes(self._held[:size])
            del self._held[:size]
            return taken
