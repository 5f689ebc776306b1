"""The campaign (回访): resolved tickets whose citizens are called and asked whether it is so.

A follow-up is planned by a reply or by a supervisor, taken one at a time by whoever dials (`take_due`), and ended by
what the call's case stored (`callflow.commands.StoreFollowUp`). A citizen who was not reached is due again later,
three times in all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from callflow.insights import CONTENT
from callflow.units import AgentId, DurationMs, TicketNumber, WallMs
from callflow.views import TicketState
from models.states import FollowUpState
from models.tables import FollowUp, Ticket

ATTEMPTS = 3
PAUSE = DurationMs(2 * 3_600_000)
"""Between two attempts to reach a citizen."""
DIALLING_MOST = DurationMs(30 * 60_000)
"""A call that has not ended by then is one whose end was lost."""

BY_RULE = AgentId("")
"""Planned by nobody, but by a reply."""

_OPEN = (FollowUpState.PLANNED, FollowUpState.DIALLING)
_ASKABLE = (TicketState.REPLIED, TicketState.FOLLOWED_UP, TicketState.RESOLVED, TicketState.ANSWERED)


async def plan(
    db: AsyncSession, by: AgentId, now: WallMs, *, numbers: Sequence[TicketNumber] = (), since: WallMs | None = None
) -> int:
    """Plan calls for these tickets that are done, or for all resolved at or after `since`; tell how many are new.

    Whose tickets were merged into one of them are called as well; who left no number cannot be. A ticket that was
    followed up before is planned again only when it has been resolved again since.
    """
    wanted = select(Ticket).where(Ticket.state.in_(_ASKABLE if since is None else (TicketState.RESOLVED,)))
    wanted = wanted.where(Ticket.number.in_(numbers)) if since is None else wanted.where(Ticket.resolved_at >= since)
    found = (await db.scalars(wanted.order_by(Ticket.number).options(joinedload(Ticket.case)))).all()
    return sum([await _plan_for_all(db, ticket, by, now) for ticket in found])


async def _plan_for_all(db: AsyncSession, ticket: Ticket, by: AgentId, now: WallMs) -> int:
    merged = select(Ticket).where(Ticket.merged_into == ticket.number).order_by(Ticket.number)
    callers = (ticket, *await db.scalars(merged.options(joinedload(Ticket.case))))
    return sum([await plan_for(db, one, by, now, lives_on_in=ticket) for one in callers if one.contact_number])


async def plan_for(
    db: AsyncSession, ticket: Ticket, by: AgentId, now: WallMs, *, lives_on_in: Ticket | None = None
) -> bool:
    """Plan the call about one ticket, whatever its state; tell whether that is new.

    A supervisor who wants a call that the rules have planned need not wait for the calling hours. A ticket that was
    merged is done when the one is that it lives on in.
    """
    row = await db.get(FollowUp, ticket.number)
    if row is not None and _stands(row, lives_on_in or ticket):
        row.planned_by = by if row.planned_by == BY_RULE else row.planned_by
        return False
    row = row or FollowUp(ticket=ticket.number)
    row.state, row.planned_by, row.planned_at, row.due_at, row.changed_at = FollowUpState.PLANNED, by, now, now, now
    row.attempts, row.solved, row.score, row.case_id = 0, None, None, None
    db.add(row)
    await db.flush()
    return True


def _stands(row: FollowUp, ticket: Ticket) -> bool:
    if row.state is FollowUpState.CANCELLED:
        return False
    done_at = max(ticket.resolved_at or 0, ticket.replied_at or 0, ticket.answered_at or 0)
    return row.state in _OPEN or row.changed_at >= done_at


async def list_all(db: AsyncSession, *, state: FollowUpState | None = None, limit: int = 200) -> Sequence[FollowUp]:
    """At most `limit` follow-ups, those that changed last first."""
    found = select(FollowUp).order_by(FollowUp.changed_at.desc(), FollowUp.ticket.desc()).limit(limit)
    return (await db.scalars(found.where(FollowUp.state == state) if state else found)).all()


@dataclass(frozen=True, kw_only=True)
class Sums:
    """How many follow-ups stand how, and what all citizens together said."""

    by_state: Mapping[FollowUpState, int]
    answered: int
    """Who said whether it is solved."""
    solved: int
    rated: int
    satisfied: int
    """A score of `CONTENT` or better."""


async def sums(db: AsyncSession) -> Sums:
    """Count all follow-ups, however many there are."""

    def how_many(these: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count(case((these, 1)))

    said = select(
        func.count(FollowUp.solved),
        how_many(FollowUp.solved.is_(True)),
        func.count(FollowUp.score),
        how_many(FollowUp.score <= CONTENT),
    )
    answered, solved, rated, satisfied = (await db.execute(said)).one()
    states = await db.execute(select(FollowUp.state, func.count().label("many")).group_by(FollowUp.state))
    by_state = {row.state: row.many for row in states}
    return Sums(by_state=by_state, answered=answered, solved=solved, rated=rated, satisfied=satisfied)


async def cancel(db: AsyncSession, ticket: TicketNumber, now: WallMs) -> FollowUp | None:
    """Call this citizen no more; what is over already stays. None: nothing was planned for this ticket."""
    row = await db.get(FollowUp, ticket, with_for_update=True)
    if row is not None and row.state in _OPEN:
        row.state, row.changed_at = FollowUpState.CANCELLED, now
        await db.flush()
    return row


async def take_due(db: AsyncSession, now: WallMs, *, by_rule: bool = True) -> FollowUp | None:
    """Take the next citizen to dial, with `of.case` loaded; it counts as dialled from now on. None: nobody is due.

    Without `by_rule` only those whom a supervisor wants to be called: at night the rules call nobody.
    """
    due = select(FollowUp).where(FollowUp.state == FollowUpState.PLANNED, FollowUp.due_at <= now)
    due = due if by_rule else due.where(FollowUp.planned_by != BY_RULE)
    due = due.order_by(FollowUp.due_at, FollowUp.ticket).limit(1).with_for_update(skip_locked=True, of=FollowUp)
    row = await db.scalar(due.options(joinedload(FollowUp.of).joinedload(Ticket.case)))
    if row is not None:
        row.state, row.changed_at = FollowUpState.DIALLING, now
        row.attempts += 1
        await db.flush()
    return row


async def give_back_lost(db: AsyncSession, now: WallMs) -> None:
    """Plan again what has been dialled for so long that its end must have been lost."""
    lost = (FollowUp.state == FollowUpState.DIALLING, FollowUp.changed_at <= now - DIALLING_MOST)
    await db.execute(
        update(FollowUp).where(*lost).values(state=FollowUpState.PLANNED, due_at=now, changed_at=now),
        execution_options={"synchronize_session": False},
    )


async def end_by_hand(  # noqa: PLR0913  what a person learned
    db: AsyncSession, ticket: TicketNumber, now: WallMs, *, reached: bool, solved: bool | None, score: int | None
) -> None:
    """Note what a person learned who called the citizen, where a call by machine was planned or is on."""
    row = await db.get(FollowUp, ticket, with_for_update=True)
    if row is not None and row.state in _OPEN:
        row.state = FollowUpState.REACHED if reached else FollowUpState.NOT_REACHED
        row.solved, row.score, row.changed_at = solved, score, now
        await db.flush()


def end(row: FollowUp, now: WallMs, *, reached: bool, solved: bool | None, score: int | None) -> None:
    """Note what a call learned; one that reached nobody is tried again later, unless it was the last try.

    What a person has learned while it rang in vain stands.
    """
    if not reached and row.state in {FollowUpState.REACHED, FollowUpState.NOT_REACHED}:
        return
    row.solved, row.score, row.changed_at = solved, score, now
    if reached:
        row.state = FollowUpState.REACHED
    elif row.attempts >= ATTEMPTS or row.state is FollowUpState.CANCELLED:
        row.state = FollowUpState.NOT_REACHED
    else:
        row.state, row.due_at = FollowUpState.PLANNED, WallMs(now + PAUSE)
