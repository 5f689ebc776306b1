"""A conversation of several parties as its agent steers it: who is in it, who hears whom, who can be called in."""

import re

import pytest
from playwright.async_api import expect

from api.hotline import Callee, Whom
from callflow import events
from callflow.units import AgentId, LegId, UtteranceId
from callflow.utterance import Setting
from callflow.views import Arrangement, Party, PartyRole, Phase, Place, Way
from tests.browser.desk import scenes
from tests.browser.desk.directory import WATER_ID, keep_directory
from tests.browser.desk.staged import CASE, Desk, Stage, StagedHotline

pytestmark = pytest.mark.asyncio(loop_scope="session")
AGENT = AgentId("1026")


async def test_everybody_is_named_with_what_they_hear(desk: Desk, hotline: StagedHotline) -> None:
    case = hotline.open_case(CASE, agent="1026")
    hotline.move(case, **scenes.consult(hotline.clock))
    await expect(desk.part("hearing")).to_have_text("咨询中：坐席、市水务局通话，市民听音乐")
    await expect(desk.party("citizen")).to_contain_text("听音乐（保持中）")
    await expect(desk.party("department-1")).to_contain_text("市水务局")
    await expect(desk.party("department-1")).to_contain_text("与坐席通话")
    hotline.move(case, **scenes.three_way(hotline.clock))
    await expect(desk.part("hearing")).to_have_text("三方通话：市民、坐席、市水务局")
    await expect(desk.part("first-responder")).to_contain_text(re.compile("首接责任单位：市水务局.*请求后 14 秒"))
    await expect(desk.part("first-change")).to_have_count(0)


async def test_a_department_is_found_by_initials_and_consulted_without_the_mouse(
    desk: Desk, hotline: StagedHotline, stage: Stage
) -> None:
    await keep_directory(stage.address, "9001")
    case = hotline.open_case(CASE, agent="1026")
    hotline.move(case, **scenes.talk(hotline.clock))
    hotline.suggest(case, "title", "翠湖苑停水")
    await expect(desk.part("field-title")).to_have_value("翠湖苑停水")
    await desk.page.keyboard.press("Alt+C")
    await expect(desk.part("picker-search")).to_be_focused()
    await expect(desk.part("choice").first).to_contain_text("市水务局")
    await expect(desk.part("choice").first).to_contain_text("按草稿建议")
    await desk.page.keyboard.type("sjyj")
    await expect(desk.part("choice")).to_have_count(1)
    await desk.page.keyboard.press("Enter")
    await expect(desk.part("picker-problem")).to_contain_text("市教育局")
    assert hotline.asked == []
    await desk.part("picker-search").fill("sswj")
    async with desk.page.expect_response("**/invitations"):
        await desk.page.keyboard.press("Enter")
    await expect(desk.part("picker")).to_have_count(0)
    assert hotline.asked == [("invite", case, AGENT, Way.CONSULT, Whom(kind=Callee.DEPARTMENT, name=WATER_ID))]


async def test_the_numbers_tried_are_told_one_by_one_and_can_be_given_up(desk: Desk, hotline: StagedHotline) -> None:
    case = hotline.open_case(CASE, agent="1026")
    hotline.move(case, **scenes.inviting(hotline.clock))
    await expect(desk.part("attempts")).to_contain_text(re.compile(r"① 值班电话 占线.*→.*② 83001234 振铃 \d\d:\d\d"))
    await expect(desk.part("attempts")).to_contain_text("接着试 水务热线 83005678")
    async with desk.page.expect_response("**/invitations/1"):
        await desk.part("withdraw").click()
    assert (case, events.InvitationWithdrawn(agent=AGENT, invitation=1)) in hotline.told
    hotline.move(case, **scenes.inviting(hotline.clock, pending=False))
    await expect(desk.part("invitation")).to_contain_text("未接通")
    async with desk.page.expect_response("**/invitations"):
        await desk.part("invite-again").click()
    assert hotline.asked == [("invite", case, AGENT, Way.THREE_WAY, Whom(kind=Callee.DEPARTMENT, name=WATER_ID))]


