"""A citizen who asks how a ticket stands hears an answer, whatever becomes of the records; others do not hear it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from api.lockouts import FAILURES
from callflow import events
from callflow.units import CaseId, TicketNumber, WallMs
from callflow.views import TicketState
from lingting import lookup
from lingting.lookup import Lookups, Question, Replied
from models.engine import Records
from models.tables import Case, Ticket

CASE = CaseId("c1")
CALLER = "13800001234"
OWN = Question(number="2601", caller=CALLER)
WITHHELD = Question(number="2601")


class FakeRecords(Records):
    """Records whose only ticket stands so; `trouble` is what becomes of a question."""

    def __init__(self, state: TicketState | None, trouble: Callable[[], Any] | None = None) -> None:
        self._state = state
        self.reply = "已经修好"
        self._trouble = trouble

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Any]:
        yield self

    async def get(self, *_: object, **__: object) -> Ticket | None:
        if self._trouble:
            await self._trouble()
        if self._state is None:
            return None
        case = Case(id=CASE, calling_number=CALLER)
        return Ticket(
            number=TicketNumber("2601"),
            state=self._state,
            case=case,
            callback_number="0731-8300 5678",
            department_name="市水务局",
            reply=self.reply,
        )


async def away() -> None:
    raise ConnectionRefusedError


async def slow() -> None:
    await asyncio.sleep(60)


class Asking:
    """Lookups whose answers are waited for."""

    def __init__(self, records: Records) -> None:
        self._told: asyncio.Queue[tuple[CaseId, events.Event]] = asyncio.Queue()
        self.lookups = Lookups(records, lambda *told: self._told.put_nowait(told), lambda: WallMs(0))

    async def answer(self, question: Question = OWN) -> str:
        self.lookups.ask(CASE, question)
        async with asyncio.timeout(10):
            case, told = await self._told.get()
        assert isinstance(told, events.TicketLookedUp)
        assert (case, told.number) == (CASE, "2601")
        return told.result


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (TicketState.DRAFT, "draft"),
        (TicketState.CONFIRMED, "confirmed"),
        (TicketState.ACCEPTED, "confirmed"),
        (TicketState.REPLIED, "replied"),
        (TicketState.REOPENED, "confirmed"),
        (TicketState.DISCARDED, "discarded"),
        (None, "not_found"),
    ],
)
async def test_who_calls_from_the_tickets_number_is_told_how_it_stands(state: TicketState | None, says: str) -> None:
    assert await Asking(FakeRecords(state)).answer() == says


@pytest.mark.parametrize(
    ("digits", "says"), [("", "not_yours"), ("0000", "not_yours"), ("34", "not_yours"), ("1234", "confirmed")]
)
async def test_anybody_else_has_to_know_the_last_four_digits(digits: str, says: str) -> None:
    question = Question(number="2601", digits=digits, caller="13900000000")
    assert await Asking(FakeRecords(TicketState.CONFIRMED)).answer(question) == says


async def test_the_number_that_was_left_counts_as_well_and_a_withheld_one_proves_nothing() -> None:
    asking = Asking(FakeRecords(TicketState.CONFIRMED))
    assert await asking.answer(WITHHELD) == "not_yours"
    assert await asking.answer(Question(number="2601", digits="5678")) == "confirmed"


async def test_guessing_ends_for_everybody() -> None:
    asking = Asking(FakeRecords(TicketState.CONFIRMED))
    for _ in range(FAILURES):
        assert await asking.answer(Question(number="2601", digits="0000")) == "not_yours"
    assert await asking.answer() == "failed"


async def test_records_that_are_away_have_failed() -> None:
    assert await Asking(FakeRecords(None, away)).answer() == "failed"


async def test_records_that_are_slow_have_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "PATIENCE_S", 0.01)
    assert await Asking(FakeRecords(None, slow)).answer() == "failed"


async def test_a_reply_is_told_to_whom_the_progress_would_be_told() -> None:
    lookups = Asking(FakeRecords(TicketState.REPLIED)).lookups
    assert await lookups.replied(OWN) == Replied(unit="市水务局", text="已经修好")
    assert await lookups.replied(Question(number="2601", digits="5678")) is not None
    for wrong in (WITHHELD, Question(number="2601", digits="0000")):
        assert await lookups.replied(wrong) is None


@pytest.mark.parametrize("state", [TicketState.ACCEPTED, TicketState.REOPENED, None])
async def test_a_reply_that_does_not_hold_is_not_told(state: TicketState | None) -> None:
    assert await Asking(FakeRecords(state)).lookups.replied(OWN) is None


async def test_a_ticket_that_was_answered_without_words_has_no_reply() -> None:
    records = FakeRecords(TicketState.RESOLVED)
    records.reply = " "
    assert await Asking(records).lookups.replied(OWN) is None
