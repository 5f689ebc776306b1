"""A citizen who asks how a ticket stands hears an answer, whatever becomes of the records."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from callflow import events
from callflow.units import CaseId
from callflow.views import TicketState
from lingting import lookup
from lingting.lookup import Lookups
from models.engine import Records

CASE = CaseId("c1")


class FakeRecords(Records):
    """Records whose only ticket stands so; `trouble` is what becomes of a question."""

    def __init__(self, state: TicketState | None, trouble: Callable[[], Any] | None = None) -> None:
        self._state = state
        self._trouble = trouble

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Any]:
        yield self

    async def scalar(self, _: object) -> TicketState | None:
        if self._trouble:
            await self._trouble()
        return self._state


async def away() -> None:
    raise ConnectionRefusedError


async def slow() -> None:
    await asyncio.sleep(60)


async def answer(records: Records) -> tuple[CaseId, events.Event]:
    told: asyncio.Future[tuple[CaseId, events.Event]] = asyncio.get_running_loop().create_future()
    Lookups(records, lambda case, event: told.set_result((case, event))).ask(CASE, "2601")
    async with asyncio.timeout(10):
        return await told


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (TicketState.DRAFT, "draft"),
        (TicketState.CONFIRMED, "confirmed"),
        (TicketState.DISCARDED, "discarded"),
        (None, "not_found"),
    ],
)
async def test_what_the_records_hold_is_told(state: TicketState | None, says: str) -> None:
    assert await answer(FakeRecords(state)) == (CASE, events.TicketLookedUp(number="2601", result=says))


async def test_records_that_are_away_have_failed() -> None:
    assert await answer(FakeRecords(None, away)) == (CASE, events.TicketLookedUp(number="2601", result="failed"))


async def test_records_that_are_slow_have_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "PATIENCE_S", 0.01)
    assert await answer(FakeRecords(None, slow)) == (CASE, events.TicketLookedUp(number="2601", result="failed"))
