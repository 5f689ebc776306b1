"""What screens are shown of a case."""

from callflow import events
from callflow.units import AgentId
from callflow.views import Arrangement, Party, PartyRole, PartyState, Place
from lingting.case_view import view
from tests.unit.callflow.course import Course


def citizen(course: Course) -> Party:
    return next(party for party in view(course.case).parties if party.role is PartyRole.CITIZEN)


def test_a_citizen_on_hold_is_shown_on_hold() -> None:
    course = Course().talks()
    assert citizen(course).place is Place.ROOM
    course.tell(events.HoldRequested(agent=AgentId("1026")))
    assert (citizen(course).place, view(course.case).arrangement) == (Place.ASIDE, Arrangement.HOLD)
    course.ends("citizen")
    assert citizen(course).state is PartyState.GONE


def test_a_call_can_be_accepted_on_the_page_until_the_phone_is_called() -> None:
    course = Course().waits(answer_at_desk=1).offered()
    assert view(course.case).answerable
    course.tell(events.AgentAccepted(agent=AgentId("1026")))
    assert not view(course.case).answerable
    assert not view(Course().waits().offered().case).answerable
