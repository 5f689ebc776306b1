"""What was asked before and what may answer the citizen: one click each while the call is on; then where it went."""

import httpx
import pytest
from playwright.async_api import expect

from callflow import events
from callflow.screen import Suggestions
from callflow.suggestions import SimilarTicket, SuggestedArticle
from callflow.units import CaseId, TicketNumber, WallMs
from callflow.views import TicketState
from models import Records
from tests.api.conftest import CHANGING, PASSWORD
from tests.browser.desk import paper
from tests.browser.desk.directory import keep_directory
from tests.browser.desk.staged import CASE, Desk, Stage, StagedHotline

pytestmark = pytest.mark.asyncio(loop_scope="session")

EARLIER = TicketNumber("261120000412")
HOUR = 3_600_000


def complete_call(hotline: StagedHotline) -> CaseId:
    case = hotline.open_case(CASE, agent="1026")
    for field, value in {"request_type": "求助", "title": "翠湖苑停水", "body": "市民反映停水"}.items():
        hotline.suggest(case, field, value)
    return case


def article(number: int) -> SuggestedArticle:
    return SuggestedArticle(
        id=number,
        title="停水怎么报修",
        excerpt="拨打 96116，两小时内到场。",
        department="市水务局",
        score=0.8,
        terms=("停水",),
    )


def suggest(hotline: StagedHotline, case: CaseId, *articles: int) -> None:
    similar = SimilarTicket(
        number=EARLIER,
        title="翠湖苑 12 栋停水",
        place="翠湖苑",
        state=TicketState.ACCEPTED,
        created_at=WallMs(hotline.clock - 2 * HOUR),
        department="市水务局",
        score=0.9,
        reasons=("同一地点：翠湖苑", "内容相近 86%"),
    )
    hotline._say(Suggestions(case=case, articles=tuple(article(one) for one in articles or (7,)), similar=(similar,)))


def confirmed(hotline: StagedHotline) -> list[events.TicketConfirmed]:
    return [event for _, event in hotline.told if isinstance(event, events.TicketConfirmed)]


async def test_a_repeat_is_merged_with_a_second_press(desk: Desk, records: Records, hotline: StagedHotline) -> None:
    await paper.file(records, EARLIER, hotline.clock, paper.CONFIRMED)
    case = complete_call(hotline)
    suggest(hotline, case)
    await expect(desk.part("similar")).to_contain_text("同一地点：翠湖苑；内容相近 86%")
    await desk.part("merge").click()
    await expect(desk.part("merge")).to_have_text("再按一次并单")
    assert confirmed(hotline) == []
    await desk.part("merge").click()
    await expect(desk.part("went")).to_be_visible()
    (event,) = confirmed(hotline)
    assert event.merge_into == EARLIER


async def test_an_article_answers_the_citizen_in_words_that_the_agent_may_mend(
    desk: Desk, hotline: StagedHotline
) -> None:
    case = complete_call(hotline)
    suggest(hotline, case)
    await desk.part("answer-directly").click()
    await expect(desk.part("answer-text")).to_have_value("拨打 96116，两小时内到场。")
    await desk.part("answer-text").fill("请拨打 96116 报修。")
    await desk.part("answer-send").click()
    await expect(desk.part("went")).to_be_visible()
    (event,) = confirmed(hotline)
    assert (event.answer, event.article) == ("请拨打 96116 报修。", "7")


async def test_an_answer_is_begun_mended_and_sent_by_keys(desk: Desk, hotline: StagedHotline) -> None:
    case = complete_call(hotline)
    suggest(hotline, case)
    await desk.part("answer-directly").press("Enter")
    await expect(desk.part("answer-text")).to_be_focused()
    await desk.page.keyboard.press("Escape")
    await expect(desk.part("answer-directly")).to_be_focused()
    await desk.page.keyboard.press("Enter")
    await expect(desk.part("answer-text")).to_be_focused()
    await desk.part("answer-text").fill("请拨打 96116 报修。")
    await desk.page.keyboard.press("Control+Enter")
    await expect(desk.part("went")).to_be_visible()
    (event,) = confirmed(hotline)
    assert (event.answer, event.article) == ("请拨打 96116 报修。", "7")


