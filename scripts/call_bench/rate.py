"""So many calls a second through Kamailio: how long until they are answered, and against bare answerers."""

import argparse
import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil

from lingting.settings import Settings
from telephony.kamailio import Worker, update_workers

from .hotline import Ports, cpu_s, hotline, pids, roster
from .scenarios import BARE, CALL
from .sipp import ADDRESS, Pace, Run, Sipp, call, quantiles

BASELINE_S = 15.0
SETTLE_S = 2.0
NUMBER = "139"
GRACE_S = 40.0
"""A call that has lost its way is given up by sipp's own retransmissions within 32 s (RFC 3261 timer B)."""


async def run(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Call the hotline, then bare answerers behind the same Kamailio."""
    ports = Ports(options.port, options.workers)
    os.environ.update(ports.environ(folder / "var"))
    async with hotline(folder) as settings:
        target = f"{settings.sip.address}:{settings.sip.port}"
        caller = Sipp(CALL, folder / "caller", ports.peers, ports.peers_rtp)
        await asyncio.sleep(SETTLE_S)
        meter = Meter(settings)
        found = await call(caller, target, NUMBER, pace(options, options.seconds))
        costs = meter.figures()
        async with bare_answerers(settings, ports, folder):
            caller = replace(caller, folder=folder / "baseline")
            bare = await call(caller, target, NUMBER, pace(options, min(options.seconds, BASELINE_S)))
    return {
        "cpus": os.cpu_count(),
        "rate": options.rate,
        "hold_s": options.hold,
        "workers": options.workers,
        **found.figures(),
        **costs,
        "baseline": bare.figures(),
        "ratio": compared(found, bare),
    }


def pace(options: argparse.Namespace, seconds: float) -> Pace:
    """Calls begin at the rate, however many are up."""
    calls = max(1, round(options.rate * seconds))
    longest_s = seconds + options.hold + GRACE_S
    return Pace(calls=calls, rate=options.rate, at_once=calls, hold_s=options.hold, longest_s=longest_s)


@asynccontextmanager
async def bare_answerers(settings: Settings, ports: Ports, folder: Path) -> AsyncIterator[None]:
    """In the place of each worker a sipp that answers at once."""
    answerers = [
        Sipp(BARE, folder / f"bare{n}", ports.peers + 1 + n, ports.peers_rtp + 8 * (n + 1))
        for n in range(ports.workers)
    ]
    started = [await answerer.start() for answerer in answerers]
    bare = [Worker(f"bare{n}", f"{ADDRESS}:{answerer.port}") for n, answerer in enumerate(answerers)]
    await update_workers(settings.layout.kamailio, bare)
    await asyncio.sleep(SETTLE_S)
    try:
        yield
    finally:
        for process in started:
            process.kill()
            await process.wait()
        workers = [Worker(one["id"], one["sip"]) for one in roster(settings)["calls"]]
        await update_workers(settings.layout.kamailio, workers)


def compared(found: Run, bare: Run) -> dict[str, float | None]:
    """The hotline's set-up times against those of bare answerers."""
    ours, floor = quantiles(found.setup_ms), quantiles(bare.setup_ms)
    return {name: ratio(ours[name], floor[name]) for name in ("p50", "p99")}


def ratio(value: float | None, base: float | None) -> float | None:
    """None where there is nothing to compare."""
    return round(value / max(base, 1), 2) if value is not None and base is not None else None


class Meter:
    """Shares of one core by kind of process, and of the whole machine, from its making on."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._from = self._read()
        self._machine_from = psutil.cpu_times()
        self._began = time.monotonic()

    def figures(self) -> dict[str, Any]:
        """What was used since."""
        lasted_s = time.monotonic() - self._began
        used = {kind: seconds - self._from[kind] for kind, seconds in self._read().items()}
        cores = os.cpu_count() or 1
        busy_s = cores * lasted_s - (psutil.cpu_times().idle - self._machine_from.idle)
        return {
            "cores": {kind: round(seconds / lasted_s, 3) for kind, seconds in used.items()},
            "machine_busy": round(busy_s / lasted_s / cores, 3),
        }

    def _read(self) -> dict[str, float]:
        found = {kind: those for kind, those in pids(self._settings).items() if kind != "supervisor"}
        return {kind: sum(map(cpu_s, those)) for kind, those in found.items()}


def is_clean(found: dict[str, Any]) -> bool:
    """Whether every call was answered or refused with 503."""
    return not found["failures"]


def show(found: dict[str, Any]) -> None:
    """For people."""
    setup, refusal, bare = found["setup_ms"], found["refusal_ms"], found["baseline"]["setup_ms"]
    print(f"{found['calls']} calls answered, {found['failures']} failed, {found['refused_503']} refused with 503")
    print(f"INVITE to 200: p50 {setup['p50']} p99 {setup['p99']} max {setup['max']} ms")
    print(f"INVITE to 503: p50 {refusal['p50']} p99 {refusal['p99']} max {refusal['max']} ms")
    print(f"bare answerers: p50 {bare['p50']} p99 {bare['p99']} max {bare['max']} ms; ratio {found['ratio']}")
    print(f"cores: {found['cores']}; machine busy {found['machine_busy']:.0%}")
