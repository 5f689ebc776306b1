"""Transcribing sound files in processes of their own, nicer than everything that serves a call.

A process loads the model once and takes one file after another. It talks over a pipe: files in; milliseconds heard and
what came of the file out. One that dies (a recogniser ends its process over a model that it cannot use) costs its file
and is replaced.
"""

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing.connection import Connection, wait
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

import msgspec

from asr.hindsight import Hindsight, OnHeard, after
from asr.loading import load_model
from asr.model_folder import ModelLoadError
from asr.models import InstalledModel
from asr.recording import UnreadableRecordingError
from asr.sound_file import SoundFileError, unfold
from asr.transcript import Line, Transcript, line_of
from asr.wire import Transcribe
from asr.writing import CityWriter
from callflow.units import CallMs, CaseId, DurationMs, LegId, SampleIndex

NICENESS = 10

OnStep = Callable[[int, DurationMs], None]
"""(number of the file from 0, how much of it has been heard, all channels together)"""
_context = multiprocessing.get_context("spawn")


class NotTranscribed(msgspec.Struct, frozen=True, kw_only=True):
    """A file of which nothing came, and why."""

    file: str
    problem: str


Outcome = Transcript | NotTranscribed


def transcribe_files(
    files: Sequence[Path], model: InstalledModel, city: Path, *, jobs: int, on_step: OnStep
) -> Iterator[Outcome]:
    """What comes of each file, in the order of the files, `jobs` of them at once.

    `city` is the folder of the city's words. Raises ModelLoadError.
    """
    early: dict[int, Outcome] = {}
    following = 0
    for number, outcome in _outcomes(files, partial(_Process, model, city), jobs, on_step):
        early[number] = outcome
        while following in early:
            yield early.pop(following)
            following += 1


def _outcomes(
    files: Sequence[Path], start: Callable[[], "_Process"], jobs: int, on_step: OnStep
) -> Iterator[tuple[int, Outcome]]:
    """The same in the order in which they are done, with their numbers."""
    waiting = deque(enumerate(files))
    busy: set[_Process] = set()
    try:
        while waiting or busy:
            while waiting and len(busy) < jobs:
                busy.add(start().given(*waiting.popleft()))
            for process in _ready(busy):
                told = process.told()
                if isinstance(told, int):
                    on_step(process.number, DurationMs(told))
                    continue
                yield process.number, told
                if waiting and process.alive:
                    process.given(*waiting.popleft())
                else:
                    busy.remove(process)
                    process.end()
    finally:
        for process in busy:
            process.end()


@contextmanager
def one_thread() -> Iterator[None]:
    """A process that starts meanwhile computes its matrices on one core (OpenBLAS reads that when it is loaded)."""
    before = os.environ.get("OPENBLAS_NUM_THREADS")
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    try:
        yield
    finally:
        del os.environ["OPENBLAS_NUM_THREADS"]
        if before is not None:
            os.environ["OPENBLAS_NUM_THREADS"] = before


def _ready(busy: Collection["_Process"]) -> list["_Process"]:
    """Wait until some have something to tell."""
    heard = wait([process.wire for process in busy])
    return [process for process in busy if process.wire in heard]


class _Process:
    """One process and the file that it works on."""

    def __init__(self, model: InstalledModel, city: Path) -> None:
        self.wire, theirs = _context.Pipe()
        self._process = _context.Process(target=_serve, args=(theirs, model, city), daemon=True)
        with one_thread():
            self._process.start()
        theirs.close()
        self.number = 0
        self.alive = True
        self._file = Path()

    def given(self, number: int, file: Path) -> Self:
        """Work on this file."""
        self.number, self._file = number, file
        with suppress(BrokenPipeError):  # it has just died, which `told` reports
            self.wire.send(file)
        return self

    def told(self) -> int | Outcome:
        """Milliseconds heard, or what came of the file. Raises ModelLoadError."""
        try:
            told = self.wire.recv()
        except (EOFError, ConnectionResetError):
            self.alive = False
            self._process.join()
            problem = f"{self._file}: the recogniser ended its process (status {self._process.exitcode}) over it"
            return NotTranscribed(file=str(self._file), problem=problem)
        if isinstance(told, ModelLoadError):
            raise told
        return told  # type: ignore[no-any-return]

    def end(self) -> None:
        """End it."""
        self.wire.close()
        self._process.terminate()
        self._process.join()


def _serve(wire: Connection, model: InstalledModel, city: Path) -> None:
    """Work on what comes until the other side hangs up."""
    os.nice(NICENESS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        hindsight = Hindsight(load_model(model.path), CityWriter(city))
    except ModelLoadError as error:
        wire.send(error)
        return
    while True:
        file = wire.recv()
        try:
            wire.send(_transcript(file, model.name, hindsight, wire.send))
        except (SoundFileError, UnreadableRecordingError, OSError) as error:
            wire.send(NotTranscribed(file=str(file), problem=str(error)))


def _transcript(file: Path, model: str, hindsight: Hindsight, tell: OnHeard) -> Transcript:
    with TemporaryDirectory(prefix="lingting-") as scratch:
        sound = unfold(file, Path(scratch))
        lines: list[Line] = []
        for number, recording in enumerate(sound.recordings):
            heard = hindsight.hear(_order(recording), after(number * sound.length_ms, tell))
            lines += [line_of(number + 1, one) for one in heard]
    return Transcript(
        file=str(file),
        model=model,
        length_ms=sound.length_ms,
        channels=len(sound.recordings),
        lines=tuple(sorted(lines, key=lambda line: (line.start_ms, line.channel))),
    )


def _order(recording: Path) -> Transcribe:
    """A recording that is no call's: its own beginning is its time 0."""
    return Transcribe(
        case=CaseId("file"),
        leg=LegId(recording.stem),
        path=str(recording),
        from_sample=SampleIndex(0),
        offset_ms=CallMs(0),
    )
