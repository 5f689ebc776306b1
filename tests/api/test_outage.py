"""The records are away: calls and their screens go on, what needs the records says so."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from api import ApiSettings, create_app
from api.recording import wav_header
from callflow import events
from callflow.units import CITIZEN
from models import Records
from tests.api.conftest import CHEAP, PASSWORD, LogIn
from tests.api.fake_hotline import START, FakeHotline


class Breakable(Records):
    """Records that can be taken away."""

    down = False

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        self._answer()
        async with super().reading() as session:
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        self._answer()
        async with super().writing() as session:
            yield session

    def _answer(self) -> None:
        if self.down:
            raise OperationalError("SELECT 1", {}, ConnectionRefusedError())


@pytest.fixture
def records(records: Records) -> Breakable:
    return Breakable(records.engine)


async def test_an_agent_goes_on_working_on_its_call(log_in: LogIn, hotline: FakeHotline, records: Breakable) -> None:
    hotline.seat("1026")
    case = hotline.open_case("live", agent="1026")
    hotline.log(case, events.RecordingStarted(leg=CITIZEN, file="citizen.wav", sample_zero_at=START))
    hotline.case_dir(case).mkdir(parents=True)
    (hotline.case_dir(case) / "citizen.wav").write_bytes(wav_header(0) + bytes(32_000))
    client = await log_in("1026")
    records.down = True
    for _ in range(3):
        hotline.clock += 11 * 3_600_000
        assert (await client.get("/api/me")).status_code == 200
    assert (await client.post(f"/api/cases/{case}/hold")).status_code == 204
    assert (await client.get(f"/api/cases/{case}")).status_code == 200
    edit = {"field": "place", "value": "人民路"}
    assert (await client.patch(f"/api/cases/{case}/draft", json=edit)).status_code == 204
    assert (await client.post(f"/api/cases/{case}/confirm")).status_code == 200
    played = await client.get(f"/api/cases/{case}/legs/citizen/audio", params={"from_ms": 0, "to_ms": 500})
    assert played.status_code == 200


async def test_what_needs_the_records_says_so(log_in: LogIn, records: Breakable, hotline: FakeHotline) -> None:
    hotline.open_case("others", agent="1027")
    client = await log_in("9001")
    await client.get("/api/me")
    records.down = True
    for path in ("/api/cases", "/api/tickets", "/api/agents", "/api/cases/unheard-of", "/api/cases/others"):
        answer = await client.get(path)
        assert (path, answer.status_code) == (path, 503)
        assert "记录库" in answer.json()["detail"]


async def test_nobody_new_is_let_in(nobody: httpx.AsyncClient, records: Breakable) -> None:
    records.down = True
    login = await nobody.post("/api/login", json={"agent": "1026", "password": PASSWORD})
    assert login.status_code == 503
    assert (await nobody.get("/api/me")).status_code == 401


async def test_after_a_restart_a_session_must_be_read_once(
    log_in: LogIn, hotline: FakeHotline, records: Breakable, settings: ApiSettings
) -> None:
    cookies = (await log_in("1026")).cookies
    restarted = httpx.ASGITransport(create_app(hotline, records, settings, cost=CHEAP))
    async with httpx.AsyncClient(transport=restarted, base_url="http://desk.test", cookies=cookies) as client:
        records.down = True
        assert (await client.get("/api/me")).status_code == 503
        records.down = False
        assert (await client.get("/api/me")).status_code == 200
        records.down = True
        assert (await client.get("/api/me")).status_code == 200


async def test_a_remembered_session_still_expires(log_in: LogIn, hotline: FakeHotline, records: Breakable) -> None:
    client = await log_in("1026")
    await client.get("/api/me")
    records.down = True
    hotline.clock += 12 * 3_600_000
    assert (await client.get("/api/me")).status_code in {401, 503}


async def test_logging_out_in_an_outage_ends_the_session_here_and_says_what_is_left(
    log_in: LogIn, records: Breakable
) -> None:
    client = await log_in("1026")
    await client.get("/api/me")
    records.down = True
    assert (await client.post("/api/logout")).status_code == 503
    assert (await client.get("/api/me")).status_code == 503
