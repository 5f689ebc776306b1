"""The draft as its agent works on it: suggestions, edits that stand, confirmation, lost connections."""

import re

import pytest
from playwright.async_api import expect

from callflow import events
from callflow.drafting.draft import FieldName
from tests.browser.desk.staged import CASE, Desk, Stage, StagedHotline

pytestmark = pytest.mark.asyncio(loop_scope="session")


def edits(hotline: StagedHotline) -> list[tuple[FieldName, str]]:
    return [(event.field, event.value) for _, event in hotline.told if isinstance(event, events.FieldEdited)]


async def test_a_suggestion_fills_its_field_and_marks_its_own_words(desk: Desk, hotline: StagedHotline) -> None:
    case = hotline.open_case(CASE, agent="1026")
    index = hotline.say(case, "临江路路灯不亮")
    hotline.suggest(case, "place", "临江路", sources=(f"citizen:{index * 16_000}",))
    await expect(desk.part("field-place")).to_have_value("临江路")
    await expect(desk.part("field-place-confidence")).to_have_text(re.compile("80 %"))
    await desk.part("field-place").hover()
    await expect(desk.rows).to_have_class(re.compile(r"\bmarked\b"))


async def test_an_edit_stands_and_a_later_suggestion_is_only_offered(desk: Desk, hotline: StagedHotline) -> None:
    case = hotline.open_case(CASE, agent="1026")
    hotline.suggest(case, "place", "临江路")
    await expect(desk.part("field-place")).to_have_value("临江路")
    await desk.part("field-place").fill("临江路 12 号")
    await expect(desk.part("draft")).to_contain_text("已自动保存 · 修改 1 处")
    hotline.suggest(case, "place", "临江路翠湖苑门口")
    await expect(desk.part("field-place-offer")).to_contain_text("临江路翠湖苑门口")
    await expect(desk.part("field-place")).to_have_value("临江路 12 号")
    assert edits(hotline) == [(FieldName.PLACE, "临江路 12 号")]


async def test_a_field_is_not_changed_under_the_agents_hands(desk: Desk, hotline: StagedHotline) -> None:
    case = hotline.open_case(CASE, agent="1026")
    hotline.suggest(case, "title", "路灯")
    await expect(desk.part("field-title")).to_have_value("路灯")
    await desk.part("field-title").focus()
    hotline.suggest(case, "title", "临江路路灯不亮")
    hotline.suggest(case, "body", "市民反映路灯不亮")
    await expect(desk.part("field-body")).to_have_value("市民反映路灯不亮")
    await expect(desk.part("field-title")).to_have_value("路灯")
    await expect(desk.part("field-title")).to_be_focused()
    await desk.part("field-body").focus()
    await expect(desk.part("field-title")).to_have_value("临江路路灯不亮")


async def test_what_is_typed_while_the_connection_is_lost_arrives_once(
    desk: Desk, hotline: StagedHotline, stage: Stage
) -> None:
    case = hotline.open_case(CASE, agent="1026")
    hotline.say(case, "路灯不亮")
    await expect(desk.rows).to_have_count(1)
    await stage.close()
    await expect(desk.part("status-link")).to_contain_text("连接中断")
    await desk.part("field-place").fill("临江路 12 号")
    await expect(desk.part("status-link")).to_contain_text("1 处输入已保留")
    hotline.say(case, "请尽快修")
    await stage.open()
    await expect(desk.part("status-link")).to_have_attribute("data-kind", "good", timeout=20_000)
    await expect(desk.part("draft")).to_contain_text("已自动保存 · 修改 1 处")
    await expect(desk.rows).to_have_count(2)
    await expect(desk.part("field-place")).to_have_value("临江路 12 号")
    assert edits(hotline) == [(FieldName.PLACE, "临江路 12 号")]


async def test_a_ticket_is_confirmed_by_key_once_nothing_is_missing(desk: Desk, hotline: StagedHotline) -> None:
    case = hotline.open_case(CASE, agent="1026")
    hotline.suggest(case, "title", "路灯不亮")
    hotline.suggest(case, "body", "市民反映路灯不亮")
    await expect(desk.part("field-body")).to_have_value("市民反映路灯不亮")
    await desk.page.keyboard.press("Control+Enter")
    await expect(desk.part("draft-problem")).to_contain_text("诉求类型")
    await desk.part("field-request_type").get_by_text("投诉").click()
    await desk.page.keyboard.press("Control+Enter")
    await expect(desk.part("draft")).to_contain_text("已确认")
    kinds = [type(event) for _, event in hotline.told]
    assert kinds == [events.FieldEdited, events.TicketConfirmed]


async def test_all_of_a_call_is_seen_without_scrolling_the_page(desk: Desk, hotline: StagedHotline) -> None:
    case = hotline.open_case(CASE, agent="1026")
    for _ in range(40):
        hotline.say(case, "路灯不亮" * 20)
    await expect(desk.rows).to_have_count(40)
    await expect(desk.rows.last).to_be_in_viewport()
    await expect(desk.part("confirm")).to_be_in_viewport()
    await expect(desk.part("hangup")).to_be_in_viewport()
    size = "[document.documentElement.scrollHeight, document.documentElement.scrollWidth]"
    assert await desk.page.evaluate(size) == [768, 1366]


