"""A person at a terminal: what the screen shows, and keys."""

import asyncio
import os
import pty
import re
import signal
import sys
import termios
from pathlib import Path
from typing import Self

ESCAPES = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|\][^\x07]*\x07|[()][A-Z0-9])")
HOME = "\x1b[H"


class Terminal:
    """A command at a pseudo-terminal of 100 columns and 30 lines."""

    def __init__(self, *command: str, environ: dict[str, str]) -> None:
        self._command, self._environ = command, environ
        self._came = b""

    async def __aenter__(self) -> Self:
        self._ours, theirs = pty.openpty()
        os.set_blocking(self._ours, False)
        self.process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=_heeds_ctrl_c,
            env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "30", **self._environ},
        )
        os.close(theirs)
        asyncio.get_running_loop().add_reader(self._ours, self._read)
        return self

    async def __aexit__(self, *_: object) -> None:
        asyncio.get_running_loop().remove_reader(self._ours)
        if self.process.returncode is None:
            self.process.terminate()
        await self.process.wait()
        os.close(self._ours)

    def _read(self) -> None:
        try:
            self._came += os.read(self._ours, 65536)
        except BlockingIOError:
            return
        except OSError:
            asyncio.get_running_loop().remove_reader(self._ours)

    def press(self, keys: str) -> None:
        os.write(self._ours, keys.encode())

    def screen(self) -> str:
        """The last whole picture and what has come since."""
        text = self._came.decode(errors="replace")
        frames = text.split(HOME)
        return ESCAPES.sub("", "".join(frames[-2:]) if len(frames) > 2 else text)

    async def shows(self, words: str, timeout_s: float = 45.0) -> None:
        """Wait until it shows these words."""
        try:
            async with asyncio.timeout(timeout_s):
                while words not in self.screen():
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"no {words!r} on:\n{self.screen()}") from None

    async def hides(self, timeout_s: float = 45.0) -> None:
        """Wait until what is typed does not appear; what was typed before would be thrown away."""
        async with asyncio.timeout(timeout_s):
            while termios.tcgetattr(self._ours)[3] & termios.ECHO:
                await asyncio.sleep(0.02)

    async def ends(self, timeout_s: float = 45.0) -> int:
        """Its exit status."""
        return await asyncio.wait_for(self.process.wait(), timeout_s)


def _heeds_ctrl_c() -> None:
    """As a shell leaves it to what it starts: a test run in the background may ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def lingting(*arguments: str) -> tuple[str, ...]:
    return (str(Path(sys.executable).with_name("lingting")), *arguments)
