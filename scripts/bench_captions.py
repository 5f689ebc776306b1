"""How late captions are, and what a call costs, at so many two-party calls at once.

    python scripts/bench_captions.py --calls 4 --seconds 30 --json

Starts a hotline of its own in a temporary folder (one call worker more than calls, nothing shared with one that runs),
makes an agent with a phone and a screen for each call, and has the sample call spoken in all of them at the same time,
each begun a little later than the one before. First one call alone, then all: the second run is read against the first.

Lag: from a word's end, as the final result times it on the recording's clock, to the first text with that word at the
screen. CPU: seconds per second of call, by kind of process, workers that idle included. The phones run on the same
machine, and so may others; `machine_busy` tells how much of all cores was used, `others_busy` how much of it by neither
the hotline nor the phones. Speech workers are nice: with others busy the lag is theirs.
"""

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import soundfile
from call_bench.hotline import PATIENCE_S, cpu_s, hotline, roster, until
from call_bench.people import make_accounts

from callflow import events
from lingting.accounts import Newcomer
from lingting.demo.measure import percentile, word_lags
from lingting.demo.screen import Screen
from lingting.demo.script import load_script
from lingting.settings import Settings
from telephony import softphone_wire as news
from telephony.softphone_client import Softphone

FIRST_AGENT = 2000
SPREAD_S = 4.0
"""Over so many seconds the calls begin to speak."""
SPEAKERS = ("citizen", "agent")
RTP_PORTS = 40
SHARES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
KINDS = ("calls", "speech", "switchboard", "kamailio")


@dataclass(frozen=True)
class Ports:
    """Where everything of this benchmark listens, from one port on."""

    first: int
    rtp: int
    calls: int

    def environ(self, var: Path, speech: int) -> dict[str, str]:
        """The hotline's settings."""
        return {
            "LINGTING_VAR_DIR": str(var),
            "LINGTING_SIP__PORT": str(self.first),
            "LINGTING_WEB__PORT": str(self.first + 1),
            "LINGTING_SIP__WORKER_PORTS_FROM": str(self.first + 10),
            "LINGTING_SIP__RTP_PORTS_FROM": str(self.rtp),
            "LINGTING_CALLS__WORKERS": str(self.calls + 1),
            "LINGTING_SPEECH__WORKERS": str(speech),
            "LINGTING_CALL__WRAP_UP_MS": "600000",
        }

    def phone(self, number: int) -> dict[str, int]:
        """The ports of a phone; 0 is the first."""
        after_workers = 2 * (self.calls + 1)
        return {
            "sip_port": self.first + 10 + after_workers + 2 * number,
            "rtp_port": self.rtp + RTP_PORTS * (after_workers + number),
        }


class Call:
    """A citizen's phone, an agent's phone and the agent's screen."""

    def __init__(self, settings: Settings, ports: Ports, agent: Newcomer, number: int) -> None:
        sip = f"{settings.sip.address}:{settings.sip.port}"
        self._settings = settings
        self._agent = agent
        self._hotline = f"sip:{settings.city.hotline_numbers[0]}@{sip}"
        self.citizen = Softphone(f"139000{number:05d}", **ports.phone(2 * number))
        self.phone = Softphone(
            agent.agent,
            **ports.phone(2 * number + 1),
            password=agent.phone_password,
            registrar=f"sip:{sip}",
            auto_answer=True,
        )
        self.screen = Screen(f"http://{settings.web.host}:{settings.web.port}")

    @asynccontextmanager
    async def up(self) -> AsyncIterator["Call"]:
        """The call, both parties talking; the agent is the only one who is free."""
        async with self.citizen, self.phone, self.screen:
            await self.phone.wait_for(news.Registered, timeout_s=PATIENCE_S)
            await self.screen.log_in(self._agent.agent, self._agent.password)
            await until(self._is_registered, "the agent's phone is not seen")
            await self.screen.ask("PUT", "/api/me/presence", {"presence": "ready"})
            await self.citizen.dial(self._hotline)
            await self.citizen.wait_for(news.Answered, timeout_s=PATIENCE_S)
            await self.citizen.keys("1")
            await self.phone.wait_for(news.Answered, timeout_s=PATIENCE_S)
            yield self
            await self.screen.ask("PUT", "/api/me/presence", {"presence": "away"})

    async def speak(self, tracks: dict[str, Path], after_s: float) -> None:
        """Both say their parts, to the end."""
        await asyncio.sleep(after_s)
        await asyncio.gather(self.citizen.play(tracks["citizen"]), self.phone.play(tracks["agent"]))
        await self.citizen.wait_for(news.Played, timeout_s=PATIENCE_S)

    async def lags_ms(self) -> list[int]:
        """Hang up; every word's lag, once the last one is there."""
        await self.citizen.hang_up()
        await self.screen.wait("the transcript is not complete", self._is_transcribed, PATIENCE_S)
        view = self.screen.view
        return word_lags(self.screen.finals, self.screen.seen, view.started_at) if view else []

    def _is_transcribed(self) -> bool:
        return len(self.screen.saw(events.TranscriptCompleted)) == len(SPEAKERS)

    async def _is_registered(self) -> bool:
        return bool((await self.screen.ask("GET", "/api/me"))["phone_registered"])


