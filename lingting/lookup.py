"""A citizen asks by keys how a ticket stands: the records are asked, and the call does not wait for ever.

It is told to whoever calls from the ticket's number, or keys in the last digits of it. Guessing them ends soon: a
ticket at which too many have guessed is not told by keys for a while (`failed`), and an agent helps.
"""

import asyncio
from collections.abc import Callable

import msgspec
import structlog

from api.lockouts import Lockouts
from callflow import events
from callflow.progress import shows_reply
from callflow.units import CaseId, WallMs
from callflow.views import TicketState
from models.engine import Records
from models.repositories import progress

PATIENCE_S = 3.0

log = structlog.get_logger()

_RESULTS = {TicketState.DRAFT: "draft", TicketState.DISCARDED: "discarded"}


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket's number, the digits that prove whose it is (or none yet), and the number that calls."""

    number: str
    digits: str = ""
    caller: str = ""


class Lookups:
    """Asks the records, and tells the case what they said: `failed` when they are away or slow."""

    def __init__(
        self, records: Records, tell: Callable[[CaseId, events.Event], None], now: Callable[[], WallMs]
    ) -> None:
        self._records = records
        self._tell = tell
        self._now = now
        self._guesses = Lockouts()
        self._tasks: set[asyncio.Task[None]] = set()

    def ask(self, case: CaseId, question: Question) -> None:
        """Ask for a ticket's progress; the answer comes as `TicketLookedUp`."""
        task = asyncio.create_task(self._ask(case, question))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _ask(self, case: CaseId, question: Question) -> None:
        try:
            async with asyncio.timeout(PATIENCE_S):
                result = await self._result(question)
        except Exception as error:  # noqa: BLE001  whatever went wrong, the citizen hears an answer
            log.warning("ticket_not_looked_up", case_id=case, reason=f"{type(error).__name__}")
            result = "failed"
        self._tell(case, events.TicketLookedUp(number=question.number, result=result))

    async def _result(self, question: Question) -> str:
        if self._is_locked(question):
            return "failed"
        async with self._records.reading() as session:
            found = await progress.find(session, question.number)
        if self._is_locked(question):  # others may have guessed meanwhile
            return "failed"
        if found is None:
            return "not_found"
        if not (found.is_of(question.caller) or found.is_of(question.digits)):
            if question.digits:
                self._guesses.fail(question.number, self._now())
            return "not_yours"
        state = found.stands.state
        return "replied" if shows_reply(state) else _RESULTS.get(state, "confirmed")

    def _is_locked(self, question: Question) -> bool:
        return self._guesses.locked_until(question.number, self._now()) is not None
