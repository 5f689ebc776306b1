"""A supervisor's pages: live calls to listen to, advise in and take over; and the wall."""

import re
from collections.abc import AsyncIterator
from datetime import datetime

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from callflow import commands, events
from callflow.units import AgentId, CaseId, WallMs
from callflow.views import Phase, Place, Role
from callflow.wallboard import TicketFigures
from tests.browser.desk import scenes
from tests.browser.desk.directory import WATER_ID, keep_directory
from tests.browser.desk.staged import CASE, Desk, Stage, StagedHotline, page_of

pytestmark = pytest.mark.asyncio(loop_scope="session")
CHIEF = AgentId("9001")


@pytest_asyncio.fixture(loop_scope="session")
async def chief(browser: Browser, stage: Stage, hotline: StagedHotline) -> AsyncIterator[Desk]:
    """Give the pages of supervisor 9001."""
    hotline.seat("9001", Role.SUPERVISOR)
    async with page_of(browser) as page:
        desk = Desk(page)
        await desk.log_in(stage.address, "9001")
        yield desk


async def watch(chief: Desk, hotline: StagedHotline, stage: Stage) -> CaseId:
    """Choose a call that is on."""
    case = hotline.open_case(CASE, agent="1026")
    hotline.move(case, **scenes.talk(hotline.clock))
    await chief.page.goto(f"{stage.address}/#/live/{case}")
    await expect(chief.part("supervise-listen")).to_be_enabled()
    return case


async def test_a_supervisor_listens_advises_and_speaks(chief: Desk, hotline: StagedHotline, stage: Stage) -> None:
    case = await watch(chief, hotline, stage)
    said = {
        Place.LISTEN: "正在监听 1026 的通话",
        Place.WHISPER: "只有坐席 1026 听得到您",
        Place.ROOM: "所有人都听得到您",
    }
    for key, place in zip("iwb", said, strict=True):
        async with chief.page.expect_response("**/supervise"):
            await chief.page.keyboard.press(f"Alt+{key}")
        hotline.move(case, **scenes.supervised(hotline.clock, place))
        await expect(chief.part("supervision-state")).to_contain_text(said[place])
        await expect(chief.part("live-row")).to_contain_text("9001")
    assert hotline.asked == [("supervise", case, CHIEF, place) for place in said]
    async with chief.page.expect_response("**/supervise"):
        await chief.page.keyboard.press("Alt+q")
    assert hotline.told[-1] == (case, events.SupervisorLeft(agent=CHIEF))


async def test_taking_over_needs_a_second_press(chief: Desk, hotline: StagedHotline, stage: Stage) -> None:
    case = await watch(chief, hotline, stage)
    await chief.part("take-over").click()
    await expect(chief.part("take-over")).to_contain_text("再按一次")
    assert hotline.told == []
    async with chief.page.expect_response("**/take-over"):
        await chief.part("take-over").click()
    assert (case, events.SupervisorTookOver(agent=CHIEF)) in hotline.told


async def test_a_refusal_stands_beside_the_modes(chief: Desk, hotline: StagedHotline, stage: Stage) -> None:
    await watch(chief, hotline, stage)
    hotline.cannot["supervise"] = "您的话机没有注册，请先登录话机。"
    await chief.part("supervise-listen").click()
    await expect(chief.part("supervise-problem")).to_have_text("您的话机没有注册，请先登录话机。")


async def test_a_supervisor_is_told_when_its_leg_made_room(chief: Desk, hotline: StagedHotline, stage: Stage) -> None:
    case = await watch(chief, hotline, stage)
    hotline.move(case, **scenes.supervised(hotline.clock, Place.LISTEN))
    await expect(chief.part("supervision-state")).to_contain_text("正在监听")
    hotline.obey(case, commands.YieldSupervision(agent=CHIEF, to="119"))
    hotline.move(case, **scenes.talk(hotline.clock))
    await expect(chief.part("yielded")).to_contain_text("您的监听已让位给 119")
    await expect(chief.part("status-yielded")).to_contain_text("119")


async def test_who_is_responsible_first_is_corrected_with_a_reason(
    chief: Desk, hotline: StagedHotline, stage: Stage
) -> None:
    await keep_directory(stage.address, "9001")
    case = await watch(chief, hotline, stage)
    hotline.move(case, **scenes.three_way(hotline.clock))
    await chief.part("first-change").click()
    await chief.part("first-department").select_option(WATER_ID)
    await chief.part("first-keep").click()
    await expect(chief.part("first-responder")).to_contain_text("请写明更改的原因")
    await chief.part("first-reason").fill("城管局先接听，但属水务职责")
    async with chief.page.expect_response("**/first-responder"):
        await chief.part("first-keep").click()
    _, event = hotline.told[-1]
    assert isinstance(event, events.FirstResponderChanged)
    assert (event.department, event.reason) == (WATER_ID, "城管局先接听，但属水务职责")


