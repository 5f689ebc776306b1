"""A microphone that a test speaks into: its words come to the screen, and its sound to the tape."""

import wave
from pathlib import Path
from queue import SimpleQueue
from threading import Event

import pytest

from asr.wire import Heard, Partial
from asr.writing import CityWriter
from lingting.listen_cli import meter
from lingting.listening import Listening, MicrophoneGoneError
from tests.asr.fake_speech import FakeRecogniser, FakeVoice, block


class FakeMicrophone:
    def __init__(self, sound: list[bytes]) -> None:
        self.heard: SimpleQueue[bytes] = SimpleQueue()
        for data in sound:
            self.heard.put(data)
        self.alive = True


class FakeModel:
    def recogniser(self) -> FakeRecogniser:
        return FakeRecogniser()


class Shown:
    """Stops listening once it has seen so many utterances, or been shown a level."""

    def __init__(self, stop: Event, utterances: int) -> None:
        self.said: list[str] = []
        self.partials: list[str] = []
        self._stop, self._utterances = stop, utterances

    def say(self, heard: Heard) -> None:
        self.said.append(heard.event.text)
        self._end()

    def show(self, partial: Partial) -> None:
        self.partials.append(partial.text)

    def level(self, sound: bytes) -> None:
        assert sound
        self._end()

    def _end(self) -> None:
        if len(self.said) >= self._utterances:
            self._stop.set()


@pytest.fixture(autouse=True)
def fake_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lingting.listening.SileroVoice", FakeVoice)


def listen(tape: Path, sound: list[bytes], utterances: int) -> Shown:
    stop = Event()
    shown = Shown(stop, utterances)
    Listening(FakeMicrophone(sound), tape, FakeModel(), CityWriter(), shown).run(stop)
    return shown


def test_words_show_while_they_are_said_and_stay_once_they_are_over(tmp_path: Path) -> None:
    shown = listen(tmp_path / "tape.wav", [block(900)] * 5 + [block(0)] * 10, utterances=1)
    assert len(shown.said) == 1
    assert shown.said[0].startswith(shown.partials[0])


def test_what_is_being_said_at_the_end_is_written_down(tmp_path: Path) -> None:
    assert len(listen(tmp_path / "tape.wav", [block(900)] * 5, utterances=0).said) == 1


def test_the_tape_is_a_whole_recording(tmp_path: Path) -> None:
    listen(tmp_path / "tape.wav", [block(900)] * 5, utterances=0)
    with wave.open(str(tmp_path / "tape.wav")) as file:
        assert (file.getframerate(), file.getnframes()) == (16_000, 8000)


def test_a_microphone_that_goes_is_told(tmp_path: Path) -> None:
    microphone = FakeMicrophone([])
    microphone.alive = False
    with pytest.raises(MicrophoneGoneError):
        Listening(microphone, tmp_path / "tape.wav", FakeModel(), CityWriter(), Shown(Event(), 1)).run(Event())


@pytest.mark.parametrize(("db", "filled"), [(-90.0, 0), (-60.0, 0), (-30.0, 10), (0.0, 20)])
def test_the_meter_goes_from_a_quiet_room_to_full_scale(db: float, filled: int) -> None:
    assert meter(db) == "█" * filled + "░" * (20 - filled)
