"""The directory, asked during calls: how a department or whoever is on duty is reached, and what is known of a caller.

What a case needs to go on is told to it as an event, and the call does not wait for ever: records that are away or slow
answer "nobody", which every flow knows how to go on from.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import structlog

from callflow import events
from callflow.units import CaseId, WallMs
from lingting.dial_plan import DialPlan
from models.engine import Records
from models.repositories import callers, cases, departments, directory
from models.writer import AWAY

PATIENCE_S = 3.0

log = structlog.get_logger()


class DirectoryAwayError(Exception):
    """The records do not answer."""


class Reached(NamedTuple):
    """A department's name and numbers in the order to try; without any, `why` says so in Chinese."""

    name: str
    numbers: tuple[events.Number, ...]
    why: str = ""


class Directory:
    """Asks the records."""

    def __init__(
        self,
        records: Records,
        plan: DialPlan,
        zone: ZoneInfo,
        tell: Callable[[CaseId, events.Event], None],
        now: Callable[[], WallMs],
    ) -> None:
        self._records = records
        self._plan = plan
        self._zone = zone
        self._tell = tell
        self._now = now
        self._tasks: set[asyncio.Task[None]] = set()

    # --- answers that come as events ---

    def find(self, case: CaseId, contact: str) -> None:
        """Who is on duty under this name; the answer is `ContactFound`, without numbers when there is nobody."""
        self._start(self._find(case, contact))

    def recognise(self, case: CaseId, number: str) -> None:
        """How urgently this caller is served; the answer is `CallerKnown`, and none when nothing is known."""
        if number:
            self._start(self._recognise(case, number))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _find(self, case: CaseId, contact: str) -> None:
        found = None
        try:
            async with asyncio.timeout(PATIENCE_S), self._records.reading() as session:
                found = await directory.contact(session, contact, self._moment())
        except Exception as error:  # noqa: BLE001  whatever went wrong, the citizen goes on
            log.warning("contact_not_found", case_id=case, contact=contact, reason=type(error).__name__)
        name, department, lines = found or ("", "", ())
        self._tell(
            case,
            events.ContactFound(contact=contact, name=name, department=department, numbers=self._numbers(lines)),
        )

    async def _recognise(self, case: CaseId, number: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE_S), self._records.reading() as session:
                priority, because = await callers.facts_of_caller(session, number, self._now())
        except Exception as error:  # noqa: BLE001  the call goes on as anybody's
            log.warning("caller_not_recognised", case_id=case, reason=type(error).__name__)
            return
        if priority:
            self._tell(case, events.CallerKnown(priority=priority, because=because))

    # --- answers that somebody waits for ---

    async def department(self, department: str) -> Reached:
        """How to reach a department now. Raises DirectoryAwayError."""
        try:
            async with asyncio.timeout(PATIENCE_S), self._records.reading() as session:
                row = await departments.get(session, department)
                numbers, why = await directory.numbers_of(session, department, self._moment())
        except AWAY as error:
            raise DirectoryAwayError from error
        return Reached(row.name if row else department, self._numbers(numbers), why)

    async def number_of_case(self, case: CaseId) -> str | None:
        """Who called in a case, archived or not; None when the records have no such case.

        Raises DirectoryAwayError.
        """
        try:
            async with asyncio.timeout(PATIENCE_S), self._records.reading() as session:
                row = await cases.get(session, case)
        except AWAY as error:
            raise DirectoryAwayError from error
        return None if row is None else row.calling_number

    def _numbers(self, lines: Iterable[directory.Line]) -> tuple[events.Number, ...]:
        """Those that can be dialled from here."""
        made = (
            events.Number(uri=self._plan.number(line.number), label=line.label, ring_ms=line.ring_s * 1_000)
            for line in lines
        )
        return tuple(number for number in made if number.uri)

    def _moment(self) -> datetime:
        return datetime.fromtimestamp(self._now() / 1000, self._zone)
