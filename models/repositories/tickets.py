"""Tickets, as lists and one by one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, joinedload

from callflow.ticket import StepRefusedError
from callflow.ticket_steps import Actor, By, Resolved
from callflow.units import AgentId, CaseId, TicketNumber, WallMs
from callflow.views import TicketState
from models.repositories import ticket_lives
from models.tables import Case, Ticket, TicketEvent, TicketRevision

Progress = Literal["draft", "confirmed", "discarded", "not_found"]


class NotResolvableError(ValueError):
    """The ticket is no more, or not yet, a department's to deal with."""


@dataclass(frozen=True, kw_only=True)
class TicketFilter:
    """Which tickets; what is None does not matter. `from_at` is part of the time, `until_at` is not."""

    from_at: WallMs | None = None
    until_at: WallMs | None = None
    agent: AgentId | None = None
    state: TicketState | None = None
    text: str | None = None
    """Stands somewhere in number, title, place or body, as written (`%` and `_` mean themselves)."""


async def list_newest(
    db: AsyncSession, wanted: TicketFilter, *, limit: int = 50, before: TicketNumber | None = None
) -> Sequence[Ticket]:
    """At most `limit` tickets opened before ticket `before`, with `case` loaded."""
    found = select(Ticket).where(*_conditions(wanted))
    if before is not None:
        last = aliased(Ticket)
        place = select(last.created_at, last.number).where(last.number == before).scalar_subquery()
        found = found.where(tuple_(Ticket.created_at, Ticket.number) < place)
    found = found.order_by(Ticket.created_at.desc(), Ticket.number.desc()).limit(limit)
    return (await db.scalars(found.options(joinedload(Ticket.case)))).all()


def _conditions(wanted: TicketFilter) -> Iterator[ColumnElement[bool]]:
    for name, condition in _CONDITIONS.items():
        value = getattr(wanted, name)
        if value is not None:
            yield condition(value)


def _holds(text: str) -> ColumnElement[bool]:
    searched = (Ticket.number, Ticket.title, Ticket.place, Ticket.body)
    return or_(*(column.icontains(text, autoescape=True) for column in searched))


_CONDITIONS: dict[str, Callable[[Any], ColumnElement[bool]]] = {
    "from_at": lambda at: Ticket.created_at >= at,
    "until_at": lambda at: Ticket.created_at < at,
    "agent": lambda agent: Ticket.agent == agent,
    "state": lambda state: Ticket.state == state,
    "text": _holds,
}


async def get(db: AsyncSession, number: TicketNumber) -> Ticket | None:
    """One ticket with `case` and the case's `first_responder` loaded."""
    return await db.get(Ticket, number, options=[joinedload(Ticket.case).joinedload(Case.first_responder)])


async def resolve(db: AsyncSession, row: Ticket, by: AgentId, now: WallMs) -> Ticket:
    """Note, as a supervisor, that it is done. Raises NotResolvableError for what is not under way."""
    try:
        await ticket_lives.advance(db, row, Resolved(), By(actor=Actor.SUPERVISOR, agent=by), now)
    except StepRefusedError as error:
        raise NotResolvableError(row.number) from error
    return row


async def revisions(db: AsyncSession, case: CaseId) -> Sequence[TicketRevision]:
    """Every change to the values of a case's ticket, oldest first."""
    found = select(TicketRevision).where(TicketRevision.case_id == case)
    return (await db.scalars(found.order_by(TicketRevision.entry_index))).all()


async def events(db: AsyncSession, number: TicketNumber) -> Sequence[TicketEvent]:
    """A ticket's life, oldest first."""
    found = select(TicketEvent).where(TicketEvent.ticket == number)
    return (await db.scalars(found.order_by(TicketEvent.at, TicketEvent.id))).all()


async def progress(db: AsyncSession, number: str) -> Progress:
    """How far a ticket is: the answer to `callflow.commands.LookUpTicket`."""
    state = await db.scalar(select(Ticket.state).where(Ticket.number == number))
    return _PROGRESS.get(state, "confirmed") if state else "not_found"


_PROGRESS: dict[TicketState, Progress] = {TicketState.DRAFT: "draft", TicketState.DISCARDED: "discarded"}
"""The others are with somebody."""


async def highest_number(db: AsyncSession, prefix: str) -> TicketNumber | None:
    """The highest ticket number that begins so; numbers of one length are ordered as text."""
    numbers = select(func.max(Ticket.number)).where(Ticket.number.startswith(prefix, autoescape=True))
    return await db.scalar(numbers)
