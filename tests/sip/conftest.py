"""A real call worker, driven through `telephony.line.Lines` as the switchboard does it."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest

from callflow.commands import AnswerLeg, WorkerCommand
from callflow.events import CallArrived, LegAnswered, WorkerEvent
from callflow.units import CITIZEN, CaseId, WallMs
from telephony.line import Lines
from telephony.wire import Hello
from tests.sip.baresip import Baresip
from tests.sip.listening import until_listening
from tests.sip.peers import LOOPBACK, Sipp, favour, rtp_ports, sip_ports, tone, write_tone, write_wav

E = TypeVar("E", bound=WorkerEvent)
PROMPTS = {"low": 600, "high": 1200}
MUSIC_HZ = 300
CITIZEN_HZ, AGENT_HZ, THIRD_HZ = 440, 700, 1000
LIMIT_S, START_S = 20.0, 60.0
"""How long a test waits for what must come, and for a process to start; only a failing test waits so long."""
TONES = (MUSIC_HZ, CITIZEN_HZ, *PROMPTS.values(), AGENT_HZ, THIRD_HZ)


@dataclass
class Desk:
    """A switchboard of a few lines: keeps all it is told and sends what a test says. `log` is its predecessor's."""

    lines: Lines = field(init=False)
    told: list[tuple[CaseId, WallMs, WorkerEvent]] = field(default_factory=list)
    hellos: list[Hello] = field(default_factory=list)
    lost: list[CaseId] = field(default_factory=list)
    claimed: list[CaseId] = field(default_factory=list)
    unclaimed: list[CaseId] = field(default_factory=list)
    next_id: int = 0
    log: list[tuple[CaseId, WallMs, WorkerEvent]] = field(default_factory=list)
    _read: int = 0

    def __init__(self, folder: Path, log: list[tuple[CaseId, WallMs, WorkerEvent]] | None = None) -> None:
        self.told, self.hellos, self.lost, self.next_id, self._read = [], [], [], 0, 0
        self.claimed, self.unclaimed = [], []
        self.log = log or []
        self.lines = Lines(
            folder=folder,
            on_told=self._on_told,
            on_hello=self._on_hello,
            on_lost=self._on_lost,
            on_claimed=self._on_claimed,
            on_claim_failed=self._on_claim_failed,
        )

    async def _on_told(self, case: CaseId, at: WallMs, event: WorkerEvent) -> None:
        if (case, at, event) not in self.log:
            self.told.append((case, at, event))

    async def _on_hello(self, _worker: str, hello: Hello) -> None:
        self.hellos.append(hello)

    async def _on_lost(self, case: CaseId) -> None:
        self.lost.append(case)

    async def _on_claimed(self, case: CaseId) -> None:
        self.claimed.append(case)

    async def _on_claim_failed(self, case: CaseId) -> None:
        self.unclaimed.append(case)

    @property
    def events(self) -> list[WorkerEvent]:
        return [event for _, _, event in self.told]

    @property
    def case(self) -> CaseId:
        """The last one heard of."""
        return self.told[-1][0] if self.told else self.claimed[-1]

    def do(self, command: WorkerCommand, number: int | None = None) -> None:
        self.next_id = self.next_id + 1 if number is None else number
        assert self.lines.send(self.case, self.next_id, command)

    async def until(self, kind: type[E], timeout_s: float = LIMIT_S, **fields: Any) -> E:
        """The next event of this kind with these fields; earlier ones are passed over."""
        async with asyncio.timeout(timeout_s):
            while True:
                while self._read < len(self.told):
                    event = self.told[self._read][2]
                    self._read += 1
                    if isinstance(event, kind) and all(getattr(event, key) == fields[key] for key in fields):
                        return event
                await asyncio.sleep(0.01)

    async def true(self, condition: Callable[[], bool], timeout_s: float = LIMIT_S, every_s: float = 0.01) -> None:
        async with asyncio.timeout(timeout_s):
            while not condition():
                await asyncio.sleep(every_s)

    async def greeted(self, workers: int = 1) -> None:
        """Wait until so many workers are there."""
        await self.true(lambda: len(self.hellos) >= workers, START_S)

    async def sound(self, hears: Callable[[], set[int] | None], tones: set[int]) -> None:
        """Wait until exactly these tones (Hz) are heard, which takes as long as what is looked at lasts."""
        with suppress(TimeoutError):
            await self.true(lambda: hears() == tones, every_s=0.1)
        assert hears() == tones

    async def carry(self, case: CaseId) -> None:
        """Begin a case of our own on a free worker."""
        assert self.lines.claim(case)
        await self.true(lambda: case in (*self.claimed, *self.unclaimed))
        assert self.claimed == [case]

    async def answer(self) -> CallArrived:
        """Take the next call."""
        arrived = await self.until(CallArrived)
        self.do(AnswerLeg(leg=CITIZEN, recording="citizen.wav"))
        await self.until(LegAnswered, leg=CITIZEN)
        return arrived

    @asynccontextmanager
    async def on_duty(self) -> AsyncIterator["Desk"]:
        watching = asyncio.create_task(self.lines.watch())
        try:
            yield self
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)


