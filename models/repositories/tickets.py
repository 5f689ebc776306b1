"""Tickets, as lists and one by one."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, and_, case, func, not_, or_, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, joinedload

from callflow.drafting import FieldName
from callflow.request_alarms import RequestAlarm, RequestEmergency
from callflow.ticket_steps import Flag
from callflow.units import AgentId, CaseId, TicketNumber, WallMs
from callflow.views import TicketState
from models.repositories import ticket_lives
from models.tables import Case, Ticket, TicketRevision


class Due(StrEnum):
    """How tickets stand against their limit."""

    RUNNING = "running"
    SOON = "soon"
    OVER = "over"


@dataclass(frozen=True, kw_only=True)
class TicketFilter:
    """Which tickets; what is None does not matter. `from_at` is part of the time, `until_at` is not."""

    from_at: WallMs | None = None
    until_at: WallMs | None = None
    agent: AgentId | None = None
    states: Collection[TicketState] | None = None
    department: str | None = None
    """The id of the department that has it."""
    flags: Collection[Flag] | None = None
    due: tuple[Due, WallMs] | None = None
    """And as of when."""
    source: str | None = None
    intake: bool | None = None
    """True: drafts without a call, which anybody may take."""
    extension_asked: bool | None = None
    text: str | None = None
    """Stands somewhere in number, title, place or body, as written (`%` and `_` mean themselves)."""
    heading: str | None = None
    """The same without the body, which may tell more than the one who searches may read."""


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


async def list_due(db: AsyncSession, wanted: TicketFilter, *, limit: int = 50) -> Sequence[Ticket]:
    """At most `limit` tickets whose time runs, the nearest limit first, with `case` loaded."""
    found = select(Ticket).where(*_conditions(wanted), Ticket.clock_runs, Ticket.due_at.is_not(None))
    found = found.order_by(Ticket.due_at, Ticket.number).limit(limit)
    return (await db.scalars(found.options(joinedload(Ticket.case)))).all()


@dataclass(frozen=True, kw_only=True)
class RunningCounts:
    """How many tickets whose clock runs stand how against it."""

    due_soon: int
    overdue: int
    flags: Mapping[Flag, int]
    levels: Mapping[int, int]
    extensions: int
    in_review: int


@dataclass(frozen=True, kw_only=True)
class TicketCounts:
    """How many tickets there are of each kind."""

    states: Mapping[TicketState, int]
    running: RunningCounts


async def count(db: AsyncSession, wanted: TicketFilter, now: WallMs) -> TicketCounts:
    """Count the tickets that are wanted."""
    found = select(Ticket.state, func.count()).where(*_conditions(wanted)).group_by(Ticket.state)
    states = {row[0]: row[1] for row in await db.execute(found)}
    return TicketCounts(states=states, running=await count_running(db, wanted, now))


async def count_running(db: AsyncSession, wanted: TicketFilter, now: WallMs) -> RunningCounts:
    """Count those whose clock runs: few among all that there ever were, and found by an index."""
    sums = (
        _sum(_CONDITIONS["due"]((Due.SOON, now))),
        _sum(_CONDITIONS["due"]((Due.OVER, now))),
        _sum(_CONDITIONS["extension_asked"](True)),
        _sum(Ticket.state == TicketState.IN_REVIEW),
    )
    found = select(Ticket.flag, Ticket.level, func.count(), *sums).where(Ticket.clock_runs, *_conditions(wanted))
    rows = (await db.execute(found.group_by(Ticket.flag, Ticket.level))).all()
    flags, levels = Counter[Flag](), Counter[int]()
    for flag, level, number, *_ in rows:
        flags[flag] += number
        levels[level] += number
    due_soon, overdue, extensions, in_review = (sum(int(row[column]) for row in rows) for column in range(3, 7))
    return RunningCounts(
        due_soon=due_soon, overdue=overdue, flags=flags, levels=levels, extensions=extensions, in_review=in_review
    )


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


async def count_intake(db: AsyncSession) -> int:
    """How many drafts came without a call and wait for somebody to take them."""
    return await db.scalar(select(func.count(Ticket.number)).where(_intake(True))) or 0


async def standing_alarms(db: AsyncSession) -> tuple[RequestAlarm, ...]:
    """Every alarm of requests that wait to be taken, oldest request first."""
    found = select(Ticket).where(_intake(True), Ticket.emergencies.is_not(None))
    rows = await db.scalars(found.order_by(Ticket.created_at, Ticket.number))
    return tuple(alarm for row in rows for alarm in _alarms(row))


def _alarms(row: Ticket) -> Iterator[RequestAlarm]:
    for one in row.emergencies or ():
        yield RequestAlarm(ticket=row.number, source=row.source, title=row.title, at=row.created_at, **one)


def _conditions(wanted: TicketFilter) -> Iterator[ColumnElement[bool]]:
    for name, condition in _CONDITIONS.items():
        value = getattr(wanted, name)
        if value is not None:
            yield condition(value)


def _heads(text: str) -> ColumnElement[bool]:
    searched = (Ticket.number, Ticket.title, Ticket.place)
    return or_(*(column.icontains(text, autoescape=True) for column in searched))


def _holds(text: str) -> ColumnElement[bool]:
    return or_(_heads(text), Ticket.body.icontains(text, autoescape=True))


def _stands(due: tuple[Due, WallMs]) -> ColumnElement[bool]:
    how, now = due
    late = {
        Due.RUNNING: true(),
        Due.SOON: and_(Ticket.soon_at <= now, Ticket.due_at > now),
        Due.OVER: Ticket.due_at <= now,
    }
    return and_(Ticket.clock_runs, late[how])


def _intake(wanted: bool) -> ColumnElement[bool]:  # noqa: FBT001  a filter's value
    without_call = and_(Ticket.case_id.is_(None), Ticket.state == TicketState.DRAFT)
    return without_call if wanted else not_(without_call)


_CONDITIONS: dict[str, Callable[[Any], ColumnElement[bool]]] = {
    "from_at": lambda at: Ticket.created_at >= at,
    "until_at": lambda at: Ticket.created_at < at,
    "agent": lambda agent: Ticket.agent == agent,
    "states": Ticket.state.in_,
    "department": lambda department: Ticket.department_id == department,
    "flags": lambda flags: and_(Ticket.clock_runs, Ticket.flag.in_(flags)),
    "due": _stands,
    "source": lambda source: Ticket.source == source,
    "intake": _intake,
    "extension_asked": lambda asked: Ticket.asked.is_not(None) if asked else Ticket.asked.is_(None),
    "text": _holds,
    "heading": _heads,
}


async def get(db: AsyncSession, number: TicketNumber) -> Ticket | None:
    """One ticket with `case` and the case's `first_responder` loaded."""
    return await db.get(Ticket, number, options=[joinedload(Ticket.case).joinedload(Case.first_responder)])


