"""Cases and legs, as their entries tell."""

from sqlalchemy import select

from callflow import commands, events
from callflow.events import EndCause
from callflow.units import CITIZEN, AgentId, LegId, SampleIndex
from callflow.views import EndedAs, PartyRole, TicketState
from models.projection.work import ProjectionError, Work
from models.states import CallBackReason
from models.tables import CallBack, Case, Leg


async def case_opened(work: Work, event: events.CaseOpened) -> None:
    """A case begins; the time of this entry is call time 0."""
    if event.case != work.case_id:
        raise ProjectionError(f"the folder of case {work.case_id} holds the log of case {event.case}")
    work.session.add(Case(id=event.case, city=event.city, started_at=work.at, draft={}, edited={}))
    await work.session.flush()


async def call_arrived(work: Work, event: events.CallArrived) -> None:
    """The citizen's INVITE."""
    case = await work.case()
    case.calling_number = event.calling_number
    case.called_number = event.called_number
    case.sip_call_id = event.sip_call_id
    await _begin_leg(work, event.leg, event.calling_number, None)


async def agent_offered(work: Work, event: events.AgentOffered) -> None:
    """Remember whose phone the next agent's leg will be."""
    case = await work.case()
    case.offered_agent = event.agent


async def leg_dialled(work: Work, command: commands.DialLeg) -> None:
    """We call somebody; an agent's leg is that of the agent offered last."""
    case = await work.case()
    agent = case.offered_agent if role_of(command.leg) is PartyRole.AGENT else None
    await _begin_leg(work, command.leg, command.uri, agent)


def role_of(leg: LegId) -> PartyRole:
    """A leg's part in the call by its name: `citizen`, `agent-1`. Raises ProjectionError for other names."""
    try:
        return PartyRole(leg.partition("-")[0])
    except ValueError as error:
        raise ProjectionError(f"leg {leg!r} says of no role that it is its own") from error


async def _begin_leg(work: Work, leg: LegId, peer: str, agent: AgentId | None) -> None:
    row = Leg(case_id=work.case_id, leg=leg, role=role_of(leg), peer=peer, agent=agent, started_at=work.at)
    work.session.add(row)
    await work.session.flush()


async def leg_answered(work: Work, event: events.LegAnswered) -> None:
    """A dialog is up. That an agent's is does not mean yet that the agent has the case: it may be too late."""
    leg = await work.leg(event.leg)
    leg.answered_at = work.at


async def topology_set(work: Work, command: commands.SetTopology) -> None:
    """The agent whom the citizen hears has the case, and the draft."""
    for listener, talker in command.hears:
        if listener == CITIZEN and talker.startswith(f"{PartyRole.AGENT}-"):
            await _have_talk(work, (await work.leg(talker)).agent)


async def _have_talk(work: Work, agent: AgentId | None) -> None:
    case = await work.case()
    case.agent = agent
    case.talking_since = case.talking_since or work.at
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


async def put_on_call_back_list(work: Work, command: commands.PutOnCallBackList) -> None:
    """We owe the citizen a call; once is enough for one case."""
    if await work.session.get(CallBack, work.case_id) is None:
        reason = CallBackReason(command.reason)
        owed = CallBack(case_id=work.case_id, number=command.number, reason=reason, created_at=work.at)
        work.session.add(owed)
        await work.session.flush()


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
