"""Very many calls of every kind, agents at work, workers killed; then what is left, and whether memory is flat."""

import argparse
import asyncio
import json
import os
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from callflow.commands import CloseCase
from callflow.views import Role
from lingting.folder import read_case
from lingting.settings import Settings

from .desk import Desk
from .hotline import Ports, hotline, until
from .killer import Killer
from .left import Watch, left_open
from .people import make_accounts
from .phones import Phone, phones
from .scenarios import CALLERS
from .sipp import Pace, Run, Sipp, call, quantiles

LONGEST_S = 1800.0
PATIENCE_S = 60.0
"""So long after the last change what is left counts as left. A caller who has vanished is missed after 15 s."""
CLEAR_EVERY_S = 1.0
FLAT_MB, NOTHING_MB = 3.0, 4.0
"""So much private memory may a process gain with each 1000 calls, and in all, and still be called flat."""
RATE = 4.0
"""Calls a second, of all kinds together."""


@dataclass(frozen=True)
class Kind:
    """Of a hundred calls so many, and at most so many at once. Some talk with agents, who may hang up at any time."""

    share: int
    at_once: int
    talks: bool = True

    def failures(self, run: Run) -> int:
        """What went otherwise than it may."""
        return run.failures - (run.hung_up_on if self.talks else 0)


KINDS = {
    "leaves_in_menu": Kind(28, 3, talks=False),
    "leaves_waiting_or_talking": Kind(16, 4),
    "talks": Kind(20, 6),
    "holds": Kind(8, 2),
    "storms": Kind(6, 1),
    "vanishes": Kind(6, 2),
    "cancels": Kind(12, 2, talks=False),
    "loses_its_worker": Kind(4, 1),
}
PHONES = ("answers", "answers", "hangs_up", "answers", "hangs_up", "answers", "busy", "rings_only", "vanishes")
SUPERVISOR, FIRST_AGENT = 1500, 2000
SETTINGS = {
    "LINGTING_CALL__RING_MS": "1500",
    "LINGTING_CALL__WRAP_UP_MS": "20000",
    "LINGTING_CALL__CLOSING_MS": "1000",
    "LINGTING_SIP__RTP_TIMEOUT_S": "15",
}


@dataclass(frozen=True)
class Stage:
    """Where everything is."""

    settings: Settings
    ports: Ports
    folder: Path

    @property
    def target(self) -> str:
        """Where the trunk calls."""
        return f"{self.settings.sip.address}:{self.settings.sip.port}"

    def sip_port(self, number: int) -> int:
        """A peer's; each has two."""
        return self.ports.peers + 2 * number

    def rtp_port(self, number: int) -> int:
        """A peer's first; each has sixteen."""
        return self.ports.peers_rtp + 16 * number


