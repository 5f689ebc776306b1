"""What supervisors and admins keep on their pages."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Route, expect
from sqlalchemy import text

from callflow.views import Role
from models import Records
from models.repositories import departments, queues
from tests.browser.desk.directory import keep_directory
from tests.browser.desk.staged import Desk, Stage, StagedHotline, page_of

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def admin(browser: Browser, stage: Stage, hotline: StagedHotline) -> AsyncIterator[Desk]:
    """Give the pages of admin 9002."""
    hotline.seat("9002", Role.ADMIN)
    async with page_of(browser) as page:
        desk = Desk(page)
        await desk.log_in(stage.address, "9002")
        yield desk


async def test_a_department_is_kept_with_numbers_hours_and_people_on_duty(
    admin: Desk, stage: Stage, records: Records
) -> None:
    await admin.page.goto(f"{stage.address}/#/settings/departments")
    await admin.part("department-new").click()
    await admin.part("form-save").click()
    await expect(admin.part("department-form")).to_contain_text("请填单位名称")
    await admin.part("department-name").fill("市水务局")
    await admin.part("department-scope").fill("供水、排水")
    await admin.part("number-add").click()
    await admin.part("number").fill("8300-1234")
    await admin.part("hours-0").fill("8点到12点")
    await admin.part("form-save").click()
    await expect(admin.part("number-row")).to_contain_text("号码是 3 到 20 位数字")
    await expect(admin.part("department-form")).to_contain_text("有工作时间写得不对")
    await admin.part("number").fill("83001234")
    await admin.part("hours-0").fill("08:30-12:00、14:00-17:30")
    await admin.part("duty-add").click()
    await admin.part("duty-name").fill("王海")
    await admin.part("duty-number").fill("13900001111")
    await admin.part("form-save").click()
    await expect(admin.part("department-row")).to_contain_text("市水务局")
    async with records.reading() as db:
        (kept,) = await departments.list_all(db)
    assert kept.hours is not None
    assert kept.hours["weekly"]["mon"] == ["08:30-12:00", "14:00-17:30"]
    assert "sat" not in kept.hours["weekly"]
    assert [(one.number, one.duty_only) for one in kept.numbers] == [("83001234", True)]
    assert [one.name for one in kept.on_duty] == ["王海"]


async def test_what_the_server_refuses_stands_at_its_place(admin: Desk, stage: Stage) -> None:
    await keep_directory(stage.address, "9001")
    await admin.page.goto(f"{stage.address}/#/settings/departments")
    await admin.part("department-new").click()
    await admin.part("department-name").fill("市水务局")
    await admin.part("form-save").click()
    await expect(admin.part("form-problem")).to_contain_text("已经有这个名称的单位")


async def test_a_queue_is_kept_with_its_skills_and_overflow(admin: Desk, stage: Stage, records: Records) -> None:
    await admin.page.goto(f"{stage.address}/#/settings/queues")
    await admin.part("queue-new").click()
    await admin.part("queue-name").fill("Medical!")
    await admin.part("queue-label").fill("医保")
    await admin.part("queue-skills").fill("医保，社保")
    await admin.part("form-save").click()
    await expect(admin.part("queue-form")).to_contain_text("代码用小写字母开头")
    await admin.part("queue-name").fill("medical")
    await admin.part("form-save").click()
    await expect(admin.part("queue-row")).to_have_count(2)
    async with records.reading() as db:
        kept = {rules.name: rules for rules in await queues.rules(db)}
    assert kept["medical"].skills == frozenset({"医保", "社保"})


async def test_a_queue_is_given_a_speech_model_and_says_when_it_is_not_in_use(
    admin: Desk, stage: Stage, records: Records
) -> None:
    await admin.page.goto(f"{stage.address}/#/settings/queues")
    await expect(admin.part("queue-model-cell")).to_have_text("热线自己的")
    await admin.part("queue-row").get_by_role("button").click()
    await expect(admin.part("queue-model").locator("option:disabled")).to_have_text("broken（文件不完整）")
    await admin.part("queue-model").select_option("dialect")
    await admin.part("form-save").click()
    await expect(admin.part("queue-model-cell")).to_contain_text("dialect（还没有装载，由热线自己的代替）")
    async with records.reading() as db:
        (kept,) = await queues.rules(db)
    assert kept.speech_model == "dialect"


async def test_holidays_and_the_days_worked_for_them_are_kept(admin: Desk, stage: Stage) -> None:
    await admin.page.goto(f"{stage.address}/#/settings/calendar")
    await admin.part("calendar-from").fill("2026-10-01")
    await admin.part("calendar-to").fill("2026-10-03")
    await admin.part("calendar-name").fill("国庆节")
    await admin.part("calendar-add").click()
    await admin.part("calendar-works").check()
    await admin.part("calendar-from").fill("2026-10-10")
    await admin.part("calendar-to").fill("2026-10-10")
    await admin.part("calendar-add").click()
    await admin.part("form-save").click()
    await expect(admin.part("form-problem")).to_have_text("已保存")
    await admin.page.reload()
    await expect(admin.part("calendar-day")).to_have_count(4)
    await expect(admin.part("calendar-day").last).to_contain_text("班")


async def test_a_calendar_that_was_not_read_is_not_overwritten(admin: Desk, stage: Stage) -> None:
    away = "记录库暂时连不上，请稍后重试。"
    await admin.page.route("**/api/calendar", lambda route: route.fulfill(status=503, json={"detail": away}))
    await admin.page.goto(f"{stage.address}/#/settings/calendar")
    await expect(admin.part("calendar-problem")).to_contain_text(away)
    await expect(admin.part("form-save")).to_have_count(0)
    await admin.page.unroute("**/api/calendar")
    await admin.part("calendar-again").click()
    await expect(admin.part("form-save")).to_be_visible()


async def test_days_that_are_too_many_for_a_holiday_are_not_cut_short(admin: Desk, stage: Stage) -> None:
    await admin.page.goto(f"{stage.address}/#/settings/calendar")
    await admin.part("calendar-from").fill("2026-10-01")
    await admin.part("calendar-to").fill("2027-10-07")
    await admin.part("calendar-add").click()
    await expect(admin.part("calendar-form")).to_contain_text("一次最多加 60 天，这里是 372 天")
    await expect(admin.part("calendar-day")).to_have_count(0)


async def test_the_surge_switch_tells_who_put_it_on(admin: Desk, hotline: StagedHotline, stage: Stage) -> None:
    await admin.page.goto(f"{stage.address}/#/live")
    await expect(admin.part("surge")).to_contain_text("高峰公告：关")
    await admin.part("surge-toggle").click()
    await expect(admin.part("surge-toggle")).to_have_text("再按一次打开")
    await admin.part("surge-toggle").click()
    await expect(admin.part("surge")).to_contain_text(re.compile("高峰公告：开（9002 .*打开"))
    assert hotline.setting_changes == 1


async def test_a_menu_is_checked_by_line_and_walked_by_keys(admin: Desk, stage: Stage) -> None:
    await admin.page.goto(f"{stage.address}/#/settings/flows")
    await expect(admin.part("flow-verdict")).to_contain_text("检查通过")
    await expect(admin.part("walk-step").first).to_be_visible()
    await admin.part("walk-nothing").click()
    await expect(admin.part("walk-step").last).to_contain_text("进入队列")
    text = await admin.part("flow-text").input_value()
    await admin.part("flow-text").fill(text.replace("start: greeting", "start: nowhere"))
    await expect(admin.part("flow-error").first).to_contain_text(re.compile(r"第 \d+ 行：.*nowhere"))
    await expect(admin.part("flow-save")).to_be_disabled()
    await admin.part("flow-text").fill(f"{text}\n# 江城\n")
    await expect(admin.part("flow-verdict")).to_contain_text("检查通过")
    await admin.part("flow-save").dblclick()
    await expect(admin.part("flow-verdict")).to_contain_text("已保存")
    await expect(admin.page.get_by_text("第 1 版，9002")).to_be_visible()


async def test_a_menu_that_is_being_written_waits_while_another_is_read(admin: Desk, stage: Stage) -> None:
    await admin.page.goto(f"{stage.address}/#/settings/flows")
    await expect(admin.part("flow-verdict")).to_contain_text("检查通过")
    text = await admin.part("flow-text").input_value()
    await admin.part("flow-text").fill(f"{text}\n# 江城\n")
    await expect(admin.part("flow-verdict")).to_contain_text("检查通过")
    await admin.page.get_by_role("tab").last.click()
    await expect(admin.part("flow-text")).not_to_have_value(re.compile("江城"))
    await expect(admin.part("flow-give-up")).to_be_disabled()
    await admin.page.goto(f"{stage.address}/#/settings/calendar")
    await expect(admin.part("calendar-form")).to_be_visible()
    await admin.page.goto(f"{stage.address}/#/settings/flows")
    await expect(admin.part("flow-text")).to_have_value(f"{text}\n# 江城\n")
    await expect(admin.part("flow-verdict")).to_have_text("这是上次没有保存的修改。✓ 检查通过")
    await admin.part("flow-give-up").click()
    await expect(admin.part("flow-give-up")).to_have_text("再按一次放弃")
    await admin.part("flow-give-up").click()
    await expect(admin.part("flow-text")).to_have_value(text)


async def test_a_menu_is_checked_as_it_stands_however_slow_the_check_before_it_was(admin: Desk, stage: Stage) -> None:
    await admin.page.goto(f"{stage.address}/#/settings/flows")
    await expect(admin.part("flow-verdict")).to_contain_text("检查通过")
    text, go_on = await admin.part("flow-text").input_value(), asyncio.Event()
    checks: list[str] = []

    async def slow(route: Route) -> None:
        checks.append(route.request.post_data or "")
        if len(checks) == 1:
            await go_on.wait()
        await route.continue_()

    await admin.page.route("**/api/flows/*/check", slow)
    async with admin.page.expect_request("**/check"):
        await admin.part("flow-text").fill(f"{text}\n# 一\n")
    await admin.part("flow-text").fill(f"{text}\n# 二\n")
    await admin.page.wait_for_timeout(1_000)
    go_on.set()
    await expect(admin.part("flow-verdict")).to_contain_text("检查通过", timeout=10_000)
    assert len(checks) == 2


async def test_an_agents_skills_are_kept(admin: Desk, stage: Stage) -> None:
    await admin.page.goto(f"{stage.address}/#/settings/agents")
    row = admin.part("agent-row").filter(has_text="1027")
    await row.get_by_role("button", name="修改").click()
    await admin.part("agent-skills").fill("粤语、医保")
    await admin.part("agent-save").click()
    await expect(row).to_contain_text(re.compile("粤语|医保"))


async def test_an_account_of_a_department_says_when_the_departments_are_not_known(
    admin: Desk, stage: Stage, records: Records
) -> None:
    await admin.page.goto(f"{stage.address}/#/settings/agents")
    await expect(admin.part("agent-row")).to_have_count(4)
    async with records.writing() as db:
        await db.execute(text("ALTER TABLE departments RENAME TO away"))
    await admin.part("agent-new").click()
    await admin.page.get_by_text("承办单位", exact=True).click()
    await expect(admin.part("agent-unlisted")).to_contain_text("单位名录取不到")


async def test_a_campaign_says_what_was_planned_and_refuses_what_is_no_ticket(admin: Desk, stage: Stage) -> None:
    await admin.page.goto(f"{stage.address}/#/follow-ups")
    await admin.part("plan-by-numbers").check()
    await admin.part("plan-numbers").fill("工单一")
    await admin.part("plan-save").click()
    await expect(admin.part("plan-form")).to_contain_text("请填工单号")
    await admin.part("plan-numbers").fill("261100000001")
    await admin.part("plan-save").click()
    await expect(admin.part("plan-said")).to_contain_text("没有新的回访")


async def test_a_campaign_longer_than_its_list_says_so_and_is_narrowed_among_all(admin: Desk, stage: Stage) -> None:
    row = {"state": "reached", "solved": True, "score": 1, "attempts": 1, "at": 1, "case": None}
    rows = [row | {"ticket": str(number)} for number in range(1, 201)]
    waiting = [row | {"ticket": "900", "state": "planned", "solved": None, "score": None}]

    async def tell(route: Route) -> None:
        await route.fulfill(json=waiting if "state=planned" in route.request.url else rows)

    states = ("planned", "dialling", "reached", "not_reached", "cancelled")
    said = {"answered": 900, "solved": 450, "rated": 900, "satisfied": 900}
    await admin.page.route("**/api/follow-ups?*", tell)
    await admin.page.route(
        "**/api/follow-ups/sums", lambda route: route.fulfill(json=dict.fromkeys(states, 900) | said)
    )
    await admin.page.goto(f"{stage.address}/#/follow-ups")
    await expect(admin.part("follow-up-row")).to_have_count(200)
    await expect(admin.part("follow-up-cut")).to_contain_text("只列出最近有变化的 200 个")
    await expect(admin.part("follow-up-sums")).to_contain_text(re.compile("待拨打1800.*已接通900.*解决率50 %"))
    await admin.part("follow-up-state").select_option("planned")
    await expect(admin.part("follow-up-row")).to_have_count(1)
    await expect(admin.part("follow-up-cut")).to_have_count(0)


async def test_supervisors_may_look_at_queues_but_not_change_them(browser: Browser, stage: Stage) -> None:
    async with page_of(browser) as page:
        chief = Desk(page)
        await chief.log_in(stage.address, "9001")
        await page.goto(f"{stage.address}/#/settings/queues")
        await chief.part("queue-row").get_by_role("button").click()
        await expect(chief.part("queue-label")).to_be_disabled()
        await expect(chief.part("form-save")).to_have_count(0)
