"""Accounts as calls need them: names and roles for the floor, phones' HA1 for Kamailio.

Read from the records at the start, whenever the API has written an account, and every few seconds (the command line
writes accounts too). While the records are away what was read last stands; Kamailio's table lies on disk.
"""

import asyncio
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from pathlib import Path

import structlog

from lingting.floor import Account
from models.engine import Records
from models.repositories import agents
from models.writer import AWAY
from telephony.kamailio import write_subscribers

READ_EVERY_S = 3.0
Learn = Callable[[Collection[Account]], None]

log = structlog.get_logger()


class Staff:
    """Reads accounts, and passes them on."""

    def __init__(self, records: Records, learn: Learn, *, front: Path | None, realm: str) -> None:
        self._records = records
        self._learn = learn
        self._front = front
        self._realm = realm
        self._known: list[Account] | None = None
        self._phones: Sequence[tuple[str, str]] | None = None

    async def read(self) -> None:
        """Read accounts and phones now. Raises what a database that is away raises."""
        async with self._records.reading() as session:
            rows = await agents.list_all(session)
            phones = await agents.phones(session)
        known = [Account(agent=row.number, name=row.name, role=row.role, enabled=row.enabled) for row in rows]
        if known != self._known:
            self._learn(known)
            self._known = known
        if phones != self._phones:
            self._admit(phones)
            self._phones = phones

    async def keep_reading(self) -> None:
        """Follow the records for ever."""
        while True:
            with suppress(*AWAY):
                await self.read()
            await asyncio.sleep(READ_EVERY_S)

    def _admit(self, phones: Sequence[tuple[str, str]]) -> None:
        if self._front is not None:
            write_subscribers(self._front, self._realm, phones)
            log.info("phones_admitted", phones=len(phones))
