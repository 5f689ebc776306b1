"""`lingting listen`: captions of what this machine's microphone hears.

The microphone is written into a growing recording, which is heard as a leg of a call is: one sees what an agent would
see of this voice with this model.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event
from typing import BinaryIO, Protocol, Self

from api.recording import wav_header
from asr.loading import LoadedModel
from asr.silero import SileroVoice
from asr.transcription import LegNews, LegTranscription
from asr.wire import Heard, Partial, Transcribe
from asr.writing import CityWriter
from callflow.units import SAMPLE_BYTES, CallMs, CaseId, LegId, SampleIndex

LOOK_EVERY_S = 0.025


class MicrophoneGoneError(Exception):
    """The microphone has been pulled out."""


class Sound(Protocol):
    """A microphone; `telephony.sound_card.Microphone` is one."""

    heard: SimpleQueue[bytes]

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        ...


class Screen(Protocol):
    """Where captions are shown."""

    def say(self, heard: Heard) -> None:
        """An utterance is over."""
        ...

    def show(self, partial: Partial) -> None:
        """The words so far of the one that is being spoken; no text when they turned out to be none."""
        ...

    def level(self, sound: bytes) -> None:
        """What the microphone has heard just now."""
        ...


class Tape:
    """The recording that the microphone is written into; its header is made whole at the end."""

    def __init__(self, path: Path) -> None:
        self.samples = 0
        self._file: BinaryIO = path.open("wb")
        self._file.write(wav_header(0))

    def write(self, sound: bytes) -> None:
        """Add samples, at once there for whoever reads the file."""
        self._file.write(sound)
        self._file.flush()
        self.samples += len(sound) // SAMPLE_BYTES

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.seek(0)
        self._file.write(wav_header(self.samples * SAMPLE_BYTES))
        self._file.close()


class Listening:
    """A microphone, its tape, and the captions of it."""

    def __init__(self, microphone: Sound, tape: Path, model: LoadedModel, writer: CityWriter, screen: Screen) -> None:
        order = Transcribe(
            case=CaseId("microphone"),
            leg=LegId("citizen"),
            path=str(tape),
            from_sample=SampleIndex(0),
            offset_ms=CallMs(0),
        )
        self._microphone = microphone
        self._path = tape
        self._leg = LegTranscription(order, SileroVoice, model.recogniser, clock=time.monotonic, writer=writer)
        self._screen = screen

    def run(self, stop: Event) -> None:
        """Listen until `stop`; what is being said then is still written down. Raises MicrophoneGoneError."""
        with Tape(self._path) as tape, ExitStack() as stack:
            stack.callback(self._leg.release)
            while not stop.wait(LOOK_EVERY_S):
                self._look(tape)
            self._leg.close(tape.samples)
            self._decode()

    def _look(self, tape: Tape) -> None:
        if sound := b"".join(self._heard()):
            tape.write(sound)
            self._screen.level(sound)
        elif not self._microphone.alive:
            raise MicrophoneGoneError("the microphone has gone")
        self._decode()

    def _heard(self) -> Iterator[bytes]:
        with suppress(Empty):
            while True:
                yield self._microphone.heard.get_nowait()

    def _decode(self) -> None:
        """Show what has come of all that is there."""
        while (told := self._leg.step()) is not None:
            for message in told:
                self._tell(message)

    def _tell(self, message: LegNews) -> None:
        match message:
            case Heard():
                self._screen.say(message)
            case Partial():
                self._screen.show(message)
