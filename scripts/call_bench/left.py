"""What a hotline still holds: cases, busy workers, dialogs, files, sockets, processes, and memory over time."""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from lingting.settings import Settings
from telephony.kamailio import rpc_socket
from telephony.registrar import ENDED, Registrar

from .hotline import pids, roster

SAMPLE_EVERY_S = 5.0
WARM_AFTER = 0.5
"""Memory is compared from when this share of all calls was made: all has been loaded by then, and each of the
database's connections has filled its cache."""
STARTING_S = 20.0
"""A process younger than this is still being loaded."""
FDS_FROM = Path("/proc")


async def left_open(settings: Settings, health: dict[str, Any]) -> dict[str, Any]:
    """What should be nothing, by name; empty when nothing is left."""
    found = {
        "open_cases": sorted(marker.name for marker in settings.layout.open.iterdir()),
        "busy_workers": health["calls"]["busy"],
        "missing_workers": settings.calls.workers - health["calls"]["free"] - health["calls"]["busy"],
        "dialogs": await dialogs(settings),
        "case_files_held": case_files_held(settings),
        "stray_sockets": stray_sockets(settings),
        "zombies": zombies(settings),
    }
    return {name: value for name, value in found.items() if value}


async def dialogs(settings: Settings) -> list[str]:
    """Dialogs that Kamailio counts as up, and how far they have come (`telephony.registrar`)."""
    async with Registrar(rpc_socket(settings.layout.kamailio)) as front:
        listed = await front.call("dlg.list")
    return [f"{one['call-id']} state {one['state']}" for one in listed or () if one["state"] < ENDED]


def case_files_held(settings: Settings) -> list[str]:
    """Files of cases that some process has open."""
    cases = str(settings.layout.cases)
    every = [(pid, kind) for kind, those in pids(settings).items() for pid in those]
    return [f"{kind} {pid}: {name}" for pid, kind in every for name in descriptors(pid) if name.startswith(cases)]


def stray_sockets(settings: Settings) -> list[str]:
    """Sockets of workers that are not there any more."""
    now = roster(settings)
    known = {one["id"] for kind in ("calls", "speech") for one in now[kind]}
    layout = settings.layout
    return [
        each.name for folder in (layout.calls, layout.speech) for each in folder.iterdir() if each.stem not in known
    ]


def zombies(settings: Settings) -> list[str]:
    """Processes that ended and that nobody has asked after."""
    family = psutil.Process(roster(settings)["supervisor"]).children(recursive=True)
    return [f"{each.pid} {each.name()}" for each in family if each.status() == psutil.STATUS_ZOMBIE]


def descriptors(pid: int) -> list[str]:
    """What a process has open, by name."""
    found = []
    for link in (FDS_FROM / str(pid) / "fd").iterdir():
        with suppress(FileNotFoundError):
            found.append(str(link.readlink()))
    return found


@dataclass(frozen=True)
class Sample:
    """One process at one moment."""

    at_s: float
    private_mb: float
    fds: int
    threads: int


@dataclass
class Watch:
    """Samples of every process of a hotline, and of Kamailio's shared memory; run `keep` as a task."""

    settings: Settings
    samples: dict[tuple[str, int], list[Sample]] = field(default_factory=dict)
    cases: list[tuple[float, int]] = field(default_factory=list)
    """How many cases there were, at each moment."""

    async def keep(self) -> None:
        """Sample until cancelled."""
        while True:
            await self.sample()
            await asyncio.sleep(SAMPLE_EVERY_S)

    async def sample(self) -> None:
        """Look at everybody once."""
        now_s = time.monotonic()
        self.cases.append((now_s, len(list(self.settings.layout.cases.iterdir()))))
        for kind, those in pids(self.settings).items():
            for pid in those:
                with suppress(psutil.Error, FileNotFoundError):
                    self.samples.setdefault((kind, pid), []).append(measured(pid, now_s))
        self.samples.setdefault(("kamailio shared", 0), []).append(await self._shared(now_s))

    async def _shared(self, now_s: float) -> Sample:
        async with Registrar(rpc_socket(self.settings.layout.kamailio)) as front:
            used = (await front.call("core.shmmem"))["used"]
        return Sample(now_s, used / 2**20, 0, 0)

    def growth(self) -> dict[str, dict[str, float]]:
        """By process, from when it was warm to the last sample: what grew, memory for each 1000 calls."""
        _, total = self.cases[-1]
        from_s, warm_cases = next(one for one in self.cases if one[1] >= WARM_AFTER * total)
        grown = {}
        for (kind, pid), samples in self.samples.items():
            warm = [sample for sample in samples if sample.at_s >= from_s]
            if samples[0].at_s < from_s - STARTING_S and samples[-1].at_s == self.cases[-1][0]:
                grown[f"{kind} {pid}"] = compared(warm[0], warm[-1], total - warm_cases)
        return grown


def measured(pid: int, now_s: float) -> Sample:
    """A process and what it has forked."""
    process = psutil.Process(pid)
    family = [process, *(process.children() if process.name().startswith("kamailio") else [])]
    private = sum(each.memory_full_info().uss for each in family)
    return Sample(now_s, private / 2**20, len(descriptors(pid)), process.num_threads())


def compared(first: Sample, last: Sample, calls: int) -> dict[str, float]:
    """How one process has grown."""
    grown_mb = last.private_mb - first.private_mb
    return {
        "mb": round(last.private_mb, 2),
        "grown_mb": round(grown_mb, 2),
        "mb_per_1000_calls": round(grown_mb * 1000 / max(calls, 1), 2),
        "grown_fds": last.fds - first.fds,
        "grown_threads": last.threads - first.threads,
    }
