import wave
from pathlib import Path

import numpy as np
import pytest

from callflow.units import SampleIndex
from telephony import recording

SOUND = np.arange(1000, dtype="<i2")


def unfinished(path: Path, tail: bytes = b"") -> Path:
    path.write_bytes(recording.header(0) + SOUND.tobytes() + tail)
    return path


@pytest.mark.parametrize("tail", [b"", b"\x01"])
def test_a_recording_whose_writer_died_is_repaired(tmp_path: Path, tail: bytes) -> None:
    path = unfinished(tmp_path / "a.wav", tail)
    assert not recording.is_finished(path)
    assert recording.repair(path) == len(SOUND)
    assert recording.is_finished(path)
    with wave.open(str(path)) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (16_000, 1, 2)
        assert sound.readframes(2000) == SOUND.tobytes()


def test_a_whole_recording_is_left_as_it_is(tmp_path: Path) -> None:
    path = unfinished(tmp_path / "a.wav")
    recording.repair(path)
    before = path.read_bytes()
    assert recording.repair(path) == len(SOUND)
    assert path.read_bytes() == before


@pytest.mark.parametrize("data", [b"", b"RIFF", recording.header(0)])
def test_a_recording_that_never_got_a_sample_becomes_an_empty_one(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(data)
    assert recording.repair(path) == 0
    with wave.open(str(path)) as sound:
        assert sound.getnframes() == 0


def test_a_growing_recording_is_read_as_far_as_it_has_come(tmp_path: Path) -> None:
    path = unfinished(tmp_path / "a.wav", b"\x07")
    assert recording.read(path, SampleIndex(10), 5).tolist() == [10, 11, 12, 13, 14]
    assert len(recording.read(path, SampleIndex(990), 100)) == 10
    assert len(recording.read(path, SampleIndex(5000), 100)) == 0
