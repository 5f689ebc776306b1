"""Rows of the records as the API tells them. Numbers are masked unless the caller of a function says otherwise."""

from collections.abc import Sequence

import msgspec

from api.answers import AgentRow, CallBackRow, CaseRow, FollowUpRow, Revision, Ticket, TicketDetail
from api.masking import mask_number, mask_values
from callflow.drafting.draft import FieldName, TicketDraft
from callflow.units import WallMs
from callflow.utterance import Utterance, Word, utterance_id
from callflow.views import (
    CaseDetail,
    CaseView,
    FirstResponder,
    Floor,
    Party,
    PartyRole,
    PartyState,
    Phase,
    Presence,
    TicketState,
)
from models import tables


def case_row(row: tables.Case) -> CaseRow:
    """Tell a case with `ticket` and `call_back` loaded."""
    return CaseRow(
        case=row.id,
        calling_number=mask_number(row.calling_number),
        started_at=row.started_at,
        ended_at=row.ended_at,
        agent=row.agent,
        ended_as=row.ended_as,
        ticket=row.ticket.number if row.ticket else None,
        title=row.ticket.title if row.ticket else "",
        call_back=owed(row),
    )


def owed(row: tables.Case) -> bool:
    """Whether this citizen waits for our call."""
    return row.call_back is not None and row.call_back.done_at is None


def ticket(row: tables.Ticket) -> Ticket:
    """Tell a ticket with `case` loaded."""
    return Ticket(
        number=row.number,
        case=row.case_id,
        state=TicketState(row.state),
        agent=row.agent,
        values=mask_values(row.values),
        created_at=row.created_at,
        confirmed_at=row.confirmed_at,
        calling_number=mask_number(row.case.calling_number),
    )


def call_back_row(row: tables.CallBack) -> CallBackRow:
    """Tell what is owed to a citizen."""
    return CallBackRow(
        case=row.case_id,
        number=mask_number(row.number),
        reason=row.reason,
        since=row.created_at,
        agent=row.tried_by,
        attempts=row.attempts,
        done_at=row.done_at,
    )


def follow_up_row(row: tables.FollowUp) -> FollowUpRow:
    """Tell the campaign's call about a ticket."""
    return FollowUpRow(
        ticket=row.ticket,
        state=row.state,
        solved=row.solved,
        score=row.score,
        attempts=row.attempts,
        at=row.changed_at,
        case=row.case_id,
    )


def first_responder(row: tables.FirstResponder | None) -> FirstResponder | None:
    """Tell who is responsible first."""
    if row is None:
        return None
    return FirstResponder(
        department=row.department,
        name=row.name,
        answered_at=row.answered_at,
        after_ms=row.after_ms,
        changed_by=row.changed_by,
        reason=row.reason,
    )


def ticket_detail(row: tables.Ticket, revisions: Sequence[tables.TicketRevision]) -> TicketDetail:
    """Tell a ticket whole."""
    return TicketDetail(
        number=row.number,
        case=row.case_id,
        state=TicketState(row.state),
        agent=row.agent,
        values=row.values,
        created_at=row.created_at,
        confirmed_at=row.confirmed_at,
        calling_number=row.case.calling_number,
        resolved_at=row.resolved_at,
        first_responder=first_responder(row.case.first_responder),
        satisfaction=row.case.satisfaction,
        revisions=tuple(_revision(one) for one in revisions),
    )


def _revision(row: tables.TicketRevision) -> Revision:
    changes = {FieldName(name): value for name, value in row.changes.items()}
    return Revision(index=row.entry_index, at=row.at, kind=row.kind, agent=row.agent, changes=changes)


def agent_row(row: tables.Agent, floor: Floor) -> AgentRow:
    """Tell an account, joined with its place on the floor."""
    place = next((agent for agent in floor.agents if agent.agent == row.number), None)
    return AgentRow(
        agent=row.number,
        name=row.name,
        role=row.role,
        enabled=row.enabled,
        skills=tuple(row.skills),
        presence=place.presence if place else Presence.AWAY,
        phone_registered=bool(place and place.phone_registered),
    )


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
        ticket=row.ticket.number if row.ticket else None,
        ticket_state=TicketState(row.ticket.state) if row.ticket else TicketState.NONE,
        agent=row.agent,
        started_at=row.started_at,
        parties=tuple(_party(leg) for leg in row.legs),
        ended_as=row.ended_as,
        call_back=owed(row),
    )


def _party(leg: tables.Leg) -> Party:
    role = PartyRole(leg.role)
    since = WallMs(leg.ended_at or leg.answered_at or leg.started_at)
    label = leg.agent if role is PartyRole.AGENT and leg.agent else leg.peer
    return Party(leg=leg.leg, role=role, label=label, state=PartyState.GONE, since=since)


def _utterance(row: tables.Utterance) -> Utterance:
    return Utterance(
        id=utterance_id(row.leg, row.first_sample),
        leg=row.leg,
        role=row.role,
        start_ms=row.start_ms,
        end_ms=row.end_ms,
        text=row.text if row.corrected_text is None else row.corrected_text,
        words=msgspec.convert(row.words, tuple[Word, ...]),
        confidence=row.confidence,
        corrected=row.corrected_text is not None,
    )
