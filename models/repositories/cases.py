"""Cases, as lists and one by one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, joinedload, selectinload

from callflow.units import AgentId, CaseId, LegId, WallMs
from models.tables import CallBack, Case, Leg


@dataclass(frozen=True, kw_only=True)
class CaseFilter:
    """Which cases; what is None does not matter. `from_at` is part of the time, `until_at` is not."""

    from_at: WallMs | None = None
    until_at: WallMs | None = None
    agent: AgentId | None = None
    number: str | None = None
    """The calling number, whole."""
    call_back: bool | None = None
    """True: those on the call-back list that nobody has called yet."""


async def list_newest(
    db: AsyncSession, wanted: CaseFilter, *, limit: int = 50, before: CaseId | None = None
) -> Sequence[Case]:
    """At most `limit` cases that began before case `before`, with `ticket` and `call_back` loaded."""
    found = select(Case).where(*_conditions(wanted))
    if before is not None:
        last = aliased(Case)
        place = select(last.started_at, last.id).where(last.id == before).scalar_subquery()
        found = found.where(tuple_(Case.started_at, Case.id) < place)
    found = found.order_by(Case.started_at.desc(), Case.id.desc()).limit(limit)
    return (await db.scalars(found.options(joinedload(Case.ticket), joinedload(Case.call_back)))).all()


_OWED = Case.call_back.has(CallBack.done_at.is_(None))

_CONDITIONS: dict[str, Callable[[Any], ColumnElement[bool]]] = {
    "from_at": lambda at: Case.started_at >= at,
    "until_at": lambda at: Case.started_at < at,
    "agent": lambda agent: Case.agent == agent,
    "number": lambda number: Case.calling_number == number,
    "call_back": lambda owed: _OWED if owed else ~_OWED,
}


def _conditions(wanted: CaseFilter) -> Iterator[ColumnElement[bool]]:
    for name, condition in _CONDITIONS.items():
        value = getattr(wanted, name)
        if value is not None:
            yield condition(value)


async def get(db: AsyncSession, case: CaseId) -> Case | None:
    """One case with `ticket` and `call_back` loaded."""
    return await db.get(Case, case, options=[joinedload(Case.ticket), joinedload(Case.call_back)])


async def get_whole(db: AsyncSession, case: CaseId) -> Case | None:
    """One case with everything loaded: `legs`, `utterances`, `ticket`, `call_back`, `first_responder`."""
    everything = [
        selectinload(Case.legs),
        selectinload(Case.utterances),
        joinedload(Case.ticket),
        joinedload(Case.call_back),
        joinedload(Case.first_responder),
    ]
    return await db.get(Case, case, options=everything)


async def get_leg(db: AsyncSession, case: CaseId, leg: LegId) -> Leg | None:
    """One leg: its recording is `recording` in the case folder, sample 0 at `sample_zero_at`."""
    return await db.get(Leg, (case, leg))
