"""A speech worker's work without its socket: orders in, messages out, legs served in turn.

Each turn decodes one block of each leg that has one. A leg that lies far behind (one that came from a lost worker,
say) thus gets every second block of a worker with two legs and cannot make the other one late.
"""

from collections.abc import Callable, Iterator

from asr.segments import Recogniser, VoiceDetector
from asr.transcription import LegTranscription
from asr.wire import Close, Drop, Finished, FromWorker, Lag, ToWorker, Transcribe
from asr.writing import CityWriter
from callflow.units import CaseId, DurationMs, LegId


class SpeechDesk:
    """All legs of one worker."""

    def __init__(
        self,
        new_voice: Callable[[], VoiceDetector],
        new_recogniser: Callable[[], Recogniser],
        clock: Callable[[], float],
        writer: CityWriter | None = None,
    ) -> None:
        self._new_voice = new_voice
        self._new_recogniser = new_recogniser
        self._clock = clock
        self._writer = writer or CityWriter()
        self._legs: dict[tuple[CaseId, LegId], LegTranscription] = {}

    def __len__(self) -> int:
        return len(self._legs)

    def obey(self, order: ToWorker) -> None:
        """Take, close or drop a leg. A second `Transcribe` begins anew; what names an unknown leg is void."""
        key = (order.case, order.leg)
        match order:
            case Transcribe():
                self._drop(key)
                self._legs[key] = LegTranscription(
                    order, self._new_voice(), self._new_recogniser, clock=self._clock, writer=self._writer
                )
            case Close() if key in self._legs:
                self._legs[key].close(order.samples)
            case Drop():
                self._drop(key)

    def drop_all(self) -> None:
        """The switchboard is gone: so are all legs."""
        for key in list(self._legs):
            self._drop(key)

    def turn(self) -> Iterator[list[FromWorker]]:
        """Decode one block of each leg that has one; a list of what there is to tell for each."""
        for key, leg in list(self._legs.items()):
            told = leg.step()
            if told is None:
                continue
            if told and isinstance(told[-1], Finished):
                self._drop(key)
            yield list(told)

    def lag(self) -> Lag:
        """How far the slowest leg lies behind."""
        slowest = max((leg.behind_ms() for leg in self._legs.values()), default=DurationMs(0))
        return Lag(ms=slowest, legs=len(self._legs))

    def _drop(self, key: tuple[CaseId, LegId]) -> None:
        if leg := self._legs.pop(key, None):
            leg.release()
