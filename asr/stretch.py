"""A stretch of a leg: one recording read through one segmenter, up to its end or up to where another stretch begins."""

from collections.abc import Callable

from asr.recording import BLOCK_SAMPLES, GrowingRecording
from asr.segments import Recogniser, Segmenter, Speaking, Spoken, VoiceDetector
from callflow.units import SampleIndex


class Stretch:
    """Decodes block by block. Not thread-safe."""

    def __init__(
        self,
        recording: GrowingRecording,
        voice: VoiceDetector,
        new_recogniser: Callable[[], Recogniser],
        until: SampleIndex | None = None,
    ) -> None:
        self.recording = recording
        self.voice = voice
        self.decoded_samples = 0
        self._segmenter = Segmenter(voice, new_recogniser, from_sample=recording.position, until=until)
        self._over = False

    def step(self) -> list[Speaking | Spoken] | None:
        """Decode a block; None when there is none yet or no more. Raises UnreadableRecordingError."""
        through = self._segmenter.is_through
        block = None if through else self.recording.next_block()
        if block is not None:
            self.decoded_samples += len(block) // 2
            return list(self._segmenter.feed(block))
        if self._over or not (through or self.recording.exhausted):
            return None
        self._over = True
        return list(self._segmenter.finish())

    def end_at(self, sample: SampleIndex) -> None:
        """Decode no segment that begins there or later. It must lie ahead."""
        self._segmenter.until = sample

    @property
    def handed_over_at(self) -> SampleIndex | None:
        """Where another model goes on; None when it is not its turn."""
        return self._segmenter.handover if self._segmenter.is_through else None

    @property
    def is_over(self) -> bool:
        """Whether all has been decoded and told."""
        return self._over

    def is_quiet(self, number: int) -> bool:
        """Whether that block, counted from the next one on, is quiet by its own samples alone."""
        at = SampleIndex(self.recording.position + number * BLOCK_SAMPLES)
        return self.voice.quiet(self.recording.block_at(at))
