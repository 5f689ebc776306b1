"""A session that ends while it is being read stays ended."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession

from api.sessions import TRUSTED, Sessions
from callflow.units import AgentId
from models import Records
from tests.api.fake_hotline import FakeHotline


class Slow(Records):
    """Records whose answers can be held up on their way."""

    def __init__(self, records: Records) -> None:
        super().__init__(records.engine)
        self.road = asyncio.Event()
        self.road.set()
        self.read = asyncio.Event()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        async with super().reading() as session:
            yield session
        self.read.set()
        await self.road.wait()


async def test_a_session_closed_while_it_is_read_does_not_come_back(records: Records, hotline: FakeHotline) -> None:
    slow = Slow(records)
    sessions = Sessions(slow, hotline.now)
    async with records.writing() as db:
        token = await sessions.open(db, AgentId("1026"))
    session = await sessions.find(token)
    assert session is not None
    hotline.clock += TRUSTED
    slow.read.clear()
    slow.road.clear()
    asking = asyncio.create_task(sessions.find(token))
    await slow.read.wait()
    await sessions.close(session)
    slow.road.set()
    assert await asking is None
    assert await sessions.find(token) is None


async def test_who_watches_a_session_learns_of_its_end_once(records: Records, hotline: FakeHotline) -> None:
    sessions = Sessions(records, hotline.now)
    async with records.writing() as db:
        token = await sessions.open(db, AgentId("1026"))
    session = await sessions.find(token)
    assert session is not None
    ends: list[str] = []
    sessions.watch(session.token_hash, lambda: ends.append("watched"))
    stop = sessions.watch(session.token_hash, lambda: ends.append("stopped"))
    stop()
    await sessions.close(session)
    await sessions.close(session)
    assert ends == ["watched"]
