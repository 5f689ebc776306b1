"""A speech worker's work without its socket: orders in, messages out, legs served in turn.

Each turn decodes one block of what is being spoken on each leg, and then one block of all that nobody waits for (the
older part of a leg that was taken over late, a leg that is over). So old speech is decoded at once when there is room,
slowly when there is little, and makes no caption late by more than the time of a block.
"""

from collections.abc import Callable, Iterator

from asr.segments import Recogniser, VoiceDetector
from asr.transcription import LegNews, LegTranscription
from asr.wire import Close, Drop, Finished, FromWorker, Lag, Reached, ToWorker, Transcribe, Until
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
        self._turns = 0
        self._busy_s = 0.0
        self._decoded_ms = 0
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
                    order, self._new_voice, self._new_recogniser, clock=self._clock, writer=self._writer
                )
            case Until() if key in self._legs:
                self._legs[key].until(order.sample)
            case Close() if key in self._legs:
                self._legs[key].close(order.samples)
            case Drop():
                self._drop(key)

    def drop_all(self) -> None:
        """The switchboard is gone: so are all legs."""
        for key in list(self._legs):
            self._drop(key)

    def turn(self) -> Iterator[list[FromWorker]]:
        """Decode a block of each leg that has a new one, and an old block; what there is to tell, leg by leg."""
        began = self._clock()
        for key, leg in list(self._legs.items()):
            yield from self._told(key, leg.follow())
        if old := [(key, leg) for key, leg in self._legs.items() if leg.waits]:
            key, leg = old[self._turns % len(old)]
            yield from self._told(key, leg.catch_up())
        self._turns += 1
        self._busy_s += self._clock() - began

    def lag(self) -> Lag:
        """How far the slowest leg lies behind, and what has been done."""
        legs = self._legs.values()
        return Lag(
            ms=max((leg.behind_ms() for leg in legs), default=DurationMs(0)),
            legs=len(legs),
            backlog_ms=DurationMs(sum(leg.backlog_ms() for leg in legs)),
            decoded_ms=DurationMs(self._decoded_ms + sum(leg.decoded_ms() for leg in legs)),
            busy_ms=DurationMs(round(self._busy_s * 1000)),
        )

    def _told(self, key: tuple[CaseId, LegId], told: list[LegNews] | None) -> Iterator[list[FromWorker]]:
        if told is None:
            return
        if told and isinstance(told[-1], Finished | Reached):
            self._drop(key)
        yield list(told)

    def _drop(self, key: tuple[CaseId, LegId]) -> None:
        if leg := self._legs.pop(key, None):
            self._decoded_ms += leg.decoded_ms()
            leg.release()
