"""Cutting a stretch of call time out of a leg's recording, which may still be growing.

A recording is 16 kHz, 16 bit, mono. Its header is 44 bytes whose sizes are right only once the recording is
closed, so they are not read: the file's length says how much there is.
"""

import struct
from collections.abc import Sequence
from pathlib import Path

import msgspec

from callflow.events import CaseOpened, RecordingStarted
from callflow.log import Entry
from callflow.units import SAMPLE_BYTES, SAMPLE_RATE_HZ, CallMs, DurationMs, LegId

HEADER_BYTES = 44
LONGEST = DurationMs(10 * 60_000)
"""The longest stretch that is cut at once."""

_SAMPLES_PER_MS = SAMPLE_RATE_HZ // 1_000


class LegRecording(msgspec.Struct, frozen=True, kw_only=True):
    """Where a leg's recording lies on call time: its sample 0 is at `starts_at`, which may be negative."""

    file: str
    starts_at: CallMs


def find_recording(entries: Sequence[Entry], leg: LegId) -> LegRecording | None:
    """Find a leg's recording in a case log; None when it has none. Call time 0 is the log's `CaseOpened`."""
    opened = next((e.at for e in entries if isinstance(e.event, CaseOpened)), None)
    for entry in entries:
        event = entry.event
        if opened is not None and isinstance(event, RecordingStarted) and event.leg == leg:
            return LegRecording(file=event.file, starts_at=CallMs(event.sample_zero_at - opened))
    return None


def cut(folder: Path, recording: LegRecording, from_ms: CallMs, to_ms: CallMs) -> bytes | None:
    """Read `from_ms` <= call time < `to_ms` as a WAV file; None when no sample of it is there.

    What lies before sample 0 or has not been written yet is left out. Blocks; raises OSError.
    """
    first, last = (max(_byte_at(recording, at), 0) for at in (from_ms, to_ms))
    path = folder / recording.file
    if last <= first or path.parent != folder or not path.is_file():
        return None
    with path.open("rb") as file:
        file.seek(HEADER_BYTES + first)
        samples = file.read(last - first)
    whole = samples[: len(samples) // SAMPLE_BYTES * SAMPLE_BYTES]
    return wav_header(len(whole)) + whole if whole else None


def wav_header(data_bytes: int) -> bytes:
    """Make the header of a 16 kHz, 16 bit, mono WAV file with this much data."""
    rate = SAMPLE_RATE_HZ
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, rate * SAMPLE_BYTES, SAMPLE_BYTES, 16)
    riff = struct.pack("<4sI4s", b"RIFF", 36 + data_bytes, b"WAVE")
    return riff + form + struct.pack("<4sI", b"data", data_bytes)


def _byte_at(recording: LegRecording, at: CallMs) -> int:
    return (at - recording.starts_at) * _SAMPLES_PER_MS * SAMPLE_BYTES
