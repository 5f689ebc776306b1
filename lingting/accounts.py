"""Accounts from the command line: who may log in, and with which phone.

Written straight into the records; a running switchboard reads accounts again every few seconds.
"""

import secrets
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from api.passwords import Passwords
from callflow.units import AgentId, WallMs
from callflow.views import Role
from lingting.settings import Settings
from models.engine import Records
from models.repositories import agents, departments
from models.tables import Agent
from telephony.kamailio import ha1, write_subscribers


class Newcomer(msgspec.Struct, frozen=True, kw_only=True):
    """An account as it is handed to a person: the only time that its passwords are seen."""

    agent: AgentId
    name: str
    role: Role
    password: str
    phone_password: str
    """Empty: no phone."""
    department: str = ""


FIRST_ACCOUNTS = (("1026", "李静", Role.AGENT), ("1001", "周敏", Role.SUPERVISOR), ("1000", "管理员", Role.ADMIN))
"""Who is there on a new machine, so that a newcomer can log in."""


class UnknownDepartmentError(LookupError):
    """The directory has no department with this id; `known` are the names of those it has, by id."""

    def __init__(self, department: str, known: Mapping[str, str]) -> None:
        super().__init__(department)
        self.known = known


class Accounts:
    """Makes accounts and changes their passwords."""

    def __init__(self, settings: Settings, records: Records) -> None:
        self._settings = settings
        self._records = records
        self._passwords = Passwords()

    async def add(self, newcomer: Newcomer) -> None:
        """Make an account. Raises models.repositories.agents.AgentExistsError, UnknownDepartmentError."""
        password_hash = await self._passwords.hash(newcomer.password)
        async with self._records.writing() as session:
            if newcomer.department and await departments.get(session, newcomer.department) is None:
                raise UnknownDepartmentError(newcomer.department, await departments.names(session))
            await agents.create(
                session,
                newcomer.agent,
                name=newcomer.name,
                role=newcomer.role,
                password_hash=password_hash,
                sip_ha1=self._ha1(newcomer.agent, newcomer.phone_password) if newcomer.phone_password else None,
                department=newcomer.department,
                now=WallMs(time.time_ns() // 1_000_000),
            )
        await self._admit_phones()

    async def change(self, agent: AgentId, *, password: str | None = None, phone_password: str | None = None) -> bool:
        """Set new passwords; False when there is no such agent."""
        password_hash = await self._passwords.hash(password) if password else None
        digest = self._ha1(agent, phone_password) if phone_password else None
        async with self._records.writing() as session:
            row = await agents.get(session, agent)
            if row is not None:
                await agents.update(session, row, password_hash=password_hash, sip_ha1=digest)
        await self._admit_phones()
        return row is not None

    async def everybody(self) -> Sequence[Agent]:
        """Every account, by number."""
        async with self._records.reading() as session:
            return await agents.list_all(session)

    async def _admit_phones(self) -> None:
        """Let Kamailio know at once, so that a phone is not refused between now and the switchboard's next look."""
        front = self._settings.layout.kamailio
        if front.exists():
            async with self._records.reading() as session:
                phones = await agents.phones(session)
            write_subscribers(front, self._settings.sip.realm, phones)

    def _ha1(self, agent: AgentId, phone_password: str) -> str:
        return ha1(agent, self._settings.sip.realm, phone_password)


def new_password() -> str:
    """A password that can be read out: 10 characters without those that look alike."""
    return "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(10))


async def first_accounts(settings: Settings) -> list[Newcomer]:
    """The accounts that a new machine begins with: made once, kept in a file that only its owner can read.

    With any other account in the records none is made, and the list is empty: this is a city's own hotline.
    """
    kept = first_accounts_file(settings)
    if kept.exists():
        return msgspec.json.decode(kept.read_bytes(), type=list[Newcomer])
    records = Records.at(settings.database_url)
    try:
        accounts = Accounts(settings, records)
        if await accounts.everybody():
            return []
        made = [_newcomer(*one) for one in FIRST_ACCOUNTS]
        _keep(kept, made)
        for newcomer in made:
            await accounts.add(newcomer)
        return made
    finally:
        await records.close()


def first_accounts_file(settings: Settings) -> Path:
    """Where the first accounts' passwords are kept until a city has its own."""
    return settings.layout.var / "first_accounts.json"


def _newcomer(number: str, name: str, role: Role) -> Newcomer:
    return Newcomer(agent=AgentId(number), name=name, role=role, password=new_password(), phone_password=new_password())


def _keep(path: Path, made: list[Newcomer]) -> None:
    path.touch(mode=0o600)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(made)))
