"""Speaks with a command: text on its standard input, a WAV on its standard output. espeak-ng is one.

It is a process of its own that gives way to calls, and it is ended with whoever waits for it, its children too.
"""

import asyncio
import io
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Literal

import soundfile

from telephony import prompt_sound
from telephony.voice.pinyin import in_pinyin
from telephony.voice.wording import spoken

MOST_BYTES = 40 << 20
"""Of sound: seven minutes at 48 kHz; who gives more is not waited for."""
_GIVES_WAY = 10
_LOOK_EVERY_S = 0.2


class VoiceError(Exception):
    """The text was not spoken; the message says why."""


class CommandVoice:
    """A command such as `espeak-ng --stdin --stdout`, and what it wants to be given: characters or pinyin."""

    def __init__(self, command: Sequence[str], reads: Literal["characters", "pinyin"] = "characters") -> None:
        self._command = tuple(command)
        self._reads = reads

    async def speak(self, text: str, into: Path) -> None:
        """Read a text into a WAV that can be played as a prompt, put in place whole.

        It takes as long as the command does: the caller sets a time-out, and cancelling kills the command.

        Raises:
            VoiceError: there is nothing to say, no such command, it failed, or what it gave is no sound.
            OSError: the WAV cannot be written.
        """
        words = await asyncio.to_thread(self._words, text)
        if not words:
            raise VoiceError("nothing in it can be said")
        sound = await self._run(words)
        await asyncio.to_thread(_keep, sound, into)

    def _words(self, text: str) -> str:
        return in_pinyin(spoken(text)) if self._reads == "pinyin" else spoken(text)

    async def _run(self, words: str) -> bytes:
        with TemporaryFile() as text, TemporaryFile() as sound, TemporaryFile() as complaint:
            text.write(f"{words}\n".encode())
            text.seek(0)
            status = await self._ran(text, sound, complaint)
            if status:
                raise VoiceError(f"{self._command[0]} {_why(status, _content(complaint))}")
            return _content(sound)

    async def _ran(self, text: IO[bytes], sound: IO[bytes], complaint: IO[bytes]) -> int:
        """Run it on files, not on pipes, so that nobody has to read while it speaks; tell its exit status."""
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command, stdin=text, stdout=sound, stderr=complaint, start_new_session=True
            )
        except OSError as error:
            raise VoiceError(f"{self._command[0]}: {error.strerror}") from error
        try:
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, process.pid, _GIVES_WAY)
            ended = asyncio.ensure_future(process.wait())
            while not ended.done():
                await asyncio.wait({ended}, timeout=_LOOK_EVERY_S)
                if os.fstat(sound.fileno()).st_size > MOST_BYTES:
                    raise VoiceError(f"{self._command[0]} gave more than {MOST_BYTES >> 20} MB")
            return await ended
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)


def _why(status: int, complaint: bytes) -> str:
    said = complaint.decode(errors="replace").strip().splitlines()
    return f"ended with {status}{': ' + said[-1] if said else ''}"


def _content(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


def _keep(sound: bytes, into: Path) -> None:
    try:
        samples, rate_hz = soundfile.read(io.BytesIO(sound), dtype="float64", always_2d=True)
        prompt_sound.keep(samples, rate_hz, into)
    except soundfile.LibsndfileError as error:
        raise VoiceError(f"what it gave is no sound ({error.error_string})") from error
    except prompt_sound.UnreadableSoundError as error:
        raise VoiceError("what it gave is silent") from error
