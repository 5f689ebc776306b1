"""What a flow may not be: every refusal names the file and the line to mend."""

import re
from datetime import datetime
from pathlib import Path

import pytest

from callflow.announcements import BEEP, CLIPS, call_back_offer
from callflow.flow import FlowError, read_flow, start_step
from tests.unit.callflow.course import FLOW_FILE

GOOD = """\
name: small
start: greeting
on_nobody: sorry
steps:
  greeting:
    say: [greeting]
    keys: {"1": person, "2": number}
    wait_ms: 3000
    then: person
  person:
    queue: general
  number:
    say: [ask]
    collect: {into: ticket}
    then: ask_records
    otherwise: person
  ask_records:
    look_up: ticket
    results: {draft: told, confirmed: told, discarded: told, not_found: told, failed: told}
  told:
    say: [told]
    then: end
  sorry:
    say: [sorry]
    then: end
  end:
    hang_up: {}
"""

NIGHTS = """\
name: small
start: greeting
on_nobody: sorry
hours: {weekly: {mon-fri: ["08:30-12:00"]}}
closed: night
surge: storm
after_talk: survey
steps:
  greeting:
    say: [greeting]
    then: person
  storm:
    say: [storm]
    then: person
  person:
    queue: general
    priority: elder
    call_back_key: "1"
    call_back_step: noted
  noted:
    say: [noted]
    then: end_noted
  end_noted:
    hang_up: {ended_as: call_back}
  night:
    say: [night]
    keys: {"1": duty}
    wait_ms: 3000
    then: message
  duty:
    connect: duty_officer
    otherwise: message
  message:
    say: [speak]
    message: {most_ms: 60000, end_key: "#"}
    then: end_message
  end_message:
    hang_up: {ended_as: message}
  survey:
    say: [survey]
    keys: {"1": bye, "2": bye}
    keep: satisfaction
    wait_ms: 3000
    tries: 2
    then: bye
  bye:
    say: [{digits: satisfaction}]
    then: end_survey
  end_survey:
    hang_up: {ended_as: served}
  sorry:
    hang_up: {ended_as: nobody_there, call_back: true}
"""

