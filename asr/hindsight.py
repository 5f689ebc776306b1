"""Hearing a finished recording: as workers hear a growing one, in one go and without partials.

Cutting, recogniser and writing are those of live calls, so the same model gives the same utterances.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from asr.loading import LoadedModel
from asr.recording import BLOCK_SAMPLES, HEADER_BYTES, UnreadableRecordingError
from asr.segments import Recogniser, SegmentWord
from asr.silero import SileroVoice
from asr.transcription import LegTranscription
from asr.wire import Finished, Heard, Transcribe
from asr.writing import CityWriter
from callflow.events import UtteranceHeard
from callflow.units import SAMPLE_BYTES, SAMPLE_RATE_HZ, DurationMs

OnHeard = Callable[[DurationMs], None]
TELL_EVERY = 10
"""Blocks: once a second of the recording."""


class WithoutPartials:
    """A recogniser of which nobody wants to know the words so far, which cost time."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser

    def accept(self, block: bytes) -> bool:
        """Hear a block; True at an endpoint."""
        return self._recogniser.accept(block)

    def partial(self) -> str:
        """Nothing."""
        return ""

    def result(self) -> tuple[SegmentWord, ...]:
        """All words."""
        return self._recogniser.result()


class Hindsight:
    """A model and the city's words, with which finished recordings are heard."""

    def __init__(self, model: LoadedModel, writer: CityWriter) -> None:
        self._model = model
        self._writer = writer

    def hear(self, order: Transcribe, tell: OnHeard) -> Iterator[UtteranceHeard]:
        """The utterances of a recording that grows no more, telling once a second how much of it has been heard.

        The file's length says how much there is: its header may never have been finished. Raises OSError, and
        UnreadableRecordingError for what is no recording.
        """
        whole = max(0, Path(order.path).stat().st_size - HEADER_BYTES) // SAMPLE_BYTES
        leg = LegTranscription(order, SileroVoice, self._recogniser, clock=time.monotonic, writer=self._writer)
        leg.close(whole)
        try:
            for step in range(whole // BLOCK_SAMPLES + 2):
                told = leg.step() or []
                yield from (message.event for message in told if isinstance(message, Heard))
                if told and isinstance(told[-1], Finished):
                    return
                if step % TELL_EVERY == 0:
                    tell(DurationMs(min(whole, step * BLOCK_SAMPLES) * 1000 // SAMPLE_RATE_HZ))
        finally:
            leg.release()
        raise UnreadableRecordingError(f"{order.path} is no recording of 16 kHz, 16 bit, mono")

    def _recogniser(self) -> Recogniser:
        return WithoutPartials(self._model.recogniser())


def after(before_ms: int, tell: OnHeard) -> OnHeard:
    """Tell how much has been heard of a recording on top of those before it."""
    return lambda heard_ms: tell(DurationMs(before_ms + heard_ms))
