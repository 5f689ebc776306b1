"""A case that is over, told from the records in the form in which an open one is told."""

import msgspec

from api.rows import first_responder, owed
from callflow.drafting.draft import FieldName, TicketDraft
from callflow.events import EndCause
from callflow.units import LegId, WallMs
from callflow.utterance import NameCorrection, Span, Utterance, Word, utterance_id
from callflow.views import (
    Attempt,
    AttemptState,
    CaseDetail,
    CaseView,
    InvitationView,
    Party,
    PartyState,
    Phase,
    Place,
    TicketState,
)
from models import Asked, asked_of, tables

_BY_STATUS = {
    404: AttemptState.UNREACHABLE,
    408: AttemptState.NO_ANSWER,
    480: AttemptState.NO_ANSWER,
    486: AttemptState.BUSY,
    487: AttemptState.NO_ANSWER,
    600: AttemptState.BUSY,
    604: AttemptState.UNREACHABLE,
}
_SERVER_FAILURE = range(500, 600)
_REFUSAL = range(400, 700)


def case_detail(row: tables.Case) -> CaseDetail:
    """Tell a case that is over, whole, with everything loaded."""
    return CaseDetail(
        view=_view(row),
        utterances=tuple(_utterance(one) for one in row.utterances),
        draft=msgspec.convert(row.draft or {}, TicketDraft),
        edited={FieldName(name): value for name, value in row.edited.items()},
    )


def _view(row: tables.Case) -> CaseView:
    return CaseView(
        case=row.id,
        phase=Phase.ARCHIVED if row.archived_at else Phase.CLOSED,
        calling_number=row.calling_number,
        call_out=row.call_out,
        queue=row.queue,
        priority=row.priority,
        because=row.because,
        ticket=row.ticket.number if row.ticket else None,
        ticket_state=TicketState(row.ticket.state) if row.ticket else TicketState.NONE,
        agent=row.agent,
        started_at=row.started_at,
        waiting_since=row.waiting_since,
        talking_since=row.talking_since,
        parties=tuple(_party(leg) for leg in row.legs),
        invitations=_invitations(row),
        first_responder=first_responder(row.first_responder),
        satisfaction=row.satisfaction,
        ended_as=row.ended_as,
        call_back=owed(row),
    )


def _party(leg: tables.Leg) -> Party:
    since = WallMs(leg.ended_at or leg.answered_at or leg.started_at)
    return Party(
        leg=leg.leg,
        role=leg.role,
        label=leg.name or leg.agent or leg.peer,
        state=PartyState.GONE,
        place=leg.place or Place.ROOM,
        agent=leg.agent,
        since=since,
    )


def _invitations(row: tables.Case) -> tuple[InvitationView, ...]:
    return tuple(_invitation(one, row.legs) for one in asked_of(row) if one.way is not None)


def _invitation(asked: Asked, legs: list[tables.Leg]) -> InvitationView:
    assert asked.way is not None  # noqa: S101 - only those who were invited are told
    tries = [leg for leg in legs if leg.invitation == asked.id]
    return InvitationView(
        id=asked.id,
        role=asked.role,
        name=asked.name,
        way=asked.way,
        department=asked.department,
        asked_at=WallMs(asked.at),
        attempts=tuple(_attempt(leg, withdrawn=asked.withdrawn) for leg in tries),
        pending=False,
    )


def _attempt(leg: tables.Leg, *, withdrawn: bool) -> Attempt:
    since = WallMs(leg.answered_at or leg.ended_at or leg.started_at)
    state = attempt_state(leg, withdrawn=withdrawn)
    return Attempt(leg=LegId(leg.leg), label=leg.label, state=state, since=since, status=leg.status or 0)


def attempt_state(leg: tables.Leg, *, withdrawn: bool) -> AttemptState:
    """What came of dialling: by its answer, by who gave up, or by the last SIP status (RFC 3261 §21)."""
    if leg.answered_at is not None:
        return AttemptState.ANSWERED
    if leg.cause is EndCause.WE_HUNG_UP:
        return AttemptState.WITHDRAWN if withdrawn else AttemptState.NO_ANSWER
    status = leg.status or 0
    if status in _SERVER_FAILURE or status not in _REFUSAL:
        return AttemptState.UNREACHABLE
    return _BY_STATUS.get(status, AttemptState.REFUSED)


def _utterance(row: tables.Utterance) -> Utterance:
    by_hand = row.corrected_text is not None
    return Utterance(
        id=utterance_id(row.leg, row.first_sample),
        leg=row.leg,
        role=row.role,
        setting=row.setting,
        start_ms=row.start_ms,
        end_ms=row.end_ms,
        text=row.text if row.corrected_text is None else row.corrected_text,
        words=msgspec.convert(row.words, tuple[Word, ...]),
        confidence=row.confidence,
        spans=() if by_hand else msgspec.convert(row.spans, tuple[Span, ...]),
        corrections=() if by_hand else msgspec.convert(row.corrections, tuple[NameCorrection, ...]),
        model=row.model,
        corrected=by_hand,
    )
