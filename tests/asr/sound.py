"""Sound for the tests of real recognisers, as a leg's recording has it: 16 kHz, 16 bit, mono, via A-law.

The speech is the citizen's side of the sample call that the project ships.
"""

import struct
from functools import cache
from pathlib import Path
from typing import BinaryIO

import numpy as np
import soundfile
import soxr

from asr.recording import BLOCK_SAMPLES

REPOSITORY = Path(__file__).parents[2]
CALL = REPOSITORY / "assets/demo/call"
Samples = np.ndarray[tuple[int, ...], np.dtype[np.int16]]

HEADER = b"RIFF\0\0\0\0WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 16_000, 32_000, 2, 16) + b"data\0\0\0\0"
"""The header as it stands while a call lasts: its sizes are not known yet."""


def telephone(path: Path) -> Samples:
    """A file as it sounds at the far end of a telephone line (ITU-T G.711 A-law, 8 kHz), on our 16 kHz bridge."""
    sound, rate = soundfile.read(path, dtype="float32")
    line = _through_a_law(soxr.resample(sound, rate, 8000))
    return np.clip(np.round(soxr.resample(line, 8000, 16_000) * 32_768), -32_768, 32_767).astype("<i2")


def _through_a_law(sound: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> Samples:
    """Compress and expand by the A-law curve (A = 87.6) in 8 bits."""
    a = 87.6
    size = np.abs(sound).clip(0, 1)
    curve = np.where(size < 1 / a, a * size, 1 + np.log(np.maximum(a * size, 1))) / (1 + np.log(a))
    steps = np.round(curve * 127) / 127 * (1 + np.log(a))
    return np.sign(sound) * np.where(steps < 1, steps / a, np.exp(steps - 1) / a)


@cache
def citizen() -> Samples:
    """The sample call's citizen, about 60 s, silent while the agent speaks."""
    return telephone(CALL / "citizen.wav")


def excerpt(start_ms: int, end_ms: int) -> Samples:
    """A part of what the citizen says."""
    return citizen()[start_ms * 16 : end_ms * 16]


def blocks_of(samples: Samples) -> list[bytes]:
    """Exact 100 ms blocks, the last one may be shorter."""
    return [samples[at : at + BLOCK_SAMPLES].tobytes() for at in range(0, len(samples), BLOCK_SAMPLES)]


def write_recording(path: Path, samples: Samples) -> None:
    """A whole recording at once."""
    path.write_bytes(HEADER + samples.tobytes())


def append(file: BinaryIO, data: bytes) -> None:
    """Write through to the file system, as the recorder's flush does."""
    file.write(data)
    file.flush()
