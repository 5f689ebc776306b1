"""A leg's recording, read while another process still writes it.

The call worker's recorder flushes 4,000 bytes at a time, and nothing at all before its first flush. The header's
sizes stay 0 until the leg is over (for ever, after a crash), so they are not looked at: the samples begin after 44
bytes, and a file's present end is never taken for the recording's end. That comes from outside, as `close(samples)`.

Blocks are exactly 100 ms, counted from the sample that reading began with, however the bytes arrived: the
recogniser's words depend on it (`asr.segments`). Only the last block of a closed recording may be shorter.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from callflow.units import SAMPLE_BYTES, SAMPLE_RATE_HZ, SampleIndex

BLOCK_SAMPLES = SAMPLE_RATE_HZ // 10
"""A block: 100 ms."""

HEADER_BYTES = 44
RECORDING_START = SampleIndex(0)
_MISSING_TAIL_PATIENCE_S = 1.0
_EXPECTED_FORMAT = (1).to_bytes(2, "little") + (1).to_bytes(2, "little") + SAMPLE_RATE_HZ.to_bytes(4, "little")


class UnreadableRecordingError(Exception):
    """The file is not there, may not be read, or is no 16 kHz, 16 bit, mono PCM recording."""


class GrowingRecording:
    """Reader of one growing WAV file. Never blocks: `next_block` gives None when there is nothing whole to give yet."""

    def __init__(
        self, path: Path, from_sample: SampleIndex = RECORDING_START, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._path = path
        self._clock = clock
        self._file: int | None = None
        self._position = int(from_sample)
        self._closed_at: int | None = None
        self._grown = (0, clock())
        self.missing = 0
        """So many samples of a closed recording never came."""

    @property
    def position(self) -> SampleIndex:
        """The sample that the next block begins with."""
        return SampleIndex(self._position)

    @property
    def is_closed(self) -> bool:
        """Whether the writer is done."""
        return self._closed_at is not None

    @property
    def exhausted(self) -> bool:
        """Whether the closed recording has been given out to its end."""
        return self._closed_at is not None and self._position >= self._closed_at

    def close(self, samples: int) -> None:
        """The writer is done: the recording ends after so many samples."""
        self._closed_at = samples
        self._grown = (self.available(), self._clock())

    def available(self) -> int:
        """How many samples lie in the file now."""
        if self._file is None:
            return 0
        return max(0, os.fstat(self._file).st_size - HEADER_BYTES) // SAMPLE_BYTES

    def behind(self) -> int:
        """How many written samples have not been given out."""
        end = self.available() if self._closed_at is None else min(self.available(), self._closed_at)
        return max(0, end - self._position)

    def block_at(self, sample: SampleIndex) -> bytes:
        """What lies there now, a block at most; reading goes on where it was."""
        return self._read(BLOCK_SAMPLES, sample)

    def next_block(self) -> bytes | None:
        """The next 1,600 samples (16 bit little-endian), fewer at a closed recording's end, or None for not yet.

        Raises UnreadableRecordingError when the file cannot be opened or is something else; it may be asked again.
        """
        if self.exhausted or not self.opened():
            return None
        wanted = self._wanted()
        data = self._read(wanted, self._position)
        if len(data) == wanted * SAMPLE_BYTES:
            self._position += wanted
            return data
        return self._torn_tail(data)

    def release(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def _wanted(self) -> int:
        if self._closed_at is None:
            return BLOCK_SAMPLES
        return min(BLOCK_SAMPLES, self._closed_at - self._position)

    def _read(self, samples: int, at: int) -> bytes:
        if self._file is None:
            return b""
        return os.pread(self._file, samples * SAMPLE_BYTES, HEADER_BYTES + at * SAMPLE_BYTES)

    def _torn_tail(self, data: bytes) -> bytes | None:
        """A closed recording that lies short of what was announced and has stopped growing ends where it ends."""
        if self._closed_at is None or not self._stopped_growing():
            return None
        self._position += len(data) // SAMPLE_BYTES
        self._give_up(self._closed_at)
        return data[: len(data) // SAMPLE_BYTES * SAMPLE_BYTES] or None

    def _stopped_growing(self) -> bool:
        size, since = self._grown
        if self.available() != size:
            self._grown = (self.available(), self._clock())
            return False
        return self._clock() - since >= _MISSING_TAIL_PATIENCE_S

    def opened(self) -> bool:
        """Open the file once its header is whole. Raises UnreadableRecordingError."""
        if self._file is not None:
            return True
        try:
            file = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return self._absent()
        except OSError as error:
            return self._refuse(f"cannot open {self._path}: {error.strerror}")
        return self._check_header(file)

    def _absent(self) -> bool:
        """No file: not yet, or, when the recording is closed and none has come, an empty recording."""
        if self._closed_at is not None and self._stopped_growing():
            self._give_up(self._closed_at)
        return False

    def _give_up(self, announced: int) -> None:
        """The recording ends here, wherever it was said to end."""
        self.missing += max(0, announced - self._position)
        self._closed_at = self._position

    def _refuse(self, problem: str) -> bool:
        """A file that cannot be read may still be mended, until its recording is closed."""
        self._absent()
        if self.exhausted:
            return False
        raise UnreadableRecordingError(problem)

    def _check_header(self, file: int) -> bool:
        header = os.pread(file, HEADER_BYTES, 0)
        if len(header) < HEADER_BYTES:
            os.close(file)
            return self._absent()
        if header[:4] != b"RIFF" or header[8:12] != b"WAVE" or header[20:28] != _EXPECTED_FORMAT:
            os.close(file)
            return self._refuse(f"{self._path} is not a 16 kHz mono PCM WAV")
        self._file = file
        return True
