"""Recordings as they lie in a case folder: 16 kHz, 16 bit, mono PCM behind the canonical 44-byte RIFF header.

The writer fills in the header's two sizes only when it closes the file. Until then, and for ever when its process was
killed, they are 0; the samples up to the last flush (4,000 bytes, 125 ms) are good. Readers therefore go by the
file's length and `RecordingClosed`, and `repair` writes the sizes that the length implies.
"""

import struct
from pathlib import Path

import numpy as np
import numpy.typing as npt

from callflow.units import SAMPLE_BYTES, SAMPLE_RATE_HZ, SampleIndex

HEADER_BYTES = 44
_LAYOUT = struct.Struct("<4sI4s4sIHHIIHH4sI")
_PCM = 1


def header(data_bytes: int) -> bytes:
    """The 44 bytes in front of so many bytes of sound."""
    return _LAYOUT.pack(
        *(b"RIFF", data_bytes + HEADER_BYTES - 8, b"WAVE"),
        *(b"fmt ", 16, _PCM, 1, SAMPLE_RATE_HZ, SAMPLE_RATE_HZ * SAMPLE_BYTES, SAMPLE_BYTES, SAMPLE_BYTES * 8),
        *(b"data", data_bytes),
    )


def samples_in(file_bytes: int) -> int:
    """How many whole samples a file of this length holds."""
    return max(0, file_bytes - HEADER_BYTES) // SAMPLE_BYTES


def is_finished(path: Path) -> bool:
    """Whether the writer has closed this file: its header tells the length that it has."""
    length = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(HEADER_BYTES)
    return len(head) == HEADER_BYTES and head == header(samples_in(length) * SAMPLE_BYTES)


def repair(path: Path) -> int:
    """Finish the header of a recording whose writer died, cutting half a sample off its end; give its samples.

    A recording that is whole already stays as it is. Never call it while the file is still being written.
    Raises OSError when the file is not there or cannot be written.
    """
    samples = samples_in(path.stat().st_size)
    if not is_finished(path):
        with path.open("r+b") as file:
            file.write(header(samples * SAMPLE_BYTES))
            file.truncate(HEADER_BYTES + samples * SAMPLE_BYTES)
    return samples


def read(path: Path, from_sample: SampleIndex, count: int) -> npt.NDArray[np.int16]:
    """Up to `count` samples from `from_sample` on, fewer when the file has not grown so far. Shape (n,)."""
    with path.open("rb") as file:
        file.seek(HEADER_BYTES + from_sample * SAMPLE_BYTES)
        sound = file.read(count * SAMPLE_BYTES)
    return np.frombuffer(sound[: len(sound) // SAMPLE_BYTES * SAMPLE_BYTES], dtype="<i2")
