"""Timers for the core: when a deadline is told, and when it is not."""

import asyncio

from callflow.state import Case
from callflow.units import CaseId, WallMs
from lingting.deadlines import Deadlines

NOW = WallMs(1_000_000)


class Told:
    """What came due, in order."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.deadlines = Deadlines(lambda _, name: self.names.append(name), lambda: NOW)


def due(**deadlines: int) -> Case:
    return Case(id=CaseId("c"), deadlines={name: WallMs(at) for name, at in deadlines.items()})


async def loop_turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_what_is_due_is_told_and_the_earliest_first() -> None:
    told = Told()
    told.deadlines.follow(due(ring=NOW - 1, announce=NOW - 2))
    await loop_turns()
    assert told.names == ["announce"]


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
