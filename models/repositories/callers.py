"""What is known of a calling number."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from callflow.units import CaseId
from callflow.views import TicketState
from models.repositories.cases import CaseFilter, list_newest
from models.tables import Case, Ticket

RECENT = 10


@dataclass(frozen=True)
class History:
    """`recent` cases have `ticket` and `call_back` loaded, `open_tickets` have `case` loaded; both newest first."""

    calls: int
    open_tickets: Sequence[Ticket]
    recent: Sequence[Case]


async def history(db: AsyncSession, number: str, *, without: CaseId | None = None) -> History:
    """What this number called about before. `without` leaves out the call that is being answered.

    A withheld number (the empty text) is nobody's: it has no history.
    """
    if not number:
        return History(0, (), ())
    calls = select(func.count()).where(Case.calling_number == number, Case.id != (without or ""))
    recent = await list_newest(db, CaseFilter(number=number), limit=RECENT + 1)
    others = [case for case in recent if case.id != without][:RECENT]
    return History(await db.scalar(calls) or 0, await _open_tickets(db, number, without), others)


async def _open_tickets(db: AsyncSession, number: str, without: CaseId | None) -> Sequence[Ticket]:
    found = (
        select(Ticket)
        .join(Ticket.case)
        .where(Case.calling_number == number, Case.id != (without or ""))
        .where(Ticket.state != TicketState.DISCARDED)
        .order_by(Ticket.created_at.desc(), Ticket.number.desc())
        .limit(RECENT)
    )
    return (await db.scalars(found.options(joinedload(Ticket.case)))).all()
