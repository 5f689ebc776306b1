"""The switchboard's end of the speech workers' wires.

Workers come and go as sockets in a folder (`docs/wire.md`); whatever stands in it is connected to. Who decodes
which leg, and what becomes of a lost worker's legs, is decided in `asr.roster`. A call never waits for any of this:
all commands return at once, whether there is a worker or not.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

import msgspec
import structlog

from asr.roster import Orders, Roster
from asr.wire import (
    Close,
    Drop,
    Finished,
    FromWorker,
    Heard,
    Lag,
    Partial,
    Reached,
    Ready,
    Transcribe,
    decode_from_worker,
    encode,
)
from asr.workload import Workload
from callflow.events import TranscriptCompleted, UtteranceHeard
from callflow.units import CallMs, CaseId, DurationMs, LegId, SampleIndex
from callflow.utterance import HeardWith

WATCH_S = 0.1
"""How often the folder is looked at for new workers."""
UNUSABLE_PAUSE_S = 5.0
"""How long a socket that cannot be connected to, or a folder that cannot be read, is left alone."""
SILENT_S = 60.0
"""A worker that does not even tell its lag for so long hangs; others take its legs. It tells once a second."""
LINE_LIMIT_BYTES = 1 << 20

OnPartial = Callable[[CaseId, LegId, SampleIndex, CallMs, str], None]
"""(case, leg, first sample, start on call time, words so far)"""
OnHeard = Callable[[CaseId, UtteranceHeard], None]
OnFinished = Callable[[CaseId, TranscriptCompleted], None]

_log = structlog.get_logger(__name__)


class SpeechModel(msgspec.Struct, frozen=True, kw_only=True):
    """What the workers decode with. A demo model does not understand people."""

    name: str
    demo: bool


class _Link:
    """A connected worker's wire."""

    def __init__(self, ready: Ready, writer: asyncio.StreamWriter) -> None:
        self.worker = ready.worker
        self.model = ready.model
        self.writer = writer