REFUSED = [
    pytest.param("then: ask_records", "then: nowhere", 12, "goes to nowhere, which does not exist", id="unknown step"),
    pytest.param("start: greeting", "start: hello", 2, "start: there is no step hello", id="unknown start"),
    pytest.param('"2": number', '"2": person', 12, "cannot be reached", id="unreachable step"),
    pytest.param("say: [told]", "say: [untold]", 20, "prompt untold has no recording", id="missing prompt"),
    pytest.param("say: [told]", "say: [{digits: tiket}]", 20, "no step collects tiket", id="value of no step"),
    pytest.param("look_up: ticket", "look_up: tiket", 17, "no step collects tiket", id="look-up of no value"),
    pytest.param("queue: general", "hang_up: {}", 5, "no way from here to a person", id="no way to a person"),
    pytest.param("say: [sorry]\n    then: end", "say: [sorry]\n    then: person", 23, "leads back", id="nobody, queue"),
    pytest.param("otherwise: person", "otherwise: number", 12, "when no key is pressed", id="circle without keys"),
    pytest.param("    say: [told]\n    then: end", "    then: told", 20, "when no key is pressed", id="silent circle"),
    pytest.param("    then: ask_records\n", "", 12, "exactly one of", id="no way on"),
    pytest.param("queue: general", "queue: general\n    then: end", 10, "exactly one of", id="two ways on"),
    pytest.param("    otherwise: person\n", "", 12, "where to go otherwise", id="collects, without otherwise"),
    pytest.param(", failed: told", "", 17, "results must name each of", id="result forgotten"),
    pytest.param('"1": person', '"x": person', 7, "steps.greeting.keys.x", id="wrong key"),
    pytest.param('"1": person', "1: person", 7, "steps.greeting.keys.1", id="key that is no text"),
    pytest.param('"1": person', '"2": person', 7, "2 stands here twice", id="key used twice"),
    pytest.param("  told:", "  person:", 20, "person stands here twice", id="step named twice"),
    pytest.param("wait_ms: 3000", "wait_ms: soon", 8, "steps.greeting.wait_ms", id="no number"),
    pytest.param("wait_ms: 3000", "wait: 3000", 8, "steps.greeting.wait", id="unknown word"),
    pytest.param("say: [ask]", "say: [ask", 14, "not YAML", id="not YAML"),
    pytest.param("say: [ask]", "say: !!python/name:os.system", 13, "not YAML", id="YAML that would run code"),
    pytest.param("say: [ask]", "say: [\0]", 1, "not YAML", id="unprintable"),
]
clock = datetime.fromisoformat
REFUSED_NIGHTS = [
    pytest.param("closed: night", "closed: nigth", 5, "closed: there is no step nigth", id="unknown closed"),
    pytest.param("closed: night\n", "", 4, "closed must name the step", id="hours without closed"),
    pytest.param("surge: storm", "surge: survey", 39, "no way from here to a person", id="surge strands"),
    pytest.param("after_talk: survey", "after_talk: bye", 39, "cannot be reached", id="survey of nobody"),
    pytest.param("then: bye", "then: person", 39, "leads back to a person after the talk", id="survey, queue"),
    pytest.param(
        "ended_as: served", "ended_as: message", 39, "must end in hang_up: {ended_as: served}", id="survey's end"
    ),
    pytest.param("08:30-12:00", "8:30-12", 4, "is no span of a day", id="no span"),
    pytest.param("mon-fri:", "mon-fry:", 4, "hours.weekly.mon-fry", id="no weekday"),
    pytest.param("weekly:", "holidays: [soon], weekly:", 4, "'soon' is no day", id="no day"),
    pytest.param("    otherwise: message\n", "", 30, "when nobody is reached", id="connects, without otherwise"),
    pytest.param("connect: duty_officer", "connect: janitor", 31, "there is no contact janitor", id="unknown contact"),
    pytest.param("queue: general", "queue: generel", 16, "there is no queue generel", id="unknown queue"),
    pytest.param("    call_back_step: noted\n", "", 15, "go together", id="call-back key alone"),
    pytest.param("ended_as: call_back", "ended_as: message", 19, "must end in hang_up", id="call-back's end"),
    pytest.param("then: end_noted", "then: greeting", 19, "leads back to a person", id="call-back leads back"),
    pytest.param("call_back}", "call_back, call_back: true}", 23, "called twice", id="called back twice"),
    pytest.param("priority: elder", "priority: vip", 17, "steps.person.priority", id="unknown priority"),
    pytest.param("priority: elder", "keys: {}\n    keep: it", 15, "it must have keys", id="keeps no key"),
    pytest.param(
        "connect: duty_officer", "priority: elder\n    then: bye", 30, "is for a step with queue", id="urgent what"
    ),
    pytest.param("most_ms: 60000", "most_ms: 600", 35, "steps.message.message.most_ms", id="too short a message"),
    pytest.param("keep: satisfaction", "message: {}", 39, "keys and message", id="a key means two things"),
    pytest.param("keep: satisfaction", "keep: pleased", 46, "no step collects satisfaction", id="kept otherwise"),
    pytest.param("then: end_message", "then: night", 25, "when no key is pressed", id="silent circle"),
]
PROMPTS = {"greeting", "ask", "told", "sorry", "wrong_key", "no_key", *CLIPS, *(f"digit_{n}" for n in range(10))}
NIGHT_PROMPTS = {"greeting", "storm", "noted", "night", "speak", "survey", *PROMPTS, BEEP, call_back_offer("1")}


@pytest.mark.parametrize(("good", "bad", "line", "says"), REFUSED)
def test_a_flow_that_could_strand_a_caller_is_refused_by_file_and_line(
    good: str, bad: str, line: int, says: str
) -> None:
    assert good in GOOD
    with pytest.raises(FlowError, match=rf"^city\.yaml:{line}: .*{re.escape(says)}"):
        read_flow(GOOD.replace(good, bad, 1), "city.yaml", PROMPTS)


