"""Rows of the records as the API tells them. Numbers are masked unless the caller of a function says otherwise."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from api.answers import AgentRow, AuditLine, CallBackRow, CaseRow, FollowUpRow, FollowUpSums
from api.audit_words import deed_in_words, detail_in_words, nobody_in_words, object_in_words
from api.masking import mask_number, mask_text
from callflow.views import FirstResponder, Floor, Presence
from models import tables
from models.repositories import follow_ups
from models.states import FollowUpState


def audit_line(row: tables.Audit, names: Mapping[str, str], zone: ZoneInfo) -> AuditLine:
    """Tell a line of the audit; `names` are those of accounts."""
    detail = {name: mask_text(said) if isinstance(said, str) else said for name, said in row.detail.items()}
    return AuditLine(
        id=row.id,
        at=row.at,
        who=row.who,
        name=names.get(row.who, "") if row.who else nobody_in_words(row.what),
        what=row.what,
        deed=deed_in_words(row.what),
        object=row.object,
        about=object_in_words(row.object),
        detail=detail,
        text=detail_in_words(detail, zone),
    )


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
        title=mask_text(row.ticket.title) if row.ticket else "",
        call_back=owed(row),
    )


def owed(row: tables.Case) -> bool:
    """Whether this citizen waits for our call."""
    return row.call_back is not None and row.call_back.done_at is None


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


def follow_up_sums(sums: follow_ups.Sums) -> FollowUpSums:
    """Tell the whole campaign in figures."""
    return FollowUpSums(
        **{state.value: sums.by_state.get(state, 0) for state in FollowUpState},
        answered=sums.answered,
        solved=sums.solved,
        rated=sums.rated,
        satisfied=sums.satisfied,
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
        department=row.department_id or None,
    )
