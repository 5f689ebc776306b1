"""sipp as callers and as bare answerers: started, waited for, and read."""

import asyncio
import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from lingting.demo.measure import percentile

SCENARIOS = Path(__file__).with_name("scenarios")
ADDRESS = "127.0.0.1"
GRACE_S = 40.0
"""A call that has lost its way is given up by sipp's own retransmissions within 32 s (RFC 3261 timer B)."""
KEPT_ERRORS = 2000


@dataclass(frozen=True)
class Run:
    """What callers met. Times are milliseconds from the INVITE."""

    setup_ms: list[int]
    refusal_ms: list[int]
    failures: int
    retransmissions: int
    errors: str

    def figures(self) -> dict[str, object]:
        """For the report."""
        return {
            "calls": len(self.setup_ms),
            "setup_ms": quantiles(self.setup_ms),
            "failures": self.failures,
            "refused_503": len(self.refusal_ms),
            "refusal_ms": quantiles(self.refusal_ms),
            "retransmissions": self.retransmissions,
            **({"errors": self.errors} if self.errors else {}),
        }


def quantiles(times_ms: list[int]) -> dict[str, int | None]:
    """Median, 99th percentile and the longest."""
    return {"p50": percentile(times_ms, 0.5), "p99": percentile(times_ms, 0.99), "max": max(times_ms, default=None)}


@dataclass(frozen=True)
class Sipp:
    """One sipp process to be started in a folder of its own; `mp` is the first of eight ports for sound."""

    scenario: str
    folder: Path
    port: int
    mp: int
    options: tuple[str, ...] = ()

    async def start(self, target: str = "") -> asyncio.subprocess.Process:
        """Start it, towards `target` (host:port) when it calls."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return await asyncio.create_subprocess_exec(
            *("sipp", *([target] if target else []), "-sf", str(SCENARIOS / f"{self.scenario}.xml"), *self.options),
            *("-s", "12345", "-i", ADDRESS, "-p", str(self.port), "-mi", ADDRESS, "-mp", str(self.mp)),
            *("-nostdin", "-aa", "-trace_err", "-error_file", str(self.folder / "errors")),
            cwd=self.folder,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )


async def call(sipp: Sipp, target: str, *, rate: float, hold_s: float, seconds: float) -> Run:
    """So many calls a second, each held for so long, for so many seconds."""
    calls = max(1, round(rate * seconds))
    given = ("-r", f"{rate:g}", "-m", str(calls), "-d", f"{hold_s * 1000:.0f}", "-l", str(calls))
    traces = ("-trace_rtt", "-rtt_freq", "1", "-trace_stat", "-stf", str(sipp.folder / "stat"), "-fd", "1")
    limit = ("-timeout", f"{seconds + hold_s + GRACE_S:.0f}s")
    caller = Sipp(sipp.scenario, sipp.folder, sipp.port, sipp.mp, (*sipp.options, *given, *traces, *limit))
    process = await caller.start(target)
    await process.wait()
    return await asyncio.to_thread(read_run, sipp.folder)


def read_run(folder: Path) -> Run:
    """What sipp has written about its calls."""
    times = read_times(next(folder.glob("*_rtt.csv")))
    totals = read_totals(folder / "stat")
    errors = folder / "errors"
    return Run(
        setup_ms=times["setup"],
        refusal_ms=times["refusal"],
        failures=int(totals["FailedCall(C)"]),
        retransmissions=int(totals["Retransmissions(C)"]),
        errors=errors.read_text(errors="replace")[:KEPT_ERRORS] if errors.exists() else "",
    )


def read_times(file: Path) -> dict[str, list[int]]:
    """Milliseconds by the name of what was timed."""
    times = defaultdict[str, list[int]](list)
    with file.open(newline="") as lines:
        for _, milliseconds, name in list(csv.reader(lines, delimiter=";"))[1:]:
            times[name.strip()].append(round(float(milliseconds)))
    return times


def read_totals(file: Path) -> dict[str, str]:
    """The last line of sipp's statistics, by column."""
    with file.open(newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))[-1]
