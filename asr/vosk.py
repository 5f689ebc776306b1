"""Vosk behind the `Recogniser` port.

Word times need `SetWords`; partials are asked for plain, because `SetPartialWords` delays them by seconds. The
installed copy of a model says `--dither=0` (`asr.models`): Kaldi's default adds noise to the samples and would give
other words on a second run.
"""

from pathlib import Path

import msgspec
import vosk

from asr.model_folder import ModelLoadError
from asr.segments import SegmentWord
from asr.text import UNKNOWN_WORDS, without_spaces
from callflow.units import SAMPLE_RATE_HZ, DurationMs

_SILENT = -1


class _Word(msgspec.Struct):
    word: str
    start: float
    end: float
    conf: float


class _Result(msgspec.Struct):
    text: str = ""
    result: list[_Word] = []


class _Partial(msgspec.Struct):
    partial: str = ""


class VoskModel:
    """A loaded model, which makes recognisers. Loading takes 0.03 s (demo) to 10 s (the large official one)."""

    def __init__(self, path: Path) -> None:
        """Raises ModelLoadError."""
        vosk.SetLogLevel(_SILENT)
        try:
            self._model = vosk.Model(str(path))
        except Exception as error:
            raise ModelLoadError(
                f"Vosk cannot load the model in {path}: remove this folder and run `lingting model fetch`"
            ) from error

    def recogniser(self) -> "VoskRecogniser":
        """Make a fresh recogniser for one segment."""
        return VoskRecogniser(self._model)


class VoskRecogniser:
    """One segment's recogniser."""

    def __init__(self, model: vosk.Model) -> None:
        self._kaldi = vosk.KaldiRecognizer(model, SAMPLE_RATE_HZ)
        self._kaldi.SetWords(True)

    def accept(self, block: bytes) -> bool:
        """Hear a block; True at an endpoint by the rules in the model's conf/model.conf."""
        return bool(self._kaldi.AcceptWaveform(block))

    def partial(self) -> str:
        """The words so far; Vosk decodes in portions of 0.2 s and so says a word 0.3-0.4 s after it."""
        return without_spaces(msgspec.json.decode(self._kaldi.PartialResult(), type=_Partial).partial)

    def result(self) -> tuple[SegmentWord, ...]:
        """All words, with times and confidences."""
        found = msgspec.json.decode(self._kaldi.FinalResult(), type=_Result).result
        return tuple(_segment_word(word) for word in found if word.word not in UNKNOWN_WORDS)


def _segment_word(word: _Word) -> SegmentWord:
    return SegmentWord(
        text=word.word,
        start_ms=DurationMs(round(word.start * 1000)),
        end_ms=DurationMs(round(word.end * 1000)),
        confidence=min(1.0, max(0.0, word.conf)),
    )
