"""Accounts as calls need them: names and roles for the floor, phones' HA1 for Kamailio.

Read from the records at the start and whenever an account was written. While the records are away what was read last
stands (Kamailio's table lies on disk), and it is tried again.
"""

import asyncio
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import structlog

from lingting.floor import Account
from models.engine import Records
from models.repositories import agents
from models.writer import AWAY
from telephony.kamailio import write_subscribers

RETRY_S = 2.0
Learn = Callable[[Collection[Account]], None]

log = structlog.get_logger()


class Staff:
    """Reads accounts, and passes them on."""

    def __init__(self, records: Records, learn: Learn, *, front: Path | None, realm: str) -> None:
        self._records = records
        self._learn = learn
        self._front = front
        self._realm = realm

    async def read(self) -> None:
        """Read accounts and phones now. Raises what a database that is away raises."""
        async with self._records.reading() as session:
            rows = await agents.list_all(session)
            phones = await agents.phones(session)
        self._learn([Account(agent=row.number, name=row.name, role=row.role, enabled=row.enabled) for row in rows])
        self._admit(phones)

    async def read_when_up(self) -> None:
        """Read them as soon as the records answer."""
        while True:
            try:
                await self.read()
            except AWAY:
                await asyncio.sleep(RETRY_S)
            else:
                return

    def _admit(self, phones: Sequence[tuple[str, str]]) -> None:
        if self._front is not None:
            write_subscribers(self._front, self._realm, phones)
            log.info("phones_admitted", phones=len(phones))
