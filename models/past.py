"""A case out of the records, in the words in which an open one is shown (`callflow.views`)."""

import msgspec

from callflow.drafting import FieldName, TicketDraft
from callflow.units import LegId, WallMs
from callflow.utterance import Utterance as Spoken
from callflow.utterance import Word, utterance_id
from callflow.views import CaseDetail, CaseView, Party, PartyRole, PartyState, Phase, TicketState
from models.tables import Case, Leg, Utterance


def case_detail(case: Case) -> CaseDetail:
    """Everything that a screen shows of a past case. Takes one from `repositories.cases.get_whole`."""
    return CaseDetail(
        view=case_view(case),
        utterances=tuple(spoken(row) for row in case.utterances),
        draft=msgspec.convert(case.draft, TicketDraft),
        edited={FieldName(name): value for name, value in case.edited.items()},
    )


def case_view(case: Case) -> CaseView:
    """Where a past case stands; one that the records do not know as archived counts as closed."""
    ticket = case.ticket
    return CaseView(
        case=case.id,
        phase=Phase.ARCHIVED if case.archived_at else Phase.CLOSED,
        calling_number=case.calling_number,
        ticket=ticket.number if ticket else None,
        ticket_state=ticket.state if ticket else TicketState.NONE,
        agent=case.agent,
        started_at=case.started_at,
        talking_since=case.talking_since,
        parties=tuple(_party(leg) for leg in case.legs),
        ended_as=case.ended_as,
        call_back=case.call_back is not None and case.call_back.done_at is None,
    )


def _party(leg: Leg) -> Party:
    label = leg.agent if leg.role is PartyRole.AGENT and leg.agent else leg.peer
    since = leg.ended_at or leg.answered_at or leg.started_at
    return Party(leg=leg.leg, role=leg.role, label=label, state=PartyState.GONE, since=WallMs(since))


def spoken(row: Utterance) -> Spoken:
    """An utterance as people read it: corrected, if somebody did."""
    return Spoken(
        id=utterance_id(LegId(row.leg), row.first_sample),
        leg=row.leg,
        role=row.role,
        start_ms=row.start_ms,
        end_ms=row.end_ms,
        text=row.text if row.corrected_text is None else row.corrected_text,
        words=msgspec.convert(row.words, tuple[Word, ...]),
        confidence=row.confidence,
        corrected=row.corrected_text is not None,
    )