class Meter:
    """CPU seconds by kind of process, between two readings."""

    def __init__(self, settings: Settings, calls: list[Call]) -> None:
        self._settings = settings
        self._phones = [phone.pid for call in calls for phone in (call.citizen, call.phone)]
        self._from = self._read()
        self._machine_from = psutil.cpu_times()
        self._began = time.monotonic()

    def figures(self, calls: int) -> dict[str, Any]:
        """CPU per second of call by kind, and how busy the machine was."""
        lasted_s = time.monotonic() - self._began
        used = {kind: seconds - self._from[kind] for kind, seconds in self._read().items()}
        cores_s = lasted_s * (os.cpu_count() or 1)
        busy_s = cores_s - (psutil.cpu_times().idle - self._machine_from.idle)
        return {
            "cpu_per_call_second": {kind: round(seconds / (calls * lasted_s), 4) for kind, seconds in used.items()},
            "machine_busy": round(busy_s / cores_s, 3),
            "others_busy": round(max(0.0, busy_s - sum(used.values())) / cores_s, 3),
        }

    def _read(self) -> dict[str, float]:
        now = roster(self._settings)
        pids = {kind: [one["pid"] for one in now[kind]] for kind in ("calls", "speech")}
        pids |= {kind: [now[kind]] for kind in ("switchboard", "kamailio")} | {"phones": self._phones}
        return {kind: sum(map(cpu_s, found)) for kind, found in pids.items()}


async def run(settings: Settings, calls: list[Call], tracks: dict[str, Path]) -> dict[str, Any]:
    """One run with these calls; what was measured."""
    async with AsyncExitStack() as stack:
        for call in calls:
            await stack.enter_async_context(call.up())
        meter = Meter(settings, calls)
        await asyncio.gather(*(call.speak(tracks, n * SPREAD_S / len(calls)) for n, call in enumerate(calls)))
        costs = meter.figures(len(calls))
        lags = [lag for call in calls for lag in await call.lags_ms()]
    quantiles: dict[str, int | None] = {name: percentile(lags, share) for name, share in SHARES.items()}
    return {"calls": len(calls), "caption_lag_ms": {**quantiles, "words": len(lags)}, **costs}


def compared(alone: dict[str, Any], together: dict[str, Any]) -> dict[str, Any]:
    """The run with all calls against the one with a single call."""
    lag, lag_alone = together["caption_lag_ms"], alone["caption_lag_ms"]
    cpu, cpu_alone = together["cpu_per_call_second"], alone["cpu_per_call_second"]
    return {
        "caption_lag": {name: ratio(lag[name], lag_alone[name]) for name in SHARES},
        "cpu_per_call_second": {kind: ratio(cpu[kind], cpu_alone[kind]) for kind in KINDS},
    }


def ratio(value: float | None, base: float | None) -> float | None:
    return round(value / base, 2) if value is not None and base else None


def cut_tracks(folder: Path, seconds: float | None) -> dict[str, Path]:
    """The sample call's tracks, or their beginning."""
    script = load_script()
    tracks = {}
    for speaker in SPEAKERS:
        sound, rate_hz = soundfile.read(script.track(speaker), dtype="int16")
        tracks[speaker] = folder / f"{speaker}.wav"
        soundfile.write(tracks[speaker], sound[: int(seconds * rate_hz)] if seconds else sound, rate_hz)
    return tracks


async def bench(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    ports = Ports(options.port, options.rtp_port, options.calls)
    os.environ.update(ports.environ(folder / "var", options.speech_workers))
    tracks = cut_tracks(folder, options.seconds)
    async with hotline(folder) as settings:
        agents = await make_accounts(settings, range(FIRST_AGENT, FIRST_AGENT + options.calls + 1))
        alone = await run(settings, [Call(settings, ports, agents[-1], 0)], tracks)
        calls = [Call(settings, ports, agent, n) for n, agent in enumerate(agents[:-1])]
        together = await run(settings, calls, tracks)
    return {
        "cpus": os.cpu_count(),
        "speech_workers": options.speech_workers,
        "alone": alone,
        "together": together,
        "ratio": compared(alone, together),
    }


def show(found: dict[str, Any]) -> None:
    for name in ("alone", "together"):
        one = found[name]
        lag = one["caption_lag_ms"]
        cpu = ", ".join(f"{kind} {share:.3f}" for kind, share in one["cpu_per_call_second"].items())
        print(f"{one['calls']} calls: lag p50 {lag['p50']} p95 {lag['p95']} p99 {lag['p99']} ms ({lag['words']} words)")
        print(f"  CPU s per call second: {cpu}; machine {one['machine_busy']:.0%}, others {one['others_busy']:.0%}")
    print(f"ratio: {found['ratio']}")


def options_from(arguments: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--calls", type=int, default=4, help="two-party calls at once")
    parser.add_argument("--seconds", type=float, help="how much of the sample call is spoken; all of it by default")
    parser.add_argument("--speech-workers", type=int, default=1)
    parser.add_argument("--port", type=int, default=18_000, help="first of the ports taken")
    parser.add_argument("--rtp-port", type=int, default=36_000, help="first of the RTP ports taken")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(arguments)


def main() -> None:
    options = options_from()
    with tempfile.TemporaryDirectory(prefix="lt-bench-") as folder:
        found = asyncio.run(bench(options, Path(folder)))
    if options.json:
        print(json.dumps(found, indent=1))
    else:
        show(found)


if __name__ == "__main__":
    main()
