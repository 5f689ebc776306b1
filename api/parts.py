"""What an application is made of, and how an endpoint asks for it.

Nothing is global: the composition root makes the parts, `create_app` puts them on the application, and the `Annotated`
aliases below hand them out. A transaction is one request's and is committed before the answer is sent, so an answer
never tells of what was not kept.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection

from api.hotline import Hotline
from api.lockouts import Lockouts
from api.pace import Pace
from api.passwords import Passwords
from api.sessions import Sessions
from api.settings import ApiSettings
from models.engine import Records


@dataclass(frozen=True, kw_only=True)
class Parts:
    """All that endpoints work with."""

    hotline: Hotline
    records: Records
    settings: ApiSettings
    sessions: Sessions
    passwords: Passwords
    strangers: Lockouts
    """Failed logins under names that no agent has."""
    guessed_tickets: Lockouts
    """Wrong last four digits, by ticket."""
    guessing: Lockouts
    """The same, by the address that they came from."""
    pace: Pace
    """Requests by API key."""
    registry: CollectorRegistry


def parts(connection: HTTPConnection) -> Parts:
    """Take the parts off the application."""
    found: Parts = connection.app.state.parts
    return found


PartsDep = Annotated[Parts, Depends(parts)]


def _hotline(parts: PartsDep) -> Hotline:
    return parts.hotline


async def _reading(parts: PartsDep) -> AsyncIterator[AsyncSession]:
    async with parts.records.reading() as session:
        yield session


async def _writing(parts: PartsDep) -> AsyncIterator[AsyncSession]:
    async with parts.records.writing() as session:
        yield session


HotlineDep = Annotated[Hotline, Depends(_hotline)]
Reading = Annotated[AsyncSession, Depends(_reading, scope="function")]
Writing = Annotated[AsyncSession, Depends(_writing, scope="function")]
