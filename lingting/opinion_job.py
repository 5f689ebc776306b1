"""Hearing finished calls once more in a process of its own, nicer than everything that serves a call.

It loads the model once and takes one case after another. A recogniser that ends its process over a case costs that
case: it is named, and the others go on in a new process.
"""

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from asr import InstalledModel
from asr.file_jobs import NICENESS, one_thread
from asr.hindsight import Hindsight
from asr.loading import load_model
from asr.model_folder import ModelLoadError
from asr.writing import CityWriter
from callflow.units import CaseId, DurationMs
from lingting.opinions import NoOpinionError, add_opinion

OnHeard = Callable[[CaseId, DurationMs, DurationMs], None]
"""(case, how much of its recordings has been heard, of how much)"""
_context = multiprocessing.get_context("spawn")


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A case's second opinion, kept beside its recordings."""

    case: CaseId
    utterances: int


class NotMade(msgspec.Struct, frozen=True, kw_only=True):
    """A case without one, and why."""

    case: CaseId
    problem: str


class _Heard(msgspec.Struct, frozen=True, kw_only=True):
    case: CaseId
    done: DurationMs
    of: DurationMs


def hear_again(
    cases: Sequence[CaseId], folder: Path, model: InstalledModel, city: Path, tell: OnHeard
) -> Iterator[Made | NotMade]:
    """What comes of each case in `folder`, one after another. Raises ModelLoadError."""
    waiting = deque(cases)
    while waiting:
        yield from _in_one_process(waiting, folder, model, city, tell)


def _in_one_process(
    waiting: deque[CaseId], folder: Path, model: InstalledModel, city: Path, tell: OnHeard
) -> Iterator[Made | NotMade]:
    """Until all are done or the process ends over one, which is then done as well."""
    wire, theirs = _context.Pipe()
    process = _context.Process(target=_serve, args=(theirs, list(waiting), folder, model, city), daemon=True)
    with one_thread():
        process.start()
    theirs.close()
    try:
        while waiting:
            told = wire.recv()
            if isinstance(told, ModelLoadError):
                raise told
            if isinstance(told, _Heard):
                tell(told.case, told.done, told.of)
                continue
            waiting.popleft()
            yield told
    except EOFError:
        process.join()
        problem = f"the recogniser ended its process (status {process.exitcode}) over it"
        yield NotMade(case=waiting.popleft(), problem=problem)
    finally:
        wire.close()
        process.terminate()
        process.join()


def _serve(wire: Connection, cases: Sequence[CaseId], folder: Path, model: InstalledModel, city: Path) -> None:
    os.nice(NICENESS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        hindsight = Hindsight(load_model(model.path), CityWriter(city))
    except ModelLoadError as error:
        wire.send(error)
        return
    for case in cases:
        wire.send(_outcome(case, folder, model.name, hindsight, partial(_tell, wire, case)))


def _outcome(
    case: CaseId, folder: Path, model: str, hindsight: Hindsight, tell: Callable[[DurationMs, DurationMs], None]
) -> Made | NotMade:
    try:
        made = add_opinion(folder / case, model, hindsight, tell)
    except NoOpinionError as error:
        return NotMade(case=case, problem=str(error))
    except OSError as error:
        return NotMade(case=case, problem=f"its opinion cannot be written: {error}")
    return Made(case=case, utterances=len(made.utterances))


def _tell(wire: Connection, case: CaseId, done: DurationMs, of: DurationMs) -> None:
    wire.send(_Heard(case=case, done=done, of=of))
