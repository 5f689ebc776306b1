"""A child process: started bound to this one, known to be ready, ended with nothing left behind.

Each child leads a session of its own. So Ctrl-C reaches the supervisor alone, which ends its children in order;
and what a child has forked (Kamailio's processes) can be killed with it by the session's process group.
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

WRAPPER = Path(__file__).with_name("child.py")
STDERR = 2
READY_POLL_S = 0.05


async def at_once() -> bool:
    """A child that has nothing to get ready."""
    return True


@dataclass(frozen=True, kw_only=True)
class ChildSpec:
    """One process to be started.

    `kind` is a row of the line-up (`calls`), `name` this very process (`w3-5f2a`). `socket` is what it listens
    on, `sip` its host:port. It has `grace_s` seconds to end after SIGTERM.
    """

    kind: str
    name: str
    argv: tuple[str, ...]
    environ: Mapping[str, str] = field(default_factory=dict)
    is_ready: Callable[[], Awaitable[bool]] = at_once
    grace_s: float = 3.0
    socket: Path | None = None
    sip: str | None = None


class Child:
    """A started process."""

    def __init__(self, spec: ChildSpec, process: asyncio.subprocess.Process) -> None:
        self.spec = spec
        self.is_ready = False
        self._process = process
        self._born = time.monotonic()

    @classmethod
    async def start(cls, spec: ChildSpec) -> Self:
        """Start it with this environment and its own additions; all that it prints goes to stderr.

        Raises:
            OSError: no process can be started.
        """
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-S", str(WRAPPER), str(os.getpid()), *spec.argv),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=STDERR,
            env={**os.environ, **spec.environ},
            start_new_session=True,
        )
        return cls(spec, process)

    @property
    def pid(self) -> int:
        """The process's id, and its group's."""
        return self._process.pid

    @property
    def lived_s(self) -> float:
        """Seconds since its start."""
        return time.monotonic() - self._born

    async def become_ready(self) -> None:
        """Return when it says that it is ready; cancel this when it dies."""
        while not await self.spec.is_ready():  # noqa: ASYNC110  # another process gets ready, no event of ours
            await asyncio.sleep(READY_POLL_S)
        self.is_ready = True

    async def ended(self) -> str:
        """Wait for its end, kill what it has left behind, and say how it ended."""
        status = await self._process.wait()
        self.is_ready = False
        self._kill_group()
        return f"exit status {status}" if status >= 0 else signal.Signals(-status).name

    async def end(self) -> None:
        """Ask it to end, wait for its grace, kill it."""
        with suppress(ProcessLookupError):
            self._process.terminate()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), self.spec.grace_s)
        self._kill_group()
        await self._process.wait()

    def kill(self) -> None:
        """End it at once."""
        self._kill_group()

    def _kill_group(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
