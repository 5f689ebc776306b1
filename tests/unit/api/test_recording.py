"""Which samples a stretch of call time is."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.recording import HEADER_BYTES, LegRecording, cut, find_recording, wav_header
from callflow import events
from callflow.log import Entry
from callflow.units import CITIZEN, CallMs, CaseId, LegId, WallMs

SECOND = b"".join((n % 30_000).to_bytes(2, "little") for n in range(16_000))
"""Sound in which every sample tells its place."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a recording that grows: one byte of the next sample is there already."""
    path = tmp_path_factory.mktemp("case")
    (path / "citizen.wav").write_bytes(bytes(HEADER_BYTES) + SECOND + b"\x01")
    return path


@given(starts_at=st.integers(-500, 500), from_ms=st.integers(0, 2_000), length_ms=st.integers(1, 2_000))
def test_the_samples_of_a_stretch_and_no_others(folder: Path, starts_at: int, from_ms: int, length_ms: int) -> None:
    recording = LegRecording(file="citizen.wav", starts_at=CallMs(starts_at))
    sound = cut(folder, recording, CallMs(from_ms), CallMs(from_ms + length_ms))
    first, last = (max(at - starts_at, 0) * 32 for at in (from_ms, from_ms + length_ms))
    expected = SECOND[first:last]
    assert sound == (wav_header(len(expected)) + expected if expected else None)


def entry(index: int, at: int, event: events.AnyEvent) -> Entry:
    return Entry(index=index, at=WallMs(at), event=event)


def test_a_recording_lies_on_call_time_by_its_first_sample() -> None:
    log = [
        entry(0, 5_000, events.CaseOpened(case=CaseId("c"), city="", flow={}, rules={})),
        entry(1, 5_100, events.RecordingStarted(leg=CITIZEN, file="citizen.wav", sample_zero_at=WallMs(5_040))),
    ]
    assert find_recording(log, CITIZEN) == LegRecording(file="citizen.wav", starts_at=CallMs(40))
    assert find_recording(log, LegId("agent-1")) is None
    assert find_recording(log[:1], CITIZEN) is None
