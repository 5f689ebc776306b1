"""One leg under transcription: its recording, what is decoded first of it, and its place on call time.

A leg that is taken over far behind its recording is decoded from its last lull on (`asr.lulls`), as somebody waits for
the words that are spoken now; what lies before is decoded when there is room, and told later.
"""

from collections.abc import Callable
from pathlib import Path

import structlog

from asr.lulls import latest_lull
from asr.recording import BLOCK_SAMPLES, GrowingRecording, UnreadableRecordingError
from asr.segments import Recogniser, SegmentWord, Speaking, Spoken, VoiceDetector
from asr.stretch import Stretch
from asr.wire import Finished, Heard, Partial, Reached, Transcribe
from asr.writing import CityWriter, with_numbers
from callflow.events import TranscriptCompleted, UtteranceHeard
from callflow.units import SAMPLE_RATE_HZ, CallMs, DurationMs, SampleIndex
from callflow.utterance import Word

MISSING_AFTER_S = 10.0
"""A recording that has not come by then is reported (once) and waited for on."""
FAR_BEHIND_BLOCKS = 50
"""A leg that is taken over with more than this to decode begins with the newest."""
SEARCHED_BLOCKS = 600
"""How far back a lull is looked for: a minute."""

LegNews = Partial | Heard | Finished | Reached
"""What is told of a leg."""

_log = structlog.get_logger(__name__)


