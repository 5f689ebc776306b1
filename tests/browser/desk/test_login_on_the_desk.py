"""What a page says that cannot learn who is there, what system this is, which categories, or what was typed before."""

import pytest
from playwright.async_api import Browser, Route, expect

from tests.browser.desk.staged import CASE, Desk, Stage, StagedHotline, page_of

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


async def test_a_draft_without_the_list_of_categories_says_so_until_another_has_it(
    desk: Desk, hotline: StagedHotline
) -> None:
    await desk.page.route("**/api/taxonomy", is_away)
    hotline.open_case(CASE, agent="1026")
    await expect(desk.part("status-categories")).to_contain_text(AWAY.rstrip("。"))
    await expect(desk.part("field-category")).to_be_editable()
    await desk.page.unroute("**/api/taxonomy")
    await desk.page.get_by_role("link", name="工单", exact=True).click()
    await expect(desk.part("tickets-search")).to_be_visible()
    await desk.page.get_by_role("link", name="工作台", exact=True).click()
    await expect(desk.part("status-categories")).to_have_count(0)


async def test_a_page_says_that_what_was_typed_before_is_lost_until_it_was_read(desk: Desk) -> None:
    await desk.page.evaluate("sessionStorage.setItem('lingting-outbox', '{damaged')")
    await desk.page.reload()
    await expect(desk.part("status-unkept")).to_contain_text("刷新前没保存的输入读不出来了")
    await desk.part("status-unkept-noticed").click()
    await expect(desk.part("status-unkept")).to_have_count(0)


async def test_a_page_whose_storage_is_full_says_so_and_saves_all_the_same(desk: Desk, hotline: StagedHotline) -> None:
    full = "() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') } }"
    await desk.page.evaluate(full)
    hotline.open_case(CASE, agent="1026")
    await desk.part("field-place").fill("临江路")
    await expect(desk.part("status-unkept")).to_contain_text("请勿在保存前刷新页面")
    await expect(desk.part("draft")).to_contain_text("已自动保存 · 修改 1 处")
