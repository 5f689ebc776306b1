"""What the city decides of its tickets, as an admin keeps it and everybody else reads it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from callflow.ticket_rules import Limit, Review, Unit
from callflow.ticket_steps import Flag
from callflow.views import Role
from models import Records
from models.repositories import ticket_rules
from tests.browser.desk.staged import Desk, Stage, StagedHotline, page_of

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def admin(browser: Browser, stage: Stage, hotline: StagedHotline) -> AsyncIterator[Desk]:
    """Give the rules as admin 9002 sees them."""
    hotline.seat("9002", Role.ADMIN)
    async with page_of(browser) as page:
        desk = Desk(page)
        await desk.log_in(stage.address, "9002")
        await page.goto(f"{stage.address}/#/settings/rules")
        await expect(desk.part("limit-row")).to_have_count(6)
        yield desk


def limit(desk: Desk, name: str) -> Locator:
    return desk.page.locator(f"[data-testid=limit-row][data-name='{name}']")


def level(desk: Desk, number: int) -> Locator:
    return desk.page.locator(f"[data-testid=level-row][data-level='{number}']")


async def saved(desk: Desk) -> None:
    await desk.part("form-save").click()
    await expect(desk.part("form-problem")).to_have_text("已保存")


async def test_review_limits_and_levels_are_kept(admin: Desk, records: Records, hotline: StagedHotline) -> None:
    await admin.part("rules-review").select_option("urgent")
    await admin.part("rules-due-soon").fill("70")
    await limit(admin, "normal").get_by_test_id("limit-amount").fill("7")
    await level(admin, 1).get_by_test_id("level-percent").fill("75")
    await level(admin, 2).get_by_label("亮牌").select_option("red")
    await level(admin, 3).get_by_label("亮牌").select_option("red")
    await saved(admin)
    async with records.reading() as db:
        kept = await ticket_rules.read(db)
    assert (kept.review, kept.due_soon_percent) == (Review.URGENT, 70)
    assert kept.limit_of({}).amount == 7
    assert [one.after_percent for one in kept.levels] == [75, 100, 150, 200, 300]
    assert [one.flag for one in kept.levels] == [Flag.YELLOW, Flag.RED, Flag.RED, Flag.RED, Flag.RED]
    assert hotline.setting_changes == 1
    await admin.page.reload()
    await expect(admin.part("rules-review")).to_have_value("urgent")


async def test_a_new_limit_is_made_put_in_its_place_and_taken_away(admin: Desk, records: Records) -> None:
    await admin.part("limit-add").click()
    new = admin.part("limit-row").first
    await new.get_by_test_id("limit-label").fill("噪声 3 天")
    await new.get_by_test_id("limit-amount").fill("3")
    await new.get_by_label("词语").fill("噪声、噪音")
    await new.get_by_label("投诉").check()
    await new.get_by_label("只供人工选").uncheck()
    await limit(admin, "danger").get_by_label("上移").click()
    await limit(admin, "hard").get_by_label("删除这个时限").click()
    await saved(admin)
    async with records.reading() as db:
        limits = (await ticket_rules.read(db)).limits
    assert [one.name for one in limits][:2] == ["danger", "limit-7"]
    assert "hard" not in [one.name for one in limits]
    assert limits[1] == Limit(
        name="limit-7",
        label="噪声 3 天",
        amount=3,
        unit=Unit.WORKING_DAYS,
        request_types=("投诉",),
        words=("噪声", "噪音"),
    )


async def test_office_and_calling_hours_are_kept_each_for_itself(admin: Desk, records: Records) -> None:
    office, calling = admin.part("office-hours"), admin.part("calling-hours")
    await expect(office.get_by_test_id("hours-0")).to_have_value("08:30-12:00、14:00-17:30")
    await expect(calling.get_by_test_id("hours-6")).to_have_value("09:00-20:00")
    await office.get_by_test_id("hours-4").fill("08:30-12:00")
    await calling.get_by_test_id("hours-6").fill("10点到18点")
    await admin.part("form-save").click()
    await expect(calling).to_contain_text("有回访时间写得不对")
    await calling.get_by_test_id("hours-6").fill("10:00-18:00")
    await saved(admin)
    async with records.reading() as db:
        kept = await ticket_rules.read(db)
    assert kept.office_hours["weekly"]["fri"] == ["08:30-12:00"]
    assert kept.calling_hours["weekly"]["sun"] == ["10:00-18:00"]


async def test_what_cannot_stand_is_said_where_it_stands(admin: Desk) -> None:
    await level(admin, 2).get_by_test_id("level-percent").fill("80")
    await admin.part("rules-due-soon").fill("101")
    await limit(admin, "urgent").get_by_test_id("limit-label").fill("")
    await admin.part("form-save").click()
    await expect(admin.part("levels")).to_contain_text("督办级别越高，占时限的百分比要越大")
    await expect(admin.part("limits")).to_contain_text("每个时限都要有名称")
    await expect(admin.part("rules-form")).to_contain_text("请填 1 到 100")
    await admin.part("form-cancel").click()
    await expect(level(admin, 2).get_by_test_id("level-percent")).to_have_value("100")


async def test_what_the_server_refuses_is_said_where_it_stands(admin: Desk) -> None:
    await limit(admin, "normal").get_by_label("只供人工选").check()
    await level(admin, 5).get_by_label("亮牌").select_option("yellow")
    await admin.part("form-save").click()
    await expect(admin.part("limits")).to_contain_text("最后一个时限要适用于所有工单")
    await limit(admin, "normal").get_by_label("只供人工选").uncheck()
    await admin.part("form-save").click()
    await expect(admin.part("levels")).to_contain_text("亮牌颜色不能变浅")


async def test_a_supervisor_reads_the_rules_and_cannot_change_them(
    browser: Browser, stage: Stage, hotline: StagedHotline
) -> None:
    hotline.seat("9001", Role.SUPERVISOR)
    async with page_of(browser) as page:
        chief = Desk(page)
        await chief.log_in(stage.address, "9001")
        await page.goto(f"{stage.address}/#/settings/rules")
        await expect(chief.part("limit-row")).to_have_count(6)
        await expect(chief.part("rules-review")).to_be_disabled()
        await expect(chief.part("form-save")).to_have_count(0)
