"""Which department is responsible first (首接负责制), and a supervisor's corrections."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from callflow.events import FirstResponderChanged
from callflow.units import CaseId, WallMs
from models.tables import Case, FirstResponder, Leg


async def get(db: AsyncSession, case: CaseId) -> FirstResponder | None:
    """Who is responsible first in a case."""
    return await db.get(FirstResponder, case)


async def change(db: AsyncSession, case: CaseId, by: FirstResponderChanged, now: WallMs) -> FirstResponder | None:
    """Correct it in a case that is over. None: there is no such case.

    When the department answered is told by its leg; one that never did counts from now.
    """
    if await db.get(Case, case) is None:
        return None
    row = await get(db, case) or FirstResponder(case_id=case)
    row.answered_at, row.after_ms = await _answer(db, case, by.department) or (now, 0)
    row.department, row.name, row.changed_by, row.reason = by.department, by.name, by.agent, by.reason
    db.add(row)
    await db.flush()
    return row


async def _answer(db: AsyncSession, case: CaseId, department: str) -> tuple[WallMs, int] | None:
    legs = select(Leg).where(Leg.case_id == case, Leg.department == department).order_by(Leg.started_at)
    tried = (await db.scalars(legs)).all()
    answered = [leg.answered_at for leg in tried if leg.answered_at is not None]
    return (answered[0], answered[0] - tried[0].started_at) if answered else None
