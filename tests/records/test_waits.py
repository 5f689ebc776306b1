"""What the records remember of how callers were served."""

from typing import Any

import pytest

from callflow.service_level import Wait
from callflow.units import CaseId, WallMs
from callflow.views import EndedAs
from lingting.recall import recall_day
from models import Records
from models.repositories.waits import waits_since
from models.tables import Case

MIDNIGHT = WallMs(1_795_276_800_000)
"""2026-11-22 00:00 in Shanghai."""


class FakeScoreboard:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.remembered: list[Wait] = []

    def midnight(self) -> WallMs:
        return MIDNIGHT

    def remember(self, waits: list[Wait]) -> None:
        self.remembered += waits


async def keep(records: Records, name: str, started: int, **columns: Any) -> None:
    async with records.writing() as db:
        db.add(Case(id=CaseId(name), city="江城市", started_at=WallMs(MIDNIGHT + started), **columns))


@pytest.fixture
async def day(records: Records) -> Records:
    """A call answered, one given up, one answered over midnight, one of yesterday, one that never waited."""
    at = {name: WallMs(MIDNIGHT + ms) for name, ms in {"w": 1_000, "t": 9_000, "e": 60_000, "y": -9_000}.items()}
    await keep(records, "answered", 0, queue="tax", waiting_since=at["w"], talking_since=at["t"], ended_at=at["e"])
    await keep(records, "given up", 10, waiting_since=at["w"], ended_at=at["e"], ended_as=EndedAs.ABANDONED)
    await keep(records, "over midnight", -9_000, waiting_since=at["y"], talking_since=at["w"])
    await keep(records, "yesterday", -99_000, waiting_since=at["y"], ended_at=WallMs(MIDNIGHT - 1))
    await keep(records, "by keys", 20, ended_at=at["e"], ended_as=EndedAs.SELF_SERVICE)
    await keep(records, "by us", 30, waiting_since=at["w"], talking_since=at["t"], call_out="ring_back")
    return records


async def test_who_waited_and_was_answered_or_gone_today_is_remembered(day: Records) -> None:
    async with day.reading() as db:
        found = {wait.case: wait for wait in await waits_since(db, MIDNIGHT)}
    assert set(found) == {"answered", "given up", "over midnight", "by us"}
    outcomes = {case: wait.outcome() for case, wait in found.items()}
    assert [type(outcomes[CaseId(case)]).__name__ for case in ("answered", "given up", "over midnight", "by us")] == [
        "Answered",
        "Abandoned",
        "Answered",
        "NoneType",
    ]
    assert found[CaseId("answered")] == Wait(
        case=CaseId("answered"),
        queue="tax",
        waiting_since=WallMs(MIDNIGHT + 1_000),
        talking_since=WallMs(MIDNIGHT + 9_000),
        gone_at=WallMs(MIDNIGHT + 60_000),
        ended_as=None,
    )


async def test_a_start_remembers_the_day(day: Records) -> None:
    board = FakeScoreboard()
    await recall_day(day, board)  # type: ignore[arg-type]
    assert len(board.remembered) == 4
