"""One Chromium for all tests of the desk, a stage and a page for each.

All share one loop, because the browser lives on it.
"""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from fastapi import FastAPI
from playwright.async_api import Browser, async_playwright

from api import ApiSettings, create_app
from models import Records
from tests.api.conftest import CHEAP, routes_with, staffed_file
from tests.api.fake_hotline import START
from tests.browser.desk.city import keep_city
from tests.browser.desk.staged import BUILT, Desk, Stage, StagedHotline, page_of

__all__ = ["staffed_file"]

SETTINGS = ApiSettings(time_zone=ZoneInfo("Asia/Shanghai"), sip_realm="lingting", desk=BUILT)

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        yield browser
        await browser.close()


@pytest.fixture
def hotline(tmp_path: Path) -> StagedHotline:
    staged = StagedHotline(tmp_path / "cases")
    staged.seat("1026")
    return staged


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def city_file(staffed_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the records of a city with its knowledge base, as of `START`."""
    path = tmp_path_factory.mktemp("city") / "records.db"
    shutil.copy(staffed_file, path)
    records = Records.at(f"sqlite:///{path}")
    await keep_city(records, START)
    await records.close()
    return path


@pytest.fixture
def records_file(staffed_file: Path) -> Path:
    """Give the records that a test begins with; a module may begin with others."""
    return staffed_file


@pytest_asyncio.fixture(loop_scope="session")
async def records(records_file: Path, tmp_path: Path) -> AsyncIterator[Records]:
    own = shutil.copy(records_file, tmp_path / "records.db")
    records = Records.at(f"sqlite:///{own}")
    yield records
    await records.close()


@pytest.fixture(scope="session")
def routes(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """As in `tests.api.conftest`, with the page."""
    return routes_with(tmp_path_factory.mktemp("routes"), BUILT)


@pytest_asyncio.fixture(loop_scope="session")
async def stage(routes: FastAPI, hotline: StagedHotline, records: Records) -> AsyncIterator[Stage]:
    routes.state.parts = create_app(hotline, records, SETTINGS, cost=CHEAP).state.parts
    stage = Stage(routes)
    await stage.open()
    yield stage
    await stage.close()


@pytest_asyncio.fixture(loop_scope="session")
async def desk(browser: Browser, stage: Stage) -> AsyncIterator[Desk]:
    """Give the desk of agent 1026, logged in and idle."""
    async with page_of(browser) as page:
        desk = Desk(page)
        await desk.log_in(stage.address)
        yield desk