async def test_an_agent_has_no_supervisors_pages(desk: Desk, stage: Stage) -> None:
    await desk.page.goto(f"{stage.address}/#/live")
    await expect(desk.part("idle-card")).to_be_visible()
    await expect(desk.page.get_by_role("link", name="实时通话")).to_have_count(0)


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
async def test_the_wall_shows_all_figures_in_words_without_scrolling(
    desk: Desk, stage: Stage, hotline: StagedHotline, size: tuple[int, int]
) -> None:
    await desk.page.set_viewport_size({"width": size[0], "height": size[1]})
    await desk.page.goto(f"{stage.address}/wall")
    await expect(desk.part("wall-15 秒接通率")).to_contain_text(re.compile(r"50.0 %.*低于 80 %", re.DOTALL))
    await expect(desk.part("wall-最长等待")).to_contain_text(re.compile(r"00:00.*15 秒内", re.DOTALL))
    hotline.clock = WallMs(hotline.clock + 3_600_000)
    await expect(desk.part("wall-最长等待")).to_contain_text(re.compile(r"1:00:0\d.*超过 15 秒", re.DOTALL))
    await expect(desk.part("wall-今日放弃")).to_contain_text("1")
    await expect(desk.part("wall-agents-idle")).to_contain_text("示闲")
    await expect(desk.part("wall-queue")).to_contain_text("综合")
    lengths = "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    assert await desk.page.evaluate(lengths) == list(size)
    text_px = "parseFloat(getComputedStyle(document.querySelector('[data-testid=wall] strong')).fontSize)"
    assert await desk.page.evaluate(text_px) >= size[0] * 0.055


async def test_the_wall_tells_how_tickets_stand_in_words_beside_the_colours(
    desk: Desk, stage: Stage, hotline: StagedHotline
) -> None:
    hotline.tickets = TicketFigures(due_soon=12, overdue=3, yellow=2, orange=4, red=1, levels=(5, 0, 2, 0, 1))
    await desk.page.goto(f"{stage.address}/wall")
    strip = desk.page.get_by_role("list", name="工单")
    await expect(strip.get_by_role("listitem")).to_have_count(8)
    await expect(desk.part("wall-levels")).to_have_text("提醒督办 5 · 书面督办 2 · 纪检督办 1")
    figures = {"临期": 12, "超期": 3, "黄牌": 2, "橙牌": 4, "红牌": 1, "督办中": 8, "待审签": 0}
    for label, figure in figures.items():
        await expect(desk.part(f"wall-tickets-{label}")).to_have_text(f"{label}{figure}")
    hotline.tickets = TicketFigures(due_soon=0, overdue=1_204, levels=(1_000, 204, 0, 0, 0), extensions=31)
    await expect(desk.part("wall-tickets-督办中")).to_have_text("督办中1204")
    await expect(desk.part("wall-tickets-延期申请")).to_have_text("延期申请31")
    await expect(desk.part("wall-levels")).to_have_text("提醒督办 1000 · 电话督办 204")
    assert await strip.evaluate("list => [...list.children].every(one => one.scrollWidth <= one.clientWidth)")
    assert await desk.page.evaluate("document.documentElement.scrollWidth") == 1366


async def test_the_wall_says_when_its_figures_are_old(desk: Desk, stage: Stage) -> None:
    await desk.page.goto(f"{stage.address}/wall")
    await expect(desk.part("wall-排队")).to_be_visible()
    await stage.close()
    await expect(desk.part("wall")).to_contain_text("正在重连：连不上服务器，请检查网络后重试")
    await stage.open()
    await expect(desk.part("wall")).not_to_contain_text("正在重连")


async def test_the_wall_of_a_server_that_hangs_says_when_its_figures_were_true(
    desk: Desk, stage: Stage, hotline: StagedHotline
) -> None:
    await desk.page.goto(f"{stage.address}/wall")
    await expect(desk.part("wall-排队")).to_be_visible()
    await desk.page.route("**/api/wallboard", lambda _: None)
    last = datetime.fromtimestamp(hotline.clock / 1000).astimezone()
    await expect(desk.part("wall")).to_contain_text(f"数据停在 {last:%H:%M:%S}，正在重连：服务器没有回答")


async def test_a_message_is_taken_by_whoever_is_first(desk: Desk, hotline: StagedHotline, stage: Stage) -> None:
    case = hotline.leave_message("m1", "楼下的路灯坏了，请来修")
    await expect(desk.part("messages-count")).to_have_text("留言 1")
    await desk.page.goto(f"{stage.address}/#/callbacks")
    await expect(desk.part("message-row")).to_contain_text("楼下的路灯坏了，请来修")
    async with desk.page.expect_response("**/take"):
        await desk.part("message-take").click()
    assert (case, events.CaseTaken(agent=AgentId("1026"))) in hotline.told
    assert hotline.snapshot(case).view.phase is Phase.CLOSED
    await expect(desk.page).to_have_url(re.compile("/tickets/"))