async def test_more_articles_unfold_and_never_under_the_button_of_the_first(desk: Desk, hotline: StagedHotline) -> None:
    case = complete_call(hotline)
    suggest(hotline, case, 7, 8, 9)
    await expect(desk.part("suggestions-more")).to_have_text("还有 2 条")
    await desk.part("suggestions-more").click()
    await expect(desk.part("article")).to_have_count(3)
    await desk.part("suggestions-more").click()
    await expect(desk.part("article")).to_have_count(1)
    more, first = await desk.part("suggestions-more").bounding_box(), await desk.part("answer-directly").bounding_box()
    assert more is not None
    assert first is not None
    assert more["x"] + more["width"] <= first["x"]
    await desk.part("answer-directly").click()
    await expect(desk.part("answer-text")).to_be_focused()
    await desk.page.keyboard.press("Escape")
    await expect(desk.part("answer-directly")).to_be_focused()


async def test_while_an_answer_is_open_the_key_never_dispatches(desk: Desk, hotline: StagedHotline) -> None:
    case = complete_call(hotline)
    suggest(hotline, case)
    await desk.part("answer-directly").click()
    await desk.part("field-title").click()
    await desk.page.keyboard.press("Control+Enter")
    await expect(desk.part("went")).to_be_visible()
    (event,) = confirmed(hotline)
    assert event.answer == "拨打 96116，两小时内到场。"


async def test_an_article_that_cannot_be_read_whole_says_so(desk: Desk, hotline: StagedHotline) -> None:
    case = complete_call(hotline)
    suggest(hotline, case)
    await desk.part("answer-directly").click()
    await expect(desk.part("answer-problem")).to_contain_text("全文取不到，这里只有摘要")


async def test_an_article_longer_than_an_answer_is_to_be_cut_first(
    desk: Desk, stage: Stage, hotline: StagedHotline
) -> None:
    async with httpx.AsyncClient(base_url=stage.address, headers=CHANGING) as client:
        await client.post("/api/login", json={"agent": "9001", "password": PASSWORD})
        written = {"title": "停水怎么报修", "body": "停水请拨打 96116。" * 500}
        made = (await client.post("/api/articles", json=written)).json()
    case = complete_call(hotline)
    suggest(hotline, case, made["id"])
    await desk.part("answer-directly").click()
    await expect(desk.part("answer-problem")).to_contain_text("答复最多 5000 字，现在 6000 字")
    await desk.page.keyboard.press("Control+Enter")
    await desk.part("answer-text").fill("停水请拨打 96116。")
    await desk.page.keyboard.press("Control+Enter")
    await expect(desk.part("went")).to_be_visible()
    (event,) = confirmed(hotline)
    assert event.answer == "停水请拨打 96116。"


async def test_nothing_moves_when_something_is_found(desk: Desk, hotline: StagedHotline) -> None:
    case = complete_call(hotline)
    await expect(desk.part("suggestions")).to_contain_text("没有相似的在办工单")
    before = await desk.part("field-body").bounding_box()
    suggest(hotline, case)
    await expect(desk.part("article")).to_be_visible()
    assert await desk.part("field-body").bounding_box() == before


async def test_the_page_says_where_a_confirmed_ticket_went(
    desk: Desk, stage: Stage, records: Records, hotline: StagedHotline
) -> None:
    await keep_directory(stage.address, "9001")
    case = complete_call(hotline)
    number = hotline.snapshot(case).view.ticket
    assert number is not None
    await paper.file(records, number, hotline.clock, paper.CONFIRMED)
    await expect(desk.part("field-title")).to_have_value("翠湖苑停水")
    await desk.page.keyboard.press("Control+Enter")
    await expect(desk.part("status-went")).to_contain_text(f"{number} 派单：市水务局")
    await expect(desk.part("went")).to_contain_text("派单：市水务局")
