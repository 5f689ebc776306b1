"""Seats that are added and taken away while all runs, and the speech workers of queues' models, which are such."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from asr import models
from asr.models import InstalledModel
from lingting.children import Child
from lingting.queue_models import write_queue_models
from lingting.queue_seats import QueueSeats
from lingting.seats import SpeechSeat
from lingting.settings import Settings
from lingting.supervisor import Supervisor
from tests.asr.marked_model import NAME, marked_model
from tests.asr.sound import REPOSITORY
from tests.supervision.line_up import Seat

PATIENCE_S = 30.0


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not condition():
            await asyncio.sleep(0.02)


async def told(_: Iterable[Child]) -> None:
    """Nobody is told."""


@asynccontextmanager
async def supervising(*seats: Seat) -> AsyncIterator[Supervisor]:
    stop, supervisor = asyncio.Event(), Supervisor(seats, told)
    running = asyncio.create_task(supervisor.run(stop))
    yield supervisor
    stop.set()
    await running
    await supervisor.end([])


def names(supervisor: Supervisor) -> list[str]:
    return [child.spec.name for child in supervisor._children]


async def test_a_seat_that_is_added_is_kept_filled_and_one_that_is_taken_away_is_not(tmp_path: Path) -> None:
    further = Seat("forker", tmp_path)
    async with supervising(Seat("sleep", tmp_path)) as supervisor:
        await until(lambda: supervisor.is_ready)
        supervisor.add(further)
        await until(lambda: "forker-1" in names(supervisor))
        supervisor._children[-1].kill()
        await until(lambda: "forker-2" in names(supervisor))
        await supervisor.take_away(further)
        assert names(supervisor) == ["sleep-1"]
        await asyncio.sleep(0.5)
        assert names(supervisor) == ["sleep-1"]
    assert (tmp_path / "left").read_text("utf-8").split() == ["forker-1", "forker-2", "sleep-1"]


async def test_the_service_is_ready_without_a_further_seat_that_cannot_be_filled(tmp_path: Path) -> None:
    async with supervising(Seat("sleep", tmp_path)) as supervisor:
        supervisor.add(Seat("crash", tmp_path))
        await until((tmp_path / "left").exists)
        await until(lambda: supervisor.is_ready)


class Line:
    """A supervisor's place: keeps who is seated."""

    def __init__(self) -> None:
        self.seats: list[SpeechSeat] = []

    def add(self, seat: SpeechSeat) -> None:
        self.seats.append(seat)

    async def take_away(self, seat: SpeechSeat) -> None:
        self.seats.remove(seat)

    def models(self) -> list[str]:
        return sorted(seat.model.name for seat in self.seats)


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def own(var: Path) -> InstalledModel:
    return models.resolve(var, REPOSITORY / "assets")


def tear(folder: Path) -> None:
    """A model in which nothing is missing and nothing can be read."""
    for part in ("am/final.mdl", "graph/HCLG.fst", "graph/words.txt", "conf/mfcc.conf"):
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        (folder / part).write_bytes(b"\xff")


async def test_each_model_of_a_queue_has_a_worker_for_as_long_as_it_is_named(
    var: Path, own: InstalledModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lingting.queue_seats.LOOK_EVERY_S", 0.02)
    settings, line = Settings(var_dir=var), Line()
    following = asyncio.create_task(QueueSeats(settings, own).follow(line))  # type: ignore[arg-type]
    tear(var / "models" / "torn")
    write_queue_models(settings.layout.queue_models, {NAME, own.name, "not-installed", "torn"})
    await asyncio.sleep(0.3)
    assert not following.done()
    assert line.models() == [], "the hotline's own has its workers, the others are not there, or broken"
    assert models.overview(var)[-1] == models.Installed(name="torn", demo=False, whole=False)
    marked_model(var, own)
    await until(lambda: line.models() == [NAME])
    assert line.seats[0].fill().argv[-2:] == ("--demo", "--for-queues")
    write_queue_models(settings.layout.queue_models, set())
    await until(lambda: not line.seats)
    following.cancel()
