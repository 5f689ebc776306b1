"""Open tickets that may be the same matter as a request: found by words, by place and by the caller's number.

The index brings at most `CANDIDATES`, the number at most `OF_CALLER`; how alike they are is `callflow.likeness`'s.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from callflow.likeness import SHOWN_FROM, Comparison, Likeness, Matter
from callflow.search import chosen, query_of
from callflow.ticket import OPEN
from callflow.units import TicketNumber
from models.tables import Case, Ticket
from models.text_index import Known, indexed
from models.ticket_index import BODY_INDEXED, INDEX

CANDIDATES = 40
OF_CALLER = 10


@dataclass(frozen=True)
class Similar:
    """A ticket with `case` loaded, and how like it is."""

    ticket: Ticket
    likeness: Likeness


async def find(
    db: AsyncSession, matter: Matter, *, without: TicketNumber | None = None, limit: int = 5
) -> Sequence[Similar]:
    """At most `limit` open tickets that are alike, likeliest first; this caller's others are always among them."""
    query = query_of((matter.title, 3.0), (matter.place, 2.0), (matter.body[:BODY_INDEXED], 1.0))
    known: Known = await indexed(db, INDEX.known, query.weights)
    numbers = await indexed(db, INDEX.find, chosen(query, known.documents, known.of), CANDIDATES)
    rows = await _rows(db, numbers, matter.number, without)
    found = await asyncio.to_thread(_compared, Comparison(matter, known.documents, known.of), rows, matter.number)
    told = [one for one in found if one.likeness.score >= SHOWN_FROM or one.likeness.same_caller]
    return sorted(told, key=lambda one: (-one.likeness.score, one.ticket.number))[:limit]


def _compared(comparison: Comparison, rows: Sequence[Ticket], caller: str) -> Sequence[Similar]:
    """Some ten milliseconds of work, which the calls' loop is spared."""
    return [Similar(row, comparison.with_(_matter(row, caller))) for row in rows]


async def _rows(
    db: AsyncSession, numbers: Sequence[int], caller: str, without: TicketNumber | None
) -> Sequence[Ticket]:
    open_ones = select(Ticket).where(Ticket.state.in_(OPEN), Ticket.number != (without or ""))
    open_ones = open_ones.options(joinedload(Ticket.case))
    alike = (await db.scalars(open_ones.where(Ticket.number.in_([str(one) for one in numbers])))).all()
    if not caller:
        return alike
    own = open_ones.outerjoin(Ticket.case).where(or_(Case.calling_number == caller, Ticket.callback_number == caller))
    latest = own.order_by(Ticket.created_at.desc(), Ticket.number.desc()).limit(OF_CALLER)
    return list(dict.fromkeys((*alike, *(await db.scalars(latest)).all())))


def _matter(row: Ticket, caller: str) -> Matter:
    body = row.body[:BODY_INDEXED]
    number = caller if caller in row.numbers else ""
    return Matter(title=row.title, body=body, category=row.category, place=row.place, number=number)
