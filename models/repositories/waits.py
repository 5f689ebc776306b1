"""How callers were served, for the day's figures (`callflow.service_level`)."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from callflow.service_level import Wait
from callflow.units import WallMs
from models.tables import Case


async def waits_since(db: AsyncSession, since: WallMs) -> Sequence[Wait]:
    """Every call whose citizen waited for a person, and was answered or gone since then."""
    over = or_(Case.talking_since >= since, Case.ended_at >= since)
    rows = await db.scalars(
        select(Case).where(Case.waiting_since.is_not(None), over).order_by(Case.started_at, Case.id)
    )
    return [_wait(row) for row in rows]


def _wait(row: Case) -> Wait:
    return Wait(
        case=row.id,
        queue=row.queue,
        waiting_since=row.waiting_since,
        talking_since=row.talking_since,
        gone_at=row.ended_at,
        ended_as=row.ended_as,
        called_out=bool(row.call_out),
    )