async def test_keys_swap_join_drop_and_leave(desk: Desk, hotline: StagedHotline) -> None:
    case = hotline.open_case(CASE, agent="1026")
    hotline.move(case, **scenes.consult(hotline.clock))
    await expect(desk.part("call-problem")).to_have_text("退出后：市民与市水务局继续通话")
    for key, route in {"s": "swap", "h": "join", "x": "drop", "l": "leave"}.items():
        async with desk.page.expect_response(f"**/{route}"):
            await desk.page.keyboard.press(f"Alt+{key}")
    assert [event for _, event in hotline.told] == [
        events.SwapRequested(agent=AGENT),
        events.JoinRequested(agent=AGENT),
        events.PartyDropped(agent=AGENT, leg=LegId("department-1")),
        events.LeaveRequested(agent=AGENT),
    ]


async def test_one_party_is_put_aside_and_taken_back(desk: Desk, hotline: StagedHotline) -> None:
    case, unit = hotline.open_case(CASE, agent="1026"), LegId("department-1")
    hotline.move(case, **scenes.three_way(hotline.clock))
    async with desk.page.expect_response("**/hold"):
        await desk.party(unit).get_by_test_id("party-aside").click()
    parties = (
        scenes.citizen(hotline.clock),
        scenes.agent(hotline.clock),
        scenes.department(hotline.clock, Place.ASIDE),
    )
    hotline.move(case, arrangement=Arrangement.ASIDE, parties=parties, hears=scenes.music(unit))
    async with desk.page.expect_response("**/resume"):
        await desk.party(unit).get_by_test_id("party-back").click()
    told = [event for _, event in hotline.told]
    assert told == [events.HoldRequested(agent=AGENT, leg=unit), events.ResumeRequested(agent=AGENT, leg=unit)]


async def test_an_emergency_service_joins_at_the_second_press_only(desk: Desk, hotline: StagedHotline) -> None:
    case = hotline.open_case(CASE, agent="1026")
    hotline.move(case, **scenes.talk(hotline.clock))
    await expect(desk.part("emergency-119")).to_be_enabled()
    await desk.part("field-title").focus()
    await desk.page.keyboard.press("Shift+F2")
    await expect(desk.part("emergency-119")).to_contain_text("再按接入")
    assert hotline.asked == []
    async with desk.page.expect_response("**/invitations"):
        await desk.page.keyboard.press("Shift+F2")
    assert hotline.asked == [("invite", case, AGENT, Way.THREE_WAY, Whom(kind=Callee.EMERGENCY, name="119"))]
    await expect(desk.part("field-title")).to_be_focused()


async def test_why_somebody_cannot_be_called_in_stands_where_it_was_asked(desk: Desk, hotline: StagedHotline) -> None:
    case = hotline.open_case(CASE, agent="1026")
    hotline.move(case, **scenes.talk(hotline.clock))
    hotline.cannot["invite"] = "通话最多四方，请先挂断一方。"
    await expect(desk.part("three_way")).to_be_enabled()
    await desk.page.keyboard.press("Alt+T")
    await desk.part("picker-search").fill("83001234")
    await desk.page.keyboard.press("Enter")
    await expect(desk.part("picker-problem")).to_have_text("通话最多四方，请先挂断一方。")
    await desk.page.keyboard.press("Escape")
    await desk.part("emergency-110").dblclick()
    await expect(desk.part("call-problem")).to_have_text("通话最多四方，请先挂断一方。")


async def test_the_citizen_is_handed_to_a_queue_or_a_colleague(
    desk: Desk, hotline: StagedHotline, stage: Stage
) -> None:
    await keep_directory(stage.address, "9001")
    hotline.seat("1027")
    case = hotline.open_case(CASE, agent="1026")
    hotline.move(case, **scenes.talk(hotline.clock))
    await expect(desk.part("transfer")).to_be_enabled()
    for typed in ("综合", "1027"):
        await desk.page.keyboard.press("Alt+Z")
        await desk.part("picker-search").fill(typed)
        await expect(desk.part("choice")).to_have_count(1)
        async with desk.page.expect_response("**/transfer"):
            await desk.page.keyboard.press("Enter")
        await expect(desk.part("picker")).to_have_count(0)
    assert hotline.asked == [
        ("transfer", case, AGENT, "general", None),
        ("transfer", case, AGENT, "", AgentId("1027")),
    ]


