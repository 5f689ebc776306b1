"""The wallboard's shell: cases and records may tell the same as often as they like."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from callflow import events
from callflow.queue import QueueRules
from callflow.service_level import wait_of
from callflow.units import CITIZEN, LegId, WallMs
from callflow.views import AgentState
from callflow.wallboard import Wallboard
from tests.unit.switchboard.stage import ME, Stage

TAX = QueueRules(name="tax", label="税务", skills=frozenset({"tax"}))


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path / "var")


async def test_a_call_is_waiting_then_answered(stage: Stage) -> None:
    await stage.wait_in_queue()
    figures = stage.board.view().figures
    assert (figures.waiting, figures.longest_since, figures.answered) == (1, stage.case.waiting_since, 0)
    stage.seat(ME)
    await stage.told(events.LegAnswered(leg=LegId("agent-1")))
    figures = stage.board.view().figures
    assert (figures.waiting, figures.answered, figures.service_level) == (0, 1, 100.0)


async def test_a_call_that_is_given_up_is_counted_once(stage: Stage) -> None:
    await stage.wait_in_queue()
    await stage.told(events.LegEnded(leg=CITIZEN, cause=events.EndCause.PEER_HUNG_UP), after_ms=30_000)
    stage.board.note_case(stage.case)
    stage.board.remember([wait_of(stage.case)])
    figures = stage.board.view().figures
    assert (figures.abandoned, figures.abandoned_short, figures.service_level) == (1, 0, 0.0)


async def test_after_a_restart_the_records_and_the_open_cases_give_the_same_figures(tmp_path: Path) -> None:
    first = Stage(tmp_path / "first")
    await first.talk()
    second = Stage(tmp_path / "second")
    second.board.remember([wait_of(first.case)])
    second.board.note_case(first.case)
    second.now = first.now
    assert second.board.view().figures == first.board.view().figures


async def test_a_switchboard_that_starts_again_counts_the_calls_that_are_on(tmp_path: Path) -> None:
    first = Stage(tmp_path / "var")
    await first.talk()
    second = Stage(tmp_path / "var")
    second.now = first.now
    second.switchboard.resume()
    assert second.board.view().figures == first.board.view().figures


async def test_agents_are_shown_by_state_without_accounts_that_are_closed(stage: Stage) -> None:
    stage.seat(ME)
    assert stage.board.view().agents[AgentState.IDLE] == 1
    accounts = [replace(account, enabled=False) for account in stage.floor._accounts.values()]
    stage.floor.know(accounts)
    assert sum(stage.board.view().agents.values()) == 0


async def test_a_queue_that_is_gone_counts_as_general(stage: Stage) -> None:
    stage.floor.rules([TAX])
    await stage.talk()
    stage.board.remember([replace(wait_of(stage.case), case="other", queue="gone")])
    assert [queue.figures.answered for queue in stage.board.view().queues] == [2, 0]


async def test_screens_are_told_the_wallboard_when_it_has_changed_and_not_again(stage: Stage) -> None:
    told: list[object] = []
    hotline = stage.hotline()
    hotline.watch(told.append)
    for _ in range(2):
        hotline.tell_floor()
    assert [one for one in told if isinstance(one, Wallboard)] == [hotline.wallboard()]
    await stage.wait_in_queue()
    hotline.tell_floor()
    assert told[-1] == hotline.wallboard()
    assert hotline.wallboard().figures.waiting == 1


def test_the_day_begins_at_local_midnight(stage: Stage) -> None:
    stage.now = WallMs(1_795_276_800_000 + 3_600_000)
    assert stage.board.midnight() == 1_795_276_800_000
