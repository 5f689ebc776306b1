"""What a page says that cannot learn who is there, what system this is, or whose department."""

import pytest
from playwright.async_api import Browser, Route, expect

from tests.browser.desk.staged import Desk, Stage, page_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

AWAY = "记录库暂时连不上，请稍后重试。"


async def is_away(route: Route) -> None:
    """Answer as the server does while the records are away."""
    await route.fulfill(status=503, json={"detail": AWAY})


async def test_the_login_says_why_it_is_not_known_who_is_there(browser: Browser, stage: Stage) -> None:
    async with page_of(browser) as page:
        await page.route("**/api/me", is_away)
        await page.goto(stage.address)
        await expect(page.get_by_test_id("login-problem")).to_have_text(AWAY)


async def test_the_login_says_that_the_server_is_not_there(browser: Browser, stage: Stage) -> None:
    async with page_of(browser) as page:
        await page.route("**/api/system", lambda route: route.abort())
        await page.goto(f"{stage.address}/#/login")
        await expect(page.get_by_test_id("login-problem")).to_have_text("连不上服务器，请检查网络后重试")


async def test_a_page_without_the_systems_name_says_so_and_works(browser: Browser, stage: Stage) -> None:
    async with page_of(browser) as page:
        await page.route("**/api/system", is_away)
        await Desk(page).log_in(stage.address)
        await expect(page.get_by_text(AWAY)).to_be_visible()
        await expect(page.get_by_test_id("idle-card")).to_be_visible()
