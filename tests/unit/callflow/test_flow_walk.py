"""Walking a flow by hand: what the people and the records would answer is said by whoever walks."""

from callflow import menu
from callflow.flow import read_flow
from callflow.flow_walk import Walk
from tests.unit.callflow.course import FLOW_FILE

FLOW = read_flow(FLOW_FILE.read_text(encoding="utf-8"), "12345.yaml")


def waiting() -> Walk:
    walk = Walk(FLOW, FLOW.start)
    walk.pass_time()
    assert isinstance(walk.does, menu.ToQueue)
    return walk


def test_who_presses_nothing_waits_for_an_agent_and_is_asked_about_the_talk() -> None:
    walk = waiting()
    walk.talk()
    assert walk.menu.step == "survey"
    assert walk.keys == ("1", "2", "3", "4", "5")
    walk.press("2")
    walk.pass_time()
    assert walk.over
    assert walk.menu.values == {"satisfaction": "2"}


def test_while_waiting_only_the_call_back_key_means_something() -> None:
    walk = waiting()
    assert walk.keys == ("1",)
    walk.press("2")
    assert isinstance(walk.does, menu.ToQueue)
    walk.press("1")
    assert walk.menu.step == "call_back_noted"


def test_when_nobody_is_signed_in_the_caller_is_told() -> None:
    walk = waiting()
    walk.reach_nobody()
    walk.pass_time()
    assert isinstance(walk.does, menu.End)
    assert walk.does.how.call_back


def test_a_talk_with_the_duty_officer_ends_the_call_without_a_survey() -> None:
    walk = Walk(FLOW, "duty_officer")
    walk.pass_time()
    assert isinstance(walk.does, menu.Connect)
    walk.talk()
    assert walk.over


def test_what_is_not_asked_is_not_answered() -> None:
    walk = Walk(FLOW, FLOW.start)
    said = walk.done[:]
    walk.look_up("confirmed")
    walk.talk()
    walk.reach_nobody()
    assert walk.done == said


def test_given_values_are_known() -> None:
    walk = Walk(FLOW, "read_back", {"ticket": "7"})
    assert walk.done == [menu.Say(("read_back", "digit_7", "read_back_confirm"))]
