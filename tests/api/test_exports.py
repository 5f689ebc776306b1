"""Tables for spreadsheets: whole, page by page, and beside calls that go on."""

import asyncio
import threading
from typing import Any

import httpx
import pytest

from api import exports
from models import Records
from models.repositories import audit
from tests.api.conftest import LogIn
from tests.api.fake_hotline import START
from tests.api.test_records_of_calls import keep
from tests.records.story import whole_call

EXPORTS = [("tickets", "spreadsheet", "/api/tickets.csv"), ("audit_lines", "audit_table", "/api/audit.csv")]


@pytest.fixture
async def admin(log_in: LogIn, records: Records) -> httpx.AsyncClient:
    for nth in range(1, 6):
        await keep(records, whole_call(f"case-{nth}", f"26112100000{nth}", start=START + nth))
    return await log_in("9002")


@pytest.mark.parametrize("page", [1, 2, 5, 200])
async def test_a_table_holds_every_row_once_newest_first(
    admin: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    for where in ("api.exports", "api.routes.tickets", "api.routes.audit_lines"):
        monkeypatch.setattr(f"{where}.PAGE", page)
    table = (await admin.get("/api/tickets.csv")).text
    assert [line[:12] for line in table.splitlines()[1:]] == [f"26112100000{nth}" for nth in (5, 4, 3, 2, 1)]
    lines = (await admin.get("/api/audit.csv?what=ticket_step&on=ticket:261121000002")).text.splitlines()
    assert len(lines[1:]) == len((await admin.get("/api/audit?what=ticket_step&on=ticket:261121000002")).json())


async def test_a_table_has_an_end(admin: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "MOST_ROWS", 2)
    for where in ("api.exports", "api.routes.tickets"):
        monkeypatch.setattr(f"{where}.PAGE", 1)
    assert len((await admin.get("/api/tickets.csv")).text.splitlines()[1:]) == 2


@pytest.mark.parametrize(("module", "name", "url"), EXPORTS)
async def test_calls_and_other_writers_go_on_while_a_table_is_made(
    admin: httpx.AsyncClient, records: Records, monkeypatch: pytest.MonkeyPatch, module: str, name: str, url: str
) -> None:
    begun, gone_on, waited = threading.Event(), threading.Event(), []

    def slow(*_: Any) -> str:
        begun.set()
        waited.append(gone_on.wait(2))
        return ""

    async def somebody_else() -> None:
        while not begun.is_set():
            await asyncio.sleep(0.01)
        async with records.writing() as db:
            await audit.note(db, who=None, what="x", object="y", at=START)
        gone_on.set()

    monkeypatch.setattr(f"api.routes.{module}.{name}", slow)
    answer, _ = await asyncio.gather(admin.get(url), somebody_else())
    assert (answer.status_code, waited) == (200, [True])
