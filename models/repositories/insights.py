"""The tickets that a period's report is made of, as few words of each as it needs."""

from collections.abc import Sequence

from sqlalchemy import ScalarSelect, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from callflow.insights import Request
from callflow.ticket import UNDER_WAY
from callflow.units import WallMs
from callflow.views import TicketState
from models.repositories.evaluation import DONE, SCORE, done_at
from models.states import TicketEventKind
from models.tables import Case, Ticket, TicketEvent

MOST = 50_000
"""Of the newest, when a period has more: a great city's day."""


async def requests(db: AsyncSession, from_at: WallMs, until_at: WallMs) -> Sequence[Request]:
    """Every request that came in at or after `from_at` and before `until_at`, oldest first; discarded ones are none."""
    found = (
        select(
            Ticket.number,
            Ticket.created_at,
            Ticket.title,
            Ticket.place,
            Ticket.category,
            Ticket.request_type,
            Ticket.urgency,
            Ticket.source,
            Ticket.department_name,
            Ticket.department,
            case((Ticket.state.in_((*DONE, *UNDER_WAY)), Ticket.due_at)),
            case((Ticket.state.in_(DONE), done_at())),
            Ticket.answered_at.is_not(None),
            func.coalesce(_last_score(), Case.satisfaction),
        )
        .outerjoin(Case, Case.id == Ticket.case_id)
        .where(Ticket.created_at >= from_at, Ticket.created_at < until_at, Ticket.state != TicketState.DISCARDED)
        .order_by(Ticket.created_at.desc(), Ticket.number.desc())
        .limit(MOST)
    )
    rows = (await db.execute(found)).all()
    return [
        Request(
            number=row[0],
            at=row[1],
            title=row[2],
            place=row[3],
            category=row[4],
            request_type=row[5],
            urgency=row[6],
            source=row[7],
            department=row[8] or row[9],
            due_at=row[10],
            done_at=row[11],
            direct=bool(row[12]),
            score=row[13],
        )
        for row in reversed(rows)
    ]


def _last_score() -> ScalarSelect[int]:
    """What the citizen said when asked last whether it was done well."""
    found = select(SCORE).where(TicketEvent.ticket == Ticket.number, TicketEvent.kind == TicketEventKind.FOLLOWED_UP)
    return found.where(SCORE.is_not(None)).order_by(TicketEvent.id.desc()).limit(1).scalar_subquery()
