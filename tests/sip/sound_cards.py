"""Sound cards made of PulseAudio null sinks: what is played into a microphone, and what comes out of a loudspeaker."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

import numpy as np
import pytest

RATE_HZ = 16_000
CARDS = ("one", "other")


class SoundCard:
    """A card with a microphone and a loudspeaker, silent unless something is played into the microphone."""

    def __init__(self, name: str, home: Path) -> None:
        self.name, self._home = name, home
        self.environ = {
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(home),
            "PULSE_SERVER": f"unix:{home / 'pulse.sock'}",
            "PULSE_SOURCE": f"{name}-mic.monitor",
            "PULSE_SINK": f"{name}-ear",
        }
        self._speaking: asyncio.subprocess.Process | None = None

    def plug_in(self, monkeypatch: pytest.MonkeyPatch) -> Self:
        """Whatever is started from now on has this card."""
        for name, value in self.environ.items():
            monkeypatch.setenv(name, value)
        return self

    async def say(self, frequency_hz: int, seconds: float = 60.0) -> None:
        """Play a tone into the microphone, in place of what was played before."""
        at = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
        await self.play((9000 * np.sin(2 * np.pi * frequency_hz * at)).astype("<i2"))

    async def play(self, sound: np.ndarray) -> None:
        """Play 16-bit samples into the microphone, in place of what was played before."""
        await self.hush()
        file = self._home / f"{self.name}-says.raw"
        file.write_bytes(sound.tobytes())
        self._speaking = await self._client("pacat", "--playback", f"--device={self.name}-mic", str(file))

    async def hush(self) -> None:
        """Be quiet."""
        if self._speaking is not None:
            await end(self._speaking)
            self._speaking = None

    async def listen(self, seconds: float) -> np.ndarray:
        """What comes out of the loudspeaker from now on."""
        listening = await self._client("parec", f"--device={self.name}-ear.monitor", "--latency-msec=20")
        try:
            assert listening.stdout is not None
            async with asyncio.timeout(seconds + 10):
                sound = await listening.stdout.readexactly(int(seconds * RATE_HZ) * 2)
        finally:
            await end(listening)
        return np.frombuffer(sound, dtype="<i2")

    async def _client(self, program: str, *arguments: str) -> asyncio.subprocess.Process:
        form = (f"--rate={RATE_HZ}", "--channels=1", "--format=s16le", "--raw")
        return await asyncio.create_subprocess_exec(
            *(program, *form, *arguments),
            env={"PATH": "/usr/bin:/bin", **self.environ},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )


async def end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
        await process.wait()


def prepare(home: Path) -> None:
    """Make a home folder in which ALSA's default device is PulseAudio."""
    home.mkdir(mode=0o700)
    (home / ".asoundrc").write_text("pcm.!default { type pulse }\nctl.!default { type pulse }\n")


@asynccontextmanager
async def sound_cards(home: Path) -> AsyncIterator[dict[str, SoundCard]]:
    """A sound server of one's own, with the cards `one` and `other`."""
    assert shutil.which("pulseaudio"), "pulseaudio is not installed: make setup-test"
    prepare(home)
    cards = {name: SoundCard(name, home) for name in CARDS}
    sinks = [f"module-null-sink sink_name={name}-{end}" for name in CARDS for end in ("mic", "ear")]
    modules = [f"module-native-protocol-unix socket={home / 'pulse.sock'} auth-anonymous=1", *sinks]
    with (home / "pulse.log").open("wb") as log:
        server = await asyncio.create_subprocess_exec(
            *("pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--log-target=stderr"),
            *(part for module in modules for part in ("-L", module)),
            env={"PATH": "/usr/bin:/bin", "HOME": str(home), "XDG_RUNTIME_DIR": str(home)},
            stdout=log,
            stderr=log,
        )
    try:
        await _until(home / "pulse.sock", home / "pulse.log")
        yield cards
    finally:
        for card in cards.values():
            await card.hush()
        await end(server)


async def _until(socket: Path, log: Path) -> None:
    for _ in range(100):
        if socket.exists():  # noqa: ASYNC240
            return
        await asyncio.sleep(0.05)
    raise AssertionError(log.read_text(errors="replace"))  # noqa: ASYNC240


def loudest_hz(sound: np.ndarray) -> float:
    """The frequency that sounds most; 0 in silence (nothing above -60 dBFS)."""
    if np.abs(sound).max(initial=0) < 33:
        return 0.0
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(sound.size)))
    return float(np.argmax(spectrum) * RATE_HZ / sound.size)
