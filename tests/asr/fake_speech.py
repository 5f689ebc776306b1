"""Speech made of loud blocks, and the parts that hear it: no model, no microphone, the same answers every time.

A fake speaker says one word a block of 100 ms. What the word is depends on how loud the block is *and* on how many
words the recogniser has heard before, as a real recogniser's words depend on all it has heard: a segment that
begins elsewhere has other words.
"""

import struct

from asr.recording import BLOCK_SAMPLES
from asr.segments import SegmentWord
from callflow.units import DurationMs

AUDIBLE_RMS = 500
_CHARACTERS = "天地玄黄宇宙洪荒日月盈昃辰宿列张"


def block(rms: int, samples: int = BLOCK_SAMPLES) -> bytes:
    """A square wave; its loudness is what is said."""
    return (struct.pack("<hh", rms, -rms) * samples)[: 2 * samples]


def loudness(data: bytes) -> int:
    """A square wave is as loud as its first sample."""
    return abs(int.from_bytes(data[:2], "little", signed=True))


class FakeVoice:
    """A `VoiceDetector` by loudness that hears softer speech for a second after loud one, as real ones do."""

    def __init__(self) -> None:
        self._warm = 0

    def voiced(self, data: bytes) -> bool:
        self._warm = 10 if loudness(data) >= AUDIBLE_RMS else max(0, self._warm - 1)
        return loudness(data) >= AUDIBLE_RMS * (0.6 if self._warm else 1)

    def quiet(self, data: bytes) -> bool:
        return loudness(data) < AUDIBLE_RMS * 0.2

    def reset(self) -> None:
        self._warm = 0


class FakeRecogniser:
    """A `Recogniser` of such speech. After words, 700 ms of silence are an endpoint."""

    def __init__(self) -> None:
        self._words: list[SegmentWord] = []
        self._heard_ms = 0
        self._quiet = 0

    def accept(self, data: bytes) -> bool:
        length_ms = len(data) // 2 * 1000 // 16_000
        if loudness(data) >= AUDIBLE_RMS * 0.6:
            self._words.append(self._word(data, length_ms))
            self._quiet = 0
        else:
            self._quiet += 1
        self._heard_ms += length_ms
        return bool(self._words) and self._quiet >= 7

    def partial(self) -> str:
        return "".join(word.text for word in self._words)

    def result(self) -> tuple[SegmentWord, ...]:
        return tuple(self._words)

    def _word(self, data: bytes, length_ms: int) -> SegmentWord:
        said = round(loudness(data) / 100) + len(self._words)
        return SegmentWord(
            text=_CHARACTERS[said % len(_CHARACTERS)],
            start_ms=DurationMs(self._heard_ms),
            end_ms=DurationMs(self._heard_ms + length_ms),
            confidence=0.9,
        )
