"""A worker's desk with fake ears: many legs, in turn."""

from pathlib import Path

import structlog
from structlog.testing import capture_logs

from asr.desk import SpeechDesk
from asr.transcription import MISSING_AFTER_S
from asr.wire import Close, Drop, Finished, FromWorker, Heard, Partial, Transcribe
from callflow.units import CallMs, CaseId, LegId, SampleIndex
from tests.asr.fake_speech import FakeRecogniser, FakeVoice, block
from tests.asr.sound import HEADER

CASE = CaseId("20261121-233015-w3f2a-7")
structlog.reset_defaults()


class Desk:
    """A desk with a clock that stands, and what it has told."""

    def __init__(self) -> None:
        self.now = 0.0
        self.desk = SpeechDesk(FakeVoice, FakeRecogniser, lambda: self.now)
        self.told: list[FromWorker] = []

    def take(self, leg: str, path: Path, from_sample: int = 0) -> None:
        self.desk.obey(
            Transcribe(
                case=CASE,
                leg=LegId(leg),
                path=str(path),
                from_sample=SampleIndex(from_sample),
                offset_ms=CallMs(1000),
            )
        )

    def close(self, leg: str, samples: int) -> None:
        self.desk.obey(Close(case=CASE, leg=LegId(leg), samples=samples))

    def turns(self, count: int) -> list[FromWorker]:
        told = [message for _ in range(count) for messages in self.desk.turn() for message in messages]
        self.told += told
        return told


def recording(path: Path, *runs: tuple[int, int]) -> int:
    """Write loudness and length in blocks; gives the samples."""
    blocks = [block(rms) for rms, count in runs for _ in range(count)]
    path.write_bytes(HEADER + b"".join(blocks))
    return 1600 * len(blocks)


def test_a_leg_is_told_from_its_first_word_to_its_end(tmp_path: Path) -> None:
    desk = Desk()
    samples = recording(tmp_path / "citizen.wav", (0, 10), (900, 4), (0, 10))
    desk.take("citizen", tmp_path / "citizen.wav")
    desk.close("citizen", samples)
    told = desk.turns(30)
    assert [type(message) for message in told] == [Partial] * 4 + [Heard, Finished]
    first, heard = told[0], told[4]
    assert isinstance(first, Partial)
    assert isinstance(heard, Heard)
    assert first.start_ms == heard.event.start_ms == 1000 + 1000
    assert first.first_sample == heard.event.first_sample == 7 * 1600
    assert heard.event.end_ms == 2400
    assert len(desk.desk) == 0


def test_a_leg_far_behind_does_not_make_a_live_one_late(tmp_path: Path) -> None:
    desk = Desk()
    recording(tmp_path / "old.wav", (900, 600))
    recording(tmp_path / "live.wav", (900, 1))
    desk.take("old", tmp_path / "old.wav")
    desk.take("live", tmp_path / "live.wav")
    for count in range(2, 12):
        assert "live" in {message.leg for message in desk.turns(1) if isinstance(message, Partial)}
        recording(tmp_path / "live.wav", (900, count))


def test_the_lag_is_that_of_the_slowest_leg(tmp_path: Path) -> None:
    desk = Desk()
    assert (desk.desk.lag().ms, desk.desk.lag().legs) == (0, 0)
    recording(tmp_path / "old.wav", (0, 50))
    recording(tmp_path / "live.wav", (0, 2))
    desk.take("old", tmp_path / "old.wav")
    desk.take("live", tmp_path / "live.wav")
    desk.turns(10)
    assert (desk.desk.lag().ms, desk.desk.lag().legs) == (4000, 2)


def test_a_dropped_leg_tells_nothing_more(tmp_path: Path) -> None:
    desk = Desk()
    recording(tmp_path / "citizen.wav", (900, 50))
    desk.take("citizen", tmp_path / "citizen.wav")
    assert desk.turns(5)
    desk.desk.obey(Drop(case=CASE, leg=LegId("citizen")))
    desk.close("citizen", 80_000)
    assert desk.turns(5) == []


def test_a_leg_that_is_ordered_again_begins_where_it_is_told_to(tmp_path: Path) -> None:
    desk = Desk()
    recording(tmp_path / "citizen.wav", (900, 20))
    desk.take("citizen", tmp_path / "citizen.wav")
    desk.turns(5)
    desk.take("citizen", tmp_path / "citizen.wav", 16_000)
    (partial,) = desk.turns(1)
    assert isinstance(partial, Partial)
    assert partial.first_sample == 16_000


def test_a_recording_that_does_not_come_is_reported_once_and_waited_for(tmp_path: Path) -> None:
    desk = Desk()
    desk.take("citizen", tmp_path / "citizen.wav")
    with capture_logs() as logs:
        desk.turns(3)
        assert logs == []
        desk.now = MISSING_AFTER_S
        desk.turns(3)
    assert [(line["event"], line["case_id"], line["leg"]) for line in logs] == [
        ("recording_unreadable", CASE, "citizen")
    ]
    recording(tmp_path / "citizen.wav", (900, 4))
    assert [type(message) for message in desk.turns(4)] == [Partial] * 4


def test_a_recording_that_cannot_be_read_is_finished_when_it_is_closed(tmp_path: Path) -> None:
    desk = Desk()
    (tmp_path / "citizen.wav").write_bytes(b"OggS" + bytes(1000))
    desk.take("citizen", tmp_path / "citizen.wav")
    assert desk.turns(3) == []
    desk.close("citizen", 16_000)
    with capture_logs() as logs:
        desk.turns(1)
        desk.now = 5.0
        assert [type(message) for message in desk.turns(2)] == [Finished]
    assert [(line["event"], line["leg"], line["missing_ms"]) for line in logs] == [
        ("recording_cut_short", "citizen", 1000)
    ]
    assert "is not a 16 kHz mono PCM WAV" in logs[0]["problem"]


def test_a_recording_that_is_shorter_than_its_writer_said_is_reported_when_it_is_finished(tmp_path: Path) -> None:
    desk = Desk()
    samples = recording(tmp_path / "citizen.wav", (900, 20))
    desk.take("citizen", tmp_path / "citizen.wav")
    desk.close("citizen", samples + 8_000)
    with capture_logs() as logs:
        desk.turns(25)
        assert logs == []
        desk.now = 1.0
        assert isinstance(desk.turns(2)[-1], Finished)
    assert [(line["event"], line["missing_ms"]) for line in logs] == [("recording_cut_short", 500)]


def test_a_recording_that_is_whole_is_finished_without_a_word(tmp_path: Path) -> None:
    desk = Desk()
    samples = recording(tmp_path / "citizen.wav", (900, 20))
    desk.take("citizen", tmp_path / "citizen.wav")
    desk.close("citizen", samples)
    with capture_logs() as logs:
        assert isinstance(desk.turns(30)[-1], Finished)
    assert logs == []