class SpeechPool:
    """All speech workers whose sockets lie in `folder`. Lives on one event loop: `async with SpeechPool(...)`."""

    def __init__(self, folder: Path, *, on_partial: OnPartial, on_heard: OnHeard, on_finished: OnFinished) -> None:
        self._folder = folder
        self._on_partial = on_partial
        self._on_heard = on_heard
        self._on_finished = on_finished
        self._roster = Roster()
        self._links: dict[str, _Link] = {}
        self._tasks: dict[Path, asyncio.Task[None]] = {}
        self._watch: asyncio.Task[None] | None = None
        self._model: SpeechModel | None = None
        self.workload = Workload()

    async def start(self) -> None:
        """Watch the folder and connect to what appears in it."""
        self._watch = asyncio.create_task(self._look_for_workers(), name="speech-pool")

    async def stop(self) -> None:
        """Hang up on all workers, which drop their legs."""
        watch, self._watch = self._watch, None
        tasks = [*self._tasks.values(), *([watch] if watch else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def transcribe(  # noqa: PLR0913  what a leg is
        self,
        case: CaseId,
        leg: LegId,
        path: Path,
        from_sample: SampleIndex,
        offset_ms: CallMs,
        *,
        models: Sequence[HeardWith] = (),
    ) -> None:
        """Decode a recording from `from_sample` on; its sample 0 lies at `offset_ms` of call time.

        A leg whose model no worker has waits for one.
        """
        order = Transcribe(case=case, leg=leg, path=str(path), from_sample=from_sample, offset_ms=offset_ms)
        self._tell(self._roster.transcribe(order, models))

    def change_models(self, case: CaseId, leg: LegId, models: Sequence[HeardWith]) -> None:
        """Hear a leg with these models from now on; a segment that has begun is heard to its end as it was begun."""
        self._tell(self._roster.change_models(case, leg, models))

    def close(self, case: CaseId, leg: LegId, samples: int) -> None:
        """The recording is whole with so many samples: its transcript can be completed."""
        self._tell(self._roster.close(Close(case=case, leg=leg, samples=samples)))

    def drop(self, case: CaseId, leg: LegId) -> None:
        """Decode no more of this leg and tell nothing more about it."""
        self._tell(self._roster.drop(Drop(case=case, leg=leg)))

    def lag_ms(self) -> DurationMs:
        """How far the slowest leg lies behind its recording, as the workers said last."""
        return self.workload.lag_ms()

    def workers(self) -> int:
        """How many workers are connected."""
        return self._roster.workers()

    def waiting(self) -> int:
        """How many legs wait for a worker."""
        return self._roster.waiting()

    def model(self) -> SpeechModel | None:
        """The hotline's own model, as its worker that connected last has it; None before the first one."""
        return self._model

    def has(self, model: str) -> bool:
        """Whether a worker is connected that has this model; empty: the hotline's own."""
        return self._roster.has(model)

    def _tell(self, orders: Orders) -> None:
        """Send orders; to a worker that is just being lost they are void, its legs will be handed on."""
        for worker, order in orders:
            link = self._links.get(worker)
            if link and not link.writer.is_closing():
                link.writer.write(encode(order))

    async def _look_for_workers(self) -> None:
        while True:
            try:
                self._look()
            except OSError as error:  # no file may be opened just now, say: workers that come later must still be found
                _log.warning("speech_folder_unreadable", path=str(self._folder), problem=str(error))
                await asyncio.sleep(UNUSABLE_PAUSE_S)
            await asyncio.sleep(WATCH_S)

    def _look(self) -> None:
        """Connect to what is new in the folder. Raises OSError."""
        for path in sorted(self._folder.glob("[!.]*.sock")):
            if path not in self._tasks:
                self._tasks[path] = asyncio.create_task(self._serve(path), name=f"speech-{path.stem}")
                self._tasks[path].add_done_callback(_report_failure)

    async def _serve(self, path: Path) -> None:
        """One connection from its first line to its last."""
        try:
            if streams := await _connect(path):
                with contextlib.closing(streams[1]):
                    await self._talk(*streams)
        finally:
            del self._tasks[path]

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Listen to one worker until it is lost; then its legs go elsewhere."""
        ready = await _read_ready(reader)
        if ready is None:
            return
        link = _Link(ready, writer)
        self._welcome(ready, link)
        try:
            while line := await asyncio.wait_for(reader.readline(), SILENT_S):
                self._take(link, decode_from_worker(line))
        except TimeoutError:
            _log.error("speech_worker_silent", worker=link.worker, for_s=SILENT_S)
        except ConnectionError as error:
            _log.info("speech_connection_broke", worker=link.worker, problem=str(error))
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            _log.error("speech_line_unreadable", worker=link.worker, problem=str(error))
        finally:
            self._lose(link)

    def _welcome(self, ready: Ready, link: _Link) -> None:
        self._links[link.worker] = link
        if ready.own:
            self._model = SpeechModel(name=ready.model, demo=ready.demo)
        _log.info("speech_worker_ready", worker=ready.worker, pid=ready.pid, model=ready.model, demo=ready.demo)
        self._tell(self._roster.join(link.worker, ready.model, own=ready.own))

    def _lose(self, link: _Link) -> None:
        del self._links[link.worker]
        self.workload.leave(link.worker)
        if self._watch is None:
            return
        orders = self._roster.leave(link.worker)
        _log.warning("speech_worker_lost", worker=link.worker, left=len(self._links), waiting=self.waiting())
        self._tell(orders)

    def _take(self, link: _Link, message: FromWorker) -> None:
        """Pass a worker's word on, if it is news."""
        match message:
            case Lag():
                self.workload.take(link.worker, message)
            case Reached() if self._roster.is_news(link.worker, message):
                self._tell(self._roster.reached(message))
            case Partial() | Heard() | Finished() if self._roster.is_news(link.worker, message):
                self._pass_on(message, link.model)
                self._roster.passed_on(message)
            case _:
                _log.debug("speech_stale", worker=link.worker, message=type(message).__name__)

    def _pass_on(self, message: Partial | Heard | Finished, model: str) -> None:
        match message:
            case Partial():
                self._on_partial(message.case, message.leg, message.first_sample, message.start_ms, message.text)
            case Heard():
                self._on_heard(message.case, msgspec.structs.replace(message.event, model=model))
            case Finished():
                self._on_finished(message.case, message.event)


async def _connect(path: Path) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
    """Connect to a worker; None when that cannot be done, after a pause if it had better not be tried at once."""
    try:
        return await asyncio.open_unix_connection(path, limit=LINE_LIMIT_BYTES)
    except FileNotFoundError:
        _log.debug("speech_socket_gone", path=str(path))
    except ConnectionRefusedError:
        _remove_dead(path)
    except OSError as error:
        _log.warning("speech_socket_unusable", path=str(path), problem=str(error))
        await asyncio.sleep(UNUSABLE_PAUSE_S)
    return None


async def _read_ready(reader: asyncio.StreamReader) -> Ready | None:
    """The first line of a connection; None when there was none."""
    line = b""
    with contextlib.suppress(ConnectionError):
        line = await reader.readline()
    first = decode_from_worker(line) if line else None
    return first if isinstance(first, Ready) else None


def _remove_dead(path: Path) -> None:
    """A worker's socket listens before it has its name: one that refuses belongs to a dead process."""
    path.unlink(missing_ok=True)
    _log.info("speech_socket_removed", path=str(path), why="its process is dead")


def _report_failure(task: asyncio.Task[None]) -> None:
    """Whatever broke a link (a callback of the switchboard's, say) is told; the worker is connected to again."""
    if not task.cancelled() and (error := task.exception()):
        _log.error("speech_link_failed", link=task.get_name(), exc_info=error)
