"""The command that speaks: what it is given, what becomes of its sound, and that nobody waits for it in vain."""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from telephony import prompt_sound
from telephony.voice import CommandVoice, VoiceError

TONE = """
import io, sys, wave
said = sys.stdin.read()
open({seen!r}, "w").write(said)
sound = io.BytesIO()
with wave.open(sound, "wb") as file:
    file.setparams((1, 2, 8000, 0, "NONE", ""))
    file.writeframes((b"\\x00\\x08" * 4 + b"\\x00\\xf8" * 4) * 1000)
sys.stdout.buffer.write(sound.getvalue())
"""


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


async def test_its_sound_becomes_a_prompt_as_loud_as_the_others(tmp_path: Path) -> None:
    seen, clip = tmp_path / "seen", tmp_path / "reply.wav"
    await CommandVoice(python(TONE.format(seen=str(seen)))).speak("修好了2处", clip)
    assert seen.read_text() == "修好了两处\n"
    assert prompt_sound.fault_in(clip) is None
    samples, rate_hz = soundfile.read(clip)
    assert (rate_hz, len(samples)) == (16_000, pytest.approx(16_000, abs=50))
    assert 20 * np.log10(np.sqrt((samples**2).mean())) == pytest.approx(prompt_sound.SPEECH_DBFS, abs=0.5)


@pytest.mark.parametrize(
    ("command", "complaint"),
    [
        (["no-such-voice"], "no-such-voice: No such file"),
        (python("import sys; sys.exit('no voice here')"), "ended with 1: no voice here"),
        (python("print('hello')"), "is no sound"),
        (python("pass"), "is no sound"),
        (["dd", "if=/dev/zero", "bs=1M", "count=60"], "more than 40 MB"),
    ],
)
async def test_what_went_wrong_is_said_and_no_file_is_left(tmp_path: Path, command: list[str], complaint: str) -> None:
    with pytest.raises(VoiceError, match=complaint):
        await CommandVoice(command).speak("您好" * 4_000, tmp_path / "reply.wav")
    assert os.listdir(tmp_path) == []  # noqa: PTH208


async def test_nothing_to_say_is_no_sound(tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match="nothing in it"):
        await CommandVoice(["no-such-voice"]).speak("……", tmp_path / "reply.wav")


async def test_who_waits_no_longer_ends_it_and_its_children(tmp_path: Path) -> None:
    noted = tmp_path / "pid"
    voice = CommandVoice(["sh", "-c", f"sleep 60 & echo $! > {noted}; wait"])
    speaking = asyncio.create_task(voice.speak("您好", tmp_path / "reply.wav"))
    await _until(lambda: noted.exists() and bool(noted.read_text()))
    speaking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await speaking
    await _until(lambda: not _runs(int(noted.read_text())))


async def _until(reached: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not reached():
            await asyncio.sleep(0.02)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
