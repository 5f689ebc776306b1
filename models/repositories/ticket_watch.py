"""What the service does with tickets by itself: whose clock is to be looked at, what is done for long, what moved."""

from collections.abc import Collection, Sequence

import msgspec
import structlog
from sqlalchemy import and_, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from callflow.clocks import Dial
from callflow.ticket_rules import TicketRules
from callflow.ticket_steps import SERVICE, Archived, Eased, Escalated, Resolved
from callflow.units import DurationMs, WallMs
from callflow.views import TicketState
from models.repositories import ticket_clocks, ticket_lives
from models.states import FollowUpState
from models.tables import FollowUp, Ticket, TicketEvent

log = structlog.get_logger()

BATCH = 50
"""So many tickets in one transaction."""
LOOK_BACK = 200
"""So many events before the last one are looked at again: of two writers, the earlier may commit later."""

_DAY = DurationMs(86_400_000)
_DONE = (TicketState.RESOLVED, TicketState.ANSWERED)
_ASKED = (TicketState.REPLIED, TicketState.FOLLOWED_UP)


async def any_due(db: AsyncSession, now: WallMs) -> bool:
    """Whether any clock has to be looked at."""
    return bool(await db.scalar(select(exists().where(Ticket.clock_runs, Ticket.look_at <= now))))


async def turn_clocks(db: AsyncSession, dial: Dial, now: WallMs) -> int:
    """Escalate what is late, a level at a time, ease what is not any more, and set when to look again.

    Tells how many tickets were looked at.
    """
    due = select(Ticket).where(Ticket.clock_runs, Ticket.look_at <= now).order_by(Ticket.look_at, Ticket.number)
    rows = (await db.scalars(due.limit(BATCH).with_for_update(skip_locked=True))).all()
    for row in rows:
        await _turn_clock(db, row, dial, now)
    await db.flush()
    return len(rows)


async def _turn_clock(db: AsyncSession, row: Ticket, dial: Dial, now: WallMs) -> None:
    """One that cannot be read is set aside, and the others go on."""
    try:
        reached = dial.level_of(row.clock, now)
        ticket_clocks.set_hand(row, dial, now)
    except (msgspec.ValidationError, ValueError, OverflowError):
        log.exception("ticket_clock_set_aside", ticket=row.number, remedy="look at its limit and the office hours")
        row.look_at = None
        return
    if reached < row.level:
        await ticket_lives.advance(db, row, Eased(level=reached, flag=dial.flag(reached)), SERVICE, now)
    for level in range(row.level + 1, reached + 1):
        await ticket_lives.advance(db, row, Escalated(level=level, flag=dial.flag(level)), SERVICE, now)
    ticket_clocks.set_hand(row, dial, now)


async def look_at_all(db: AsyncSession, now: WallMs) -> None:
    """Have every running clock looked at: rules or the calendar have changed."""
    again = update(Ticket).where(Ticket.clock_runs).values(look_at=now)
    await db.execute(again, execution_options={"synchronize_session": False})


async def put_away(db: AsyncSession, rules: TicketRules, now: WallMs) -> int:
    """Resolve what was asked about long ago, archive what has been done for long; tell how many tickets moved."""
    called = exists().where(
        FollowUp.ticket == Ticket.number, FollowUp.state.in_((FollowUpState.PLANNED, FollowUpState.DIALLING))
    )
    asked = and_(Ticket.state.in_(_ASKED), Ticket.state_since <= now - rules.resolve_after_days * _DAY)
    done = and_(Ticket.state.in_(_DONE), Ticket.state_since <= now - rules.archive_after_days * _DAY)
    due = select(Ticket).where(or_(asked, done), ~called).order_by(Ticket.state_since).limit(BATCH)
    rows = (await db.scalars(due.with_for_update(skip_locked=True, of=Ticket))).all()
    for row in rows:
        step = Archived() if row.state in _DONE else Resolved(note="回访期已过，自动办结")
        await ticket_lives.advance(db, row, step, SERVICE, now)
    return len(rows)


async def newest_event(db: AsyncSession) -> int:
    """The id of the newest event; 0 when there is none."""
    return await db.scalar(select(func.max(TicketEvent.id))) or 0


async def moved(db: AsyncSession, after: int, known: Collection[int]) -> Sequence[tuple[TicketEvent, Ticket]]:
    """Events after this one, and those shortly before it that are not known yet, each with its ticket, oldest first."""
    found = select(TicketEvent, Ticket).join(Ticket, Ticket.number == TicketEvent.ticket)
    found = found.where(TicketEvent.id > after - LOOK_BACK, TicketEvent.id.not_in(known)).order_by(TicketEvent.id)
    return [(row[0], row[1]) for row in await db.execute(found.limit(LOOK_BACK))]
