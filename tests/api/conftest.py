"""A migrated SQLite file with three accounts, a fake switchboard, and clients that are logged in."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from fastapi import FastAPI

from api import ApiSettings, Argon2Cost, Passwords, create_app
from callflow.units import AgentId
from callflow.views import Role
from models import Records, migrate
from models.repositories import agents
from tests.api.fake_hotline import START, FakeHotline

CHEAP = Argon2Cost(passes=1, memory_kib=64, lanes=1)
PASSWORD = "open-sesame"  # noqa: S105 - of throw-away accounts
PEOPLE = {"1026": Role.AGENT, "1027": Role.AGENT, "9001": Role.SUPERVISOR, "9002": Role.ADMIN}
CHANGING = {"X-Lingting": "1"}

LogIn = Callable[[str], Awaitable[httpx.AsyncClient]]


@pytest.fixture(scope="session")
def staffed_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("records") / "records.db"
    asyncio.run(staff(f"sqlite:///{path}"))
    return path


async def staff(url: str) -> None:
    """Make the tables and everybody's account."""
    await migrate(url)
    records = Records.at(url)
    hashed = await Passwords(CHEAP).hash(PASSWORD)
    async with records.writing() as db:
        for number, role in PEOPLE.items():
            agent = AgentId(number)
            await agents.create(
                db, agent, name=f"坐席{number}", role=role, password_hash=hashed, sip_ha1=None, now=START
            )
    await records.close()


@pytest.fixture
async def records(staffed_file: Path, tmp_path: Path) -> AsyncIterator[Records]:
    own = tmp_path / "records.db"
    shutil.copy(staffed_file, own)
    opened = Records.at(f"sqlite:///{own}")
    yield opened
    await opened.close()


@pytest.fixture
def hotline(tmp_path: Path) -> FakeHotline:
    return FakeHotline(tmp_path / "cases")


@pytest.fixture
def settings(tmp_path: Path) -> ApiSettings:
    return settings_in(tmp_path, tmp_path / "no-desk")


def settings_in(folder: Path, desk: Path) -> ApiSettings:
    return ApiSettings(
        time_zone=ZoneInfo("Asia/Shanghai"),
        sip_realm="lingting",
        desk=desk,
        resume_timeout_s=2.0,
        session_check_s=0.1,
        attachments=folder / "attachments",
    )


@pytest.fixture(scope="session")
def routes(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """FastAPI works an application's routes out when it is first asked, which takes longer than most tests."""
    folder = tmp_path_factory.mktemp("routes")
    return routes_with(folder, folder / "no-desk")


def routes_with(folder: Path, desk: Path) -> FastAPI:
    """Make an application that serves this page; what else it is made of is each test's own."""
    records = Records.at(f"sqlite:///{folder}/never-opened.db")
    return create_app(FakeHotline(folder / "cases"), records, settings_in(folder, desk), cost=CHEAP)


@pytest.fixture
def app(routes: FastAPI, hotline: FakeHotline, records: Records, settings: ApiSettings) -> FastAPI:
    """Give an application that has all but its routes for itself."""
    routes.state.parts = create_app(hotline, records, settings, cost=CHEAP).state.parts
    return routes


@pytest.fixture
async def nobody(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client that is not logged in."""
    async with _client(app) as client:
        yield client


@pytest.fixture
async def log_in(app: FastAPI) -> AsyncIterator[LogIn]:
    """Give what makes a client logged in as an agent."""
    async with AsyncExitStack() as opened:
        yield lambda agent: opened.enter_async_context(client_of(app, agent))


@asynccontextmanager
async def client_of(app: FastAPI, agent: str) -> AsyncIterator[httpx.AsyncClient]:
    """Log in and give the client."""
    async with _client(app) as client:
        answer = await client.post("/api/login", json={"agent": agent, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        yield client


def _client(app: FastAPI) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://desk.test", headers=CHANGING)