async def run(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Run it all; the report."""
    ports = Ports(options.port, options.workers)
    os.environ.update(ports.environ(folder / "var") | SETTINGS)
    async with hotline(folder) as settings:
        stage, began = Stage(settings, ports, folder), time.monotonic()
        watch, killer = Watch(settings), Killer(settings, number_of("loses_its_worker"), random.Random(options.seed))
        async with staff(stage, options.seed) as (supervisor, *agents):
            async with meanwhile(watch.keep(), killer.keep()):
                runs = await all_calls(stage, options.calls)
                lasted_s = time.monotonic() - began
                left = await cleared(settings, supervisor)
            await watch.sample()
            return {
                **summary(runs, [supervisor, *agents]),
                "seconds": round(lasted_s),
                "ended_as": ended_as(settings),
                "workers_killed": len(killer.killed),
                "errors_logged": errors_logged(folder / "log"),
                "left": left,
                **memory(watch),
            }


def number_of(kind: str) -> str:
    """How the numbers of these callers begin."""
    return f"139{list(KINDS).index(kind):02d}"


@asynccontextmanager
async def meanwhile(*works: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Have these done as long as the block lasts; a fault of theirs is raised at its end."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


@asynccontextmanager
async def staff(stage: Stage, seed: int) -> AsyncIterator[list[Desk]]:
    """A supervisor who only looks, then an agent for each phone."""
    settings = stage.settings
    (supervisor,) = await make_accounts(settings, [SUPERVISOR], Role.SUPERVISOR)
    agents = await make_accounts(settings, range(FIRST_AGENT, FIRST_AGENT + len(PHONES)))
    base = f"http://{settings.web.host}:{settings.web.port}"
    theirs = [
        Phone(agent, kind, stage.sip_port(number), stage.rtp_port(number))
        for number, (agent, kind) in enumerate(zip(agents, PHONES, strict=True))
    ]
    colleagues = tuple(agent.agent for agent in agents)
    desks = [Desk(base, agent, random.Random(f"{seed} {agent.agent}"), colleagues=colleagues) for agent in agents]
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(phones(theirs, stage.folder / "phones", stage.target))
        everybody = [Desk(base, supervisor, random.Random(seed), works=False), *desks]
        for desk in everybody:
            await stack.enter_async_context(desk)
        for desk in desks:
            await until(desk.is_registered, f"the phone of {desk.who.agent} is not seen")
        yield everybody


async def all_calls(stage: Stage, calls: int) -> dict[str, Run]:
    """Callers of every kind at the same time, until all have called."""
    made = await asyncio.gather(*(calls_of(stage, number, calls) for number in range(len(KINDS))))
    return dict(zip(KINDS, made, strict=True))


async def calls_of(stage: Stage, number: int, calls: int) -> Run:
    """Callers of one kind."""
    name, kind = list(KINDS.items())[number]
    place = len(PHONES) + number
    sipp = Sipp(CALLERS[name], stage.folder / name, stage.sip_port(place), stage.rtp_port(place))
    share = max(1, round(calls * kind.share / 100))
    pace = Pace(calls=share, rate=RATE * kind.share / 100, at_once=kind.at_once, longest_s=LONGEST_S)
    return await call(sipp, stage.target, number_of(name), pace)


async def cleared(settings: Settings, supervisor: Desk) -> dict[str, Any]:
    """Decide on what waits for a person, and wait until nothing is left; or what is left when nothing changes more."""
    left = await left_open(settings, await supervisor.health())
    changed_at = time.monotonic()
    while left and time.monotonic() < changed_at + PATIENCE_S:
        await supervisor.discard_drafts()
        await asyncio.sleep(CLEAR_EVERY_S)
        before, left = left, await left_open(settings, await supervisor.health())
        changed_at = changed_at if left == before else time.monotonic()
    return left


# --- the report ---


def summary(runs: dict[str, Run], desks: Sequence[Desk]) -> dict[str, Any]:
    """What callers and people at screens met."""
    every = list(runs.values())
    return {
        "calls": sum(run.successes - len(run.refusal_ms) for run in every),
        "failures": sum(KINDS[name].failures(run) for name, run in runs.items()),
        "refused_503": sum(len(run.refusal_ms) for run in every),
        "kinds": {name: shortened(run, KINDS[name]) for name, run in runs.items()},
        "pressed": dict(sorted(sum((desk.pressed for desk in desks), Counter[str]()).items())),
        "faults": [fault for desk in desks for fault in desk.faults],
    }


def shortened(run: Run, kind: Kind) -> dict[str, Any]:
    """A kind's figures without those that all have together."""
    failures = kind.failures(run)
    kept = {
        "calls": run.successes,
        "hung_up_on": run.hung_up_on,
        "failures": failures,
        "setup_ms": quantiles(run.setup_ms),
    }
    return kept | ({"errors": run.errors} if failures else {})


def ended_as(settings: Settings) -> dict[str, int]:
    """How many cases ended how."""
    entries = (entry for folder in settings.layout.cases.iterdir() for entry in read_case(folder))
    return dict(Counter(str(entry.command.ended_as) for entry in entries if isinstance(entry.command, CloseCase)))


def errors_logged(file: Path) -> dict[str, int]:
    """What the hotline logged as an error, by name; a killed worker is one."""
    lines = (line for line in file.read_text(encoding="utf-8", errors="replace").splitlines() if '"level": "' in line)
    return dict(Counter(one["event"] for one in parsed(lines) if one.get("level") in {"error", "critical"}))


def parsed(lines: Iterable[str]) -> Iterable[dict[str, Any]]:
    """The lines that are JSON."""
    for line in lines:
        with suppress(ValueError):
            yield json.loads(line)


def memory(watch: Watch) -> dict[str, Any]:
    """By process; what is not flat once more by itself."""
    growth = watch.growth()
    grown = {name: one for name, one in growth.items() if not is_flat(one)}
    return {"grown": grown, "growth": growth}


def is_flat(one: dict[str, float]) -> bool:
    """Whether a process has grown by no more than what is coming and going."""
    return one["grown_mb"] <= NOTHING_MB or one["mb_per_1000_calls"] <= FLAT_MB


def is_clean(found: dict[str, Any]) -> bool:
    """Whether all went as it should."""
    return not any(found[name] for name in ("failures", "faults", "left", "grown"))


def show(found: dict[str, Any]) -> None:
    """For people."""
    print(f"{found['calls']} calls in {found['seconds']} s, {found['failures']} failed, {found['refused_503']} got 503")
    for name in ("kinds", "ended_as", "workers_killed", "errors_logged", "pressed", "faults", "left", "grown"):
        print(f"{name}: {found[name]}")
    for name, one in found["growth"].items():
        print(f"{name}: {one}")