async def test_an_agent_who_left_writes_while_the_call_goes_on(desk: Desk, hotline: StagedHotline) -> None:
    case = hotline.open_case(CASE, agent="1026")
    hotline.move(case, **scenes.left(hotline.clock, hotline.clock + 30_000))
    await expect(desk.part("besides")).to_contain_text("您已退出，市民与市水务局仍在通话")
    await expect(desk.part("wrapup-timer")).to_be_visible()
    hotline.say(case, "主管爆裂，正在抢修", leg="department-1")
    await expect(desk.rows).to_contain_text("主管爆裂，正在抢修")
    parties = (scenes.citizen(hotline.clock),)
    hotline.move(case, phase=Phase.SURVEY, arrangement=Arrangement.NONE, parties=parties, hears=())
    await expect(desk.part("besides")).to_contain_text("市民正在评价")
    hotline.move(case, **scenes.left(hotline.clock, None))
    await expect(desk.part("put-aside")).to_be_visible()
    hotline.open_case("next", agent="1026", phase=Phase.RINGING, number="13900000001")
    await expect(desk.part("ringing-number")).to_have_text("139 0000 0001")


async def test_a_colleague_who_is_called_in_sees_the_call_and_cannot_steer_it(
    desk: Desk, hotline: StagedHotline
) -> None:
    case, now = hotline.open_case(CASE, agent="1027"), hotline.clock
    hotline.move(case, **scenes.talk(now) | {"parties": _with_colleague(now, "ringing")})
    await expect(desk.part("ringing")).to_contain_text("坐席 1027 请您")
    hotline.move(case, parties=_with_colleague(now, "up"))
    await expect(desk.part("call-card")).to_have_attribute("data-standing", "guest")
    await expect(desk.part("hangup")).to_have_count(0)
    hotline.move(case, parties=_with_colleague(now, "gone"))
    await expect(desk.part("idle-card")).to_be_visible()


async def test_joins_and_leaves_stand_between_the_words(desk: Desk, hotline: StagedHotline) -> None:
    case = hotline.open_case(CASE, agent="1026")
    hotline.move(case, **scenes.three_way(hotline.clock))
    hotline.log(case, events.LegAnswered(leg=LegId("department-1")))
    await expect(desk.part("moment")).to_have_text(re.compile(r"\d\d:\d\d:\d\d 单位 市水务局 加入通话"))
    hotline.say(case, "正在抢修", leg="department-1")
    await expect(desk.rows).to_contain_text("市水务局：正在抢修")
    await expect(desk.rows).to_have_attribute("data-speaker", "department")


async def test_what_the_citizen_could_not_hear_is_marked(desk: Desk, hotline: StagedHotline) -> None:
    case = hotline.open_case(CASE, agent="1026")
    apart = {}
    for leg, words, how in (("citizen", "喂，还在吗", "hold"), ("department-1", "主管爆裂", "consult")):
        first = hotline.say(case, words, leg=leg) * 16_000
        apart[UtteranceId(f"{leg}:{first}")] = Setting(how)
    hotline.move(case, **scenes.consult(hotline.clock) | {"apart": apart})
    await expect(desk.rows.filter(has_text="喂，还在吗").get_by_test_id("setting")).to_have_text("保持中所说")
    await expect(desk.rows.filter(has_text="主管爆裂").get_by_test_id("setting")).to_have_text("咨询中（市民听不到）")
    await desk.page.reload()
    await expect(desk.part("setting")).to_have_count(2)


async def test_four_parties_fit_without_scrolling(desk: Desk, hotline: StagedHotline) -> None:
    case, now = hotline.open_case(CASE, agent="1026"), hotline.clock
    fire = scenes.party("emergency-1", PartyRole.EMERGENCY, "119", now)
    scene = scenes.three_way(now)
    hotline.move(case, **scene | {"parties": (*_parties(scene), fire)})
    for leg in ("citizen", "agent-1", "department-1", "emergency-1"):
        await expect(desk.party(leg)).to_be_in_viewport(ratio=1)
    await expect(desk.part("first-responder")).to_be_in_viewport(ratio=1)
    await expect(desk.part("emergency-122")).to_be_in_viewport(ratio=1)
    size = "[document.documentElement.scrollHeight, document.documentElement.scrollWidth]"
    assert await desk.page.evaluate(size) == [768, 1366]


def _parties(scene: dict[str, object]) -> tuple[Party, ...]:
    parties = scene["parties"]
    assert isinstance(parties, tuple)
    return parties


def _with_colleague(now: int, state: str) -> tuple[Party, ...]:
    colleague = scenes.party("agent-2", PartyRole.AGENT, "1026", now, agent=AGENT, state=state)
    return (scenes.citizen(now), scenes.agent(now, "1027"), colleague)
