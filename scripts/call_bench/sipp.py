"""sipp as callers and as bare answerers: started, waited for, and read."""

import asyncio
import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from lingting.demo.measure import percentile

ADDRESS = "127.0.0.1"
KEPT_ERRORS = 2000


@dataclass(frozen=True)
class Run:
    """What callers met. Times are milliseconds from the INVITE."""

    successes: int
    """Calls that went as their scenario says, those refused with 503 included."""
    setup_ms: list[int]
    refusal_ms: list[int]
    failures: int
    hung_up_on: int
    """Among the failures, those whom the hotline hung up on when their scenario had something else in mind."""
    retransmissions: int
    errors: str

    def figures(self) -> dict[str, object]:
        """For the report."""
        return {
            "calls": self.successes - len(self.refusal_ms),
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
        (self.folder / "scenario.xml").write_text(self.scenario)
        with (self.folder / "said").open("wb") as said:
            return await asyncio.create_subprocess_exec(
                *self._command(target), cwd=self.folder, stdout=said, stderr=said
            )

    def _command(self, target: str) -> tuple[str, ...]:
        return (
            *("sipp", *([target] if target else []), "-sf", "scenario.xml", "-s", "12345", *self.options),
            *("-i", ADDRESS, "-p", str(self.port), "-mi", ADDRESS, "-mp", str(self.mp)),
            *("-nostdin", "-aa", "-trace_err", "-error_file", "errors"),
        )


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How many calls, how fast, and how many of them at once."""

    calls: int
    rate: float
    at_once: int
    hold_s: float = 0.0
    longest_s: float
    """How long all of it may take; after that sipp gives up what is left, and that counts as failed."""

    @property
    def options(self) -> tuple[str, ...]:
        """For sipp."""
        hold_ms, limit_s = f"{self.hold_s * 1000:.0f}", f"{self.longest_s:.0f}s"
        every_ms = f"{1000 / self.rate:.0f}"
        counts = ("-m", str(self.calls), "-l", str(self.at_once), "-r", "1", "-rp", every_ms)
        return (*counts, "-d", hold_ms, "-timeout", limit_s, "-timeout_error")


async def call(sipp: Sipp, target: str, number: str, pace: Pace) -> Run:
    """Have calls made, by callers whose numbers begin like this."""
    traces = ("-trace_rtt", "-rtt_freq", "1", "-trace_stat", "-stf", "stat", "-fd", "1")
    caller = replace(sipp, options=(*sipp.options, "-key", "caller", number, *pace.options, *traces))
    process = await caller.start(target)
    try:
        await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
    return await asyncio.to_thread(read_run, sipp.folder)


def read_run(folder: Path) -> Run:
    """What sipp has written about its calls. Raises RuntimeError when it made none."""
    if not (folder / "stat").exists():
        raise RuntimeError(f"sipp does not run in {folder}: {(folder / 'said').read_text(errors='replace')[-500:]}")
    times = read_times(sorted(folder.glob("*_rtt.csv")))
    totals = read_totals(folder / "stat")
    errors = (folder / "errors").read_text(errors="replace") if (folder / "errors").exists() else ""
    return Run(
        successes=int(totals["SuccessfulCall(C)"]),
        setup_ms=times["setup"],
        refusal_ms=times["refusal"],
        failures=int(totals["FailedCall(C)"]),
        retransmissions=int(totals["Retransmissions(C)"]),
        hung_up_on=errors.count("unexpected BYE"),
        errors=errors[:KEPT_ERRORS],
    )


def read_times(files: Iterable[Path]) -> dict[str, list[int]]:
    """Milliseconds by the name of what was timed."""
    times = defaultdict[str, list[int]](list)
    for file in files:
        with file.open(newline="") as lines:
            for _, milliseconds, name in list(csv.reader(lines, delimiter=";"))[1:]:
                times[name.strip()].append(round(float(milliseconds)))
    return times


def read_totals(file: Path) -> dict[str, str]:
    """The last line of sipp's statistics, by column."""
    with file.open(newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))[-1]
