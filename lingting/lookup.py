"""A citizen asks by keys how a ticket stands: the records are asked, and the call does not wait for ever."""

import asyncio
from collections.abc import Callable

import structlog

from callflow import events
from callflow.units import CaseId
from models.engine import Records
from models.repositories import tickets

PATIENCE_S = 3.0

log = structlog.get_logger()


class Lookups:
    """Asks the records, and tells the case what they said: `failed` when they are away or slow."""

    def __init__(self, records: Records, tell: Callable[[CaseId, events.Event], None]) -> None:
        self._records = records
        self._tell = tell
        self._tasks: set[asyncio.Task[None]] = set()

    def ask(self, case: CaseId, number: str) -> None:
        """Ask for a ticket's progress; the answer comes as `TicketLookedUp`."""
        task = asyncio.create_task(self._ask(case, number))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _ask(self, case: CaseId, number: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE_S), self._records.reading() as session:
                result = str(await tickets.progress(session, number))
        except Exception as error:  # noqa: BLE001  whatever went wrong, the citizen hears an answer
            log.warning("ticket_not_looked_up", case_id=case, reason=f"{type(error).__name__}")
            result = "failed"
        self._tell(case, events.TicketLookedUp(number=number, result=result))
