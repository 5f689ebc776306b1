"""What the speech workers do, as they say once a second: pure bookkeeping for the screens and for Prometheus."""

from asr.wire import Lag
from callflow.units import DurationMs


class Workload:
    """All workers together. Counters only grow, whichever workers come and go."""

    def __init__(self) -> None:
        self._last: dict[str, Lag] = {}
        self._done: dict[str, tuple[int, int]] = {}
        """Counted of each worker so far, also of those that are gone: one whose wire broke comes back and counts on."""
        self._second: dict[str, tuple[int, int]] = {}
        self.decoded_ms = 0
        """Recorded time that was decoded, silence included."""
        self.busy_ms = 0
        """Time that it took, on all workers."""

    def take(self, worker: str, said: Lag) -> None:
        """A worker has told how it stands."""
        decoded_ms, busy_ms = self._done.get(worker, (0, 0))
        done = (said.decoded_ms - decoded_ms, said.busy_ms - busy_ms)
        self.decoded_ms += done[0]
        self.busy_ms += done[1]
        self._done[worker] = (said.decoded_ms, said.busy_ms)
        self._second[worker] = done
        self._last[worker] = said

    def leave(self, worker: str) -> None:
        """A worker is gone."""
        self._last.pop(worker, None)
        self._second.pop(worker, None)

    def lag_ms(self) -> DurationMs:
        """How far the slowest leg lies behind what is being recorded."""
        return max((said.ms for said in self._last.values()), default=DurationMs(0))

    def backlog_ms(self) -> DurationMs:
        """Recorded speech that nobody waits for and that is still to be decoded."""
        return DurationMs(sum(said.backlog_ms for said in self._last.values()))

    def legs(self) -> int:
        """How many legs the workers have."""
        return sum(said.legs for said in self._last.values())

    def real_time_factor(self) -> float:
        """Time taken for a second of recording, of late; 0 when nothing was decoded."""
        decoded, busy = (sum(column) for column in zip(*self._second.values(), strict=True)) if self._second else (0, 0)
        return busy / decoded if decoded else 0.0
