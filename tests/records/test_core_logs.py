"""Logs that the core itself wrote: the records agree with the state that it ended in."""

from collections.abc import Callable

import pytest

from api.finished import case_detail
from api.rows import first_responder
from callflow import events
from callflow.drafting import FieldName
from callflow.state import Case as State
from callflow.units import CITIZEN, AgentId, LegId, WallMs
from callflow.utterance import utterance_id as words_of
from callflow.views import PartyRole, Place, Way
from models import Records, project
from models.repositories import cases
from models.tables import Case
from tests.unit.callflow.course import Course
from tests.unit.callflow.test_conversation import BOSS, invite, supervised, up

AGENT = AgentId("1026")
NEEDED = {FieldName.REQUEST_TYPE: "投诉", FieldName.TITLE: "漏水", FieldName.BODY: "水管漏水"}


def edits(course: Course) -> Course:
    return course.tell(*(events.FieldEdited(field=field, value=value, agent=AGENT) for field, value in NEEDED.items()))


def confirmed() -> Course:
    course = edits(Course().talks().says("人民路水管漏水", at=1)).ends(CITIZEN).ends("agent-1")
    return course.transcribed().tell(events.TicketConfirmed(agent=AGENT), events.WrapUpEnded(agent=AGENT))


def discarded() -> Course:
    course = Course().talks().says("打错了", at=1).tell(events.TicketDiscarded(agent=AGENT, reason="打错"))
    return course.ends(CITIZEN).ends("agent-1").transcribed().tell(events.WrapUpEnded(agent=AGENT))


def abandoned_while_ringing() -> Course:
    return Course().waits().offered().ends(CITIZEN)


def second_agent() -> Course:
    return Course().waits().offered("1026").wait().offered("1027").answers()


def crashed() -> Course:
    return edits(Course().talks().says("喂", at=1)).tell(events.WorkerLost())


def at_second(course: Course, second: int) -> Course:
    course.now = WallMs(course.case.started_at + second * 1_000)
    return course


def consultation() -> Course:
    """Everybody says something before, during and after the consultation, and the citizen on hold once more."""
    course = at_second(Course().talks(), 10)
    up(invite(course, Way.CONSULT), "department-1")
    at_second(course, 20).tell(events.JoinRequested(agent=AGENT))
    at_second(course, 30).tell(events.HoldRequested(agent=AGENT))
    at_second(course, 40).tell(events.LeaveRequested(agent=AGENT)).ends("agent-1")
    return each_says(
        course, {CITIZEN: (5, 15, 25, 35, 45), "agent-1": (5, 15, 25, 35), "department-1": (15, 25, 35, 45)}
    )


def each_says(course: Course, seconds: dict[str, tuple[int, ...]]) -> Course:
    for leg, moments in seconds.items():
        for second in moments:
            course.says("说话", leg, second)
    return course


def third_number_and_a_withdrawal() -> Course:
    course = invite(Course().talks(), Way.THREE_WAY, numbers=3)
    course.ends("department-1", events.EndCause.FAILED).ends("department-2", events.EndCause.FAILED)
    up(course, "department-3")
    invite(course, Way.THREE_WAY, "市城管局", 1)
    return course.tell(events.InvitationWithdrawn(agent=AGENT, invitation=2))


def attended_transfer_to_a_colleague() -> Course:
    course = invite(
        Course().talks(), Way.CONSULT, "张伟", 1, role=PartyRole.AGENT, invited=AgentId("1027"), department=""
    )
    up(course, "agent-2").tell(events.LeaveRequested(agent=AGENT)).ends("agent-1")
    return course.says("您好", "agent-2", 9)


def whispers_and_takes_over() -> Course:
    course = at_second(supervised(Place.WHISPER), 10)
    course.tell(events.SupervisorTookOver(agent=BOSS)).ends("agent-1")
    return each_says(course, {"supervisor-1": (5, 15), CITIZEN: (5, 15)})


def referred_to_a_colleague() -> Course:
    colleague = AgentId("1027")
    referred = events.LegReferred(leg=LegId("agent-1"), new_leg=LegId("referred-1"), target="1027", agent=colleague)
    course = Course().talks().tell(referred)
    return up(course, "referred-1").ends("agent-1")


SEVERAL = [
    consultation,
    third_number_and_a_withdrawal,
    attended_transfer_to_a_colleague,
    whispers_and_takes_over,
    referred_to_a_colleague,
]


@pytest.mark.parametrize("told", [confirmed, discarded, abandoned_while_ringing, second_agent, crashed, *SEVERAL])
async def test_the_records_agree_with_the_core(records: Records, told: Callable[[], Course]) -> None:
    course = told()
    async with records.writing() as db:
        assert await project(db, course.case.id, course.log) == course.case.entries
    async with records.reading() as db:
        row = await cases.get_whole(db, course.case.id)
    assert row is not None
    assert_agrees(row, course)


def assert_agrees(row: Case, course: Course) -> None:
    state = course.case
    assert (row.calling_number, row.started_at) == (state.calling_number, state.started_at)
    assert row.talking_since == state.talking_since
    assert {leg.leg: (leg.agent, leg.name) for leg in row.legs} == {
        leg.id: (leg.agent, leg.name) for leg in state.legs.values()
    }
    assert {words_of(one.leg, one.first_sample): (one.text, one.role, one.setting) for one in row.utterances} == {
        one.id: (one.text, one.role, one.setting) for one in state.utterances
    }
    assert (row.queue, row.priority, row.waiting_since) == (state.queue, state.priority, state.waiting_since)
    assert_invitations_agree(row, state)
    responder = first_responder(row.first_responder)
    assert (responder, row.satisfaction) == (state.first_responder, state.satisfaction)
    assert (row.call_back is not None) == state.call_back
    assert (row.archived_at is not None) == (state.phase == "archived")
    assert (row.ticket.number if row.ticket else None) == state.ticket
    if row.ticket and state.talking_since:
        assert row.agent == row.ticket.agent == state.agent
        assert row.ticket.state.value == state.ticket_phase.value
        assert row.ticket.values == {name: value for name, value in state.values().items() if value}


def assert_invitations_agree(row: Case, state: State) -> None:
    told = case_detail(row).view.invitations
    assert [(one.id, one.role, one.name, one.way, one.asked_at) for one in told] == [
        (one.id, one.role, one.name, one.way, one.asked_at) for one in state.invitations
    ]
    for one, known in zip(told, state.invitations, strict=True):
        assert [(each.leg, each.label) for each in one.attempts] == [(each.leg, each.label) for each in known.attempts]
