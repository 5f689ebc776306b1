"""Real worker processes, a real recording that grows, and the switchboard's pool."""

import asyncio
import errno
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from asr.models import InstalledModel
from asr.pool import SpeechModel, SpeechPool
from asr.wire import Close, Heard, Lag, Partial, Ready, Transcribe, decode_from_worker, encode
from callflow.events import TranscriptCompleted, UtteranceHeard
from callflow.units import CallMs, CaseId, LegId, SampleIndex
from tests.asr.sound import HEADER, Samples, append, excerpt, write_recording
from tests.asr.worker_process import START_S, WorkerProcess

CASE, LEG = CaseId("20261121-233015-w3f2a-7"), LegId("citizen")
FLUSH_SAMPLES = 2000
"""A recorder's buffer: 125 ms."""
PATIENCE_S = 30.0


class Captions:
    """What a pool has told."""

    def __init__(self, folder: Path) -> None:
        self.partials: list[str] = []
        self.heard: list[UtteranceHeard] = []
        self.finished: list[TranscriptCompleted] = []
        self.pool = SpeechPool(
            folder, on_partial=self._on_partial, on_heard=self._on_heard, on_finished=self._on_finished
        )

    def _on_partial(self, _case: CaseId, _leg: LegId, _first: SampleIndex, _start: CallMs, text: str) -> None:
        self.partials.append(text)

    def _on_heard(self, _case: CaseId, event: UtteranceHeard) -> None:
        self.heard.append(event)

    def _on_finished(self, _case: CaseId, event: TranscriptCompleted) -> None:
        self.finished.append(event)


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not condition():
            await asyncio.sleep(0.02)


@contextmanager
def being_recorded(path: Path, samples: Samples) -> Iterator[threading.Thread]:
    """A recorder that writes at the speed of speech."""

    def record() -> None:
        begin = time.monotonic()
        with path.open("wb") as file:
            append(file, HEADER)
            for at in range(0, len(samples), FLUSH_SAMPLES):
                end = min(at + FLUSH_SAMPLES, len(samples))
                time.sleep(max(0.0, begin + end / 16_000 - time.monotonic()))
                append(file, samples[at:end].tobytes())

    recorder = threading.Thread(target=record)
    recorder.start()
    yield recorder
    recorder.join()


@pytest.fixture(scope="module")
def speech() -> Samples:
    """Two utterances, 8 s."""
    return excerpt(43_200, 51_200)


async def transcript(captions: Captions, path: Path, samples: Samples) -> list[UtteranceHeard]:
    """Transcribe a recording that is whole already."""
    write_recording(path, samples)
    captions.pool.transcribe(CASE, LEG, path, SampleIndex(0), CallMs(40))
    captions.pool.close(CASE, LEG, len(samples))
    await until(lambda: captions.finished)
    captions.finished.clear()
    heard, captions.heard = captions.heard, []
    return heard


async def test_a_call_is_captioned_while_it_is_recorded_and_a_killed_worker_changes_no_word(
    two_workers: list[WorkerProcess], speech_folder: Path, tmp_path: Path, demo_model: InstalledModel
) -> None:
    speech = excerpt(39_000, 47_500)
    captions = Captions(speech_folder)
    async with captions.pool as pool:
        await until(lambda: pool.workers() == 2)
        assert pool.model() == SpeechModel(name=demo_model.name, demo=True)
        with being_recorded(tmp_path / "live.wav", speech) as recorder:
            pool.transcribe(CASE, LEG, tmp_path / "live.wav", SampleIndex(0), CallMs(40))
            await until(lambda: captions.partials)
            assert recorder.is_alive(), "captions come while people speak"
            busy = next(w for w in two_workers if _has_leg(w, tmp_path))
            busy.kill()
            await until(lambda: pool.workers() == 1)
            await until(lambda: not recorder.is_alive())
        pool.close(CASE, LEG, len(speech))
        await until(lambda: captions.finished)
        live, captions.heard = captions.heard, []
        captions.finished.clear()
        assert live
        assert await transcript(captions, tmp_path / "whole.wav", speech) == live


def _has_leg(worker: WorkerProcess, folder: Path) -> bool:
    """Whether the process holds the leg's recording open."""
    links = Path(f"/proc/{worker.process.pid}/fd").iterdir()
    return any(link.readlink() == folder / "live.wav" for link in links)


