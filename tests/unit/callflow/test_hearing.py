"""With which speech model a case's legs are heard, from which sample on."""

import msgspec

from callflow import commands, events
from callflow.case import replay
from callflow.hearing import is_heard, still_needed
from callflow.units import AgentId, LegId, SampleIndex
from tests.unit.callflow.course import Course, heard

ME = AgentId("1026")
CITIZEN = LegId("citizen")
Spans = list[tuple[int, str]]


def chosen(model: str, missing: str = "") -> events.SpeechModelChosen:
    return events.SpeechModelChosen(model=model, missing=missing)


def spans(course: Course, leg: str = "citizen") -> Spans:
    return [(one.from_sample, one.model) for one in course.case.legs[LegId(leg)].models]


def given(course: Course) -> list[tuple[str, Spans]]:
    """What was ordered by the latest event."""
    ordered = [one for one in course.given if isinstance(one, commands.ChangeModels)]
    return [(one.leg, [(span.from_sample, span.model) for span in one.models]) for one in ordered]


def sample_now(course: Course, leg: str = "citizen") -> int:
    return (course.now - course.case.legs[LegId(leg)].sample_zero_at) * 16


def test_without_a_choice_a_leg_is_heard_with_the_hotlines_own() -> None:
    course = Course().in_menu()
    assert course.gave(commands.TranscribeLeg) == [commands.TranscribeLeg(leg=CITIZEN)]
    assert still_needed(course.case) == set()


def test_what_the_citizen_says_after_the_choice_is_heard_with_the_queues_model() -> None:
    course = Course().waits().tell(chosen("dialect"))
    now = sample_now(course)
    assert now > 0
    assert given(course) == [("citizen", [(now, "dialect")])]
    assert (course.case.speech_model, still_needed(course.case)) == ("dialect", {"dialect"})


def test_legs_that_come_later_are_heard_with_it_from_their_first_sample() -> None:
    course = Course().waits().tell(chosen("dialect")).offered().answers()
    assert course.gave(commands.TranscribeLeg)[-1].models == course.case.legs[LegId("agent-1")].models
    assert spans(course, "agent-1") == [(0, "dialect")]


def test_a_choice_that_changes_nothing_orders_nothing() -> None:
    course = Course().waits().tell(chosen("dialect")).tell(chosen("dialect"))
    assert given(course) == []
    assert Course().waits().tell(chosen("")).given == ()


def test_a_segment_that_is_heard_already_stays_as_it_was_heard() -> None:
    course = Course().waits().says("你好", at=600)
    assert course.case.legs[CITIZEN].resume_sample > sample_now(course)
    course.tell(chosen("dialect"))
    assert given(course) == [("citizen", [(601 * 16_000, "dialect")])]


def test_a_case_that_is_moved_to_another_queue_has_its_model_from_there_on() -> None:
    course = Course().waits().tell(chosen("dialect")).offered().answers()
    first = spans(course)
    course.tell(events.TransferRequested(agent=ME, queue="english"), chosen("english"), after_ms=2_000)
    assert spans(course) == [*first, (sample_now(course), "english")]
    assert still_needed(course.case) == {"dialect", "english"}, "of the dialect nothing is heard yet"


def test_what_a_missing_model_has_not_heard_is_heard_with_the_hotlines_own() -> None:
    course = Course().waits().tell(chosen("dialect"))
    begun = spans(course)
    course.says("早晨", at=3).tell(chosen("", missing="dialect"), after_ms=30_000)
    assert given(course) == [("citizen", [*begun, (4 * 16_000, "")])], "from the end of its last utterance"
    assert (course.case.speech_model, course.case.speech_model_missing) == ("", "dialect")
    assert still_needed(course.case) == set()


def test_a_model_that_went_missing_before_its_turn_has_none() -> None:
    course = Course().waits().tell(chosen("dialect"))
    ((at, _),) = spans(course)
    course.tell(chosen("", missing="dialect"), after_ms=30_000)
    assert given(course) == [("citizen", [(at, "")])]


def test_a_model_that_comes_back_hears_what_is_said_from_then_on() -> None:
    course = Course().waits().tell(chosen("", missing="dialect"))
    assert given(course) == []
    course.tell(chosen("dialect"), after_ms=5_000)
    assert given(course) == [("citizen", [(sample_now(course), "dialect")])]
    assert course.case.speech_model_missing == ""


def test_a_whole_recording_is_heard_on_with_its_models_unless_one_is_missing() -> None:
    course = Course().talks().tell(chosen("dialect")).ends("citizen")
    course.tell(chosen("english"))
    assert [leg for leg, _ in given(course)] == ["agent-1"]
    course.tell(chosen("", missing="dialect"))
    assert "citizen" in [leg for leg, _ in given(course)]


def test_a_clock_that_was_set_back_keeps_the_order() -> None:
    course = Course().waits().tell(chosen("dialect"))
    course.now = type(course.now)(course.now - 60_000)
    course.tell(chosen("english"))
    assert [model for _, model in spans(course)] == ["english"]
    assert spans(course)[0][0] > 0


def test_an_utterance_says_which_model_heard_it() -> None:
    told = msgspec.structs.replace(heard("你好"), model="dialect")
    course = Course().in_menu().tell(told)
    assert course.case.utterances[0].model == "dialect"


def test_a_replay_has_the_same_models() -> None:
    course = Course().waits().tell(chosen("dialect")).offered().answers().says("早晨", at=1)
    course.tell(chosen("", missing="dialect"), chosen("dialect"))
    again = replay((entry.event, entry.at) for entry in course.log if entry.event is not None)
    assert again == course.case


def test_a_case_is_heard_until_its_last_word_is_written_down() -> None:
    course = Course().talks()
    assert is_heard(course.case)
    course.ends("citizen").ends("agent-1")
    assert is_heard(course.case)
    course.transcribed()
    assert not is_heard(course.case)


def test_where_decoding_goes_on_the_model_is_the_one_of_that_sample() -> None:
    course = Course().waits().tell(chosen("dialect")).says("早晨", at=3)
    assert course.case.legs[CITIZEN].resume_sample == SampleIndex(4 * 16_000)
    assert still_needed(course.case) == {"dialect"}
