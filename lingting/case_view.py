"""A case's state as screens are shown it."""

from callflow.screen import CaseSnapshot
from callflow.state import Case, Leg, Phase, TicketPhase
from callflow.views import CaseDetail, CaseView, Party, PartyRole, PartyState, TicketState
from callflow.views import Phase as ShownPhase

_PHASES = {Phase.CLOSING: ShownPhase.CLOSED}
_TICKETS = {TicketPhase.OPENING: TicketState.NONE}


def snapshot(case: Case) -> CaseSnapshot:
    """Where the case stands after its last entry."""
    return CaseSnapshot(case=case.id, index=case.entries - 1, view=view(case))


def view(case: Case) -> CaseView:
    """The case as a screen shows it."""
    return CaseView(
        case=case.id,
        phase=_PHASES.get(case.phase) or ShownPhase(case.phase.value),
        calling_number=case.calling_number,
        ticket=case.ticket,
        ticket_state=_TICKETS.get(case.ticket_phase) or TicketState(case.ticket_phase.value),
        agent=case.agent,
        ahead=case.ahead,
        answerable=case.phase is Phase.RINGING and case.agent_leg is None,
        started_at=case.started_at,
        talking_since=case.talking_since,
        wrap_up_ends_at=case.deadlines.get("wrap_up"),
        parties=tuple(_party(case, leg) for leg in case.legs.values()),
        hears=case.topology,
        ended_as=case.ended_as,
        call_back=case.call_back,
    )


def detail(case: Case) -> CaseDetail:
    """The case with its words and its draft."""
    return CaseDetail(view=view(case), utterances=case.utterances, draft=case.draft, edited=case.edited)


def _party(case: Case, leg: Leg) -> Party:
    label = case.calling_number if leg.role is PartyRole.CITIZEN else leg.agent or leg.id
    return Party(leg=leg.id, role=leg.role, label=label, state=_state(case, leg), since=leg.since)


def _state(case: Case, leg: Leg) -> PartyState:
    """A citizen whom the agent holds is held, though the citizen's own dialog knows nothing of it."""
    on_hold = case.phase is Phase.HELD and leg.role is PartyRole.CITIZEN and leg.state is PartyState.UP
    return PartyState.HELD if on_hold else leg.state
