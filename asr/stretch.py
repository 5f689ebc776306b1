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
    ) -> None:
        self.recording = recording
        self.voice = voice
        self.decoded_samples = 0
        self._segmenter = Segmenter(voice, new_recogniser, from_sample=recording.position)
        self._over = False

    def step(self) -> list[Speaking | Spoken] | None:
        """Decode a block; None when there is none yet or no more. Raises UnreadableRecordingError."""
        block = self.recording.next_block()
        if block is not None:
            self.decoded_samples += len(block) // 2
            return list(self._segmenter.feed(block))
        if self.recording.exhausted and not self._over:
            self._over = True
            return list(self._segmenter.finish())
        return None

    @property
    def is_over(self) -> bool:
        """Whether all has been decoded and told."""
        return self._over

    def is_quiet(self, number: int) -> bool:
        """Whether that block, counted from the next one on, is quiet by its own samples alone."""
        at = SampleIndex(self.recording.position + number * BLOCK_SAMPLES)
        return self.voice.quiet(self.recording.block_at(at))
