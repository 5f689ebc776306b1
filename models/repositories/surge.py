"""The surge announcement's switch: one row, which may go off by itself."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from callflow.units import AgentId, WallMs
from models.tables import Switch

NAME = "surge"


@dataclass(frozen=True, kw_only=True)
class Surge:
    """Whether it is on at the moment asked about; since when and by whom it was switched last (None: never)."""

    on: bool
    since: WallMs | None = None
    until: WallMs | None = None
    by: AgentId | None = None


async def read(db: AsyncSession, now: WallMs) -> Surge:
    """How the switch stands."""
    row = await db.get(Switch, NAME)
    if row is None:
        return Surge(on=False)
    over = row.until is not None and row.until <= now
    return Surge(on=row.on and not over, since=row.since, until=row.until, by=row.by)


async def switch(db: AsyncSession, *, on: bool, until: WallMs | None, by: AgentId, now: WallMs) -> Surge:
    """Switch it; `until` is when it goes off by itself."""
    row = await db.get(Switch, NAME) or Switch(name=NAME)
    row.on, row.since, row.until, row.by = on, now, until if on else None, by
    db.add(row)
    await db.flush()
    return await read(db, now)
