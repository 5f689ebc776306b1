"""Timers for the core: when a deadline is told, and when it is not."""

import asyncio

import pytest

from callflow.state import Case
from callflow.units import CaseId, WallMs
from lingting.deadlines import Deadlines

NOW = WallMs(1_000_000)
HOUR_MS = 3_600_000


class Told:
    """What came due, in order."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.wall = NOW
        self.deadlines = Deadlines(lambda _, name, __: self.names.append(name), lambda: self.wall)

    async def hears(self, *names: str) -> None:
        """Wait until just these were told."""
        async with asyncio.timeout(10):
            while self.names != list(names):
                await asyncio.sleep(0.005)


def due(**deadlines: int) -> Case:
    return Case(id=CaseId("c"), deadlines={name: WallMs(at) for name, at in deadlines.items()})


async def loop_turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_what_is_due_is_told_and_the_earliest_first() -> None:
    told = Told()
    told.deadlines.follow(due(ring=NOW - 1, announce=NOW - 2))
    await told.hears("announce", "ring")


async def test_a_case_that_is_forgotten_is_not_told() -> None:
    told = Told()
    told.deadlines.follow(due(ring=NOW))
    told.deadlines.forget(CaseId("c"))
    await loop_turns()
    assert told.names == []


async def test_while_held_nothing_is_told_and_then_what_still_stands() -> None:
    told = Told()
    told.deadlines.hold()
    told.deadlines.follow(due(ring=NOW))
    await loop_turns()
    told.deadlines.follow(due(wrap_up=NOW))
    assert told.names == []
    told.deadlines.go_on()
    await loop_turns()
    assert told.names == ["wrap_up"]


async def test_a_case_forgotten_while_held_stays_forgotten() -> None:
    told = Told()
    told.deadlines.hold()
    told.deadlines.follow(due(ring=NOW))
    told.deadlines.forget(CaseId("c"))
    told.deadlines.go_on()
    await loop_turns()
    assert told.names == []


@pytest.mark.parametrize("jump_ms", [HOUR_MS, -HOUR_MS])
async def test_when_the_wall_clock_is_set_everybody_is_told_in_order_and_in_time(jump_ms: int) -> None:
    told = Told()
    told.deadlines.follow(due(ring=NOW + 200, wrap_up=NOW + HOUR_MS + 60_000))
    told.wall = WallMs(NOW + jump_ms)
    told.deadlines.follow(due(ring=NOW + 200, announce=told.wall + 240, wrap_up=NOW + HOUR_MS + 60_000))
    await loop_turns()
    assert told.names == []
    await told.hears("ring", "announce")


async def test_a_deadline_that_was_moved_is_told_at_its_new_time() -> None:
    told = Told()
    told.deadlines.follow(due(ring=NOW + 10))
    told.deadlines.follow(due(ring=NOW + HOUR_MS))
    await asyncio.sleep(0.05)
    assert told.names == []
    told.deadlines.follow(due(ring=NOW))
    await told.hears("ring")


async def test_after_one_is_told_the_next_is_waited_for_though_the_case_says_nothing() -> None:
    told = Told()
    told.deadlines.follow(due(ring=NOW, announce=NOW + 10))
    await told.hears("ring", "announce")


async def test_a_restart_goes_by_the_wall_clock() -> None:
    told = Told()
    told.deadlines.hold()
    told.deadlines.follow(due(ring=NOW + HOUR_MS))
    told.wall = WallMs(NOW + HOUR_MS)
    told.deadlines.go_on()
    await told.hears("ring")
