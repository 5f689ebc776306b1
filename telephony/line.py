"""The switchboard's end of the wires: one line to every call worker whose socket lies in a folder.

A worker is found by its socket, so a switchboard that starts again finds the calls that are up. What a worker tells
is acknowledged when the callback has returned, which means that it is in the case log. A callback that raises leaves
its event unacknowledged: the line is dropped and opened again, and the worker repeats itself.

A case that begins with us is given to a free worker by a claim. A citizen's INVITE may reach that worker first, so the
claim holds only when the worker's `Hello` names the case; one that comes too late is answered by a release.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from callflow.commands import ReleaseWorker, WorkerCommand
from callflow.events import CallArrived, WorkerEvent
from callflow.units import CaseId, WallMs
from telephony.wire import Ack, Carry, Do, Hello, Told, ToWorker, decode_from_worker, encode

OnTold = Callable[[CaseId, WallMs, WorkerEvent], Awaitable[None]]
OnHello = Callable[[str, Hello], Awaitable[None]]
OnLost = Callable[[CaseId], Awaitable[None]]
OnClaim = Callable[[CaseId], Awaitable[None]]

WATCH_EVERY_S = 0.2
LOST_AFTER_S = 1.0
RETRY_EVERY_S = 0.1
DROPPED_FOR_S = 1.0
CLAIM_WITHIN_S = 2.0
RELEASE = 2**53
"""A command id that no log reaches (docs/wire.md)."""
LONGEST_LINE_BYTES = 1_048_576

log = structlog.get_logger()


async def claims_unused(case: CaseId) -> None:
    """Stand in where no case is ever claimed. Raises RuntimeError when one is."""
    raise RuntimeError(f"{case} was claimed, but these lines were built without on_claimed and on_claim_failed")


@dataclass
class Claim:
    """A case on its way to a worker that has not yet said whether it took it. `by` is monotonic seconds."""

    case: CaseId
    by: float
    failed: bool = False
    """Whether it has been given up, and told so."""


@dataclass
class Line:
    """One worker as the switchboard knows it."""

    socket: Path
    hello: Hello | None = None
    case: CaseId | None = None
    claim: Claim | None = None
    last_seq: int = 0
    fresh: bool = True
    """Whether the `Hello` that opens a connection is still to come (a later one says that the worker is free)."""
    writer: asyncio.StreamWriter | None = None

    @property
    def open(self) -> bool:
        """Whether the worker has introduced itself and can be spoken to."""
        return not self.fresh and self.writer is not None and not self.writer.is_closing()

    @property
    def busy(self) -> bool:
        """Whether it carries a case or may be about to."""
        return self.case is not None or self.claim is not None

    def say(self, message: ToWorker) -> bool:
        """Write a message if the line is open."""
        if self.writer is None or self.writer.is_closing():
            return False
        self.writer.write(encode(message))
        return True


@dataclass(kw_only=True)
class Lines:
    """All call workers of this machine. Run `watch` as a task; callbacks of one case never overlap.

    `on_claimed` says that a worker took a claimed case and can be sent its commands; `on_claim_failed` that none did.
    """

    folder: Path
    on_told: OnTold
    on_hello: OnHello
    on_lost: OnLost
    on_claimed: OnClaim = claims_unused
    on_claim_failed: OnClaim = claims_unused
    _lines: dict[Path, Line] = field(default_factory=dict, init=False)
    _tasks: dict[Path, asyncio.Task[None]] = field(default_factory=dict, init=False)
    _settled: dict[Path, asyncio.Event] = field(default_factory=dict, init=False)
    _looked: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    async def watch(self) -> None:
        """Find workers and listen to them until cancelled."""
        try:
            while True:
                self._look()
                await self._give_up_claims(time.monotonic())
                await asyncio.sleep(WATCH_EVERY_S)
        finally:
            await self._close()

    async def settled(self) -> None:
        """Wait until every worker found at the first look has said who it is, or does not answer.

        After this a case of ours that no worker has claimed by its `Hello` has lost its worker.
        """
        await self._looked.wait()
        await asyncio.gather(*(settled.wait() for settled in list(self._settled.values())))

    def send(self, case: CaseId, number: int, command: WorkerCommand) -> bool:
        """Tell the worker that has this case to do something; `number` is the command's index in the case log.

        False when no line to that worker is open, or its `Hello` has not come yet: a command must not overtake those
        that the worker missed, because it would take these for done. Nothing is lost then: when the `Hello` comes, send
        what lies above `Hello.applied` (a command sent twice is done once), and when it does not, `on_lost` comes.
        """
        for line in self._lines.values():
            if line.case == case:
                return not line.fresh and line.say(Do(id=number, case=case, command=command))
        return False

    def claim(self, case: CaseId) -> bool:
        """Give a case that begins with us to a free worker; False when there is none.

        The worker counts as busy at once. `on_claimed` or `on_claim_failed` follows within 2 s, or when the worker is
        found dead; before `on_claimed` nothing can be sent. A claim that failed may be made again.
        """
        for line in self._lines.values():
            if line.open and not line.busy and line.say(Carry(case=case)):
                line.claim = Claim(case, time.monotonic() + CLAIM_WITHIN_S)
                return True
        return False

    def worker_of(self, case: CaseId) -> Hello | None:
        """Who carries this case, as it last introduced itself."""
        return next((line.hello for line in self._lines.values() if line.case == case), None)

    def counts(self) -> tuple[int, int]:
        """How many workers are (free, busy). One that is being released still counts as busy."""
        known = [line for line in self._lines.values() if line.hello]
        busy = sum(line.busy for line in known)
        return len(known) - busy, busy

    # --- finding workers ---

    def _look(self) -> None:
        for path in sorted(self.folder.glob("*.sock")):
            if path not in self._tasks or self._tasks[path].done():
                self._settled.setdefault(path, asyncio.Event())
                self._tasks[path] = asyncio.create_task(self._serve(path))
        self._looked.set()

    async def _serve(self, path: Path) -> None:
        line = self._lines.setdefault(path, Line(path))
        try:
            while reader := await self._connect(line):
                await self._listen(line, reader)
        finally:
            self._settled[path].set()
        await self._lose(line)

    async def _connect(self, line: Line) -> asyncio.StreamReader | None:
        until = time.monotonic() + (LOST_AFTER_S if line.hello else 0)
        while True:
            try:
                reader, line.writer = await asyncio.open_unix_connection(line.socket, limit=LONGEST_LINE_BYTES)
            except OSError:
                if time.monotonic() >= until:
                    return None
                await asyncio.sleep(RETRY_EVERY_S)
            else:
                return reader

    async def _lose(self, line: Line) -> None:
        self._lines.pop(line.socket, None)
        await self._claim_failed(line)
        if line.case is not None:
            log.error("worker_lost", case_id=line.case, socket=line.socket.name)
            try:
                await self.on_lost(line.case)
            except Exception:
                log.exception("loss_not_taken", case_id=line.case)

    # --- listening ---

    async def _listen(self, line: Line, reader: asyncio.StreamReader) -> None:
        try:
            while data := await reader.readline():
                await self._heard(line, data)
        except ConnectionError:
            log.warning("line_broken", socket=line.socket.name)
        except Exception:
            log.exception("line_dropped", socket=line.socket.name, remedy="the worker repeats what was not taken")
            await asyncio.sleep(DROPPED_FOR_S)
        finally:
            await self._put_down(line)

    async def _heard(self, line: Line, data: bytes) -> None:
        message = decode_from_worker(data)
        if isinstance(message, Hello):
            await self._greeted(line, message)
        else:
            await self._told(line, message)

    async def _greeted(self, line: Line, hello: Hello) -> None:
        first = line.fresh
        line.hello, line.case, line.fresh = hello, hello.case, False
        if line.claim is not None and line.claim.case == hello.case:
            await self._took(line, line.claim)
        else:
            await self._claim_failed(line)
            line.claim = None
            if first:
                await self.on_hello(hello.worker, hello)
        self._settled[line.socket].set()

    async def _told(self, line: Line, told: Told) -> None:
        if told.seq > line.last_seq:
            if isinstance(told.event, CallArrived):
                line.case = told.case
            await self.on_told(told.case, told.at, told.event)
            line.last_seq = told.seq
        line.say(Ack(seq=told.seq))

    # --- claims ---

    async def _took(self, line: Line, claim: Claim) -> None:
        if claim.failed:
            line.case = None
            line.say(Do(id=RELEASE, case=claim.case, command=ReleaseWorker()))
            return
        await self.on_claimed(claim.case)
        line.claim = None

    async def _claim_failed(self, line: Line) -> None:
        if line.claim is not None and not line.claim.failed:
            line.claim.failed = True
            try:
                await self.on_claim_failed(line.claim.case)
            except Exception:
                log.exception("claim_failure_not_taken", case_id=line.claim.case)

    async def _give_up_claims(self, now: float) -> None:
        for line in list(self._lines.values()):
            if line.claim is not None and now >= line.claim.by:
                await self._claim_failed(line)

    async def _put_down(self, line: Line) -> None:
        if line.writer is not None:
            line.writer.close()
            with contextlib.suppress(ConnectionError):
                await line.writer.wait_closed()
        line.writer, line.fresh = None, True

    async def _close(self) -> None:
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
