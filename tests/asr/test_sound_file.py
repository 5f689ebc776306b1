import resource
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import soundfile

from asr.recording import GrowingRecording
from asr.sound_file import SoundFileError, sound_in, unfold

SECONDS = 2


def tone(rate: int, hz: int) -> np.ndarray:
    return 0.3 * np.sin(2 * np.pi * hz * np.arange(SECONDS * rate) / rate)


def loudest_hz(path: Path) -> float:
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (16_000, 2, 1)
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    return float(np.argmax(np.abs(np.fft.rfft(samples))) * 16_000 / len(samples))


@pytest.mark.parametrize(
    ("name", "rate", "subtype"),
    [
        ("plain.wav", 16_000, "PCM_16"),
        ("telephone.wav", 8000, "ALAW"),
        ("studio.flac", 48_000, "PCM_24"),
        ("compact.mp3", 44_100, None),
        ("compact.ogg", 44_100, None),
    ],
)
def test_any_kind_of_file_becomes_a_recording(name: str, rate: int, subtype: str | None, tmp_path: Path) -> None:
    file = tmp_path / name
    soundfile.write(file, tone(rate, 700), rate, subtype=subtype)
    (recording,) = unfold(file, tmp_path).recordings
    assert loudest_hz(recording) == pytest.approx(700, abs=2)
    assert sound_in(file) == pytest.approx(SECONDS * 1000, abs=100)
    with GrowingRecording(recording) as reading:
        assert len(reading.next_block() or b"") == 3200


def test_channels_become_recordings_of_one_length(tmp_path: Path) -> None:
    file = tmp_path / "both.wav"
    soundfile.write(file, np.stack([tone(8000, 500), tone(8000, 900)], axis=1), 8000)
    unfolded = unfold(file, tmp_path)
    assert [loudest_hz(path) for path in unfolded.recordings] == [pytest.approx(500, abs=2), pytest.approx(900, abs=2)]
    assert len({path.stat().st_size for path in unfolded.recordings}) == 1
    assert sound_in(file) == 2 * unfolded.length_ms


def test_bare_a_law_is_taken_for_a_telephones(tmp_path: Path) -> None:
    file = tmp_path / "leg.al"
    soundfile.write(file, tone(8000, 600), 8000, format="RAW", subtype="ALAW")
    (recording,) = unfold(file, tmp_path).recordings
    assert loudest_hz(recording) == pytest.approx(600, abs=2)


def test_what_is_no_sound_is_named(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("hello")
    with pytest.raises(SoundFileError, match=r"notes\.txt cannot be read as sound"):
        unfold(file, tmp_path)


def test_a_full_disk_is_no_fault_of_the_file_nor_of_the_recogniser(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "long.wav", np.zeros(160_000), 16_000)
    with files_end_at(100_000), pytest.raises(SoundFileError, match=rf"long.wav cannot be unfolded into {tmp_path}"):
        unfold(tmp_path / "long.wav", tmp_path)


@contextmanager
def files_end_at(length: int) -> Iterator[None]:
    """No file may become longer, which is refused as a full disk is."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (length, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
