"""What is known of a calling number."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from callflow.ticket import UNFINISHED
from callflow.units import AgentId, CaseId, DurationMs, WallMs
from models.repositories.cases import CaseFilter, list_newest
from models.tables import CallerFacts, Case, Ticket

RECENT = 10
REPEATED = 2
"""So many calls within `LATELY` before this one make a repeat caller."""
LATELY = DurationMs(24 * 3_600_000)

NORMAL, REPEAT, ELDER = 0, 1, 2
"""Of `callflow.queue.Priority`, those that follow from the records."""


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
        .where(Ticket.state.in_(UNFINISHED))
        .order_by(Ticket.created_at.desc(), Ticket.number.desc())
        .limit(RECENT)
    )
    return (await db.scalars(found.options(joinedload(Ticket.case)))).all()


async def facts(db: AsyncSession, number: str) -> CallerFacts | None:
    """What people noted of a number."""
    return await db.get(CallerFacts, number)


async def note_facts(  # noqa: PLR0913  of whom, what, by whom, when
    db: AsyncSession, number: str, *, elder: bool, note: str, by: AgentId, now: WallMs
) -> CallerFacts:
    """Note what an agent knows of a number."""
    row = await facts(db, number) or CallerFacts(number=number)
    row.elder, row.note, row.changed_at, row.changed_by = elder, note, now, by
    db.add(row)
    await db.flush()
    return row


async def facts_of_caller(db: AsyncSession, number: str, at: WallMs) -> tuple[int, str]:
    """How urgently a number that calls at this moment is served, and why, in Chinese (`events.CallerKnown`)."""
    if not number:
        return NORMAL, ""
    elder, calls, has_open = (await db.execute(_standing(number, at))).one()
    if elder:
        return ELDER, "老年人优先"
    if calls >= REPEATED:
        return REPEAT, f"24 小时内第 {calls + 1} 次来电"
    return (REPEAT, "有未办结的工单") if has_open else (NORMAL, "")


def _standing(number: str, at: WallMs) -> Select[bool | None, int, bool]:
    """All in one question, since every call asks it: noted as elder, calls lately, whether a ticket is open."""
    elder = select(CallerFacts.elder).where(CallerFacts.number == number).scalar_subquery()
    lately = (Case.started_at >= at - LATELY, Case.started_at < at)
    earlier = select(func.count()).where(Case.calling_number == number, *lately).scalar_subquery()
    has_open = exists().where(Ticket.case_id == Case.id, Case.calling_number == number, Ticket.state.in_(UNFINISHED))
    return select(elder, earlier, has_open)
