"""How departments and agents have done (考评): figures over the tickets of some days, and the tickets behind each.

A figure is one condition, counted in one question and listed in another, so that a figure and its list always agree. A
ticket belongs to the days in which it was confirmed. What a department has returned, what was opened again after its
reply, and what the citizen said of its reply count for that department, whoever has the ticket now; all else counts for
the department that has it, and for the agent whose it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    tuple_,
    type_coerce,
    union,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, joinedload

from callflow.insights import CONTENT
from callflow.ticket import UNDER_WAY
from callflow.units import TicketNumber, WallMs
from callflow.views import TicketState
from models.columns import Prose
from models.states import TicketEventKind
from models.tables import Case, Ticket, TicketEvent

_NOT_COUNTED = (TicketState.DISCARDED, TicketState.MERGED)


class GroupedBy(StrEnum):
    """Whose figures."""

    DEPARTMENT = "department"
    AGENT = "agent"


class Figure(StrEnum):
    """What is counted."""

    TICKETS = "tickets"
    HAD = "had"
    """Of a department: those that it has, and those that it returned or that went on elsewhere."""
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
    in_history = _in_history(by, period)
    counted = {one: _sum(condition) for one, condition in conditions.items() if one not in in_history}
    rows = await db.execute(_of(period, select(key, *counted.values())).where(key != "").group_by(key))
    found: dict[str, dict[Figure, int]] = {row[0]: dict(zip(counted, row[1:], strict=True)) for row in rows}
    for figure, whose in in_history.items():
        each = whose.subquery()
        tickets = select(each.c.name, func.count(func.distinct(each.c.number))).where(each.c.name != "")
        for name, number in (await db.execute(tickets.group_by(each.c.name))).all():
            found.setdefault(name, {})[figure] = number
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
    whose = _in_history(by, period).get(figure)
    condition = _is_of(key, whose) if whose is not None else and_(_KEYS[by] == key, _conditions(by, period)[figure])
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
SCORE = TicketEvent.detail["score"].as_integer()
"""What the citizen said in a follow-up; none in other steps."""
_LATER = aliased(TicketEvent)

Whose = Select[str, TicketNumber] | CompoundSelect[str, TicketNumber]
"""Tickets (`number`) with the `name` of the department that they count for."""


def _of(period: Period, asked: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return asked.select_from(Ticket).outerjoin(Case, Case.id == Ticket.case_id).where(*_within(period))


def _within(period: Period) -> tuple[ColumnElement[bool], ...]:
    return (
        Ticket.confirmed_at >= period.from_at,
        Ticket.confirmed_at < period.until_at,
        Ticket.state.not_in(_NOT_COUNTED),
    )


def _conditions(by: GroupedBy, period: Period) -> Mapping[Figure, ColumnElement[bool]]:
    """What is counted of the ticket itself; of a department, without what `_in_history` tells."""
    done = Ticket.state.in_(DONE)
    late = or_(and_(done, done_at() > Ticket.due_at), and_(Ticket.state.in_(UNDER_WAY), Ticket.due_at <= period.now))
    own = {
        Figure.TICKETS: Ticket.number.is_not(None),
        Figure.DONE: done,
        Figure.ON_TIME: and_(done, or_(Ticket.due_at.is_(None), done_at() <= Ticket.due_at)),
        Figure.LATE: late,
        Figure.DIRECT: Ticket.answered_at.is_not(None),
    }
    if by is GroupedBy.DEPARTMENT:
        return own
    returned = exists().where(TicketEvent.ticket == Ticket.number, TicketEvent.kind == TicketEventKind.RETURNED)
    return own | {
        Figure.HAD: Ticket.number.is_not(None),
        Figure.RETURNED: returned,
        Figure.REOPENED: Ticket.reopened_at.is_not(None),
        Figure.RATED: Case.satisfaction.is_not(None),
        Figure.SATISFIED: Case.satisfaction <= CONTENT,
    }


DONE = (
    TicketState.REPLIED,
    TicketState.FOLLOWED_UP,
    TicketState.RESOLVED,
    TicketState.ANSWERED,
    TicketState.ARCHIVED,
)
"""The citizen has an answer, and nobody has said that it is none."""


def _in_history(by: GroupedBy, period: Period) -> Mapping[Figure, Whose]:
    """What counts for the department that had the ticket then, whose name the step tells."""
    if by is not GroupedBy.DEPARTMENT:
        return {}
    kind, rated = TicketEvent.kind, _last_score()
    has = select(Ticket.department_name.label("name"), Ticket.number).where(*_within(period))
    return {
        Figure.HAD: union(has, _steps(period, kind.in_(_HAD_IT))),
        Figure.RETURNED: _steps(period, kind == TicketEventKind.RETURNED),
        Figure.REOPENED: _steps(period, kind == TicketEventKind.REOPENED),
        Figure.RATED: _steps(period, rated, whose=_named(TicketEvent)),
        Figure.SATISFIED: _steps(period, rated, SCORE <= CONTENT, whose=_named(TicketEvent)),
    }


_HAD_IT = (TicketEventKind.DISPATCHED, TicketEventKind.RETURNED, TicketEventKind.REOPENED)
"""Steps that name a department which had the ticket at some time."""


def _steps(
    period: Period, *conditions: ColumnElement[bool], whose: ColumnElement[str] | None = None
) -> Select[str, TicketNumber]:
    """Whose name the steps tell: a step of an older release that tells none counts for nobody."""
    name = type_coerce(TicketEvent.detail["name"].as_string(), Prose()) if whose is None else whose
    found = select(name.label("name"), Ticket.number).select_from(Ticket)
    return found.join(TicketEvent, TicketEvent.ticket == Ticket.number).where(*_within(period), *conditions)


def _last_score() -> ColumnElement[bool]:
    """What the citizen said last of one department's replies; what was said of another's stands beside it."""
    later = exists().where(
        _LATER.ticket == TicketEvent.ticket,
        _LATER.kind == TicketEventKind.FOLLOWED_UP,
        _LATER.id > TicketEvent.id,
        _LATER.detail["score"].as_integer().is_not(None),
        _named(_LATER) == _named(TicketEvent),
    )
    return and_(TicketEvent.kind == TicketEventKind.FOLLOWED_UP, SCORE.is_not(None), ~later)


def _named(step: type[TicketEvent]) -> ColumnElement[str]:
    """Whose name a step tells; follow-ups of older releases tell none, and whoever has the ticket is taken."""
    return func.coalesce(step.detail["name"].as_string(), Ticket.department_name, type_=Prose())


def _is_of(department: str, whose: Whose) -> ColumnElement[bool]:
    each = whose.subquery()
    return Ticket.number.in_(select(each.c.number).where(each.c.name == department))


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
