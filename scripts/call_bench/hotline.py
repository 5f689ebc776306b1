"""A hotline of a benchmark's own: `lingting serve` by the environment's settings, nothing shared with one that runs."""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from lingting.ports import RTP_PORTS_PER_WORKER
from lingting.settings import Settings, load_settings

PATIENCE_S = 120.0
WORKERS_FROM = 10
"""Between the first port and those of workers lie the front's and the page's."""


@dataclass(frozen=True)
class Ports:
    """Where everything of a benchmark listens, from one port on: the hotline first, then who calls it."""

    first: int
    workers: int

    @property
    def peers(self) -> int:
        """The peers' SIP: sixty, and one for each worker."""
        return self.first + WORKERS_FROM + 2 * self.workers

    @property
    def rtp(self) -> int:
        """The hotline's RTP, from an even port on."""
        return (self.peers + self.workers + 60 + 1) // 2 * 2

    @property
    def peers_rtp(self) -> int:
        """The peers' RTP."""
        return self.rtp + 2 * self.workers * RTP_PORTS_PER_WORKER

    def environ(self, var: Path) -> dict[str, str]:
        """The hotline's settings."""
        return {
            "LINGTING_VAR_DIR": str(var),
            "LINGTING_SIP__PORT": str(self.first),
            "LINGTING_WEB__PORT": str(self.first + 1),
            "LINGTING_SIP__WORKER_PORTS_FROM": str(self.first + WORKERS_FROM),
            "LINGTING_SIP__RTP_PORTS_FROM": str(self.rtp),
            "LINGTING_CALLS__WORKERS": str(self.workers),
        }


@asynccontextmanager
async def hotline(folder: Path) -> AsyncIterator[Settings]:
    """`lingting serve` by the environment's settings, up; ended in the end. What it logs is in `folder`/log."""
    settings = load_settings()
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "lingting.cli", "serve"), stdout=log, stderr=log, start_new_session=True
        )
    try:
        await until(lambda: is_up(settings, process), "the hotline does not come up")
        yield settings
    except (TimeoutError, RuntimeError):
        print((folder / "log").read_text(encoding="utf-8", errors="replace")[-4000:], file=sys.stderr)
        raise
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def is_up(settings: Settings, process: asyncio.subprocess.Process) -> bool:
    """Whether every process is ready; raises RuntimeError when the hotline has ended."""
    if process.returncode is not None:
        raise RuntimeError(f"lingting serve ended with {process.returncode}")
    return bool(roster(settings).get("ready"))


async def until(reached: Callable[[], Awaitable[bool]], otherwise: str, patience_s: float = PATIENCE_S) -> None:
    """Wait until something is true; raises TimeoutError with the words `otherwise`."""
    end = time.monotonic() + patience_s
    while not await reached():
        if time.monotonic() > end:
            raise TimeoutError(otherwise)
        await asyncio.sleep(0.1)


def roster(settings: Settings) -> dict[str, Any]:
    """Who runs; empty while nobody does."""
    try:
        found: dict[str, Any] = json.loads(settings.layout.ready.read_bytes())
    except FileNotFoundError:
        return {}
    return found


def pids(settings: Settings) -> dict[str, list[int]]:
    """The pids by kind of process."""
    now = roster(settings)
    workers = {kind: [one["pid"] for one in now[kind]] for kind in ("calls", "speech")}
    return workers | {kind: [now[kind]] for kind in ("switchboard", "kamailio", "supervisor")}


def cpu_s(pid: int) -> float:
    """User and system time of a process and of all that it has forked."""
    process = psutil.Process(pid)
    times = [each.cpu_times() for each in (process, *process.children(recursive=True))]
    return sum(each.user + each.system for each in times)
