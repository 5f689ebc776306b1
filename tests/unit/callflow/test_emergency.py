"""Words that want an emergency service: the alarm stands while they are still being spoken, each service once."""

from callflow import events
from callflow.emergency import suspicion
from callflow.units import CITIZEN, LegId, SampleIndex
from lingting.case_view import view
from tests.unit.callflow.course import Course

BURNS = "快点，我家楼下的车烧起来了"
FIRST = SampleIndex(0)


def services(course: Course) -> list[str]:
    return [alarm.service for alarm in course.case.alarms]


def test_a_partial_is_told_as_a_suspicion_with_its_words() -> None:
    told = suspicion(Course().talks().case, CITIZEN, FIRST, BURNS)
    assert told is not None
    assert (told.service, told.label) == ("119", "火情")
    assert told.words in BURNS


def test_a_suspicion_stands_on_the_screen_with_its_time() -> None:
    course = Course().talks()
    told = suspicion(course.case, CITIZEN, FIRST, BURNS)
    assert told is not None
    (alarm,) = view(course.tell(told).case).alarms
    assert (alarm.service, alarm.leg, alarm.at) == ("119", CITIZEN, course.now)


def test_the_same_service_is_raised_once_and_another_one_again() -> None:
    course = Course().talks().says(BURNS)
    assert suspicion(course.case, CITIZEN, FIRST, "火越来越大了") is None
    course.says("火越来越大了", at=5).says("有个老人晕倒了", at=9)
    assert services(course) == ["119", "120"]
    assert view(course.case).alarms == course.case.alarms


def test_a_finished_utterance_raises_the_alarm_when_no_partial_came() -> None:
    assert services(Course().talks().says(BURNS)) == ["119"]


def test_a_citizen_who_waits_in_the_queue_raises_it_too() -> None:
    assert services(Course().waits().says(BURNS)) == ["119"]


def test_what_the_agent_says_raises_nothing() -> None:
    course = Course().talks()
    leg = course.case.agent_leg
    assert leg is not None
    assert suspicion(course.case, leg, FIRST, BURNS) is None
    assert services(course.says(BURNS, leg=leg)) == []


def test_a_leg_that_was_never_there_raises_nothing() -> None:
    assert suspicion(Course().case, CITIZEN, FIRST, BURNS) is None


def test_what_crossed_on_the_way_is_raised_once() -> None:
    course = Course().talks()
    told = suspicion(course.case, CITIZEN, FIRST, BURNS)
    assert isinstance(told, events.EmergencySuspected)
    assert services(course.tell(told, told)) == ["119"]


def test_the_alarm_outlives_the_call() -> None:
    course = Course().talks().says(BURNS)
    assert services(course.ends("citizen").ends(LegId("agent-1"))) == ["119"]
