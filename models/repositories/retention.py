"""What has been kept long enough: whose sound, and whose words, are to be deleted.

Days count from the case's archiving. A case whose ticket is under way keeps everything, also when its ticket lives on
in another one that is. The ticket itself stays: it is the city's record of what was asked for and done.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, exists, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from callflow.ticket import UNFINISHED
from callflow.units import CaseId, WallMs
from models.tables import Case, Leg, Ticket, TicketRevision, Utterance

BATCH = 50


async def recordings_due(db: AsyncSession, archived_before: WallMs, after: CaseId | None = None) -> Sequence[CaseId]:
    """At most `BATCH` cases whose sound has been kept long enough, oldest first, those after case `after`."""
    return await _due(db, archived_before, Case.recordings_erased_at, after)


async def words_due(db: AsyncSession, archived_before: WallMs, after: CaseId | None = None) -> Sequence[CaseId]:
    """At most `BATCH` cases whose words have been kept long enough, oldest first, those after case `after`."""
    return await _due(db, archived_before, Case.words_erased_at, after)


async def recordings(db: AsyncSession, case: CaseId) -> Sequence[str]:
    """The file names of a case's recordings."""
    found = select(Leg.recording).where(Leg.case_id == case, Leg.recording.is_not(None)).order_by(Leg.leg)
    return [name for name in await db.scalars(found) if name]


async def note_recordings_erased(db: AsyncSession, case: CaseId, now: WallMs) -> None:
    """The sound is gone: nobody is offered it any more."""
    await db.execute(update(Leg).where(Leg.case_id == case).values(recording=None))
    await db.execute(update(Case).where(Case.id == case).values(recordings_erased_at=now))


async def erase_words(db: AsyncSession, case: CaseId, now: WallMs) -> None:
    """Delete what was said and drafted in a case."""
    await db.execute(delete(Utterance).where(Utterance.case_id == case))
    await db.execute(delete(TicketRevision).where(TicketRevision.case_id == case))
    gone = {"draft": {}, "edited": {}, "words_erased_at": now}
    await db.execute(update(Case).where(Case.id == case).values(**gone))


async def _due(
    db: AsyncSession, before: WallMs, erased: InstrumentedAttribute[WallMs | None], after: CaseId | None
) -> Sequence[CaseId]:
    due = select(Case.id).where(Case.archived_at <= before, erased.is_(None), ~_needed())
    if after is not None:
        last = aliased(Case)
        place = select(last.archived_at, last.id).where(last.id == after).scalar_subquery()
        due = due.where(tuple_(Case.archived_at, Case.id) > place)
    return (await db.scalars(due.order_by(Case.archived_at, Case.id).limit(BATCH))).all()


def _needed() -> ColumnElement[bool]:
    other = aliased(Ticket)
    lives_on = exists().where(other.number == Ticket.merged_into, other.state.in_(UNFINISHED))
    return exists().where(Ticket.case_id == Case.id, or_(Ticket.state.in_(UNFINISHED), lives_on))
