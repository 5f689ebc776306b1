"""Confirmed tickets as drafting learns from them: what the citizen said, and what people decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from callflow.drafting import FieldName
from callflow.views import PartyRole
from models.tables import Case, Ticket


@dataclass(frozen=True, kw_only=True)
class Confirmed:
    """A ticket that somebody stands by: the citizen's utterances (corrected ones as corrected) and its values."""

    said: Sequence[str]
    values: Mapping[FieldName, str]


async def confirmed_tickets(db: AsyncSession) -> list[Confirmed]:
    """Every confirmed ticket, the oldest first; one without a call, or without words, has its title and body."""
    loaded = joinedload(Ticket.case).selectinload(Case.utterances)
    found = select(Ticket).where(Ticket.confirmed_at.is_not(None)).order_by(Ticket.confirmed_at, Ticket.number)
    return [_confirmed(ticket) for ticket in await db.scalars(found.options(loaded))]


def _confirmed(ticket: Ticket) -> Confirmed:
    spoken = [one for one in ticket.case.utterances if one.role is PartyRole.CITIZEN] if ticket.case else []
    said = [one.text if one.corrected_text is None else one.corrected_text for one in spoken]
    return Confirmed(said=said or [ticket.title, ticket.body], values=ticket.values)
