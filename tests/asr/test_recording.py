from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asr.recording import BLOCK_SAMPLES, GrowingRecording, UnreadableRecordingError
from callflow.units import SampleIndex
from tests.asr.sound import HEADER, append

SOUND = np.arange(10 * BLOCK_SAMPLES + 321, dtype="<i2")


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def everything(recording: GrowingRecording) -> list[bytes]:
    blocks = []
    while (block := recording.next_block()) is not None:
        blocks.append(block)
    return blocks


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 9000), min_size=1, max_size=40), st.integers(0, 5))
def test_blocks_are_the_same_however_the_bytes_arrive(
    tmp_path_factory: pytest.TempPathFactory, portions: list[int], skipped: int
) -> None:
    path = tmp_path_factory.mktemp("leg") / "citizen.wav"
    first = skipped * BLOCK_SAMPLES
    recording = GrowingRecording(path, SampleIndex(first))
    data = HEADER + SOUND.tobytes()
    blocks = everything(recording)
    with path.open("wb") as file:
        for portion in portions:
            append(file, data[:portion])
            data = data[portion:]
            blocks += everything(recording)
        append(file, data)
    recording.close(len(SOUND))
    blocks += everything(recording)
    recording.release()
    assert b"".join(blocks) == SOUND[first:].tobytes()
    assert [len(block) // 2 for block in blocks] == [1600] * (10 - skipped) + [321]
    assert recording.exhausted


def test_the_end_of_the_file_is_not_the_end_of_the_recording(tmp_path: Path) -> None:
    path = tmp_path / "citizen.wav"
    path.write_bytes(HEADER + SOUND[:2000].tobytes())
    with GrowingRecording(path) as recording:
        assert len(everything(recording)) == 1
        assert not recording.exhausted
        assert recording.behind() == 400


def test_a_closed_recording_ends_where_it_was_said_to_end(tmp_path: Path) -> None:
    path = tmp_path / "citizen.wav"
    path.write_bytes(HEADER + SOUND.tobytes())
    with GrowingRecording(path) as recording:
        recording.close(2000)
        assert [len(block) // 2 for block in everything(recording)] == [1600, 400]
        assert recording.exhausted


def test_an_empty_recording_ends_at_once(tmp_path: Path) -> None:
    with GrowingRecording(tmp_path / "citizen.wav") as recording:
        recording.close(0)
        assert recording.next_block() is None
        assert recording.exhausted


def test_a_recording_that_a_crash_left_short_ends_where_it_ends(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / "citizen.wav"
    path.write_bytes(HEADER + SOUND[:2000].tobytes() + b"\x01")
    with GrowingRecording(path, clock=clock) as recording:
        everything(recording)
        recording.close(len(SOUND))
        assert everything(recording) == []
        assert not recording.exhausted
        clock.now = 1.0
        assert [len(block) // 2 for block in everything(recording)] == [400]
        assert recording.exhausted


def test_a_closed_recording_whose_last_bytes_come_late_is_read_to_its_end(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / "citizen.wav"
    with path.open("wb") as file, GrowingRecording(path, clock=clock) as recording:
        append(file, HEADER + SOUND[:1600].tobytes())
        recording.close(3200)
        assert len(everything(recording)) == 1
        clock.now = 0.9
        append(file, SOUND[1600:2400].tobytes())
        assert everything(recording) == []
        clock.now = 1.8
        append(file, SOUND[2400:3200].tobytes())
        assert [len(block) // 2 for block in everything(recording)] == [1600]
        assert recording.exhausted


def test_a_recording_that_never_came_is_over_once_it_is_closed(tmp_path: Path) -> None:
    clock = Clock()
    recording = GrowingRecording(tmp_path / "citizen.wav", clock=clock)
    clock.now = 60.0
    assert recording.next_block() is None
    assert not recording.exhausted
    recording.close(16_000)
    clock.now = 61.0
    assert recording.next_block() is None
    assert recording.exhausted


@pytest.mark.parametrize("header", [HEADER.replace(b"\x80\x3e\0\0", b"\x40\x1f\0\0"), b"OggS" + bytes(40)])
def test_what_is_no_16_khz_recording_is_refused(tmp_path: Path, header: bytes) -> None:
    path = tmp_path / "citizen.wav"
    path.write_bytes(header + SOUND.tobytes())
    with pytest.raises(UnreadableRecordingError, match="not a 16 kHz mono PCM WAV"):
        GrowingRecording(path).next_block()


def test_a_recording_that_cannot_be_opened_says_why(tmp_path: Path) -> None:
    (tmp_path / "folder").write_bytes(b"")
    with pytest.raises(UnreadableRecordingError, match="Not a directory"):
        GrowingRecording(tmp_path / "folder" / "citizen.wav").next_block()
