"""Citizens to whom we owe a call."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from callflow.units import AgentId, CaseId, WallMs
from models.tables import CallBack


async def list_owed(db: AsyncSession, *, limit: int = 200) -> Sequence[CallBack]:
    """Those not called yet, the longest waiting first, with `case` loaded."""
    owed = select(CallBack).where(CallBack.done_at.is_(None)).order_by(CallBack.created_at, CallBack.case_id)
    return (await db.scalars(owed.limit(limit).options(joinedload(CallBack.case)))).all()


async def get(db: AsyncSession, case: CaseId) -> CallBack | None:
    """Find what is owed, or was, to a case's citizen."""
    return await db.get(CallBack, case)


async def note_attempt(db: AsyncSession, case: CaseId, agent: AgentId) -> CallBack | None:
    """Note that an agent dials. None: no call is owed for this case."""
    row = await db.get(CallBack, case, with_for_update=True)
    if row is not None:
        row.attempts, row.tried_by = row.attempts + 1, agent
        await db.flush()
    return row


async def mark_done(db: AsyncSession, case: CaseId, agent: AgentId | None, now: WallMs) -> CallBack | None:
    """Note who called, once: a second mark changes nothing. None: no call is owed for this case."""
    row = await db.get(CallBack, case, with_for_update=True)
    if row and row.done_at is None:
        row.done_at, row.done_by = now, agent
        await db.flush()
    return row
