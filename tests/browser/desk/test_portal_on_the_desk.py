"""A department's own page: its tickets, its clocks, its replies, and the call that it is in."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from api import Passwords
from callflow import ticket_steps as steps
from callflow.commands import SetTopology
from callflow.drafting import FieldName
from callflow.ticket_steps import SERVICE, Flag
from callflow.units import AgentId, CaseId, LegId, WallMs
from callflow.views import Attempt, AttemptState, InvitationView, PartyRole, Role, Way
from models import Records
from models.repositories import agents
from tests.api.conftest import CHEAP, PASSWORD
from tests.browser.desk import paper, scenes
from tests.browser.desk.directory import WATER_ID, keep_directory
from tests.browser.desk.paper import ACCEPTED, CONFIRMED
from tests.browser.desk.staged import CASE, Desk, Stage, StagedHotline, page_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

NUMBER, OTHER = "261121000001", "261121000002"
PDF = {"name": "维修单.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n..."}
WATERS = LegId("department-1")
JOINS_AFTER_MS = 4_500
"""After the first sentence (3,000 to 3,500 ms) and before the second (from 5,000 ms)."""


@pytest_asyncio.fixture(loop_scope="session")
async def water(browser: Browser, stage: Stage, records: Records, hotline: StagedHotline) -> AsyncIterator[Desk]:
    """Give the page of the water authority."""
    await keep_directory(stage.address, "9001")
    hashed = await Passwords(CHEAP).hash(PASSWORD)
    account = {"name": "水务局值班", "role": Role.DEPARTMENT, "password_hash": hashed, "sip_ha1": None}
    async with records.writing() as db:
        await agents.create(db, AgentId("8001"), now=hotline.clock, department=WATER_ID, **account)  # type: ignore[arg-type]
    async with page_of(browser) as page:
        desk = Desk(page)
        await desk.log_in(stage.address, "8001")
        yield desk


async def test_a_department_accepts_replies_and_sends_its_papers(
    water: Desk, records: Records, hotline: StagedHotline
) -> None:
    await paper.file(records, NUMBER, hotline.clock, CONFIRMED)
    await expect(water.part("portal-unit")).to_have_text("市水务局")
    await expect(water.part("presence")).to_have_count(0)
    await water.part("folder-dispatched").click()
    await water.part("ticket-row").get_by_role("link").click()
    await water.part("act-accept").click()
    await water.part("act-accept").click()
    await expect(water.part("ticket-state")).to_have_text("办理中")
    await water.part("act-reply").click()
    await water.part("act-words").fill("已修复漏点，九时恢复供水。")
    await water.part("reply-files").set_input_files([PDF])  # type: ignore[list-item]
    await expect(water.part("attachment")).to_contain_text("维修单.pdf")
    await water.page.keyboard.press("Control+Enter")
    await expect(water.part("ticket-state")).to_have_text("已答复待回访")
    await expect(water.part("ticket-reply")).to_contain_text("九时恢复供水")
    await expect(water.part("ticket-reply").get_by_test_id("attachment")).to_contain_text("维修单.pdf")


async def test_an_escalation_stands_in_the_departments_list_in_words_beside_its_colour(
    water: Desk, records: Records, hotline: StagedHotline
) -> None:
    late = (steps.Escalated(level=3, flag=Flag.ORANGE), SERVICE)
    await paper.file(records, NUMBER, hotline.clock, CONFIRMED, ACCEPTED, late)
    await water.page.reload()
    await expect(water.part("ticket-row").get_by_test_id("ticket-flag")).to_have_text("橙牌")
    await expect(water.part("ticket-row").get_by_test_id("ticket-level")).to_have_text("书面督办")
    await water.part("ticket-row").get_by_role("link").click()
    await expect(water.part("happening").first).to_contain_text("书面督办")
    fits = "cells => [...cells].every(one => one.scrollWidth <= one.clientWidth)"
    assert await water.part("ticket-row").locator("td:not(.title)").evaluate_all(fits)


async def test_a_department_whose_name_cannot_be_had_is_told_so(water: Desk) -> None:
    away = "记录库暂时连不上，请稍后重试。"
    await water.page.route("**/api/department", lambda route: route.fulfill(status=503, json={"detail": away}))
    await water.page.reload()
    await expect(water.page.get_by_text(away)).to_be_visible()
    await expect(water.part("portal")).to_be_visible()


async def test_what_a_department_gives_back_leaves_its_page(
    water: Desk, stage: Stage, records: Records, hotline: StagedHotline
) -> None:
    await paper.file(records, NUMBER, hotline.clock, CONFIRMED)
    await paper.file(records, OTHER, hotline.clock, CONFIRMED, ACCEPTED)
    await water.page.goto(f"{stage.address}/#/portal/{NUMBER}?in=dispatched")
    await water.part("act-return").click()
    await water.part("act-send").click()
    await expect(water.part("act-problem")).to_contain_text("请填退单原因")
    await water.part("act-words").fill("二次供水由物业管理")
    await water.part("act-send").click()
    await expect(water.part("ticket-pane")).to_have_count(0)
    await water.part("folder-all").click()
    await expect(water.part("ticket-row")).to_have_count(1)
    await expect(water.part("ticket-row")).to_have_attribute("data-number", OTHER)


async def test_a_confidential_ticket_does_not_say_whose_it_is(
    water: Desk, stage: Stage, records: Records, hotline: StagedHotline
) -> None:
    await paper.file(records, NUMBER, hotline.clock, CONFIRMED, values={FieldName.CONFIDENTIAL: "是"})
    await water.page.goto(f"{stage.address}/#/portal/{NUMBER}")
    await expect(water.part("ticket-pane")).to_contain_text("保密工单")
    await expect(water.part("value-of-caller_name")).to_have_text("—")
    await expect(water.part("value-of-callback_number")).to_have_text("—")


async def test_a_call_in_which_the_department_is_shows_its_ticket_and_words(
    water: Desk, hotline: StagedHotline
) -> None:
    case = hotline.open_case(CASE, agent="1026")
    hotline.suggest(case, "title", "翠湖苑停水")
    hotline.say(case, "在它进来之前说的话")
    await expect(water.part("joint-call")).to_have_count(0)
    hotline.clock = WallMs(hotline.clock + JOINS_AFTER_MS)
    department_joins(hotline, case)
    await expect(water.part("joint-call")).to_contain_text("翠湖苑停水")
    await expect(water.part("joint-note")).to_contain_text("接入以后")
    hotline.say(case, "我们小区停水了")
    hotline.move(case)
    await expect(water.part("joint-caption")).to_have_count(1)
    await expect(water.part("joint-caption")).to_contain_text("市民我们小区停水了")
    hotline.archive(case)


def department_joins(hotline: StagedHotline, case: CaseId) -> None:
    """It has answered, and hears everybody."""
    scene = scenes.three_way(hotline.clock)
    hotline.obey(case, SetTopology(hears=scene["hears"]))  # type: ignore[arg-type]
    answered = Attempt(leg=WATERS, label="值班电话", state=AttemptState.ANSWERED, since=hotline.clock)
    invitation = InvitationView(
        id=1,
        role=PartyRole.DEPARTMENT,
        name=scenes.WATER,
        way=Way.THREE_WAY,
        department=WATER_ID,
        asked_at=hotline.clock,
        attempts=(answered,),
        pending=False,
    )
    hotline.move(case, **scene | {"invitations": (invitation,)})


async def test_a_reply_that_is_being_written_outlasts_an_outage_and_the_escape_key(
    water: Desk, stage: Stage, records: Records, hotline: StagedHotline
) -> None:
    await paper.file(records, NUMBER, hotline.clock, CONFIRMED, ACCEPTED)
    await water.page.goto(f"{stage.address}/#/portal/{NUMBER}")
    await water.part("act-reply").click()
    await water.part("act-words").fill("已修复漏点，九时恢复供水。")
    away = "记录库暂时连不上，请稍后重试。"
    one = f"**/api/department/tickets/{NUMBER}"
    await water.page.route(one, lambda route: route.fulfill(status=503, json={"detail": away}))
    hotline.move_ticket(NUMBER, WATER_ID)
    await expect(water.part("ticket-problem")).to_contain_text(away)
    await expect(water.part("act-words")).to_have_value("已修复漏点，九时恢复供水。")
    await water.page.unroute(one)
    await water.part("ticket-again").click()
    await expect(water.part("ticket-problem")).to_have_count(0)
    await water.part("act-words").press("Escape")
    await expect(water.part("act-words")).to_have_count(0)
    await water.page.keyboard.press("Alt+1")
    await expect(water.part("act-words")).to_have_value("已修复漏点，九时恢复供水。")
    await water.page.keyboard.press("Control+Enter")
    await expect(water.part("ticket-reply")).to_contain_text("九时恢复供水")


async def test_the_files_of_a_reply_that_was_put_aside_are_listed_and_sent_with_it(
    water: Desk, stage: Stage, records: Records, hotline: StagedHotline
) -> None:
    await paper.file(records, NUMBER, hotline.clock, CONFIRMED, ACCEPTED)
    await water.page.goto(f"{stage.address}/#/portal/{NUMBER}")
    await water.part("act-reply").click()
    await expect(water.part("act-waited")).to_have_count(0)
    await water.part("act-words").fill("已修复漏点，九时恢复供水。")
    files = water.part("act-form-reply").get_by_test_id("attachment")
    await water.part("reply-files").set_input_files([PDF, PDF | {"name": "验收单.pdf"}])  # type: ignore[list-item]
    await expect(files).to_have_text([re.compile("维修单.pdf"), re.compile("验收单.pdf")])
    await expect(water.part("reply-files")).to_be_enabled()
    await water.part("act-words").press("Escape")
    await expect(water.part("act-words")).to_have_count(0)
    await water.part("act-reply").click()
    await expect(water.part("act-waited")).to_contain_text("这是上次没有发出的内容")
    await expect(files).to_have_text([re.compile("维修单.pdf"), re.compile("验收单.pdf")])
    await files.first.get_by_role("button").click()
    await expect(files).to_have_count(1)
    await expect(water.part("reply-files")).to_be_enabled()
    await water.part("act-words").press("Escape")
    await water.part("act-reply").click()
    await expect(files).to_have_text([re.compile("验收单.pdf")])
    await water.page.keyboard.press("Control+Enter")
    await expect(water.part("ticket-reply").get_by_test_id("attachment")).to_have_text([re.compile("验收单.pdf")])


async def test_a_ticket_that_is_no_longer_the_departments_leaves_its_sight(
    water: Desk, stage: Stage, records: Records, hotline: StagedHotline
) -> None:
    await paper.file(records, NUMBER, hotline.clock, CONFIRMED, ACCEPTED)
    await water.page.goto(f"{stage.address}/#/portal/{NUMBER}")
    await expect(water.part("act-reply")).to_be_visible()
    gone = {"detail": "没有这张工单。"}
    await water.page.route(f"**/api/department/tickets/{NUMBER}", lambda route: route.fulfill(status=404, json=gone))
    hotline.move_ticket(NUMBER, WATER_ID)
    await expect(water.part("ticket-problem")).to_contain_text("没有这张工单")
    await expect(water.part("act-reply")).to_have_count(0)