@dataclass
class RunningWorker:
    process: subprocess.Popen[bytes]
    target: str
    socket: Path
    cases: Path
    log: Path


class Stage:
    """One test's folder, worker and peers; everything that was started ends with the test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.run = folder / "run"
        self.prompts = folder / "prompts"
        self.run.mkdir()
        self.prompts.mkdir()
        for name, frequency in {**PROMPTS, "music": MUSIC_HZ}.items():
            write_tone(self.prompts / f"{name}.wav", frequency, 1.0)
        self._closing: list[Callable[[], None]] = []

    def worker(self, name: str = "w1-test", *options: str) -> RunningWorker:
        port, rtp = sip_ports.take(), rtp_ports.take(40)
        socket, cases, log = self.run / f"{name}.sock", self.folder / "cases", self.folder / f"{name}.log"
        command = [sys.executable, "-m", "telephony.worker", "--id", name, "--socket", str(socket)]
        command += ["--sip-port", str(port), "--rtp-port", str(rtp), "--cases", str(cases)]
        command += ["--prompts", str(self.prompts), *options]
        with log.open("wb") as output:
            process = subprocess.Popen(command, stderr=output, stdin=subprocess.DEVNULL)
        favour(process.pid)
        self._closing.append(lambda: end(process))
        return RunningWorker(process, f"{LOOPBACK}:{port}", socket, cases, log)

    async def listening(self, worker: RunningWorker) -> None:
        """Wait until the worker takes calls."""
        async with asyncio.timeout(START_S):
            while b"worker_ready" not in worker.log.read_bytes():
                await asyncio.sleep(0.05)

    def sipp(self, scenario: str, target: str = "", **given: Any) -> Sipp:
        peer = Sipp(scenario, self.folder, target, **given)
        self._closing.append(peer.close)
        return peer.start()

    async def callee(self, scenario: str) -> Sipp:
        """A peer that waits for a call, listening when this returns."""
        peer = self.sipp(scenario)
        await until_listening(peer.port)
        return peer

    def phone(self, frequency_hz: int, **given: Any) -> Baresip:
        speaks = write_wav(self.folder / f"tone-{frequency_hz}.wav", tone(frequency_hz, 60, 8000), 8000)
        peer = Baresip(self.folder, speaks, **given)
        self._closing.append(peer.close)
        return peer.start()

    def close(self) -> None:
        for close in reversed(self._closing):
            close()


def end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(tmp_path)
    yield stage
    stage.close()


@pytest.fixture
async def desk(stage: Stage) -> AsyncIterator[Desk]:
    async with Desk(stage.run).on_duty() as desk:
        yield desk


@pytest.fixture
async def worker(stage: Stage, desk: Desk) -> RunningWorker:
    running = stage.worker()
    await desk.greeted()
    return running
