"""Keys of programs, and the requests that they have sent."""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from callflow.units import AgentId, TicketNumber, WallMs
from models.tables import ApiKey, SentRequest

USED_EVERY_MS = 60_000
"""`used_at` is not written more often than that."""


class KeyExistsError(ValueError):
    """There is a key with this name, in use or revoked."""


async def list_keys(db: AsyncSession) -> Sequence[ApiKey]:
    """Every key, revoked ones too, oldest first."""
    return (await db.scalars(select(ApiKey).order_by(ApiKey.id))).all()


async def make_key(  # noqa: PLR0913  a key is what it is
    db: AsyncSession,
    name: str,
    key_hash: str,
    *,
    scopes: Sequence[str],
    per_minute: int,
    by: AgentId | None,
    now: WallMs,
) -> ApiKey:
    """Let a program in. Raises KeyExistsError."""
    if await db.scalar(select(ApiKey.id).where(ApiKey.name == name)):
        raise KeyExistsError(name)
    row = ApiKey(name=name, key_hash=key_hash, scopes=list(scopes), per_minute=per_minute, created_by=by)
    row.created_at = now
    db.add(row)
    await db.flush()
    return row


async def get_key(db: AsyncSession, key: int) -> ApiKey | None:
    """Find a key by its id."""
    return await db.get(ApiKey, key)


async def find_key(db: AsyncSession, key_hash: str) -> ApiKey | None:
    """Find a key that is in use by its hash."""
    return await db.scalar(select(ApiKey).where(ApiKey.key_hash == key_hash, ApiKey.revoked_at.is_(None)))


async def note_use(db: AsyncSession, key: int, now: WallMs) -> None:
    """The key was used just now."""
    stale = (ApiKey.used_at.is_(None)) | (ApiKey.used_at <= now - USED_EVERY_MS)
    await db.execute(update(ApiKey).where(ApiKey.id == key, stale).values(used_at=now))


async def revoke(db: AsyncSession, row: ApiKey, now: WallMs) -> None:
    """Let this program in no more."""
    row.revoked_at = row.revoked_at or now
    await db.flush()


async def find_sent(db: AsyncSession, key: int, sender_id: str) -> SentRequest | None:
    """What this program has sent under this id."""
    return await db.get(SentRequest, (key, sender_id))


async def note_sent(db: AsyncSession, key: int, sender_id: str, body_hash: str, ticket: TicketNumber) -> None:
    """This program has sent this; raises IntegrityError when it has been noted meanwhile."""
    row = SentRequest(key_id=key, sender_id=sender_id, body_hash=body_hash, ticket=ticket)
    db.add(row)
    await db.flush()
