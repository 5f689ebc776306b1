"""A call as its agent sees it: ringing, what is said, the buttons, the end."""

import re

import pytest
from playwright.async_api import expect

from asr.writing import NameList
from callflow import events
from callflow.units import AgentId
from callflow.views import Phase
from tests.browser.desk import scenes
from tests.browser.desk.staged import CASE, Desk, StagedHotline
from tests.browser.desk.words import written

pytestmark = pytest.mark.asyncio(loop_scope="session")
AGENT = AgentId("1026")


async def test_a_call_rings_on_the_page_and_in_its_title(desk: Desk, hotline: StagedHotline) -> None:
    case = hotline.open_case(CASE, agent="1026", phase=Phase.RINGING)
    await expect(desk.part("ringing-number")).to_have_text("138 1234 5678")
    await expect(desk.page).to_have_title(re.compile("来电"))
    hotline.move(case, phase=Phase.TALKING)
    await expect(desk.part("call-card")).to_be_visible()
    await expect(desk.page).not_to_have_title(re.compile("来电"))


async def test_f4_answers_where_the_page_rings(desk: Desk, hotline: StagedHotline) -> None:
    case = hotline.open_case(CASE, agent="1026", phase=Phase.RINGING)
    await expect(desk.part("ringing")).to_contain_text("请在话机上接听")
    hotline.move(case, answerable=True)
    await expect(desk.part("answer")).to_contain_text("接听")
    async with desk.page.expect_response("**/answer"):
        await desk.page.keyboard.press("F4")
    assert (case, events.AgentAccepted(agent=AGENT)) in hotline.told


async def test_the_words_being_spoken_become_a_row(desk: Desk, hotline: StagedHotline) -> None:
    case = hotline.open_case(CASE, agent="1026")
    hotline.mumble(case, "路灯")
    await expect(desk.part("partial-line")).to_contain_text("路灯")
    await expect(desk.rows).to_have_count(0)
    hotline.say(case, "路灯不亮")
    await expect(desk.rows).to_have_text([re.compile("市民.*路灯不亮", re.DOTALL)])
    await expect(desk.rows).to_have_attribute("data-speaker", "citizen")
    await expect(desk.part("partial-line")).to_have_count(0)


async def test_a_speech_model_that_is_missing_is_said_above_the_captions(desk: Desk, hotline: StagedHotline) -> None:
    case = hotline.open_case(CASE, agent="1026")
    await expect(desk.part("captions")).to_be_visible()
    await expect(desk.part("model-missing")).to_have_count(0)
    hotline.log(case, events.SpeechModelChosen(model="", missing="cantonese"))
    hotline.move(case, speech_model_missing="cantonese")
    await expect(desk.part("model-missing")).to_contain_text("cantonese 现在用不了")
    await expect(desk.part("captions")).to_contain_text("语音模型 cantonese 用不了，改用热线自己的")
    hotline.log(case, events.SpeechModelChosen(model="cantonese"))
    hotline.move(case, speech_model="cantonese", speech_model_missing="")
    await expect(desk.part("model-missing")).to_have_count(0)
    await expect(desk.part("captions")).to_contain_text("改用语音模型 cantonese")


async def test_a_caption_can_be_corrected(desk: Desk, hotline: StagedHotline) -> None:
    case = hotline.open_case(CASE, agent="1026")
    hotline.say(case, "翠湖院门口")
    await desk.rows.hover()
    await desk.rows.get_by_role("button", name=re.compile("更正")).click()
    await desk.page.get_by_role("textbox", name=re.compile("更正")).fill("翠湖苑门口")
    async with desk.page.expect_response("**/captions/**"):
        await desk.page.keyboard.press("Enter")
    await expect(desk.rows).to_contain_text("翠湖苑门口")
    await expect(desk.rows).to_contain_text("已更正")
    corrections = [event for _, event in hotline.told if isinstance(event, events.CaptionCorrected)]
    assert [event.text for event in corrections] == ["翠湖苑门口"]


async def test_a_name_of_the_list_tells_what_was_heard_and_a_number_what_it_is(
    desk: Desk, hotline: StagedHotline
) -> None:
    case = hotline.open_case(CASE, agent="1026")
    hotline.log(case, written("在 金(0.7) 棚 大道 十二 栋 | 电话 幺三八 零零幺三 八零零零", NameList(["金鹏大道"])))
    await expect(desk.rows).to_contain_text("在金鹏大道12栋，电话13800138000。")
    await expect(desk.part("number")).to_have_attribute("title", "手机号 13800138000")
    name = desk.part("corrected-name")
    await expect(name).to_have_attribute("title", re.compile("听到的是“金棚大道”"))
    await name.click()
    await expect(name).to_have_text("金鹏大道（听到：金棚大道）")


async def test_keys_hold_take_back_and_hang_up(desk: Desk, hotline: StagedHotline) -> None:
    case = hotline.open_case(CASE, agent="1026")
    await expect(desk.part("hold")).to_be_enabled()
    await desk.page.keyboard.press("F6")
    hotline.move(case, **scenes.hold(hotline.clock))
    await expect(desk.part("hearing")).to_have_text("保持中：市民听音乐，听不到坐席")
    await expect(desk.part("hold")).to_contain_text("取回")
    await desk.page.keyboard.press("F6")
    hotline.move(case, **scenes.talk(hotline.clock))
    await expect(desk.part("hearing")).to_have_text("市民与坐席通话中")
    await expect(desk.part("hangup")).to_be_enabled()
    async with desk.page.expect_response("**/hangup"):
        await desk.page.keyboard.press("F9")
    told = [event for _, event in hotline.told]
    assert told == [
        events.HoldRequested(agent=AGENT),
        events.ResumeRequested(agent=AGENT),
        events.HangUpRequested(agent=AGENT),
    ]


async def test_what_is_refused_is_said_in_the_servers_words(desk: Desk, hotline: StagedHotline) -> None:
    hotline.open_case(CASE, agent="1026")
    hotline.refuses[events.HoldRequested] = "市民已挂断，不能保持。"
    await desk.part("hold").click()
    await expect(desk.page.get_by_text("市民已挂断，不能保持。")).to_be_visible()


async def test_wrap_up_counts_down_and_its_keys_extend_and_end_it(desk: Desk, hotline: StagedHotline) -> None:
    case = hotline.open_case(CASE, agent="1026")
    hotline.move(case, phase=Phase.WRAP_UP, wrap_up_ends_at=hotline.clock + 30_000)
    await expect(desk.part("wrapup-timer")).to_have_text(re.compile(r"00:\d\d"))
    async with desk.page.expect_response("**/wrap-up/extend"):
        await desk.page.keyboard.press("F7")
    await expect(desk.part("wrapup-end")).to_be_enabled()
    async with desk.page.expect_response("**/wrap-up/end"):
        await desk.page.keyboard.press("F8")
    assert [event for _, event in hotline.told] == [
        events.WrapUpExtended(agent=AGENT),
        events.WrapUpEnded(agent=AGENT),
    ]


async def test_another_agents_call_is_not_shown(desk: Desk, hotline: StagedHotline) -> None:
    hotline.open_case("other", agent="1027")
    own = hotline.open_case(CASE, agent="1026", number="13900000001")
    await expect(desk.part("calling-number")).to_have_text("139 0000 0001")
    hotline.move(own, agent=None)
    await expect(desk.part("call-card")).to_have_attribute("data-phase", "talking")
