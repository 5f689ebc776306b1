"""Events in, one at a time: written before anybody acts on them, and one case's fault is not the others'."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from callflow import case as machine
from callflow import commands, events
from callflow.screen import CaseEntry, CaseSnapshot, Told
from callflow.units import CITIZEN, LegId, WallMs
from callflow.views import Phase
from tests.unit.callflow.course import heard
from tests.unit.switchboard.stage import CASE, Stage

SECRET = "我叫王小明，住人民路八号"  # noqa: S105  a citizen's words


@pytest.fixture
async def stage(tmp_path: Path) -> Stage:
    staged = Stage(tmp_path / "var")
    await staged.call()
    return staged


async def test_what_is_commanded_is_in_the_folder_before_it_is_done(stage: Stage) -> None:
    written: list[bool] = []

    def look(case: Any, index: int, command: commands.Command) -> None:
        written.append(stage.folders.read(case)[index].command == command)

    stage.exchange.carriers = {**stage.exchange.carriers, commands.JoinQueue: look, commands.StopPrompt: look}
    await stage.told(events.DigitReceived(leg=CITIZEN, digit="1"))
    assert written == [True, True]


async def test_an_event_that_carrying_out_brings_waits_its_turn(stage: Stage) -> None:
    stage.exchange.carriers = {
        **stage.exchange.carriers,
        commands.JoinQueue: lambda case, _, __: stage.exchange.tell(case, events.QueueMoved(ahead=3)),
    }
    await stage.told(events.DigitReceived(leg=CITIZEN, digit="1"))
    kinds = [type(entry.event or entry.command) for entry in stage.entries]
    assert kinds[-2:] == [commands.SetTopology, events.QueueMoved]
    assert [entry.index for entry in stage.entries] == list(range(len(stage.entries)))


async def test_records_are_fed_and_screens_told_each_entry_once(stage: Stage) -> None:
    told: list[Told] = []
    stage.screens.watch(told.append)
    fed = len(stage.records.fed)
    await stage.told(events.DigitReceived(leg=CITIZEN, digit="1"))
    stage.switchboard.heard(CASE, heard("路灯不亮"))
    assert [entry for _, entries in stage.records.fed for entry in entries] == stage.entries
    assert len(stage.records.fed) > fed
    assert [type(one.event) for one in told if isinstance(one, CaseEntry)] == [events.QueueMoved, events.UtteranceHeard]
    (newest,) = [one for one in told if isinstance(one, CaseSnapshot)][-1:]
    assert newest.index == len(stage.entries) - 1


def broken(kind: type[events.Event], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the table fail at this kind of event, quoting it as a careless message does."""

    def fail(_: Any, event: events.Event, __: Any) -> Any:
        raise ValueError(f"cannot take {event}")

    table = {phase: {**row, kind: fail} for phase, row in machine.TABLE.items()}
    monkeypatch.setattr(machine, "TABLE", table)


async def test_an_event_that_the_core_fails_at_is_left_out_and_the_call_goes_on(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = list(stage.entries)
    with monkeypatch.context() as fault, capture_logs() as logs:
        broken(events.UtteranceHeard, fault)
        stage.switchboard.heard(CASE, heard(SECRET))
    assert stage.entries == before
    assert [line["event"] for line in logs] == ["event_not_taken"]
    await stage.told(events.DigitReceived(leg=CITIZEN, digit="1"))
    assert stage.case.phase is Phase.QUEUED


async def test_the_log_of_a_fault_says_where_it_is_and_nothing_that_a_citizen_said(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(events.UtteranceHeard, monkeypatch)
    with capture_logs() as logs:
        stage.switchboard.heard(CASE, heard(SECRET))
    (line,) = logs
    assert "王小明" not in str(line)
    assert (line["case_id"], line["what"], line["error"]) == (CASE, "UtteranceHeard", "ValueError")
    assert line["where"][-1].startswith("test_exchange.py:")


@pytest.mark.parametrize(
    "told",
    [
        lambda: events.LegAnswered(leg=LegId("agent-7")),
        lambda: events.HoldRequested(agent="1026"),  # type: ignore[arg-type]
    ],
)
async def test_an_event_that_cannot_be_is_left_out_and_said(stage: Stage, told: Callable[[], events.Event]) -> None:
    before = list(stage.entries)
    with capture_logs() as logs:
        stage.exchange.tell(CASE, told())
    assert stage.entries == before
    assert [line["event"] for line in logs] == ["event_not_taken"]


async def test_a_carrier_that_fails_does_not_keep_the_others_from_their_work(stage: Stage) -> None:
    def fail(*_: object) -> None:
        raise OSError(SECRET)

    stage.exchange.carriers = {**stage.exchange.carriers, commands.StopPrompt: fail}
    stage.lines.sent.clear()
    with capture_logs() as logs:
        await stage.told(events.DigitReceived(leg=CITIZEN, digit="1"))
    assert stage.floor.length().waiting == 1
    assert [type(command) for command in stage.sent()] == [commands.SetTopology]
    assert [line["event"] for line in logs] == ["command_not_carried_out"]
    assert SECRET not in str(logs)


@pytest.mark.parametrize("jump_ms", [3_600_000, -3_600_000])
async def test_a_deadline_is_kept_whatever_the_wall_clock_was_set_to_meanwhile(stage: Stage, jump_ms: int) -> None:
    await stage.told(events.DigitReceived(leg=CITIZEN, digit="1"))
    name, due = min(stage.case.deadlines.items(), key=lambda item: item[1])
    stage.now = WallMs(stage.now + jump_ms)
    stage.exchange.pass_deadline(CASE, name, due)
    assert stage.case.deadlines.get(name) != due
