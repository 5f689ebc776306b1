"""How departments and agents have done (考评): figures over the tickets of some days, and the tickets behind each.

A figure is one condition, counted in one question and listed in another, so that a figure and its list always agree. A
ticket belongs to the days in which it was confirmed. What a department has returned, and what was opened again after
its reply, counts for that department, whoever has it now; all else counts for the department that has it, and for the
agent whose it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, joinedload

from callflow.insights import CONTENT
from callflow.ticket import UNDER_WAY
from callflow.units import TicketNumber, WallMs
from callflow.views import TicketState
from models.states import TicketEventKind
from models.tables import Case, FollowUp, Ticket, TicketEvent

_NOT_COUNTED = (TicketState.DISCARDED, TicketState.MERGED)


class GroupedBy(StrEnum):
    """Whose figures."""

    DEPARTMENT = "department"
    AGENT = "agent"


class Figure(StrEnum):
    """What is counted."""

    TICKETS = "tickets"
    DONE = "done"
    """Replied to, answered or resolved, and not opened again since."""
    ON_TIME = "on_time"
    LATE = "late"
    """Done after the limit, or not done and beyond it."""
    RETURNED = "returned"
    REOPENED = "reopened"
    RATED = "rated"
    SATISFIED = "satisfied"
    DIRECT = "direct"
    """Answered without a department."""


@dataclass(frozen=True, kw_only=True)
class Period:
    """Tickets confirmed at or after `from_at` and before `until_at`; `now` decides what is late."""

    from_at: WallMs
    until_at: WallMs
    now: WallMs


@dataclass(frozen=True)
class Record:
    """One department's (by name) or agent's (by number) figures."""

    key: str
    figures: Mapping[Figure, int] = field(default_factory=dict)


async def figures(db: AsyncSession, by: GroupedBy, period: Period) -> Sequence[Record]:
    """Everybody's figures, in the order of their keys."""
    conditions = _conditions(by, period)
    key = _KEYS[by]
    in_history = _IN_HISTORY if by is GroupedBy.DEPARTMENT else {}
    counted = {one: _sum(condition) for one, condition in conditions.items() if one not in in_history}
    rows = await db.execute(_of(period, select(key, *counted.values())).where(key != "").group_by(key))
    found: dict[str, dict[Figure, int]] = {row[0]: dict(zip(counted, row[1:], strict=True)) for row in rows}
    for figure, kind in in_history.items():
        for name, tickets in (await db.execute(_had(kind, period))).all():
            found.setdefault(name, {})[figure] = tickets
    return [Record(name, dict.fromkeys(Figure, 0) | found[name]) for name in sorted(found)]


async def behind(  # noqa: PLR0913  whose, which, when, and a page of them
    db: AsyncSession,
    by: GroupedBy,
    period: Period,
    key: str,
    figure: Figure,
    *,
    limit: int = 50,
    before: TicketNumber | None = None,
) -> Sequence[Ticket]:
    """At most `limit` tickets behind one figure, newest first, with `case` loaded."""
    kind = _IN_HISTORY.get(figure) if by is GroupedBy.DEPARTMENT else None
    condition = _was(kind, key) if kind else and_(_KEYS[by] == key, _conditions(by, period)[figure])
    found = _of(period, select(Ticket)).where(condition)
    if before is not None:
        last = aliased(Ticket)
        place = select(last.created_at, last.number).where(last.number == before).scalar_subquery()
        found = found.where(tuple_(Ticket.created_at, Ticket.number) < place)
    found = found.order_by(Ticket.created_at.desc(), Ticket.number.desc()).limit(limit)
    return (await db.scalars(found.options(joinedload(Ticket.case)))).all()


def done_at() -> ColumnElement[WallMs | None]:
    """When the citizen had an answer."""
    return func.coalesce(Ticket.replied_at, Ticket.answered_at, Ticket.resolved_at)


_KEYS: Mapping[GroupedBy, ColumnElement[str]] = {
    GroupedBy.DEPARTMENT: func.coalesce(Ticket.department_name, ""),
    GroupedBy.AGENT: func.coalesce(Ticket.agent, ""),
}
_IN_HISTORY = {Figure.RETURNED: TicketEventKind.RETURNED, Figure.REOPENED: TicketEventKind.REOPENED}
"""What counts for the department that had the ticket then, whose name the step tells."""
_HAD_IT = TicketEvent.detail["name"].as_string()


def _of(period: Period, asked: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    joined = asked.select_from(Ticket).outerjoin(FollowUp, FollowUp.ticket == Ticket.number)
    joined = joined.outerjoin(Case, Case.id == Ticket.case_id)
    return joined.where(*_within(period))


def _within(period: Period) -> tuple[ColumnElement[bool], ...]:
    return (
        Ticket.confirmed_at >= period.from_at,
        Ticket.confirmed_at < period.until_at,
        Ticket.state.not_in(_NOT_COUNTED),
    )


def _conditions(by: GroupedBy, period: Period) -> Mapping[Figure, ColumnElement[bool]]:
    done = Ticket.state.in_(DONE)
    score = FollowUp.score if by is GroupedBy.DEPARTMENT else Case.satisfaction
    return {
        Figure.TICKETS: Ticket.number.is_not(None),
        Figure.DONE: done,
        Figure.ON_TIME: and_(done, or_(Ticket.due_at.is_(None), done_at() <= Ticket.due_at)),
        Figure.LATE: or_(
            and_(done, done_at() > Ticket.due_at), and_(Ticket.state.in_(UNDER_WAY), Ticket.due_at <= period.now)
        ),
        Figure.RETURNED: Ticket.returns > 0,
        Figure.REOPENED: Ticket.reopened_at.is_not(None),
        Figure.RATED: score.is_not(None),
        Figure.SATISFIED: score <= CONTENT,
        Figure.DIRECT: Ticket.answered_at.is_not(None),
    }


DONE = (
    TicketState.REPLIED,
    TicketState.FOLLOWED_UP,
    TicketState.RESOLVED,
    TicketState.ANSWERED,
    TicketState.ARCHIVED,
)
"""The citizen has an answer, and nobody has said that it is none."""


def _had(kind: TicketEventKind, period: Period) -> Select[*tuple[Any, ...]]:
    found = select(_HAD_IT, func.count(func.distinct(Ticket.number))).select_from(Ticket)
    found = found.join(TicketEvent, TicketEvent.ticket == Ticket.number)
    return found.where(*_within(period), TicketEvent.kind == kind, _HAD_IT != "").group_by(_HAD_IT)


def _was(kind: TicketEventKind, department: str) -> ColumnElement[bool]:
    return exists().where(TicketEvent.ticket == Ticket.number, TicketEvent.kind == kind, department == _HAD_IT)


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
