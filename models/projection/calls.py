"""Cases and legs, as their entries tell."""

from sqlalchemy import select

from callflow import commands, events
from callflow.events import EndCause
from callflow.units import CITIZEN, AgentId, SampleIndex
from callflow.views import EndedAs, PartyRole, Place, TicketState
from models.projection.owed import has_been_called_back
from models.projection.parties import agent_to_dial_out, open_up, role_of
from models.projection.work import ProjectionError, Work
from models.tables import Case, Leg


async def case_opened(work: Work, event: events.CaseOpened) -> None:
    """A case begins; the time of this entry is call time 0."""
    if event.case != work.case_id:
        raise ProjectionError(f"the folder of case {work.case_id} holds the log of case {event.case}")
    case = Case(id=event.case, city=event.city, started_at=work.at, draft={}, edited={}, asked=[], heard=[])
    work.session.add(case)
    if event.call_out is not None:
        await _call_out(work, case, event.call_out)
    await work.session.flush()


async def _call_out(work: Work, case: Case, out: events.CallOut) -> None:
    case.calling_number, case.call_out, case.after = out.number, out.reason.value, out.after
    case.waiting_since = out.since or None
    await work.session.flush()
    await agent_to_dial_out(work, out)


async def caller_known(work: Work, event: events.CallerKnown) -> None:
    """How urgently this caller is served, and why."""
    case = await work.case()
    case.priority, case.because = event.priority, event.because


async def queue_joined(work: Work, command: commands.JoinQueue) -> None:
    """The citizen stands in line; the first time is what is waited from."""
    case = await work.case()
    case.queue, case.priority = command.queue, command.priority
    case.waiting_since = case.waiting_since or work.at


async def call_arrived(work: Work, event: events.CallArrived) -> None:
    """The citizen's INVITE."""
    case = await work.case()
    case.calling_number = event.calling_number
    case.called_number = event.called_number
    case.sip_call_id = event.sip_call_id
    role = role_of(event.leg)
    work.session.add(Leg(case_id=work.case_id, leg=event.leg, role=role, peer=event.calling_number, started_at=work.at))
    await work.session.flush()


async def leg_answered(work: Work, event: events.LegAnswered) -> None:
    """A dialog is up. That an agent's is does not mean yet that the agent has the case: it may be too late."""
    leg = await work.leg(event.leg)
    leg.answered_at = work.at


async def topology_set(work: Work, command: commands.SetTopology) -> None:
    """The agent whom the citizen hears has the case, and the draft.

    Of several it is the one that had it before: a colleague who is called in does not take it.
    """
    case = await work.case()
    case.heard = [*case.heard, [work.at, [list(pair) for pair in command.hears]]]
    talkers = {talker for listener, talker in command.hears if listener == CITIZEN}
    legs = [leg for leg in await work.legs() if leg.leg in talkers]
    agents = [leg.agent for leg in legs if leg.role is PartyRole.AGENT]
    if agents and case.agent not in {leg.agent for leg in legs}:
        await give_to(work, agents[0])
    if agents:
        case.talking_since = case.talking_since or work.at
        await has_been_called_back(work, case)


async def case_taken(work: Work, event: events.CaseTaken) -> None:
    """An agent takes a case that nobody worked on."""
    await give_to(work, event.agent)


async def supervisor_took_over(work: Work, event: events.SupervisorTookOver) -> None:
    """A supervisor has the case from now on, and is heard by everybody."""
    await open_up(work, event.agent, Place.ROOM, PartyRole.AGENT)
    await give_to(work, event.agent)


async def give_to(work: Work, agent: AgentId | None) -> None:
    """Let an agent have the case, and its ticket while that is a draft."""
    case = await work.case()
    case.agent = agent
    ticket = await work.ticket()
    if ticket and ticket.state is TicketState.DRAFT:
        ticket.agent = agent


async def leg_ended(work: Work, event: events.LegEnded) -> None:
    """A dialog is over."""
    leg = await work.leg(event.leg)
    await _end_leg(work, leg, event.cause, event.status, event.reason)


async def _end_leg(work: Work, leg: Leg, cause: EndCause, status: int | None, reason: str) -> None:
    leg.ended_at, leg.cause, leg.status, leg.reason = work.at, cause, status, reason
    case = await work.case()
    if leg.role is PartyRole.CITIZEN:
        case.ended_at = case.ended_at or work.at


async def worker_lost(work: Work, _event: events.WorkerLost) -> None:
    """All legs that were still there ended with their worker."""
    there = select(Leg).where(Leg.case_id == work.case_id, Leg.ended_at.is_(None)).order_by(Leg.leg)
    for leg in (await work.session.scalars(there)).all():
        await _end_leg(work, leg, EndCause.FAILED, None, "call worker lost")


async def recording_started(work: Work, event: events.RecordingStarted) -> None:
    """A leg's recording grows."""
    leg = await work.leg(event.leg)
    leg.recording, leg.sample_zero_at = event.file, event.sample_zero_at


async def recording_closed(work: Work, event: events.RecordingClosed) -> None:
    """A leg's recording is whole."""
    leg = await work.leg(event.leg)
    leg.samples = SampleIndex(event.samples)


async def case_closed(work: Work, command: commands.CloseCase) -> None:
    """All legs are gone and the agent is done."""
    case = await work.case()
    case.ended_as = EndedAs(command.ended_as)
    case.closed_at = work.at
    case.ended_at = case.ended_at or work.at


async def case_archived(work: Work, _command: commands.ArchiveCase) -> None:
    """Nothing more will happen to this case."""
    case = await work.case()
    case.archived_at = work.at
