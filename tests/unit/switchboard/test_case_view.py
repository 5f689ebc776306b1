"""What screens are shown of a case."""

from callflow import events
from callflow.units import AgentId
from callflow.views import PartyRole, PartyState
from lingting.case_view import view
from tests.unit.callflow.course import Course


def citizens_state(course: Course) -> PartyState:
    return next(party.state for party in view(course.case).parties if party.role is PartyRole.CITIZEN)


def test_a_citizen_on_hold_is_shown_on_hold() -> None:
    course = Course().talks()
    assert citizens_state(course) is PartyState.UP
    course.tell(events.HoldRequested(agent=AgentId("1026")))
    assert citizens_state(course) is PartyState.HELD
    course.ends("citizen")
    assert citizens_state(course) is PartyState.GONE


def test_a_call_can_be_accepted_on_the_page_until_the_phone_is_called() -> None:
    course = Course().waits(answer_at_desk=1).offered()
    assert view(course.case).answerable
    course.tell(events.AgentAccepted(agent=AgentId("1026")))
    assert not view(course.case).answerable
    assert not view(Course().waits().offered().case).answerable
