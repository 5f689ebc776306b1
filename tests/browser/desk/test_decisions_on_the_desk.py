"""What a draft decides beside words: department, privacy, written forms; and the alarm for an emergency."""

import pytest
from playwright.async_api import Locator, expect

from api.hotline import Callee, Whom
from callflow import events
from callflow.drafting.draft import FieldName, Former, RunnerUp
from callflow.request_alarms import RequestEmergency
from callflow.units import CITIZEN, AgentId, SampleIndex, TicketNumber, WallMs
from callflow.views import AgentState, Alarm, AttemptState, InvitationView, PartyRole, Presence, Role, Way
from models import Records
from models.repositories import tickets
from tests.browser.desk import scenes
from tests.browser.desk.staged import CASE, Desk, Stage, StagedHotline

pytestmark = pytest.mark.asyncio(loop_scope="session")


AGENT = AgentId("1026")


def edits(hotline: StagedHotline) -> list[tuple[FieldName, str]]:
    return [(event.field, event.value) for _, event in hotline.told if isinstance(event, events.FieldEdited)]


async def test_another_department_is_one_click_away_and_the_reasons_show(desk: Desk, hotline: StagedHotline) -> None:
    case = hotline.open_case(CASE, agent="1026")
    others = (RunnerUp(value="生态环境局", confidence=0.17), RunnerUp(value="市场监管局", confidence=0.12))
    hotline.suggest(case, "department", "城管局", runners_up=others, why=("油烟", "占道"))
    await expect(desk.part("field-department")).to_have_value("城管局")
    await expect(desk.part("field-department-confidence")).to_have_attribute(
        "title", "自动填写的把握\n因为：油烟、占道"
    )
    await expect(desk.part("field-department-other-0")).to_contain_text("生态环境局 17 %")
    await expect(desk.part("field-department-other-1")).to_have_count(0)
    await desk.part("field-department-other-0").click()
    await expect(desk.part("field-department")).to_have_value("生态环境局")
    await expect(desk.part("draft")).to_contain_text("已自动保存 · 修改 1 处")
    assert edits(hotline) == [(FieldName.DEPARTMENT, "生态环境局")]


async def test_a_place_shows_its_written_form_and_what_it_was_before(desk: Desk, hotline: StagedHotline) -> None:
    case = hotline.open_case(CASE, agent="1026")
    former = (Former(value="临江路"),)
    hotline.suggest(case, "place", "临江路12号", normalised="江城市临江路12号", history=former)
    await expect(desk.part("field-place-hints")).to_have_text("江城市临江路12号")
    await expect(desk.part("field-place-confidence")).to_have_attribute("title", "自动填写的把握\n此前：临江路")


async def test_privacy_is_a_tick(desk: Desk, hotline: StagedHotline) -> None:
    case = hotline.open_case(CASE, agent="1026")
    hotline.suggest(case, "anonymous", "否")
    hotline.suggest(case, "confidential", "是", why=("保密",))
    await expect(desk.part("field-confidential")).to_have_attribute("data-value", "是")
    await desk.part("field-anonymous").click()
    await expect(desk.part("draft")).to_contain_text("已自动保存 · 修改 1 处")
    assert edits(hotline) == [(FieldName.ANONYMOUS, "是")]


def alarm(service: str, label: str, words: str) -> Alarm:
    return Alarm(service=service, label=label, words=words, leg=CITIZEN, first_sample=SampleIndex(0), at=WallMs(0))


FIRE = alarm("119", "火情", "烧起来了")
HURT = alarm("120", "人员伤病", "老人晕倒了")


def call_to(service: str, state: AttemptState, now: int) -> InvitationView:
    tried = scenes.attempt("emergency-1", service, state, now)
    way, asked_at = Way.THREE_WAY, WallMs(now)
    pending = state is AttemptState.DIALLING
    return InvitationView(
        id=1, role=PartyRole.EMERGENCY, name=service, way=way, asked_at=asked_at, attempts=(tried,), pending=pending
    )


def service(desk: Desk, number: str) -> Locator:
    return desk.page.locator(f"[data-testid=alarm][data-service='{number}']")


async def test_an_emergency_stands_above_everything_until_it_is_called(desk: Desk, hotline: StagedHotline) -> None:
    case = hotline.open_case(CASE, agent="1026")
    hotline.move(case, **scenes.talk(hotline.clock), alarms=(FIRE,))
    await expect(desk.part("alarm")).to_contain_text("疑似火情 · 119")
    await expect(desk.part("alarm")).to_contain_text("烧起来了")
    await expect(desk.part("confirm")).to_be_in_viewport()
    async with desk.page.expect_response("**/invitations"):
        await desk.part("alarm-call").click()
    assert hotline.asked == [("invite", case, AGENT, Way.THREE_WAY, Whom(kind=Callee.EMERGENCY, name="119"))]
    hotline.move(case, invitations=(call_to("119", AttemptState.DIALLING, hotline.clock),))
    await expect(desk.part("alarm")).to_have_count(0)
    hotline.move(case, invitations=(call_to("119", AttemptState.BUSY, hotline.clock),))
    await expect(desk.part("alarm")).to_contain_text("疑似火情 · 119")


