"""Accounts and queues as calls need them: names, roles, skills and logins for the floor, phones' HA1 for Kamailio.

Read from the records at the start, whenever the API has written one, and every few seconds (the command line writes
accounts too). While the records are away what was read last stands; Kamailio's table lies on disk.
"""

import asyncio
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from pathlib import Path

import structlog

from callflow.queue import QueueRules
from callflow.units import AgentId, WallMs
from callflow.views import Role
from lingting.floor import Account
from models.engine import Records
from models.repositories import agents, queues, sessions
from models.tables import Agent
from models.writer import AWAY
from telephony.kamailio import write_subscribers

READ_EVERY_S = 3.0
Learn = Callable[[Collection[Account]], None]
LearnQueues = Callable[[Collection[QueueRules]], None]
LearnLogins = Callable[[Collection[AgentId]], None]

log = structlog.get_logger()


class Staff:
    """Reads accounts and queues, and passes on what changed."""

    def __init__(  # noqa: PLR0913  whom to tell of what
        self,
        records: Records,
        learn: Learn,
        learn_queues: LearnQueues,
        learn_logins: LearnLogins,
        *,
        front: Path | None,
        realm: str,
        now: Callable[[], WallMs],
    ) -> None:
        self._records = records
        self._learn = learn
        self._learn_queues = learn_queues
        self._learn_logins = learn_logins
        self._front = front
        self._realm = realm
        self._now = now
        self._known: list[Account] | None = None
        self._queues: Sequence[QueueRules] | None = None
        self._phones: Sequence[tuple[str, str]] | None = None

    async def read(self) -> None:
        """Read accounts, queues, phones and who is logged in now. Raises what a database that is away raises."""
        async with self._records.reading() as session:
            rows = await agents.list_all(session)
            rules = await queues.rules(session)
            phones = await agents.phones(session)
            logged_in = await sessions.logged_in(session, self._now())
        self._pass_on_queues(rules)
        self._pass_on([_account(row) for row in rows if row.role is not Role.DEPARTMENT])
        self._learn_logins(logged_in)
        if phones != self._phones:
            self._admit(phones)
            self._phones = phones

    async def keep_reading(self) -> None:
        """Follow the records for ever."""
        while True:
            with suppress(*AWAY):
                await self.read()
            await asyncio.sleep(READ_EVERY_S)

    def _pass_on(self, known: list[Account]) -> None:
        if known != self._known:
            self._learn(known)
            self._known = known

    def _pass_on_queues(self, rules: Sequence[QueueRules]) -> None:
        if rules != self._queues:
            self._learn_queues(rules)
            self._queues = rules

    def _admit(self, phones: Sequence[tuple[str, str]]) -> None:
        if self._front is not None:
            write_subscribers(self._front, self._realm, phones)
            log.info("phones_admitted", phones=len(phones))


def _account(row: Agent) -> Account:
    skills = frozenset(row.skills)
    return Account(agent=row.number, name=row.name, role=row.role, enabled=row.enabled, skills=skills)
