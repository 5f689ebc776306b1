"""Calls that the service begins: a worker is claimed, a promise is kept once, and a restart goes on with both."""

from pathlib import Path

import pytest

from callflow import commands, events
from callflow.events import CallOutReason
from callflow.units import CITIZEN, AgentId, CaseId, LegId
from callflow.views import Phase
from lingting.floor import Account
from lingting.switchboard import RELEASE
from tests.unit.switchboard.stage import CASE, ME, Stage, arrived, hello

BACK = CaseId("c1-back")


@pytest.fixture
async def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


async def ring_back(stage: Stage) -> CaseId:
    stage.seat(ME)
    return stage.outgoing.ring_back("13800001234", ME, CaseId("c0"))


async def carried(stage: Stage, case: CaseId) -> None:
    stage.lines.carries[case] = hello(case)
    await stage.switchboard.claimed(case)


def dialled(stage: Stage) -> list[str]:
    return [command.uri for command in stage.sent() if isinstance(command, commands.DialLeg)]


async def test_a_case_of_ours_claims_a_worker_and_dials_once_it_has_one(stage: Stage) -> None:
    case = await ring_back(stage)
    assert stage.lines.claimed == [case]
    assert dialled(stage) == []
    await carried(stage, case)
    assert dialled(stage) == ["sip:1026@front"]
    assert stage.floor.taken() == {ME: case}


async def test_a_claim_that_finds_no_worker_is_made_again(stage: Stage) -> None:
    stage.lines.free = False
    case = await ring_back(stage)
    assert "claim" in stage.book[case].state.deadlines
    stage.lines.free = True
    stage.now = stage.book[case].state.deadlines["claim"]
    stage.exchange.pass_deadline(case, "claim", stage.now)
    assert stage.lines.claimed == [case, case]


async def test_a_promised_call_stands_in_line_and_is_promised_once(stage: Stage) -> None:
    promise = commands.PromiseCall(number="13800001234", queue="general", priority=2, since=stage.now)
    stage.outgoing.keep_promise(CASE, promise)
    stage.outgoing.keep_promise(CASE, promise)
    state = stage.book[BACK].state
    assert (state.phase, state.priority, state.call_out and state.call_out.reason) == (
        Phase.QUEUED,
        2,
        CallOutReason.CALL_BACK,
    )
    assert stage.floor.length().waiting == 1


async def test_an_agent_who_gives_up_a_promised_call_is_free_and_nobody_is_offered_it_again(stage: Stage) -> None:
    stage.seat(ME)
    stage.outgoing.keep_promise(
        CASE, commands.PromiseCall(number="13800001234", queue="general", priority=2, since=stage.now)
    )
    await carried(stage, BACK)
    stage.exchange.tell(BACK, events.HangUpRequested(agent=ME))
    stage.exchange.tell(BACK, events.LegEnded(leg=LegId("agent-1"), cause=events.EndCause.WE_HUNG_UP))
    assert BACK not in stage.book
    assert (stage.floor.length().waiting, stage.floor.taken()) == (0, {})


async def test_a_promise_that_a_killed_switchboard_had_only_written_down_is_kept_by_the_next(tmp_path: Path) -> None:
    first = Stage(tmp_path)
    await first.wait_in_queue()
    first.now = first.case.deadlines["announce"]
    first.exchange.pass_deadline(CASE, "announce", first.now)
    await first.told(events.DigitReceived(leg=CITIZEN, digit="1"))
    assert BACK in first.book
    first.folders.path(BACK).joinpath("events.jsonl").unlink()
    first.folders.path(BACK).rmdir()
    (tmp_path / "open" / BACK).unlink(missing_ok=True)
    second = Stage(tmp_path)
    second.switchboard.resume()
    assert second.book[BACK].state.phase is Phase.QUEUED


async def test_a_later_worker_is_not_sent_what_an_earlier_one_was_commanded(stage: Stage) -> None:
    promise = commands.PromiseCall(number="13800001234", queue="general", priority=0, since=stage.now)
    stage.outgoing.keep_promise(CASE, promise)
    stage.seat(ME)
    await carried(stage, BACK)
    gone = events.LegEnded(leg=LegId("agent-1"), cause=events.EndCause.FAILED, status=486)
    await stage.switchboard.told(BACK, stage.now, gone)
    stage.floor.know([Account(agent=AgentId("1027"), name="王芳", role=stage.floor.agents()[0].role)])
    stage.floor.register(["1027"])
    stage.lines.sent.clear()
    assert stage.book[BACK].state.released
    await stage.switchboard.greeted("w1-fake", hello(BACK, applied=-1))
    assert dialled(stage) == []


async def test_after_a_restart_a_claim_without_an_answer_is_made_again(tmp_path: Path) -> None:
    case = await ring_back(Stage(tmp_path))
    second = Stage(tmp_path)
    second.switchboard.resume()
    await second.switchboard.resumed_lines()
    assert second.lines.claimed == [case]


async def test_a_worker_that_was_claimed_before_a_restart_goes_on(tmp_path: Path) -> None:
    case = await ring_back(Stage(tmp_path))
    second = Stage(tmp_path)
    second.switchboard.resume()
    second.lines.carries[case] = hello(case)
    await second.switchboard.greeted("w1-fake", hello(case))
    assert dialled(second) == ["sip:1026@front"]


async def test_after_a_restart_an_agent_who_returns_a_call_has_it_and_nobody_stands_in_line(tmp_path: Path) -> None:
    case = await ring_back(Stage(tmp_path))
    second = Stage(tmp_path)
    second.switchboard.resume()
    assert (second.floor.length().waiting, second.floor.taken()) == (0, {ME: case})


async def test_a_worker_that_comes_too_late_is_released(stage: Stage) -> None:
    stage.lines.carries[BACK] = hello(BACK)
    await stage.switchboard.claimed(BACK)
    assert stage.lines.sent == [(BACK, RELEASE, commands.ReleaseWorker())]


async def test_a_citizen_who_calls_is_looked_up(stage: Stage) -> None:
    await stage.told(arrived())
    assert stage.directory.recognised == [(CASE, "13800001234")]


async def test_a_phone_that_hands_its_call_to_a_colleague_is_understood_so(stage: Stage) -> None:
    await stage.talk()
    await stage.told(events.LegReferred(leg=LegId("agent-1"), new_leg=LegId("referred-1"), target="1026"))
    await stage.told(events.LegRinging(leg=LegId("referred-1")))
    assert stage.case.legs[LegId("referred-1")].agent == ME
