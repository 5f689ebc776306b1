"""The audit as an admin looks into it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from api.days import day_of
from callflow.units import AgentId, WallMs
from callflow.views import Role
from models import Records
from models.repositories import audit
from tests.api.fake_hotline import START
from tests.browser.desk.staged import Desk, Stage, StagedHotline, page_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOUR = 3_600_000
TICKET = "261121000001"


@pytest_asyncio.fixture(loop_scope="session")
async def admin(browser: Browser, stage: Stage, hotline: StagedHotline, records: Records) -> AsyncIterator[Desk]:
    """Give the audit of 130 deeds of queues, one every hour, and of two with a ticket, as admin 9002 sees it."""
    hotline.seat("9002", Role.ADMIN)
    async with records.writing() as db:
        for nth in range(130):
            at, on = WallMs(START - (200 - nth) * HOUR), f"queue:q{nth}"
            await audit.note(db, who=AgentId("9001"), what="queue_changed", object=on, at=at, detail={"made": True})
        for what, detail in (
            ("ticket_step", {"step": "dispatched"}),
            ("number_unmasked", {"reason": "回电 13812345678"}),
        ):
            on, at = f"ticket:{TICKET}", WallMs(START - HOUR)
            await audit.note(db, who=AgentId("1026"), what=what, object=on, at=at, detail=detail)
    async with page_of(browser) as page:
        desk = Desk(page)
        await desk.log_in(stage.address, "9002")
        await page.goto(f"{stage.address}/#/settings/audit")
        yield desk


async def test_a_ticket_is_looked_into_from_its_newest_deed_with_numbers_masked(admin: Desk) -> None:
    rows = admin.part("audit-row")
    await expect(rows).to_have_count(100)
    await expect(rows.first).to_contain_text("9002 坐席9002登录")
    await admin.part("audit-ticket").fill(TICKET)
    await expect(rows).to_have_count(2)
    await expect(rows.nth(0)).to_contain_text("查看完整号码")
    await expect(rows.nth(0)).to_contain_text("原因：回电 138****5678")
    await expect(rows.nth(1)).to_contain_text("派单")
    assert f"on=ticket%3A{TICKET}" in (await admin.part("audit-export").get_attribute("href") or "")
    await admin.part("audit-what").select_option("ticket_step")
    await expect(rows).to_have_count(1)
    await admin.part("audit-who").fill("9001")
    await expect(admin.page.get_by_text("没有符合条件的记录")).to_be_visible()


async def test_a_long_list_comes_page_by_page_and_days_narrow_it(admin: Desk) -> None:
    rows = admin.part("audit-row")
    await admin.part("audit-what").select_option("queue_changed")
    await expect(rows.first).to_contain_text("修改队列队列 q129新建")
    await expect(rows).to_have_count(100)
    await admin.part("rows-more").click()
    await expect(rows).to_have_count(130)
    first = day_of(WallMs(START - 200 * HOUR), ZoneInfo("Asia/Shanghai"))
    await admin.part("audit-to").fill(str(first))
    await expect(rows.last).to_contain_text("队列 q0")
    await expect(admin.part("rows-more")).to_have_count(0)
    await admin.part("audit-from").fill(str(first + timedelta(days=1)))
    await expect(admin.page.get_by_role("alert")).to_contain_text("结束日期不能早于开始日期")


async def test_a_supervisor_is_not_offered_the_audit_and_does_not_get_there(
    desk: Desk, stage: Stage, hotline: StagedHotline
) -> None:
    hotline.seat("9001", Role.SUPERVISOR)
    await desk.part("logout").click()
    await desk.log_in(stage.address, "9001")
    await desk.page.goto(f"{stage.address}/#/settings/agents")
    await expect(desk.page.get_by_role("link", name="日历")).to_be_visible()
    await expect(desk.page.get_by_role("link", name="审计")).to_have_count(0)
    await desk.page.goto(f"{stage.address}/#/settings/audit")
    await expect(desk.part("desk")).to_be_visible()
