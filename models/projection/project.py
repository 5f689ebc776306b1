"""Which function an entry's type calls, and the position that makes it happen once."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from callflow import commands, events
from callflow.log import Entry
from callflow.units import CaseId
from models.projection import calls, captions, drafts, outcomes, owed, parties
from models.projection.work import GapError, Work
from models.tables import Position

Step = Callable[[Work, Any], Awaitable[None]]

STEPS: dict[type, Step] = {
    events.CaseOpened: calls.case_opened,
    events.CallArrived: calls.call_arrived,
    events.CallerKnown: calls.caller_known,
    commands.JoinQueue: calls.queue_joined,
    events.AgentOffered: parties.agent_offered,
    events.PartyInvited: parties.party_invited,
    events.ContactFound: parties.contact_found,
    events.SupervisorCame: parties.supervisor_came,
    events.SupervisorMoved: parties.supervisor_moved,
    events.SupervisorTookOver: calls.supervisor_took_over,
    events.InvitationWithdrawn: parties.invitation_withdrawn,
    events.PartyDropped: parties.party_dropped,
    events.CaseTaken: calls.case_taken,
    commands.DialLeg: parties.leg_dialled,
    events.LegReferred: parties.leg_referred,
    events.LegAnswered: calls.leg_answered,
    commands.SetTopology: calls.topology_set,
    events.LegEnded: calls.leg_ended,
    events.RecordingStarted: calls.recording_started,
    events.RecordingClosed: calls.recording_closed,
    events.WorkerLost: calls.worker_lost,
    commands.PutOnCallBackList: owed.put_on_call_back_list,
    commands.NameFirstResponder: outcomes.first_responder_named,
    commands.StoreSatisfaction: outcomes.satisfaction_stored,
    commands.StoreFollowUp: outcomes.follow_up_stored,
    commands.CloseCase: calls.case_closed,
    commands.ArchiveCase: calls.case_archived,
    events.UtteranceHeard: captions.utterance_heard,
    events.CaptionCorrected: captions.caption_corrected,
    events.TranscriptCompleted: captions.transcript_completed,
    events.TicketOpened: drafts.ticket_opened,
    commands.ReviseDraft: drafts.draft_revised,
    events.FieldEdited: drafts.field_edited,
    commands.FileTicket: drafts.ticket_filed,
    commands.DropTicket: drafts.ticket_dropped,
}


async def position(session: AsyncSession, case_id: CaseId) -> int:
    """Index of the first entry of the case that is not in the records yet."""
    row = await session.get(Position, case_id)
    return row.next_index if row else 0


async def project(session: AsyncSession, case_id: CaseId, entries: Iterable[Entry]) -> int:
    """Write what is new among these entries, and return the index that must come next.

    Raises GapError when entries are missing, ProjectionError when they contradict what came before; the
    caller's transaction must then be rolled back.
    """
    place = await session.get(Position, case_id, with_for_update=True)
    place = place or Position(case_id=case_id, next_index=0)
    for entry in entries:
        if entry.index > place.next_index:
            raise GapError(case_id, place.next_index, entry.index)
        if entry.index == place.next_index:
            await _take(Work(session, case_id, entry.index, entry.at), entry)
            place.next_index += 1
    if place.next_index:
        session.add(place)
    await session.flush()
    return place.next_index


async def _take(work: Work, entry: Entry) -> None:
    for said in (entry.event, entry.command):
        step = STEPS.get(type(said))
        if step:
            await step(work, said)
