"""The wallboard's shell: cases and records may tell the same as often as they like."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from callflow import events
from callflow.queue import QueueRules
from callflow.service_level import wait_of
from callflow.units import CITIZEN, LegId
from callflow.views import AgentState
from lingting.scoreboard import Scoreboard
from tests.unit.switchboard.stage import ME, Stage

TAX = QueueRules(name="tax", label="税务", skills=frozenset({"tax"}))


class Wall(Stage):
    """A switchboard that notes its cases."""

    def __init__(self, var: Path) -> None:
        super().__init__(var)
        self.board = Scoreboard(self.floor, ZoneInfo("Asia/Shanghai"), self.clock)
        self.exchange.noted = self.board.note_case


@pytest.fixture
def wall(tmp_path: Path) -> Wall:
    return Wall(tmp_path / "var")


async def test_a_call_is_waiting_then_answered(wall: Wall) -> None:
    await wall.wait_in_queue()
    figures = wall.board.view().figures
    assert (figures.waiting, figures.longest_since, figures.answered) == (1, wall.case.waiting_since, 0)
    wall.seat(ME)
    await wall.told(events.LegAnswered(leg=LegId("agent-1")))
    figures = wall.board.view().figures
    assert (figures.waiting, figures.answered, figures.service_level) == (0, 1, 100.0)


async def test_a_call_that_is_given_up_is_counted_once(wall: Wall) -> None:
    await wall.wait_in_queue()
    await wall.told(events.LegEnded(leg=CITIZEN, cause=events.EndCause.PEER_HUNG_UP), after_ms=30_000)
    wall.board.note_case(wall.case)
    wall.board.remember([wait_of(wall.case)])
    figures = wall.board.view().figures
    assert (figures.abandoned, figures.abandoned_short, figures.service_level) == (1, 0, 0.0)


async def test_after_a_restart_the_records_and_the_open_cases_give_the_same_figures(tmp_path: Path) -> None:
    first = Wall(tmp_path / "first")
    await first.talk()
    second = Wall(tmp_path / "second")
    second.board.remember([wait_of(first.case)])
    second.board.note_case(first.case)
    second.now = first.now
    assert second.board.view().figures == first.board.view().figures


async def test_a_switchboard_that_starts_again_counts_the_calls_that_are_on(tmp_path: Path) -> None:
    first = Wall(tmp_path / "var")
    await first.talk()
    second = Wall(tmp_path / "var")
    second.now = first.now
    second.switchboard.resume()
    assert second.board.view().figures == first.board.view().figures


async def test_agents_are_shown_by_state_without_accounts_that_are_closed(wall: Wall) -> None:
    wall.seat(ME)
    assert wall.board.view().agents[AgentState.IDLE] == 1
    accounts = [replace(account, enabled=False) for account in wall.floor._accounts.values()]
    wall.floor.know(accounts)
    assert sum(wall.board.view().agents.values()) == 0


async def test_a_queue_that_is_gone_counts_as_general(wall: Wall) -> None:
    wall.floor.rules([TAX])
    await wall.talk()
    wall.board.remember([replace(wait_of(wall.case), case="other", queue="gone")])
    assert [queue.figures.answered for queue in wall.board.view().queues] == [2, 0]
