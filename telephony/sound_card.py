"""A microphone and a loudspeaker by PyAudio (PortAudio): the only module that knows it.

PyAudio is an extra, because it is compiled at installation and a hotline's server has no sound card. Two streams,
not one for both directions: PortAudio's two-way streams fail on ALSA's PulseAudio plug-in (Debian 12). PortAudio
calls back from threads of its own; nothing but buffers is touched there. ALSA and JACK print what they miss on
standard error, which is kept off the terminal.
"""

import contextlib
import importlib
import os
from collections.abc import Iterator
from queue import SimpleQueue
from typing import Any

from callflow.units import SAMPLE_RATE_HZ
from telephony.elastic_buffer import ElasticBuffer
from telephony.level_meter import LevelMeter
from telephony.softphone_wire import Missing

FRAMES = 320
"""Samples a block: 20 ms."""
CONTINUE = 0
BYTES_PER_SAMPLE = 2


class NoSoundError(Exception):
    """No PyAudio, no microphone or no loudspeaker; the text says more than `missing`."""

    def __init__(self, missing: Missing, reason: str) -> None:
        super().__init__(reason)
        self.missing = missing


class Microphone:
    """One microphone, open from its making until `close`.

    What it hears (16 kHz, 16 bit, mono, 20 ms at a time) is put on a queue, which never makes PortAudio wait.
    """

    def __init__(self, device: str = "") -> None:
        """Raises NoSoundError. `device` is a number or a part of a name as `microphones` has them; else the default."""
        self.heard: SimpleQueue[bytes] = SimpleQueue()
        pyaudio = _pyaudio()
        with _quiet_stderr():
            self._portaudio = pyaudio.PyAudio()
            try:
                self._stream = self._open(pyaudio, device)
            except (OSError, NoSoundError) as error:
                self._portaudio.terminate()
                raise NoSoundError(Missing.CARD, f"no microphone: {error}") from error

    def _open(self, pyaudio: Any, device: str) -> Any:
        form = {"rate": SAMPLE_RATE_HZ, "channels": 1, "format": pyaudio.paInt16, "frames_per_buffer": FRAMES}
        where = {"input_device_index": _find(self._portaudio, device)} if device else {}
        return self._portaudio.open(**form, **where, input=True, stream_callback=self._heard)

    def _heard(self, sound: bytes, *_: object) -> tuple[None, int]:
        self.heard.put(sound)
        return None, CONTINUE

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return _is_active(self._stream)

    def close(self) -> None:
        """Let go of it."""
        with _quiet_stderr(), contextlib.suppress(OSError):
            self._stream.close()
            self._portaudio.terminate()


def microphones() -> dict[int, str]:
    """This machine's microphones by their numbers. Raises NoSoundError without PyAudio."""
    pyaudio = _pyaudio()
    with _quiet_stderr():
        portaudio = pyaudio.PyAudio()
        try:
            return _microphones(portaudio)
        finally:
            portaudio.terminate()


def _microphones(portaudio: Any) -> dict[int, str]:
    infos = [portaudio.get_device_info_by_index(number) for number in range(portaudio.get_device_count())]
    return {int(info["index"]): str(info["name"]) for info in infos if info["maxInputChannels"] > 0}


def _find(portaudio: Any, device: str) -> int:
    found = _microphones(portaudio)
    fitting = [number for number, name in found.items() if device == str(number) or device.lower() in name.lower()]
    if not fitting:
        raise NoSoundError(Missing.CARD, f"{device!r} is none of {', '.join(found.values()) or 'nothing'}")
    return int(device) if device.isdigit() and int(device) in fitting else fitting[0]


class SoundCard:
    """This machine's default microphone and loudspeaker, open from its making until `close`."""

    def __init__(self) -> None:
        """Raises NoSoundError."""
        self.microphone, self.loudspeaker = ElasticBuffer(), ElasticBuffer()
        self.microphone_level, self.loudspeaker_level = LevelMeter(), LevelMeter()
        pyaudio = _pyaudio()
        with _quiet_stderr():
            self._portaudio = pyaudio.PyAudio()
            try:
                self._streams = [self._open(pyaudio, "input"), self._open(pyaudio, "output")]
            except OSError:
                self._portaudio.terminate()
                raise

    def _open(self, pyaudio: Any, direction: str) -> Any:
        callback = self._heard if direction == "input" else self._wanted
        form = {"rate": SAMPLE_RATE_HZ, "channels": 1, "format": pyaudio.paInt16, "frames_per_buffer": FRAMES}
        return self._portaudio.open(**form, **{direction: True}, stream_callback=callback)

    def _heard(self, sound: bytes, *_: object) -> tuple[None, int]:
        self.microphone.put(sound)
        self.microphone_level.take(sound)
        return None, CONTINUE

    def _wanted(self, _sound: None, frames: int, *_: object) -> tuple[bytes, int]:
        sound = self.loudspeaker.take(frames * BYTES_PER_SAMPLE)
        self.loudspeaker_level.take(sound)
        return sound, CONTINUE

    @property
    def alive(self) -> bool:
        """Whether both still run: a headset may be pulled out."""
        return all(map(_is_active, self._streams))

    def close(self) -> None:
        """Let go of both."""
        with _quiet_stderr(), contextlib.suppress(OSError):
            for stream in self._streams:
                stream.close()
            self._portaudio.terminate()


def _is_active(stream: Any) -> bool:
    try:
        return bool(stream.is_active())
    except OSError:
        return False


def open_sound_card() -> SoundCard:
    """The default sound card.

    Raises:
        NoSoundError: PyAudio is not installed, or it finds no microphone or no loudspeaker.
    """
    try:
        return SoundCard()
    except OSError as error:
        raise NoSoundError(Missing.CARD, f"no microphone or no loudspeaker: {error}") from error


def _pyaudio() -> Any:
    try:
        return importlib.import_module("pyaudio")
    except ImportError as error:
        raise NoSoundError(Missing.PACKAGE, f"PyAudio is not installed: {error}") from error


@contextlib.contextmanager
def _quiet_stderr() -> Iterator[None]:
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
