"""Wishes that need the directory, the floor or a line of our own: what is asked, and what is refused and why."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from api.hotline import Callee, NotPossible, UnknownCase, Whom
from callflow import commands, events
from callflow.state import Leg
from callflow.units import CITIZEN, AgentId, CaseId, LegId, WallMs
from callflow.views import PartyRole, PartyState, Phase, Place, Presence, Role, Way
from lingting.directory import Reached
from lingting.floor import Account
from tests.unit.switchboard.stage import CASE, ME, Stage

COLLEAGUE, BOSS = AgentId("1027"), AgentId("2001")
WATER = Reached("市水务局", (events.Number(uri="sip:83001@front", label="值班 张工"),))


@pytest.fixture
async def talking(tmp_path: Path) -> Stage:
    stage = Stage(tmp_path)
    await stage.talk()
    people = ((ME, Role.AGENT), (COLLEAGUE, Role.AGENT), (BOSS, Role.SUPERVISOR))
    stage.floor.know([Account(agent=agent, name=f"姓名{agent}", role=role) for agent, role in people])
    stage.floor.register([ME, COLLEAGUE, BOSS])
    return stage


async def refused(stage: Stage, way: Way, whom: Whom) -> str:
    with pytest.raises(NotPossible) as caught:
        await stage.steering().invite(CASE, ME, way, whom)
    return caught.value.reason


async def test_a_departments_numbers_go_into_the_case(talking: Stage) -> None:
    talking.directory.reaches["water"] = WATER
    await talking.steering().invite(CASE, ME, Way.THREE_WAY, Whom(kind=Callee.DEPARTMENT, name="water"))
    (invitation,) = talking.case.invitations
    assert (invitation.name, invitation.department, invitation.role) == ("市水务局", "water", PartyRole.DEPARTMENT)
    assert [one.uri for one in talking.sent() if isinstance(one, commands.DialLeg)][-1] == "sip:83001@front"


async def test_a_department_that_nobody_answers_for_is_refused_with_the_directorys_reason(talking: Stage) -> None:
    reason = await refused(talking, Way.CONSULT, Whom(kind=Callee.DEPARTMENT, name="nowhere"))
    assert reason == "单位目录里没有这个单位，请刷新后重选。"


async def test_an_emergency_service_is_dialled_by_its_number(talking: Stage) -> None:
    await talking.steering().invite(CASE, ME, Way.THREE_WAY, Whom(kind=Callee.EMERGENCY, name="110"))
    assert talking.case.invitations[0].role is PartyRole.EMERGENCY
    assert [one.uri for one in talking.sent() if isinstance(one, commands.DialLeg)][-1] == "sip:110@front"


async def test_only_a_free_colleague_is_called(talking: Stage) -> None:
    colleague = Whom(kind=Callee.AGENT, name=COLLEAGUE)
    assert await refused(talking, Way.CONSULT, colleague) == "坐席1027现在不空闲，请选择其他坐席或转到队列。"
    talking.floor.say(COLLEAGUE, Presence.READY)
    await talking.steering().invite(CASE, ME, Way.CONSULT, colleague)
    assert talking.floor.taken() == {ME: CASE, COLLEAGUE: CASE}


async def test_a_transfer_goes_to_the_queue_the_citizen_came_by(talking: Stage) -> None:
    talking.steering().transfer(CASE, ME, "", None)
    assert (talking.case.phase, talking.case.queue) == (Phase.QUEUED, "general")


@pytest.mark.parametrize(("queue", "wants"), [("nowhere", None), ("", COLLEAGUE)])
async def test_a_transfer_to_nobody_is_refused(talking: Stage, queue: str, wants: AgentId | None) -> None:
    with pytest.raises(NotPossible):
        talking.steering().transfer(CASE, ME, queue, wants)
    assert talking.case.phase is Phase.TALKING


async def test_a_supervisors_own_phone_is_called_and_then_the_manner_changes(talking: Stage) -> None:
    talking.steering().supervise(CASE, BOSS, Place.LISTEN)
    assert [one.uri for one in talking.sent() if isinstance(one, commands.DialLeg)][-1] == "sip:2001@front"
    talking.steering().supervise(CASE, BOSS, Place.WHISPER)
    assert talking.case.legs[LegId("supervisor-1")].place is Place.WHISPER


async def test_a_supervisor_without_a_phone_is_told_so(talking: Stage) -> None:
    talking.floor.register([ME])
    with pytest.raises(NotPossible, match="话机没有注册"):
        talking.steering().supervise(CASE, BOSS, Place.LISTEN)


async def test_a_missed_call_is_returned_by_whoever_is_free(talking: Stage) -> None:
    with pytest.raises(NotPossible, match="您正在通话或话后整理中"):
        await talking.steering().dial_back(CaseId("archived"), ME)
    case = await talking.steering().dial_back(CaseId("archived"), COLLEAGUE)
    assert talking.book[case].state.calling_number == "13800001234"


async def test_two_agents_do_not_call_the_same_citizen_at_once(talking: Stage) -> None:
    case = await talking.steering().dial_back(CaseId("archived"), COLLEAGUE)
    with pytest.raises(NotPossible, match="已经有人在呼叫这位市民"):
        await talking.steering().dial_back(CaseId("archived"), BOSS)
    talking.exchange.tell(case, events.HangUpRequested(agent=COLLEAGUE))
    await talking.steering().dial_back(CaseId("archived"), BOSS)


async def test_a_citizen_whom_we_called_is_not_called_again_while_on_the_line_in_whatever_phase(talking: Stage) -> None:
    opened = talking.book[await talking.steering().dial_back(CaseId("archived"), COLLEAGUE)]
    citizen = Leg(id=CITIZEN, role=PartyRole.CITIZEN, state=PartyState.UP, since=WallMs(0), answered_at=WallMs(1))
    opened.state = replace(opened.state, phase=Phase.QUEUED, legs={CITIZEN: citizen})
    with pytest.raises(NotPossible, match="已经有人在呼叫这位市民"):
        await talking.steering().dial_back(CaseId("archived"), BOSS)
    opened.state = replace(opened.state, phase=Phase.TALKING, legs={})
    await talking.steering().dial_back(CaseId("archived"), BOSS)


async def test_a_withheld_number_and_an_unknown_case_cannot_be_dialled(talking: Stage) -> None:
    with pytest.raises(NotPossible, match="没有显示号码"):
        await talking.steering().dial_back(CaseId("withheld"), COLLEAGUE)
    with pytest.raises(UnknownCase):
        await talking.steering().dial_back(CaseId("never"), COLLEAGUE)
