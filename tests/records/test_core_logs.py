"""Logs that the core itself wrote: the records agree with the state that it ended in."""

from collections.abc import Callable

import pytest

from callflow import events
from callflow.drafting import FieldName
from callflow.units import CITIZEN, AgentId
from models import Records, project
from models.repositories import cases
from models.tables import Case
from tests.unit.callflow.course import Course

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


@pytest.mark.parametrize("told", [confirmed, discarded, abandoned_while_ringing, second_agent, crashed])
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
    assert [(leg.leg, leg.role, leg.agent) for leg in row.legs] == [
        (leg.id, leg.role, leg.agent) for leg in state.legs.values()
    ]
    assert [heard.text for heard in row.utterances] == [heard.text for heard in state.utterances]
    assert (row.call_back is not None) == state.call_back
    assert (row.archived_at is not None) == (state.phase == "archived")
    assert (row.ticket.number if row.ticket else None) == state.ticket
    if row.ticket and state.talking_since:
        assert row.agent == row.ticket.agent == state.agent
        assert row.ticket.state.value == state.ticket_phase.value
        assert row.ticket.values == {name: value for name, value in state.values().items() if value}