@pytest.mark.parametrize(("good", "bad", "line", "says"), REFUSED_NIGHTS)
def test_nights_surges_surveys_and_call_backs_strand_nobody_either(good: str, bad: str, line: int, says: str) -> None:
    assert good in NIGHTS
    with pytest.raises(FlowError, match=rf"^city\.yaml:{line}: .*{re.escape(says)}"):
        read_flow(NIGHTS.replace(good, bad, 1), "city.yaml", NIGHT_PROMPTS, {"duty_officer"}, {"general"})


def test_a_flow_with_all_words_is_read() -> None:
    flow = read_flow(NIGHTS, "city.yaml", NIGHT_PROMPTS, {"duty_officer"}, {"general"})
    assert dict(flow.roots()) == {
        "start": "greeting",
        "on_nobody": "sorry",
        "closed": "night",
        "surge": "storm",
        "after_talk": "survey",
    }


@pytest.mark.parametrize(
    ("moment", "surge", "step"),
    [
        (clock("2026-11-23 09:00"), False, "greeting"),
        (clock("2026-11-23 09:00"), True, "storm"),
        (clock("2026-11-23 12:00"), False, "night"),
        (clock("2026-11-22 09:00"), True, "night"),
    ],
)
def test_where_a_call_begins_is_a_matter_of_the_hours_and_of_the_surge_switch(
    moment: datetime, step: str, *, surge: bool
) -> None:
    assert start_step(read_flow(NIGHTS, "city.yaml"), moment, surge=surge) == step


def test_a_flow_without_hours_begins_at_its_start_at_any_time() -> None:
    always = read_flow(NIGHTS.replace('hours: {weekly: {mon-fri: ["08:30-12:00"]}}\n', ""), "city.yaml")
    assert start_step(always, clock("2026-11-22 03:00")) == "greeting"


def test_a_campaign_needs_no_way_to_a_person_and_knows_what_it_is_given() -> None:
    calls_out = """\
name: campaign
start: hello
on_nobody: end
calls_out: true
given: [ticket]
steps:
  hello:
    say: [{digits: ticket}]
    then: end
  end:
    hang_up: {ended_as: followed_up}
"""
    assert read_flow(calls_out, "campaign.yaml").calls_out
    with pytest.raises(FlowError, match="no way from here to a person"):
        read_flow(calls_out.replace("calls_out: true\n", ""), "campaign.yaml")
    with pytest.raises(FlowError, match="no step collects ticket"):
        read_flow(calls_out.replace("given: [ticket]\n", ""), "campaign.yaml")


def test_a_flow_without_fault_is_read() -> None:
    assert read_flow(GOOD, "city.yaml", PROMPTS).steps["person"].queue == "general"


@pytest.mark.parametrize("text", ["", "- a", "12"])
def test_what_is_no_flow_at_all_is_refused(text: str) -> None:
    with pytest.raises(FlowError, match=r"^city\.yaml:1: the flow: "):
        read_flow(text, "city.yaml")


@pytest.mark.parametrize("clip", sorted(NIGHT_PROMPTS - {"ask", "told", "sorry", *(f"digit_{n}" for n in range(10))}))
def test_each_clip_of_nights_and_call_backs_must_be_there(clip: str) -> None:
    with pytest.raises(FlowError, match=f"prompt {clip} has no recording"):
        read_flow(NIGHTS, "city.yaml", NIGHT_PROMPTS - {clip})


@pytest.mark.parametrize("clip", sorted(PROMPTS - {f"digit_{n}" for n in range(10)}))
def test_each_clip_that_a_caller_may_hear_must_be_there(clip: str) -> None:
    with pytest.raises(FlowError, match=f"prompt {clip} has no recording"):
        read_flow(GOOD, "city.yaml", PROMPTS - {clip})


@pytest.mark.parametrize("name", ["12345", "follow_up"])
def test_the_shipped_flows_serve_with_the_shipped_prompts(name: str) -> None:
    shipped = Path(__file__).parents[3] / "assets" / "prompts" / "zh"
    clips = {clip.stem for clip in shipped.glob("*.wav")}
    text = FLOW_FILE.with_name(f"{name}.yaml").read_text(encoding="utf-8")
    assert read_flow(text, f"{name}.yaml", clips, {"duty_officer"}, {"general"}).name == name