class LegTranscription:
    """Decodes one leg block by block; `step` gives what there is to tell. Not thread-safe."""

    def __init__(
        self,
        order: Transcribe,
        new_voice: Callable[[], VoiceDetector],
        new_recogniser: Callable[[], Recogniser],
        *,
        clock: Callable[[], float],
        writer: CityWriter | None = None,
    ) -> None:
        self._order = order
        self._new_voice = new_voice
        self._new_recogniser = new_recogniser
        self._clock = clock
        self._writer = writer or CityWriter()
        self._until = order.until_sample
        self._live = self._stretch(order.from_sample)
        self._old: Stretch | None = None
        self._looked = self._until is not None
        self._is_backlog = False
        self._settled = order.from_sample
        self._decoded_samples = 0
        self._samples: int | None = None
        self._report_at: float | None = clock() + MISSING_AFTER_S
        self._problem = "its file is not there, or ends there"

    def close(self, samples: int) -> None:
        """The recording is whole."""
        self._samples = samples
        self._live.recording.close(samples)

    def until(self, sample: SampleIndex) -> None:
        """Another model hears the segments that begin at or after this; what went past it already begins anew."""
        self._until, self._looked = sample, True
        if sample >= self._live.recording.position:
            self._live.end_at(sample)
        else:
            self._begin_anew()

    def release(self) -> None:
        """Let go of the recording."""
        for stretch in self._stretches():
            stretch.recording.release()

    def behind_ms(self) -> DurationMs:
        """How far decoding lies behind what is being recorded."""
        return DurationMs(0) if self._is_backlog else _ms(self._live.recording.behind())

    def backlog_ms(self) -> DurationMs:
        """How much lies there that nobody waits for."""
        return _ms(sum(stretch.recording.behind() for stretch in self._waiting()))

    def decoded_ms(self) -> DurationMs:
        """How much has been decoded."""
        return _ms(self._decoded_samples + sum(stretch.decoded_samples for stretch in self._stretches()))

    @property
    def waits(self) -> bool:
        """Whether there is something that nobody waits for."""
        return bool(self._waiting())

    def step(self) -> list[LegNews] | None:
        """Decode a block, a new one if there is one, and tell what came of it; None when there is none to decode yet.

        After the last block of all comes `Finished`, or `Reached` where another model goes on, and nothing after it.
        """
        told = self.follow()
        return self.catch_up() if told is None else told

    def follow(self) -> list[LegNews] | None:
        """The same with what is being recorded only."""
        self._look_for_the_newest()
        return None if self._is_backlog else self._decode(self._live)

    def catch_up(self) -> list[LegNews] | None:
        """The same with what nobody waits for only."""
        return next((self._decode(stretch) for stretch in self._waiting()), None)

    def _stretch(self, at: SampleIndex) -> Stretch:
        recording = GrowingRecording(Path(self._order.path), at, self._clock)
        return Stretch(recording, self._new_voice(), self._new_recogniser, self._until)

    def _begin_anew(self) -> None:
        self._decoded_samples += sum(stretch.decoded_samples for stretch in self._stretches())
        self.release()
        self._old, self._live = None, self._stretch(self._settled)
        if self._samples is not None:
            self._live.recording.close(self._samples)

    def _stretches(self) -> list[Stretch]:
        return [self._live] if self._old is None else [self._old, self._live]

    def _waiting(self) -> list[Stretch]:
        if self._old is not None:
            return [self._old]
        return [self._live] if self._is_backlog else []

    def _look_for_the_newest(self) -> None:
        """Once, when the recording can be read: whether this leg lies far behind, and from where on people wait."""
        if self._looked or not self._can_read():
            return
        self._looked = True
        blocks = self._live.recording.behind() // BLOCK_SAMPLES
        if blocks > FAR_BEHIND_BLOCKS:
            self._put_off(blocks)

    def _put_off(self, blocks: int) -> None:
        if self._live.recording.is_closed:
            self._is_backlog = True
        elif lull := latest_lull(self._live.is_quiet, max(0, blocks - SEARCHED_BLOCKS), blocks):
            at = SampleIndex(self._order.from_sample + lull * BLOCK_SAMPLES)
            self._live.recording.close(at)
            self._old, self._live = self._live, self._stretch(at)

    def _can_read(self) -> bool:
        try:
            return self._live.recording.opened()
        except UnreadableRecordingError:
            return False

    def _decode(self, stretch: Stretch) -> list[LegNews] | None:
        found = self._found(stretch)
        if found is None:
            return None
        told: list[LegNews] = [self._told(stretch, one) for one in found]
        if stretch.is_over and stretch is self._old:
            self._old = None
            self._decoded_samples += stretch.decoded_samples
            stretch.recording.release()
        if self._live.is_over and self._old is None:
            told.append(self._last_news())
        return told

    def _last_news(self) -> Finished | Reached:
        at = self._live.handed_over_at
        if at is None:
            self._report_missing(self._live.recording.missing)
            return Finished(case=self._order.case, event=TranscriptCompleted(leg=self._order.leg))
        return Reached(case=self._order.case, leg=self._order.leg, sample=at)

    def _found(self, stretch: Stretch) -> list[Speaking | Spoken] | None:
        try:
            found = stretch.step()
        except UnreadableRecordingError as error:
            self._problem = str(error)
            self._report(self._problem)
            return None
        if found is not None:
            self._report_at = None
        elif stretch.recording.available() == 0:
            self._report("nothing has been recorded into it yet")
        return found

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

    def _report_missing(self, samples: int) -> None:
        """Say that the transcript is complete without what could not be read of a recording that is over."""
        if not samples:
            return
        _log.error(
            "recording_cut_short",
            case_id=self._order.case,
            leg=self._order.leg,
            path=self._order.path,
            missing_ms=_ms(samples),
            problem=self._problem,
            remedy="nobody has heard the missing part; `lingting transcribe` hears it once the file can be read",
        )

    def _told(self, stretch: Stretch, found: Speaking | Spoken) -> Partial | Heard | Finished:
        return self._partial(found) if isinstance(found, Speaking) else self._heard(found, self._resume(stretch, found))

    def _resume(self, stretch: Stretch, spoken: Spoken) -> SampleIndex:
        """Where decoding would have to go on after this: for as long as older speech is waiting, there."""
        if self._old is None or stretch is self._old:
            self._settled = spoken.resume_sample
        return self._settled

    def _partial(self, speaking: Speaking) -> Partial:
        return Partial(
            case=self._order.case,
            leg=self._order.leg,
            first_sample=speaking.first_sample,
            start_ms=self._call_ms(speaking.onset_sample, DurationMs(0)),
            text=with_numbers(speaking.text),
        )

    def _heard(self, spoken: Spoken, resume_sample: SampleIndex) -> Heard:
        words = tuple(self._word(spoken.first_sample, word) for word in spoken.words)
        written = self._writer.write(words)
        event = UtteranceHeard(
            leg=self._order.leg,
            first_sample=spoken.first_sample,
            resume_sample=resume_sample,
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


def _ms(samples: int) -> DurationMs:
    return DurationMs(samples * 1000 // SAMPLE_RATE_HZ)


def mean_confidence(words: tuple[Word, ...]) -> float:
    """The words' confidences, weighted by how long each word lasts; 0.0 for no word."""
    weights = [max(1, word.end_ms - word.start_ms) for word in words]
    total = sum(weights)
    return sum(w * word.confidence for w, word in zip(weights, words, strict=True)) / total if total else 0.0