async def get_to_change(db: AsyncSession, number: TicketNumber) -> Ticket | None:
    """As `get`, and nobody else changes the ticket until the transaction ends."""
    await db.get(Ticket, number, with_for_update=True)
    found = select(Ticket).where(Ticket.number == number).execution_options(populate_existing=True)
    return await db.scalar(found.options(joinedload(Ticket.case).joinedload(Case.first_responder)))


async def make(  # noqa: PLR0913  a request is what it is
    db: AsyncSession,
    number: TicketNumber,
    *,
    source: str,
    sender_id: str,
    values: dict[FieldName, str],
    now: WallMs,
    emergencies: Sequence[RequestEmergency] = (),
) -> Ticket:
    """Make the draft of a request that came by another channel than a call, for anybody to take."""
    row = Ticket(number=number, source=source, sender_id=sender_id, created_at=now)
    row.emergencies = msgspec.to_builtins(emergencies) or None
    row.take(values)
    await ticket_lives.open_draft(db, row, now)
    return row


async def revisions(db: AsyncSession, case: CaseId) -> Sequence[TicketRevision]:
    """Every change to the values of a case's ticket, oldest first."""
    found = select(TicketRevision).where(TicketRevision.case_id == case)
    return (await db.scalars(found.order_by(TicketRevision.entry_index))).all()


async def highest_number(db: AsyncSession, prefix: str) -> TicketNumber | None:
    """The highest ticket number that begins so; numbers of one length are ordered as text."""
    numbers = select(func.max(Ticket.number)).where(Ticket.number.startswith(prefix, autoescape=True))
    return await db.scalar(numbers)