async def test_two_emergencies_stand_side_by_side_and_what_was_put_aside_stays_so(
    desk: Desk, stage: Stage, hotline: StagedHotline
) -> None:
    case = hotline.open_case(CASE, agent="1026")
    hotline.move(case, **scenes.talk(hotline.clock), alarms=(FIRE, HURT))
    await expect(desk.part("alarm")).to_have_count(2)
    await expect(desk.part("confirm")).to_be_in_viewport()
    await service(desk, "120").get_by_test_id("alarm-seen").click()
    await expect(service(desk, "120")).to_have_count(0)
    await expect(service(desk, "119")).to_be_visible()
    await desk.page.goto(f"{stage.address}/#/tickets")
    await expect(desk.part("tickets-search")).to_be_visible()
    await desk.page.goto(f"{stage.address}/#/")
    await expect(service(desk, "119")).to_be_visible()
    await expect(desk.part("alarm")).to_have_count(1)


async def written(records: Records, hotline: StagedHotline, number: str, *services: str) -> None:
    """A request of an emergency comes, as `POST /api/requests` takes it."""
    told = [RequestEmergency(service=one, label="火情", words="三楼着火了") for one in services]
    values = {FieldName.REQUEST_TYPE: "求助", FieldName.TITLE: "三楼着火", FieldName.BODY: "三楼着火了。"}
    async with records.writing() as db:
        ticket = TicketNumber(number)
        await tickets.make(
            db, ticket, source="web", sender_id=number, values=values, now=hotline.clock, emergencies=told
        )
    await show(records, hotline)


async def show(records: Records, hotline: StagedHotline) -> None:
    async with records.reading() as db:
        hotline.show_request_alarms(await tickets.standing_alarms(db))


async def test_an_emergency_in_a_request_is_opened_from_any_page_and_gone_when_it_is_taken(
    desk: Desk, hotline: StagedHotline, records: Records, stage: Stage
) -> None:
    await desk.page.goto(f"{stage.address}/#/knowledge")
    await written(records, hotline, "261121000009", "119")
    alarm = desk.part("request-alarm")
    await expect(alarm).to_contain_text("网站诉求疑似火情 · 119")
    await expect(alarm).to_contain_text("三楼着火了")
    await desk.page.reload()
    await desk.part("request-alarm-open").click()
    await expect(desk.part("ticket-pane")).to_contain_text("三楼着火")
    await desk.part("act-confirm").click()
    await desk.part("act-send").click()
    await expect(alarm).to_have_count(0)


async def test_alarms_of_requests_are_put_aside_by_service_and_none_pushes_the_work_away(
    desk: Desk, hotline: StagedHotline, records: Records
) -> None:
    await written(records, hotline, "261121000009", "119", "120")
    await written(records, hotline, "261121000010", "119", "110")
    await expect(desk.part("request-alarm")).to_have_count(3)
    await expect(desk.part("request-alarms-more")).to_have_text("还有 1 条，见待受理")
    await desk.part("request-alarm-seen").first.click()
    await expect(desk.page.locator("[data-testid=request-alarm][data-ticket='261121000009']")).to_have_count(1)
    await expect(desk.part("request-alarm")).to_have_count(3)
    await expect(desk.part("status-link")).to_be_in_viewport()


async def test_who_is_in_a_call_or_away_is_not_called_to_a_request_but_a_supervisor_is(
    desk: Desk, hotline: StagedHotline, records: Records, stage: Stage
) -> None:
    hotline.seat("1026", state=AgentState.TALKING)
    await written(records, hotline, "261121000009", "119")
    await expect(desk.part("agent-state")).to_have_attribute("data-state", "talking")
    await expect(desk.part("request-alarm")).to_have_count(0)
    hotline.seat("1026")
    await expect(desk.part("request-alarm")).to_have_count(1)
    await hotline.set_presence(AGENT, Presence.AWAY)
    await expect(desk.part("request-alarm")).to_have_count(0)
    hotline.seat("9001", role=Role.SUPERVISOR, state=AgentState.AWAY)
    await desk.part("logout").click()
    await desk.log_in(stage.address, "9001")
    await expect(desk.part("request-alarm")).to_have_count(1)
