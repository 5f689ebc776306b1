"""`lingting flow`: what is wrong is told by file and line, a menu is played by keys, a drawing is written."""

from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lingting.flow_cli import build_app

ROOT = Path(__file__).parents[3]
FLOW = ROOT / "callflow" / "flows" / "12345.yaml"
FOLLOW_UP = FLOW.with_name("follow_up.yaml")
NOW = datetime.fromisoformat("2026-11-22 23:10")
APP = build_app(lambda: [ROOT / "assets" / "prompts" / "zh"], lambda: NOW)


def run(*words: str | Path, typed: str = "") -> tuple[int, list[str], str]:
    done = CliRunner().invoke(APP, [str(word) for word in words], input=typed)
    return done.exit_code, done.stdout.splitlines(), done.stderr


@pytest.fixture
def with_hours(tmp_path: Path) -> Path:
    text = FLOW.read_text(encoding="utf-8")
    mended = tmp_path / "office.yaml"
    mended.write_text(text.replace("steps:\n", 'hours: {weekly: {mon-sun: ["08:30-17:30"]}}\nsteps:\n', 1), "utf-8")
    return mended


def test_a_flow_without_fault_is_told_with_what_was_not_checked() -> None:
    status, lines, _ = run("check", FLOW)
    assert status == 0
    assert lines[0].endswith("12345.yaml: 33 steps, nothing is wrong")
    assert [line.partition(" (")[0] for line in lines[1:]] == [
        "not checked: whether there is a queue general",
        "not checked: whether there is a contact duty_officer",
    ]


def test_a_flow_whose_queues_and_contacts_are_there_is_wholly_checked() -> None:
    status, lines, _ = run("check", FLOW, "--queue", "general", "--contact", "duty_officer")
    assert (status, len(lines)) == (0, 1)


@pytest.mark.parametrize(
    ("good", "bad", "line"), [("then: greeting", "then: greting", 20), ("say: [surge]", "say: [surges]", 20)]
)
def test_a_faulty_flow_is_refused_with_file_and_line(tmp_path: Path, good: str, bad: str, line: int) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(FLOW.read_text(encoding="utf-8").replace(good, bad, 1), encoding="utf-8")
    status, _, told = run("check", broken)
    assert status == 1
    assert told.startswith(f"{broken}:{line}: steps.surge: ")


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "gbk.yaml"
    broken.write_bytes("name: 热线".encode("gbk"))
    status, _, told = run("check", broken)
    assert status == 1
    assert told.startswith(f"{broken}:1: is not UTF-8")


def test_a_walk_tells_every_prompt_and_what_became_of_the_caller() -> None:
    status, lines, _ = run("walk", FLOW, typed="2\n2611#\n1\nconfirmed\n\n")
    assert status == 0
    assert "  ask_ticket_number: 请输入您的工单编号，以井号键结束。" in lines
    assert "  ticket_confirmed: 您的工单已经受理，正在办理中。" in lines
    assert lines[-3:] == ["? keys 1 9, Enter: none", "= the caller hangs up", "= kept: ticket=2611"]


def test_keys_may_be_typed_ahead() -> None:
    _, lines, _ = run("walk", FLOW, typed="22611#1\nnot_found\n1\n\n3\n")
    assert "  ticket_not_found: 没有查到这个工单编号。" in lines
    assert "= they talk" in lines
    assert lines[-1] == "= kept: ticket=2611, satisfaction=3"


def test_a_walk_begins_where_a_call_of_that_moment_would(with_hours: Path) -> None:
    for words, begin in (
        (("--at", "2026-11-23 09:00"), "greeting"),
        (("--at", "2026-11-23 09:00", "--surge"), "surge"),
        ((), "night"),
    ):
        assert run("walk", with_hours, *words)[1][0].endswith(f": begins at {begin}")


def test_at_night_the_duty_officer_is_dialled_and_else_a_message_is_left(with_hours: Path) -> None:
    _, lines, _ = run("walk", with_hours, typed="1\nnobody\n\n#\n")
    assert "> dials the on-duty contact duty_officer, with music" in lines
    assert "> records a message of 180 s at most" in lines
    assert "= the call ends: message" in lines


def test_what_is_typed_amiss_is_said_and_asked_again() -> None:
    _, lines, _ = run("walk", FLOW, typed="hello\n2\n1#1\nperhaps\nfailed\n")
    assert "! 'hello': type keys (0-9 * #), or press Enter" in lines
    assert "! 'perhaps' is no answer" in lines
    assert "  ticket_lookup_failed: 现在暂时无法查询，请稍后再试。" in lines


def test_a_campaign_is_walked_with_the_values_it_is_given() -> None:
    _, lines, _ = run("walk", FOLLOW_UP, "--value", "ticket=26", typed="2\n5\n")
    assert lines.count("  digit_6: 六") == 1
    assert lines[-2:] == ["= the call ends: followed_up", "= kept: solved=2, satisfaction=5"]


@pytest.mark.parametrize("words", [("--value", "ticket"), ("--value", "ticket=a"), ("--step", "nowhere")])
def test_a_walk_from_nowhere_is_refused(words: tuple[str, ...]) -> None:
    assert run("walk", FOLLOW_UP, *words)[0] == 2


def test_a_drawing_is_the_one_in_the_docs(tmp_path: Path) -> None:
    status, _, _ = run("draw", FLOW, "-o", tmp_path / "12345.svg")
    assert status == 0
    assert (tmp_path / "12345.svg").read_bytes() == (ROOT / "docs" / "diagrams" / "12345.svg").read_bytes()
