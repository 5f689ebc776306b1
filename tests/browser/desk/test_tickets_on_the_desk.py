"""A ticket's life on its pages: found by what is to be done, moved on by its buttons and keys, told whole."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Route, expect

from callflow import ticket_steps as steps
from callflow.drafting import FieldName
from callflow.views import Role
from models import Records
from tests.browser.desk import paper
from tests.browser.desk.directory import WATER_ID, keep_directory
from tests.browser.desk.paper import ACCEPTED, AGENT, CONFIRMED, REPLIED, WATER
from tests.browser.desk.staged import Desk, Stage, StagedHotline, page_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

NUMBER, OTHER = "261121000001", "261121000002"
MASKED, WHOLE = "138****5678", "138 1234 5678"


@pytest_asyncio.fixture(loop_scope="session")
async def chief(browser: Browser, stage: Stage, hotline: StagedHotline) -> AsyncIterator[Desk]:
    """Give the pages of supervisor 9001, with three departments."""
    hotline.seat("9001", Role.SUPERVISOR)
    await keep_directory(stage.address, "9001")
    async with page_of(browser) as page:
        desk = Desk(page)
        await desk.log_in(stage.address, "9001")
        yield desk


async def test_folders_hold_what_is_to_be_done_and_say_how_much(
    chief: Desk, stage: Stage, records: Records, hotline: StagedHotline
) -> None:
    await paper.file(records, NUMBER, hotline.clock, (steps.Confirmed(), AGENT))
    await paper.file(records, OTHER, hotline.clock, agent=None)
    await chief.page.goto(f"{stage.address}/#/tickets")
    await expect(chief.part("ticket-row")).to_have_count(2)
    await expect(chief.part("folder-intake")).to_have_text("待受理1")
    await expect(chief.part("folder-dispatch")).to_have_text("待派单1")
    await chief.part("folder-dispatch").click()
    await expect(chief.part("ticket-row")).to_have_count(1)
    await expect(chief.part("ticket-row")).to_contain_text("待派单")
    await expect(chief.part("ticket-clock")).to_have_attribute("data-standing", "running")


async def test_a_ticket_is_dispatched_by_keys_to_the_suggested_department(
    chief: Desk, stage: Stage, records: Records, hotline: StagedHotline
) -> None:
    returned = (steps.Returned(reason="不属本单位"), WATER)
    await paper.file(records, NUMBER, hotline.clock, CONFIRMED, returned)
    await chief.page.goto(f"{stage.address}/#/tickets/{NUMBER}?in=returned")
    await expect(chief.part("happening").first).to_contain_text("不属本单位")
    await chief.page.keyboard.press("Alt+1")
    await chief.part("dispatch-search").fill("cs")
    await expect(chief.part("dispatch-choice")).to_contain_text(["市城市管理局"])
    await chief.part("limit-hard").check()
    await chief.part("act-words").fill("请先到现场")
    await chief.page.keyboard.press("Control+Enter")
    await expect(chief.part("ticket-state")).to_have_text("待签收")
    await expect(chief.part("happening").first).to_contain_text("市城市管理局")
    await expect(chief.part("ticket-pane")).to_contain_text("疑难 15 个工作日")
    await expect(chief.part("ticket-row")).to_have_count(0)


async def test_a_ticket_lives_on_its_page_from_dispatch_to_the_citizens_answer(
    chief: Desk, stage: Stage, records: Records, hotline: StagedHotline
) -> None:
    await paper.file(records, NUMBER, hotline.clock, CONFIRMED, ACCEPTED, REPLIED)
    await chief.page.goto(f"{stage.address}/#/tickets/{NUMBER}?in=replied")
    await expect(chief.part("ticket-reply")).to_contain_text("恢复供水")
    await chief.part("act-follow-up").click()
    await chief.part("follow-up-solved").check()
    await chief.part("follow-up-score").select_option("1")
    await chief.part("act-send").click()
    await expect(chief.part("ticket-state")).to_have_text("已办结")
    kinds = await chief.part("happening").evaluate_all("rows => rows.map(row => row.dataset.kind)")
    assert kinds == ["resolved", "followed_up", "replied", "accepted", "dispatched", "confirmed", "opened"]


async def test_more_time_is_granted_as_asked_for(
    chief: Desk, stage: Stage, records: Records, hotline: StagedHotline
) -> None:
    asked = (steps.ExtensionAsked(days=4, reason="等管材到货"), WATER)
    await paper.file(records, NUMBER, hotline.clock, CONFIRMED, ACCEPTED, asked)
    await chief.page.goto(f"{stage.address}/#/tickets/{NUMBER}?in=extensions")
    await expect(chief.part("act-extension/grant")).to_be_visible()
    await chief.page.keyboard.press("Alt+1")
    await expect(chief.part("act-days")).to_have_value("4")
    await expect(chief.part("act-form-extension/grant")).to_contain_text("等管材到货")
    await chief.page.keyboard.press("Control+Enter")
    await expect(chief.part("happening").first).to_contain_text("4 个工作日")
    await expect(chief.part("act-extension/grant")).to_have_count(0)


async def test_a_repeat_is_merged_into_the_ticket_that_is_under_way(
    chief: Desk, stage: Stage, records: Records, hotline: StagedHotline
) -> None:
    await paper.file(records, OTHER, hotline.clock, CONFIRMED, values={FieldName.TITLE: "人民路主管爆裂"})
    await paper.file(records, NUMBER, hotline.clock, (steps.Confirmed(), AGENT))
    await chief.page.goto(f"{stage.address}/#/tickets/{NUMBER}?in=dispatch")
    await chief.part("act-merge").click()
    await chief.part("merge-search").fill("爆裂")
    await chief.part("merge-choice").get_by_role("radio").check()
    await chief.part("act-send").click()
    await expect(chief.part("ticket-state")).to_have_text("已并单")
    await expect(chief.part("happening").first).to_contain_text("并入工单")


async def test_a_search_that_the_server_refuses_is_no_empty_list(
    chief: Desk, stage: Stage, records: Records, hotline: StagedHotline
) -> None:
    await paper.file(records, NUMBER, hotline.clock, (steps.Confirmed(), AGENT))
    await chief.page.goto(f"{stage.address}/#/tickets/{NUMBER}?in=dispatch")
    await chief.part("act-merge").click()
    await expect(chief.part("act-form-merge")).to_contain_text("没有这样的在办工单")
    await chief.part("merge-search").fill("停" * 101)
    await expect(chief.part("merge-problem")).to_contain_text("太长")
    await expect(chief.part("act-form-merge")).not_to_contain_text("没有这样的在办工单")
    await chief.part("merge-search").fill("停水")
    await expect(chief.part("merge-problem")).to_have_count(0)


async def test_a_page_that_stays_open_over_midnight_says_the_day(
    chief: Desk, stage: Stage, records: Records, hotline: StagedHotline
) -> None:
    await paper.file(records, NUMBER, hotline.clock, (steps.Confirmed(), AGENT))
    await chief.page.clock.install()
    await chief.page.goto(f"{stage.address}/#/tickets")
    made = chief.part("ticket-row").get_by_role("cell").nth(7)
    await expect(made).to_have_text(re.compile(r"^\d\d:\d\d$"))
    await chief.page.clock.fast_forward("24:00:00")
    await expect(made).to_have_text(re.compile(r"^\d\d-\d\d \d\d:\d\d$"))


async def test_a_clock_that_runs_out_while_the_page_is_open_is_late_in_list_and_ticket_alike(
    chief: Desk, stage: Stage, records: Records, hotline: StagedHotline
) -> None:
    danger = (steps.Confirmed(urgency="特急"), AGENT)
    await paper.file(records, NUMBER, hotline.clock, danger, values={FieldName.URGENCY: "特急"})
    await chief.page.clock.install()
    await chief.page.goto(f"{stage.address}/#/tickets/{NUMBER}")
    clocks = chief.part("ticket-clock")
    await expect(clocks).to_have_count(2)
    for passed, standing in (("00:00:01", "running"), ("01:40:00", "due_soon"), ("00:21:00", "overdue")):
        await chief.page.clock.fast_forward(passed)
        await expect(clocks.first).to_have_attribute("data-standing", standing)
        await expect(clocks.last).to_have_attribute("data-standing", standing)


async def test_what_is_masked_is_shown_whole_to_who_says_why(
    desk: Desk, stage: Stage, records: Records, hotline: StagedHotline
) -> None:
    await paper.file(records, NUMBER, hotline.clock, (steps.Confirmed(), AGENT))
    await desk.page.goto(f"{stage.address}/#/tickets/{NUMBER}")
    await expect(desk.part("value-of-callback_number")).to_have_text(MASKED)
    await desk.part("unmask-ask").click()
    await desk.part("unmask-show").click()
    await expect(desk.part("unmask")).to_contain_text("请写明用途")
    await desk.part("unmask-reason").fill("核对联系电话")
    await desk.part("unmask-show").click()
    await expect(desk.part("unmasked")).to_contain_text(WHOLE)
    await desk.page.reload()
    await expect(desk.part("value-of-callback_number")).to_have_text(MASKED)


async def test_a_request_without_a_call_is_taken_in_by_an_agent(
    desk: Desk, stage: Stage, records: Records, hotline: StagedHotline
) -> None:
    await paper.file(records, NUMBER, hotline.clock, values={FieldName.TITLE: ""}, agent=None)
    await desk.page.goto(f"{stage.address}/#/tickets/{NUMBER}?in=intake")
    await expect(desk.part("act-confirm")).to_be_visible()
    await desk.page.keyboard.press("Alt+1")
    await desk.part("act-send").click()
    await expect(desk.part("act-form-confirm")).to_contain_text("请填工单标题")
    await desk.part("value-title").fill("翠湖苑停水")
    await desk.part("value-callback_number").fill("138**")
    await desk.part("act-send").click()
    await expect(desk.part("act-form-confirm")).to_contain_text("号码是隐去的")
    await desk.part("value-callback_number").fill("13900001111")
    await desk.page.keyboard.press("Control+Enter")
    await expect(desk.part("ticket-state")).to_have_text("待派单")
    await expect(desk.part("folder-intake")).to_have_text("待受理")


async def test_elements_that_are_being_amended_wait_until_they_are_sent(
    chief: Desk, stage: Stage, records: Records, hotline: StagedHotline
) -> None:
    await paper.file(records, NUMBER, hotline.clock, (steps.Confirmed(), AGENT))
    await chief.page.goto(f"{stage.address}/#/tickets/{NUMBER}?in=dispatch")
    await chief.part("act-values").click()
    title = await chief.part("value-title").input_value()
    await chief.part("value-title").fill("人民路停水两天")
    await chief.part("value-title").press("Escape")
    await expect(chief.part("act-form-values")).to_have_count(0)
    await chief.part("act-values").click()
    await expect(chief.part("value-title")).to_have_value("人民路停水两天")
    await expect(chief.part("values-changed")).to_contain_text("工单标题")
    await chief.part("values-restore").dblclick()
    await expect(chief.part("value-title")).to_have_value(title)
    await chief.part("value-title").fill("人民路停水三天")
    await chief.page.keyboard.press("Control+Enter")
    await expect(chief.part("act-form-values")).to_have_count(0)
    await chief.part("act-values").click()
    await expect(chief.part("value-title")).to_have_value("人民路停水三天")
    await expect(chief.part("values-changed")).to_have_count(0)


async def test_what_was_made_of_a_ticket_shown_whole_does_not_outlast_it(
    chief: Desk, stage: Stage, records: Records, hotline: StagedHotline
) -> None:
    await paper.file(records, NUMBER, hotline.clock, (steps.Confirmed(), AGENT))
    await chief.page.goto(f"{stage.address}/#/tickets/{NUMBER}?in=dispatch")
    await chief.part("unmask-ask").click()
    await chief.part("unmask-reason").fill("核对联系电话")
    await chief.part("unmask-show").click()
    await expect(chief.part("unmasked")).to_contain_text(WHOLE)
    await chief.part("act-values").click()
    await chief.part("value-title").fill("人民路停水两天")
    body = await chief.part("value-body").input_value()
    await chief.part("value-body").fill(f"{body}，电话 {WHOLE}")
    await chief.page.goto(f"{stage.address}/#/callbacks")
    await expect(chief.page.get_by_text("诉求内容的修改没有发出")).to_be_visible()
    await chief.page.goto(f"{stage.address}/#/tickets/{NUMBER}?in=dispatch")
    await chief.part("act-values").click()
    await expect(chief.part("value-title")).to_have_value("人民路停水两天")
    await expect(chief.part("values-changed")).to_contain_text("工单标题")
    assert WHOLE not in await chief.part("value-body").input_value()


async def test_words_that_were_sent_and_not_answered_go_once_the_ticket_shows_it(
    chief: Desk, stage: Stage, records: Records, hotline: StagedHotline
) -> None:
    await paper.file(records, NUMBER, hotline.clock, CONFIRMED, ACCEPTED)
    await chief.page.goto(f"{stage.address}/#/tickets/{NUMBER}")
    await chief.part("act-suspend").click()
    await chief.part("act-words").fill("等市民补充材料")
    await chief.part("act-words").press("Escape")
    await chief.part("act-suspend").click()
    await expect(chief.part("act-waited")).to_contain_text("这是上次没有发出的内容")
    await chief.part("act-clear").click()
    await expect(chief.part("act-words")).to_have_value("")
    await expect(chief.part("act-waited")).to_have_count(0)
    await chief.part("act-words").fill("等市民补充材料")

    async def lose_the_answer(route: Route) -> None:
        await route.fetch()
        await route.abort()

    await chief.page.route(f"**/api/tickets/{NUMBER}/suspend", lose_the_answer)
    await chief.part("act-send").click()
    await expect(chief.part("act-problem")).to_contain_text("连不上服务器")
    hotline.move_ticket(NUMBER, WATER_ID)
    await expect(chief.part("ticket-state")).to_have_text("已挂起")
    await expect(chief.part("act-form-suspend")).to_have_count(0)
    await chief.part("act-resume").click()
    await chief.part("act-resume").click()
    await chief.part("act-suspend").click()
    await expect(chief.part("act-words")).to_have_value("")


async def test_the_next_ticket_is_a_key_away(
    desk: Desk, stage: Stage, records: Records, hotline: StagedHotline
) -> None:
    await paper.file(records, NUMBER, hotline.clock, (steps.Confirmed(), AGENT))
    await paper.file(records, OTHER, hotline.clock, (steps.Confirmed(), AGENT))
    await desk.page.goto(f"{stage.address}/#/tickets")
    await expect(desk.part("ticket-row")).to_have_count(2)
    await desk.page.keyboard.press("Alt+ArrowDown")
    await expect(desk.part("ticket-pane")).to_contain_text(OTHER)
    await desk.page.keyboard.press("Alt+ArrowDown")
    await expect(desk.part("ticket-pane")).to_contain_text(NUMBER)