async def test_legs_wait_for_a_worker_and_then_get_one(
    speech_folder: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    captions = Captions(speech_folder)
    write_recording(tmp_path / "citizen.wav", excerpt(5400, 8400))
    async with captions.pool as pool:
        pool.transcribe(CASE, LEG, tmp_path / "citizen.wav", SampleIndex(0), CallMs(0))
        pool.close(CASE, LEG, 48_000)
        assert (pool.waiting(), pool.workers(), pool.model()) == (1, 0, None)
        request.getfixturevalue("worker")
        await until(lambda: captions.finished)
        assert captions.heard
        assert pool.waiting() == 0


async def test_a_moment_in_which_no_file_can_be_opened_does_not_end_the_search_for_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused, glob = iter([OSError(errno.EMFILE, "Too many open files")]), Path.glob

    def glob_once_refused(folder: Path, wanted: str) -> Iterator[Path]:
        if error := next(refused, None):
            raise error
        return glob(folder, wanted)

    monkeypatch.setattr(Path, "glob", glob_once_refused)
    monkeypatch.setattr("asr.pool.UNUSABLE_PAUSE_S", 0.1)
    async with Captions(tmp_path).pool as pool, await asyncio.start_unix_server(says_ready, tmp_path / "s0.sock"):
        await until(lambda: pool.workers() == 1)


async def says_ready(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(encode(Ready(worker="s0", pid=1, model="any", demo=True)))


async def test_a_worker_that_hangs_loses_its_legs_to_another(
    two_workers: list[WorkerProcess], speech_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("asr.pool.SILENT_S", 4.0)
    captions = Captions(speech_folder)
    async with captions.pool as pool:
        await until(lambda: pool.workers() == 2)
        two_workers[0].process.send_signal(signal.SIGSTOP)
        try:
            assert await transcript(captions, tmp_path / "citizen.wav", excerpt(5400, 8400))
        finally:
            two_workers[0].process.send_signal(signal.SIGCONT)


async def test_a_dead_worker_s_socket_is_cleared_away(worker: WorkerProcess, speech_folder: Path) -> None:
    captions = Captions(speech_folder)
    async with captions.pool as pool:
        await until(lambda: pool.workers() == 1)
        worker.kill()
        await until(lambda: pool.workers() == 0)
        await until(lambda: not worker.socket.exists())


async def test_a_dropped_leg_is_not_finished(worker: WorkerProcess, speech_folder: Path, tmp_path: Path) -> None:
    captions = Captions(speech_folder)
    write_recording(tmp_path / "citizen.wav", excerpt(5400, 8400))
    async with captions.pool as pool:
        await until(lambda: pool.workers() == 1)
        pool.transcribe(CASE, LEG, tmp_path / "citizen.wav", SampleIndex(0), CallMs(0))
        pool.drop(CASE, LEG)
        await transcript(captions, tmp_path / "other.wav", excerpt(5400, 6400))
    assert not captions.finished
    assert worker.process.poll() is None


async def test_a_callback_that_fails_costs_no_utterance(
    worker: WorkerProcess, speech_folder: Path, tmp_path: Path
) -> None:
    captions = Captions(speech_folder)
    fail_once = iter([True])

    def on_heard(_case: CaseId, event: UtteranceHeard) -> None:
        if next(fail_once, False):
            raise OSError("no space left on device")
        captions.heard.append(event)

    captions.pool._on_heard = on_heard
    async with captions.pool as pool:
        await until(lambda: pool.workers() == 1)
        assert await transcript(captions, tmp_path / "citizen.wav", excerpt(5400, 8400))
    assert worker.process.poll() is None


def lines_of(peer: socket.socket) -> Iterator[bytes]:
    """Until the worker hangs up."""
    with peer.makefile("rb") as file, suppress(ConnectionResetError):
        yield from file


def test_a_second_connection_replaces_the_first_and_begins_anew(worker: WorkerProcess, tmp_path: Path) -> None:
    write_recording(tmp_path / "citizen.wav", excerpt(5400, 8400))
    order = Transcribe(
        case=CASE, leg=LEG, path=str(tmp_path / "citizen.wav"), from_sample=SampleIndex(0), offset_ms=CallMs(0)
    )
    with worker.connect() as first:
        assert isinstance(decode_from_worker(next(lines_of(first))), Ready)
        first.sendall(encode(order))
        with worker.connect() as second:
            told = (decode_from_worker(line) for line in lines_of(second))
            ready = next(told)
            assert isinstance(ready, Ready)
            assert (ready.worker, ready.pid, ready.demo) == (worker.name, worker.process.pid, True)
            second.sendall(encode(order) + encode(Close(case=CASE, leg=LEG, samples=48_000)))
            assert any(isinstance(message, Partial) for message in told)
        assert all(not isinstance(decode_from_worker(line), Heard) for line in lines_of(first))


def test_an_unreadable_order_harms_nobody(worker: WorkerProcess) -> None:
    with worker.connect() as peer:
        told = lines_of(peer)
        next(told)
        peer.sendall(b'{"type":"Transcribe","case":7}\nnonsense\n')
        while worker.log.read_text().count('"order_unreadable"') < 2:
            assert isinstance(decode_from_worker(next(told)), Lag)


def test_sigterm_ends_a_worker_cleanly(worker: WorkerProcess, tmp_path: Path) -> None:
    with being_recorded(tmp_path / "citizen.wav", excerpt(5400, 6400)), worker.connect() as peer:
        peer.sendall(
            encode(
                Transcribe(
                    case=CASE,
                    leg=LEG,
                    path=str(tmp_path / "citizen.wav"),
                    from_sample=SampleIndex(0),
                    offset_ms=CallMs(0),
                )
            )
        )
        assert worker.end() == 0
    assert not worker.socket.exists()


def test_a_broken_model_is_an_error_that_says_what_to_do(speech_folder: Path, tmp_path: Path) -> None:
    broken = InstalledModel(name="nothing", path=tmp_path / "nothing", demo=True)
    process = WorkerProcess("s9-test", speech_folder, broken)
    assert process.process.wait(timeout=START_S) == 1
    assert "lingting model fetch" in process.log.read_text()
