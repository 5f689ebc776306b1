"""What a flow may not be: every refusal names the file and the line to mend."""

import re
from pathlib import Path

import pytest

from callflow.announcements import CLIPS
from callflow.flow import FlowError, read_flow
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
PROMPTS = {"greeting", "ask", "told", "sorry", "wrong_key", "no_key", *CLIPS, *(f"digit_{n}" for n in range(10))}


@pytest.mark.parametrize(("good", "bad", "line", "says"), REFUSED)
def test_a_flow_that_could_strand_a_caller_is_refused_by_file_and_line(
    good: str, bad: str, line: int, says: str
) -> None:
    assert good in GOOD
    with pytest.raises(FlowError, match=rf"^city\.yaml:{line}: .*{re.escape(says)}"):
        read_flow(GOOD.replace(good, bad, 1), "city.yaml", PROMPTS)


def test_a_flow_without_fault_is_read() -> None:
    assert read_flow(GOOD, "city.yaml", PROMPTS).steps["person"].queue == "general"


@pytest.mark.parametrize("text", ["", "- a", "12"])
def test_what_is_no_flow_at_all_is_refused(text: str) -> None:
    with pytest.raises(FlowError, match=r"^city\.yaml:1: the flow: "):
        read_flow(text, "city.yaml")


@pytest.mark.parametrize("clip", sorted(PROMPTS - {f"digit_{n}" for n in range(10)}))
def test_each_clip_that_a_caller_may_hear_must_be_there(clip: str) -> None:
    with pytest.raises(FlowError, match=f"prompt {clip} has no recording"):
        read_flow(GOOD, "city.yaml", PROMPTS - {clip})


def test_the_shipped_flow_serves_with_the_shipped_prompts() -> None:
    shipped = Path(__file__).parents[3] / "assets" / "prompts" / "zh"
    clips = {clip.stem for clip in shipped.glob("*.wav")}
    assert read_flow(FLOW_FILE.read_text(encoding="utf-8"), "12345.yaml", clips).name == "12345"