async def test_the_captions_stay_where_the_agent_scrolled_until_called_back(desk: Desk, hotline: StagedHotline) -> None:
    case = hotline.open_case(CASE, agent="1026")
    for _ in range(40):
        hotline.say(case, "路灯不亮" * 20)
    await expect(desk.rows.last).to_be_in_viewport()
    await desk.part("captions").hover()
    await desk.page.mouse.wheel(0, -600)
    await expect(desk.part("captions-newest")).to_be_visible()
    hotline.say(case, "还有一句")
    await expect(desk.rows).to_have_count(41)
    await expect(desk.rows.last).not_to_be_in_viewport()
    await desk.part("captions-newest").click()
    await expect(desk.rows.last).to_be_in_viewport()


async def test_the_citys_categories_are_offered_while_one_is_typed(desk: Desk, hotline: StagedHotline) -> None:
    hotline.open_case(CASE, agent="1026")
    field = desk.part("field-category")
    listed = desk.page.locator(f"datalist#{await field.get_attribute('list')} option")
    await expect(listed.first).to_have_attribute("value", re.compile(" / "))
    assert await listed.count() > 100


async def test_drafts_that_cannot_be_had_are_not_taken_for_none(desk: Desk) -> None:
    await expect(desk.part("idle-card")).to_contain_text("通话后没确认的草稿会列在这里")
    await desk.page.route(
        "**/api/tickets?*", lambda route: route.fulfill(status=503, json={"detail": "数据库没有应答。"})
    )
    await desk.page.reload()
    await expect(desk.part("idle-card")).to_contain_text("草稿暂时取不到：数据库没有应答。")
    await expect(desk.part("idle-card")).not_to_contain_text("没有。通话后")


async def test_what_was_held_back_from_the_agents_hands_is_not_confirmed_unseen(
    desk: Desk, hotline: StagedHotline
) -> None:
    case = hotline.open_case(CASE, agent="1026")
    hotline.suggest(case, "request_type", "投诉")
    hotline.suggest(case, "body", "市民反映路灯不亮")
    hotline.suggest(case, "title", "路灯")
    await expect(desk.part("field-title")).to_have_value("路灯")
    await desk.part("field-title").focus()
    hotline.suggest(case, "title", "临江路井盖丢失")
    hotline.suggest(case, "place", "临江路")
    await expect(desk.part("field-place")).to_have_value("临江路")
    await desk.page.keyboard.press("Control+Enter")
    await expect(desk.part("draft-problem")).to_contain_text("刚听到新的内容，请核对：工单标题")
    await expect(desk.part("field-title")).to_have_value("临江路井盖丢失")
    await expect(desk.part("field-title")).to_be_focused()
    assert not hotline.told
    await desk.page.keyboard.press("Control+Enter")
    await expect(desk.part("draft")).to_contain_text("已确认")


async def test_what_was_suggested_while_the_agent_stood_in_the_field_is_offered(
    desk: Desk, hotline: StagedHotline
) -> None:
    case = hotline.open_case(CASE, agent="1026")
    hotline.suggest(case, "callback_number", "13812345678")
    field, offer = desk.part("field-callback_number"), desk.part("field-callback_number-offer")
    await expect(field).to_have_value("13812345678")
    await field.focus()
    hotline.suggest(case, "callback_number", "13987654321")
    hotline.suggest(case, "place", "临江路")
    await expect(desk.part("field-place")).to_have_value("临江路")
    await field.fill("1381234567")
    await field.press_sequentially("9")
    await expect(offer).to_contain_text("13987654321")
    await desk.part("field-body").focus()
    await expect(desk.part("draft")).to_contain_text("已自动保存 · 修改 1 处")
    await expect(offer).to_contain_text("13987654321")
    await offer.click()
    await expect(field).to_have_value("13987654321")
    await expect(offer).to_have_count(0)


async def test_a_correction_half_typed_is_kept_before_the_ticket_is_confirmed_by_mouse(
    desk: Desk, hotline: StagedHotline
) -> None:
    case = hotline.open_case(CASE, agent="1026")
    hotline.say(case, "翠湖院停水")
    for field, value in (("request_type", "投诉"), ("title", "翠湖院停水"), ("body", "市民反映停水")):
        hotline.suggest(case, field, value)
    await desk.rows.hover()
    await desk.rows.get_by_text("更正", exact=True).click()
    await desk.rows.get_by_role("textbox").fill("翠湖苑停水")
    await desk.part("confirm").click()
    await expect(desk.part("draft")).to_contain_text("已确认")
    assert [type(event) for _, event in hotline.told] == [events.CaptionCorrected, events.TicketConfirmed]


async def test_a_correction_that_is_refused_says_so_and_can_be_given_up(desk: Desk, hotline: StagedHotline) -> None:
    case = hotline.open_case(CASE, agent="1026")
    hotline.say(case, "路灯不亮")
    for field, value in (("request_type", "投诉"), ("title", "路灯不亮"), ("body", "市民反映路灯不亮")):
        hotline.suggest(case, field, value)
    why = "这句字幕现在不能更正。"
    hotline.refuses[events.CaptionCorrected] = why
    await desk.rows.hover()
    await desk.rows.get_by_text("更正", exact=True).click()
    await desk.rows.get_by_role("textbox").fill("路灯全部不亮")
    await desk.page.keyboard.press("Enter")
    await expect(desk.part("caption-refused")).to_contain_text("未保存")
    await expect(desk.part("caption-refused")).to_have_attribute("title", why)
    await desk.part("confirm").click()
    await expect(desk.part("draft-problem")).to_contain_text(why)
    await desk.part("caption-give-up").click()
    await expect(desk.rows).to_contain_text("路灯不亮")
    await desk.part("confirm").click()
    await expect(desk.part("draft")).to_contain_text("已确认")
