"""A case's state as screens are shown it."""

from callflow.screen import CaseSnapshot
from callflow.state import Case, Invitation, Leg, TicketPhase
from callflow.utterance import Setting
from callflow.views import (
    Attempt,
    AttemptState,
    CaseDetail,
    CaseView,
    InvitationView,
    Party,
    PartyRole,
    PartyState,
    Phase,
    TicketState,
)
from callflow.wiring import arrangement

_TICKETS = {TicketPhase.OPENING: TicketState.NONE}


def snapshot(case: Case) -> CaseSnapshot:
    """Where the case stands after its last entry."""
    return CaseSnapshot(case=case.id, index=case.entries - 1, view=view(case))


def view(case: Case) -> CaseView:
    """The case as a screen shows it."""
    return CaseView(
        case=case.id,
        phase=case.phase,
        arrangement=arrangement(case),
        calling_number=case.calling_number,
        call_out=case.call_out.reason.value if case.call_out else "",
        queue=case.queue,
        priority=case.priority,
        because=case.because,
        ticket=case.ticket,
        ticket_state=_TICKETS.get(case.ticket_phase) or TicketState(case.ticket_phase.value),
        agent=case.agent,
        ahead=case.ahead,
        estimate_ms=case.estimate_ms,
        answerable=_answerable(case),
        started_at=case.started_at,
        waiting_since=case.waiting_since,
        talking_since=case.talking_since,
        wrap_up_ends_at=case.deadlines.get("wrap_up"),
        parties=tuple(_party(case, leg) for leg in case.legs.values()),
        invitations=tuple(_invitation(case, one) for one in case.invitations),
        hears=case.topology,
        apart={said.id: said.setting for said in case.utterances if said.setting is not Setting.TALK},
        first_responder=case.first_responder,
        satisfaction=case.satisfaction,
        ended_as=case.ended_as,
        call_back=case.call_back,
        speech_model=case.speech_model,
        speech_model_missing=case.speech_model_missing,
        alarms=case.alarms,
    )


def detail(case: Case) -> CaseDetail:
    """The case with its words and its draft."""
    return CaseDetail(view=view(case), utterances=case.utterances, draft=case.draft, edited=case.edited)


def _answerable(case: Case) -> bool:
    """The screen rings, not the phone; a call of ours first needs a line."""
    return case.phase is Phase.RINGING and case.agent_leg is None and not case.released


def _party(case: Case, leg: Leg) -> Party:
    label = case.calling_number if leg.role is PartyRole.CITIZEN else leg.name or leg.agent or leg.id
    return Party(
        leg=leg.id, role=leg.role, label=label, state=leg.state, place=leg.place, agent=leg.agent, since=leg.since
    )


def _invitation(case: Case, one: Invitation) -> InvitationView:
    return InvitationView(
        id=one.id,
        role=one.role,
        name=one.name,
        way=one.way,
        department=one.department,
        asked_at=one.asked_at,
        attempts=tuple(_attempt(case, tried) for tried in one.attempts),
        left=tuple(number.label for number in one.left) if one.pending else (),
        pending=one.pending,
    )


def _attempt(case: Case, tried: Attempt) -> Attempt:
    """A number that is being called rings as soon as its leg does."""
    leg = case.legs[tried.leg]
    if tried.state is not AttemptState.DIALLING or leg.state is not PartyState.RINGING:
        return tried
    return Attempt(leg=tried.leg, label=tried.label, state=AttemptState.RINGING, since=leg.since)
