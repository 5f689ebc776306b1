"""Logged-in screens, by the hash of their token."""

from sqlalchemy import delete as deleting
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from callflow.units import AgentId, WallMs
from models.tables import LoginSession


async def create(db: AsyncSession, token_hash: str, agent: AgentId, now: WallMs, expires_at: WallMs) -> LoginSession:
    """Log an agent in."""
    row = LoginSession(token_hash=token_hash, agent=agent, created_at=now, expires_at=expires_at)
    db.add(row)
    await db.flush()
    return row


async def find(db: AsyncSession, token_hash: str, now: WallMs) -> LoginSession | None:
    """Find a session that has not expired, with `who` loaded."""
    valid = select(LoginSession).where(LoginSession.token_hash == token_hash, LoginSession.expires_at > now)
    return await db.scalar(valid.options(joinedload(LoginSession.who)))


async def logged_in(db: AsyncSession, now: WallMs) -> frozenset[AgentId]:
    """Every account that has a session which has not expired."""
    return frozenset(await db.scalars(select(LoginSession.agent).where(LoginSession.expires_at > now).distinct()))


async def extend(db: AsyncSession, token_hash: str, expires_at: WallMs) -> None:
    """Let a session live on; one that is gone stays gone."""
    longer = update(LoginSession).where(LoginSession.token_hash == token_hash)
    await db.execute(longer.values(expires_at=expires_at))


async def delete(db: AsyncSession, token_hash: str) -> None:
    """Log out."""
    await db.execute(deleting(LoginSession).where(LoginSession.token_hash == token_hash))


async def purge(db: AsyncSession, now: WallMs) -> None:
    """Take away what has expired."""
    await db.execute(deleting(LoginSession).where(LoginSession.expires_at <= now))
