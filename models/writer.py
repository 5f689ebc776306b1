"""The records follow the case folders: at once while the database is up, later when it was away.

The folder is written first and calls never wait for the database, so `feed` only remembers. One task writes,
each case in its order, several entries in one transaction. Two kinds of failure are kept apart. When the
*database* is away nothing is lost and nothing else is tried: the writer knocks again after 0.2 s, 0.4 s … 5 s, and
when there is nothing to write it knocks as well, so that `up` is true to life. When the entries of *one case* are
refused by a database that answers, that case is set aside with an error in the log (its folder still has
everything) and the others go on.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

import structlog
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from callflow.log import Entry
from callflow.units import CaseId
from models.backlog import Backlog, Portion
from models.engine import Records
from models.projection import GapError, project

ReadEntries = Callable[[CaseId, int], Awaitable[Sequence[Entry]]]
"""Reads a case folder's entries from an index on."""

Written = Callable[[CaseId, int], None]
"""Told after each commit: this case is in the records up to, not including, this index. It must not raise."""

AWAY = (DBAPIError, PoolTimeoutError, OSError)
"""What is raised when the database cannot be reached, or cannot serve now."""
PORTION = 500
FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 5.0

log = structlog.get_logger(__name__)


class RecordsWriter:
    """One task that writes entries into the records. Use it from one event loop.

    `written` is how a shell knows which cases a restart must feed again: all whose log is longer than that.
    """

    def __init__(
        self, records: Records, read_entries: ReadEntries, *, written: Written | None = None, limit: int = 10_000
    ) -> None:
        self._records = records
        self._read_entries = read_entries
        self._written = written or _tell_nobody
        self._backlog = Backlog(limit, PORTION)
        self._aside: set[CaseId] = set()
        self._refused_once: set[CaseId] = set()
        self._up: bool | None = None
        self._pause_s = FIRST_PAUSE_S
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._task: asyncio.Task[None] | None = None

    @property
    def up(self) -> bool:
        """Whether the database answered when it was last asked."""
        return bool(self._up)

    @property
    def waiting(self) -> int:
        """How many cases have entries that are not in the records yet."""
        return len(self._backlog)

    @property
    def set_aside(self) -> frozenset[CaseId]:
        """Cases whose entries the records refused; the log says why."""
        return frozenset(self._aside)

    def feed(self, case_id: CaseId, entries: Sequence[Entry]) -> None:
        """Have these entries written, behind those of their case that were fed before. Returns at once."""
        if entries and case_id not in self._aside:
            self._backlog.add(case_id, entries)
            self._idle.clear()
            self._wake.set()

    async def drained(self) -> None:
        """Wait until everything that was fed is in the records (or its case was set aside)."""
        await self._idle.wait()

    def start(self) -> None:
        """Begin to write."""
        self._task = asyncio.create_task(self._run(), name="records-writer")

    async def stop(self) -> None:
        """Stop writing; what is not written yet is still in the case folders."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            portion = self._backlog.take()
            if portion:
                await self._write(portion)
            else:
                await self._knock()
            await self._rest()

    async def _rest(self) -> None:
        if not self._backlog:
            self._idle.set()
        if not self._up:
            await asyncio.sleep(self._pause_s)
            self._pause_s = min(2 * self._pause_s, LONGEST_PAUSE_S)
        elif not self._backlog:
            self._wake.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), LONGEST_PAUSE_S)

    async def _knock(self) -> None:
        try:
            await self._records.ping()
        except AWAY as error:
            self._went_away(error)
        else:
            self._answered()

    async def _write(self, portion: Portion) -> None:
        try:
            await self._project(portion.case_id, await self._entries_of(portion))
        except GapError as gap:
            self._fill(portion, gap)
        except (IntegrityError, DataError) as error:
            self._refused(portion, error)
        except AWAY as error:
            self._backlog.give_back(portion)
            self._went_away(error)
        except Exception as error:  # noqa: BLE001  one case's fault must not stop the others
            self._set_aside(portion.case_id, error)
        else:
            self._refused_once.discard(portion.case_id)
            self._answered()

    async def _entries_of(self, portion: Portion) -> Sequence[Entry]:
        if portion.read_from is None:
            return portion.entries
        try:
            entries = await self._read_entries(portion.case_id, portion.read_from)
        except OSError as error:
            raise LookupError(f"the folder of case {portion.case_id} cannot be read: {error}") from error
        if not entries:
            raise LookupError(f"the folder of case {portion.case_id} has no entry {portion.read_from}")
        return entries

    async def _project(self, case_id: CaseId, entries: Sequence[Entry]) -> None:
        for first in range(0, len(entries), PORTION):
            async with self._records.writing() as session:
                next_index = await project(session, case_id, entries[first : first + PORTION])
            self._written(case_id, next_index)

    def _fill(self, portion: Portion, gap: GapError) -> None:
        if portion.read_from is not None and portion.read_from <= gap.expected:
            self._set_aside(portion.case_id, gap)
            return
        self._backlog.reread(portion.case_id, gap.expected)
        self._answered()

    def _refused(self, portion: Portion, error: Exception) -> None:
        if portion.case_id in self._refused_once:
            self._set_aside(portion.case_id, error)
            return
        self._refused_once.add(portion.case_id)
        self._backlog.give_back(portion)
        self._answered()

    def _set_aside(self, case_id: CaseId, error: Exception) -> None:
        self._aside.add(case_id)
        self._backlog.forget(case_id)
        self._answered()
        remedy = "mend the cause, then restart the switchboard: it reads the case folder again"
        log.error("records_case_set_aside", case_id=case_id, error=_cause(error), remedy=remedy)

    def _went_away(self, error: Exception) -> None:
        if self._up is not False:
            remedy = "see that the database runs and is migrated (lingting check); calls go on meanwhile"
            log.error("records_away", error=_cause(error), remedy=remedy)
        self._up = False

    def _answered(self) -> None:
        if self._up is False:
            log.info("records_back", cases_waiting=len(self._backlog))
        self._up = True
        self._pause_s = FIRST_PAUSE_S


def _tell_nobody(_case_id: CaseId, _next_index: int) -> None:
    """Nobody asked."""


def _cause(error: Exception) -> str:
    """Name the error by its first line: the lines after it may quote a row, and so a citizen."""
    source = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return f"{type(source).__name__}: {source}".partition("\n")[0]
