"""What must be true before the first process starts; whatever is not is told at once, with its remedy.

A database that is away is no reason to stay away: calls are taken, and the records arrive when it is back
(docs/adr/0002-case-folder.md). Everything else here is.
"""

import asyncio
import fcntl
import os
from dataclasses import dataclass
from typing import TextIO

import structlog
from sqlalchemy.exc import SQLAlchemyError

from asr.graph import PACKAGES, is_whole
from asr.model_folder import ModelError
from asr.models import InstalledModel, resolve
from lingting.layout import ASSETS, SHIPPED_PROMPTS, Layout
from lingting.leftovers import sweep
from lingting.settings import Settings
from models import migrate
from telephony.prompts import resolved

DATABASE_PATIENCE_S = 10.0
PARTS_REMEDY = f"install {PACKAGES}; then make setup (demo model) or fetch the model again"

log = structlog.get_logger()


class CannotStartError(Exception):
    """The message says what is wrong and what to do."""


@dataclass(frozen=True)
class Prepared:
    """What the processes are started with; `lock` is held as long as this process lives."""

    lock: TextIO
    model: InstalledModel


async def prepare(settings: Settings) -> Prepared:
    """Make everything ready under `var_dir`.

    Raises:
        CannotStartError: another supervisor runs there, the speech model is broken, or the prompts are.
    """
    layout = settings.layout
    layout.prepare()
    lock = take_lock(layout)
    clear_away(layout)
    resolved([layout.own_prompts, SHIPPED_PROMPTS], layout.prompts)
    model = _model(layout)
    await migrate_records(settings.database_url)
    return Prepared(lock, model)


def take_lock(layout: Layout) -> TextIO:
    """Be the one supervisor of this `var_dir`.

    Raises:
        CannotStartError: there is another.
    """
    lock = layout.lock.open("a+", encoding="ascii")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        raise CannotStartError(
            f"`lingting serve` runs already on {layout.var} (pid {lock.read().strip()}): end it, or set var_dir"
        ) from None
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def is_running(layout: Layout) -> bool:
    """Whether a supervisor holds this `var_dir`."""
    try:
        with layout.lock.open("r", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except BlockingIOError:
        return True
    return False


def clear_away(layout: Layout) -> None:
    """End what an earlier run has left, remove its sockets."""
    if left := sweep(layout.run):
        log.warning("leftovers_ended", processes=left)
    for folder in (layout.calls, layout.speech):
        for socket in folder.glob("*.sock"):
            socket.unlink()


async def migrate_records(url: str) -> bool:
    """Bring the database to this version's tables; say so and go on when it is away."""
    try:
        await asyncio.wait_for(migrate(url), DATABASE_PATIENCE_S)
    except (OSError, SQLAlchemyError, TimeoutError) as error:
        log.warning("database_away", reason=f"{type(error).__name__}: {error}".splitlines()[0])
        return False
    return True


def _model(layout: Layout) -> InstalledModel:
    try:
        model = resolve(layout.var, ASSETS)
    except ModelError as error:
        raise CannotStartError(str(error)) from error
    if model.demo:
        log.warning("demo_speech_model", model=model.name, remedy="lingting model fetch, lingting model use")
    if not is_whole(model.path):
        log.warning("graph_in_parts", model=model.name, costs="three to four times the CPU", remedy=PARTS_REMEDY)
    return model
