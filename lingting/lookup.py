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


class Replied(msgspec.Struct, frozen=True, kw_only=True):
    """What was replied to a ticket, and the department that did; empty when the hotline itself answered."""

    unit: str
    text: str


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
                result, _ = await self._found(question)
        except Exception as error:  # noqa: BLE001  whatever went wrong, the citizen hears an answer
            log.warning("ticket_not_looked_up", case_id=case, reason=f"{type(error).__name__}")
            result = "failed"
        self._tell(case, events.TicketLookedUp(number=question.number, result=result))

    async def replied(self, question: Question) -> Replied | None:
        """What was replied, for whom the progress would be told; None where there is nothing to tell.

        Raises what the records raise, and TimeoutError.
        """
        async with asyncio.timeout(PATIENCE_S):
            result, found = await self._found(question)
        if result != "replied" or found is None or not found.stands.reply.strip():
            return None
        return Replied(unit=found.stands.department_name, text=found.stands.reply)

    async def _found(self, question: Question) -> tuple[str, progress.Found | None]:
        """One of `flow_model.LOOK_UP_RESULTS`, and the ticket if it may be told of."""
        if self._is_locked(question):
            return "failed", None
        async with self._records.reading() as session:
            found = await progress.find(session, question.number)
        if self._is_locked(question):  # others may have guessed meanwhile
            return "failed", None
        if found is None:
            return "not_found", None
        if not (found.is_of(question.caller) or found.is_of(question.digits)):
            if question.digits:
                self._guesses.fail(question.number, self._now())
            return "not_yours", None
        state = found.stands.state
        return "replied" if shows_reply(state) else _RESULTS.get(state, "confirmed"), found

    def _is_locked(self, question: Question) -> bool:
        return self._guesses.locked_until(question.number, self._now()) is not None
