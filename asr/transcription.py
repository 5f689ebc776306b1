"""One leg under transcription: its recording, its segmenter, and its place on call time."""

from collections.abc import Callable
from pathlib import Path

import structlog

from asr.recording import GrowingRecording, UnreadableRecordingError
from asr.segments import Recogniser, Segmenter, SegmentWord, Speaking, Spoken, VoiceDetector
from asr.wire import Finished, Heard, Partial, Transcribe
from asr.writing import CityWriter, with_numbers
from callflow.events import TranscriptCompleted, UtteranceHeard
from callflow.units import SAMPLE_RATE_HZ, CallMs, DurationMs, SampleIndex
from callflow.utterance import Word

MISSING_AFTER_S = 10.0
"""A recording that has not come by then is reported (once) and waited for on."""

_log = structlog.get_logger(__name__)


class LegTranscription:
    """Decodes one leg block by block; `step` gives what there is to tell. Not thread-safe."""

    def __init__(
        self,
        order: Transcribe,
        voice: VoiceDetector,
        new_recogniser: Callable[[], Recogniser],
        *,
        clock: Callable[[], float],
        writer: CityWriter | None = None,
    ) -> None:
        self._order = order
        self._recording = GrowingRecording(Path(order.path), order.from_sample, clock)
        self._segmenter = Segmenter(voice, new_recogniser, from_sample=order.from_sample)
        self._clock = clock
        self._writer = writer or CityWriter()
        self._report_at: float | None = clock() + MISSING_AFTER_S
        self._finished = False

    def close(self, samples: int) -> None:
        """The recording is whole."""
        self._recording.close(samples)

    def release(self) -> None:
        """Let go of the recording."""
        self._recording.release()

    def behind_ms(self) -> DurationMs:
        """How far decoding lies behind the recording."""
        return DurationMs(self._recording.behind() * 1000 // SAMPLE_RATE_HZ)

    def step(self) -> list[Partial | Heard | Finished] | None:
        """Decode one block and tell what came of it; None when there is no block to decode yet.

        After the last block comes `Finished`, and nothing after it.
        """
        block = self._next_block()
        if block is not None:
            return [self._told(found) for found in self._segmenter.feed(block)]
        if self._recording.exhausted and not self._finished:
            self._finished = True
            return self._complete()
        return None

    def _next_block(self) -> bytes | None:
        try:
            block = self._recording.next_block()
        except UnreadableRecordingError as error:
            self._report(str(error))
            return None
        if block is not None:
            self._report_at = None
        elif self._recording.available() == 0:
            self._report("nothing has been recorded into it yet")
        return block

    def _report(self, problem: str) -> None:
        """Say once, when it has lasted, that this recording cannot be read."""
        if self._report_at is None or self._clock() < self._report_at:
            return
        self._report_at = None
        _log.warning(
            "recording_unreadable",
            case_id=self._order.case,
            leg=self._order.leg,
            path=self._order.path,
            problem=problem,
            remedy="captions of this leg wait for the file; check the call worker's log and the folder's permissions",
        )

    def _complete(self) -> list[Partial | Heard | Finished]:
        rest = [self._told(found) for found in self._segmenter.finish()]
        return [*rest, Finished(case=self._order.case, event=TranscriptCompleted(leg=self._order.leg))]

    def _told(self, found: Speaking | Spoken) -> Partial | Heard | Finished:
        return self._partial(found) if isinstance(found, Speaking) else self._heard(found)

    def _partial(self, speaking: Speaking) -> Partial:
        return Partial(
            case=self._order.case,
            leg=self._order.leg,
            first_sample=speaking.first_sample,
            start_ms=self._call_ms(speaking.onset_sample, DurationMs(0)),
            text=with_numbers(speaking.text),
        )

    def _heard(self, spoken: Spoken) -> Heard:
        words = tuple(self._word(spoken.first_sample, word) for word in spoken.words)
        written = self._writer.write(words)
        event = UtteranceHeard(
            leg=self._order.leg,
            first_sample=spoken.first_sample,
            resume_sample=spoken.resume_sample,
            start_ms=words[0].start_ms,
            end_ms=words[-1].end_ms,
            text=written.text,
            words=written.words,
            confidence=mean_confidence(words),
            spans=written.spans,
            corrections=written.corrections,
        )
        return Heard(case=self._order.case, event=event)

    def _word(self, first_sample: SampleIndex, word: SegmentWord) -> Word:
        return Word(
            text=word.text,
            start_ms=self._call_ms(first_sample, word.start_ms),
            end_ms=self._call_ms(first_sample, word.end_ms),
            confidence=word.confidence,
        )

    def _call_ms(self, sample: SampleIndex, after_ms: DurationMs) -> CallMs:
        return CallMs(self._order.offset_ms + sample * 1000 // SAMPLE_RATE_HZ + after_ms)


def mean_confidence(words: tuple[Word, ...]) -> float:
    """The words' confidences, weighted by how long each word lasts; 0.0 for no word."""
    weights = [max(1, word.end_ms - word.start_ms) for word in words]
    total = sum(weights)
    return sum(w * word.confidence for w, word in zip(weights, words, strict=True)) / total if total else 0.0
