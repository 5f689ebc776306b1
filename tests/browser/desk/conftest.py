"""One Chromium and one stage a test."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser, async_playwright

from api import ApiSettings, create_app
from models import Records
from tests.api.conftest import CHEAP, records, staffed_file
from tests.browser.desk.staged import BUILT, Desk, Stage, StagedHotline, page_of

__all__ = ["records", "staffed_file"]

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture
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


@pytest.fixture
async def stage(hotline: StagedHotline, records: Records) -> AsyncIterator[Stage]:
    settings = ApiSettings(time_zone=ZoneInfo("Asia/Shanghai"), sip_realm="lingting", desk=BUILT)
    stage = Stage(create_app(hotline, records, settings, cost=CHEAP))
    await stage.open()
    yield stage
    await stage.close()


@pytest.fixture
async def desk(browser: Browser, stage: Stage) -> AsyncIterator[Desk]:
    """Give the desk of agent 1026, logged in and idle."""
    async with page_of(browser) as page:
        desk = Desk(page)
        await desk.log_in(stage.address)
        yield desk
