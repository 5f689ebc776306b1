"""Accounts and queues reach the floor and Kamailio, also after a moment in which they could not be written."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from callflow.queue import QueueRules
from callflow.units import AgentId, WallMs
from callflow.views import Role
from lingting.floor import Account
from lingting.staff import Staff
from models.engine import Records
from models.repositories import agents, queues, sessions

ROW = SimpleNamespace(number=AgentId("1026"), name="李静", role=Role.AGENT, enabled=True, skills=["tax"])

QUEUES = (QueueRules(name="tax", label="税务", skills=frozenset({"tax"})),)


class FakeRecords(Records):
    """Records that hold one account."""

    def __init__(self) -> None:
        """Nothing is connected."""

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Any]:
        yield self


@pytest.fixture(autouse=True)
def one_account(monkeypatch: pytest.MonkeyPatch) -> None:
    async def rows(_: object) -> list[Any]:
        return [ROW]

    async def phones(_: object) -> list[tuple[str, str]]:
        return [("1026", "0123456789abcdef0123456789abcdef")]

    monkeypatch.setattr(agents, "list_all", rows)

    async def rules(_: object) -> list[QueueRules]:
        return list(QUEUES)

    async def logged_in(_: object, at: WallMs) -> frozenset[AgentId]:
        return frozenset({AgentId("1026")}) if at == now() else frozenset()

    monkeypatch.setattr(agents, "phones", phones)
    monkeypatch.setattr(queues, "rules", rules)
    monkeypatch.setattr(sessions, "logged_in", logged_in)


def nothing(_: object) -> None:
    """Whatever is told."""


def now() -> WallMs:
    return WallMs(1_800_000_000_000)


async def test_accounts_are_passed_on_when_they_change_and_not_again() -> None:
    learnt: list[Collection[Account]] = []
    staff = Staff(FakeRecords(), learnt.append, nothing, nothing, front=None, realm="lingting", now=now)
    await staff.read()
    await staff.read()
    assert learnt == [[Account(agent=AgentId("1026"), name="李静", role=Role.AGENT, skills=frozenset({"tax"}))]]


async def test_departments_accounts_are_no_agents_of_the_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    async def rows(_: object) -> list[Any]:
        return [
            ROW,
            SimpleNamespace(number=AgentId("7001"), name="水务局", role=Role.DEPARTMENT, enabled=True, skills=[]),
        ]

    monkeypatch.setattr(agents, "list_all", rows)
    learnt: list[Collection[Account]] = []
    await Staff(FakeRecords(), learnt.append, nothing, nothing, front=None, realm="lingting", now=now).read()
    assert [account.agent for (account, *_) in learnt] == ["1026"]
    assert len(learnt[0]) == 1


async def test_who_is_logged_in_is_passed_on_at_every_look() -> None:
    learnt: list[Collection[AgentId]] = []
    staff = Staff(FakeRecords(), nothing, nothing, learnt.append, front=None, realm="lingting", now=now)
    await staff.read()
    await staff.read()
    assert learnt == [frozenset({"1026"}), frozenset({"1026"})]


async def test_queues_are_passed_on_when_they_change_and_not_again(monkeypatch: pytest.MonkeyPatch) -> None:
    learnt: list[Collection[QueueRules]] = []
    staff = Staff(FakeRecords(), nothing, learnt.append, nothing, front=None, realm="lingting", now=now)
    await staff.read()
    await staff.read()
    monkeypatch.setattr(queues, "rules", no_queues)
    await staff.read()
    assert learnt == [list(QUEUES), []]


async def no_queues(_: object) -> list[QueueRules]:
    return []


async def test_phones_that_could_not_be_written_are_written_when_they_can_be(tmp_path: Path) -> None:
    in_the_way = tmp_path / "run"
    in_the_way.touch()
    front = in_the_way / "kamailio"
    staff = Staff(FakeRecords(), nothing, nothing, nothing, front=front, realm="lingting", now=now)
    with pytest.raises(OSError, match="run"):
        await staff.read()
    in_the_way.unlink()
    await staff.read()
    assert any("1026" in file.read_text() for file in front.rglob("*") if file.is_file())
