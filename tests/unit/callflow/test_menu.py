"""Any keys and any silences in any flow that is not refused: a caller ends in a queue or with a good-bye."""

from random import Random

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from callflow import menu
from callflow.flow import LOOK_UP_RESULTS, Flow, HangUp, read_flow
from callflow.flow_walk import Walk
from tests.unit.callflow.any_flow import flows
from tests.unit.callflow.course import FLOW_FILE

MOST_TURNS = 200
TIME = "time"
SHIPPED = read_flow(FLOW_FILE.read_text(encoding="utf-8"), "12345.yaml")
FOLLOW_UP = read_flow(FLOW_FILE.with_name("follow_up.yaml").read_text(encoding="utf-8"), "follow_up.yaml")


def let_pass(walk: Walk, result: str = TIME) -> None:
    walk.look_up("failed" if result == TIME else result)
    walk.reach_nobody() if isinstance(walk.does, menu.Connect) else walk.pass_time()


@given(
    st.one_of(flows(), st.just(SHIPPED), st.just(FOLLOW_UP)),
    st.randoms(use_true_random=False),
    st.lists(st.sampled_from([*"0123456789*#A", TIME, *LOOK_UP_RESULTS]), max_size=40),
)
def test_whatever_a_caller_does_somebody_or_the_end_is_near(flow: Flow, chance: Random, course: list[str]) -> None:
    walk = Walk(flow, chance.choice([root for _, root in flow.roots()]))
    for happens in course:
        if len(happens) == 1:
            walk.press(happens)
        else:
            let_pass(walk, happens)
        assert walk.over or walk.does, f"nothing follows in {walk.menu}"
    for _ in range(MOST_TURNS):
        if walk.over or isinstance(walk.does, menu.ToQueue):
            return
        let_pass(walk)
    raise AssertionError(f"still in step {walk.menu.step}")


def test_a_step_that_says_nothing_still_waits_for_its_keys() -> None:
    content = yaml.safe_load(FLOW_FILE.read_text(encoding="utf-8"))
    content["steps"]["ask_number"]["say"] = []
    quiet = read_flow(yaml.safe_dump(content), "quiet.yaml")
    _, actions = menu.enter(quiet, menu.Menu(step="greeting"), "ask_number")
    assert actions == (menu.Wait(10_000),)


def pressed(flow: Flow, step: str, *keys: str, **values: str) -> tuple[menu.Menu, tuple[menu.Action, ...]]:
    """A caller in that step who heard it to its end, and presses these keys."""
    here, actions = menu.enter(flow, menu.Menu(step=step, values=values), step)
    if actions and isinstance(actions[-1], menu.Say):
        here, actions = menu.said(flow, here)
    for key in keys:
        here, actions = menu.digit(flow, here, key)
    return here, actions


def test_a_beep_ends_what_explains_a_message_and_the_caller_may_speak() -> None:
    here, actions = menu.enter(SHIPPED, menu.Menu(step="night"), "leave_message")
    assert actions == (menu.Say(("leave_message", "beep")),)
    here, actions = menu.said(SHIPPED, here)
    assert actions == (menu.TakeMessage(180_000, "#"),)
    assert here.speaking


def test_the_end_key_ends_a_message_and_other_keys_do_not() -> None:
    assert pressed(SHIPPED, "leave_message", "1") == (menu.Menu(step="leave_message", speaking=True), ())
    here, actions = pressed(SHIPPED, "leave_message", "1", "#")
    assert (here.step, here.speaking) == ("message_thanks", False)
    assert actions == (menu.Say(("message_thanks",)),)


def test_the_end_key_before_the_beep_brings_the_beep_at_once() -> None:
    here, _ = menu.enter(SHIPPED, menu.Menu(step="night"), "leave_message")
    here, actions = menu.digit(SHIPPED, here, "#")
    assert actions == (menu.Hush(), menu.Say(("beep",)))
    assert menu.said(SHIPPED, here)[1] == (menu.TakeMessage(180_000, "#"),)


def test_a_message_whose_time_is_up_is_over_and_said_to_have_arrived() -> None:
    here, _ = pressed(SHIPPED, "leave_message")
    assert menu.message_over(SHIPPED, here)[0].step == "message_thanks"


def test_who_stays_silent_at_night_leaves_a_message() -> None:
    here, actions = pressed(SHIPPED, "night")
    assert actions == (menu.Wait(8_000),)
    here, actions = menu.silence(SHIPPED, here)
    assert actions == (menu.Say(("no_key", "night_menu")),)
    assert menu.silence(SHIPPED, here)[0].step == "leave_message"


def test_the_duty_officer_is_dialled_and_keys_mean_nothing_meanwhile() -> None:
    here, actions = pressed(SHIPPED, "duty_officer")
    assert actions == (menu.Connect("duty_officer"),)
    assert menu.digit(SHIPPED, here, "1") == (here, ())


def test_when_the_duty_officer_is_away_a_message_is_offered() -> None:
    here, _ = pressed(SHIPPED, "duty_officer")
    assert menu.not_reached(SHIPPED, here)[1] == (menu.Say(("duty_away",)),)


def test_who_goes_to_the_queue_is_told_the_call_back_key_and_may_take_leave_by_it() -> None:
    here, actions = pressed(SHIPPED, "to_agent")
    assert actions == (menu.ToQueue("general", "normal", "1", "call_back_noted"),)
    here, actions = menu.call_back(SHIPPED, here)
    assert actions == (menu.Say(("call_back_noted",)),)
    assert menu.said(SHIPPED, here)[1] == (menu.End(HangUp(ended_as="call_back")),)


@pytest.mark.parametrize("key", "12345")
def test_a_survey_keeps_the_key(key: str) -> None:
    here, actions = pressed(SHIPPED, "survey", key)
    assert here.values == {"satisfaction": key}
    assert actions == (menu.Hush(), menu.Say(("survey_thanks",)))


def test_a_wrong_key_and_no_key_in_a_survey_keep_nothing_and_end_it_kindly() -> None:
    here, actions = pressed(SHIPPED, "survey", "7")
    assert actions == (menu.Hush(), menu.Say(("wrong_key", "survey", "rate_keys")))
    here, actions = menu.silence(SHIPPED, here)
    assert (here.values, actions) == ({}, (menu.Say(("goodbye",)),))


def test_a_campaign_reads_the_number_it_was_given() -> None:
    _, actions = menu.enter(FOLLOW_UP, menu.Menu(step="hello", values={"ticket": "26"}), "solved")
    assert actions == (menu.Say(("follow_up_ticket", "digit_2", "digit_6", "follow_up_solved")),)


def test_a_campaign_keeps_both_answers() -> None:
    here, _ = pressed(FOLLOW_UP, "solved", "2", ticket="26")
    here, _ = pressed(FOLLOW_UP, "rate", "4", **here.values)
    assert here.values == {"ticket": "26", "solved": "2", "satisfaction": "4"}


def test_the_key_to_hear_it_again_is_no_answer() -> None:
    here, actions = pressed(FOLLOW_UP, "solved", "9", ticket="26")
    assert here.values == {"ticket": "26"}
    assert actions[0] == menu.Hush()
    assert here.step == "solved"
