"""What a draft decides beside words: department, privacy, written forms; and the alarm for an emergency."""

import pytest
from playwright.async_api import Locator, expect

from api.hotline import Callee, Whom
from callflow import events
from callflow.drafting.draft import FieldName, Former, RunnerUp
from callflow.units import CITIZEN, AgentId, SampleIndex, WallMs
from callflow.views import Alarm, AttemptState, InvitationView, PartyRole, Way
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
