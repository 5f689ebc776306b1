"""Tickets while they grow with their case, up to the moment at which they are confirmed or discarded.

The values that stand are the machine's, except where a person typed. A ticket follows them while it is a
draft; after that its case folder has no say in its values any more.
"""

from typing import Any

import msgspec

from callflow import commands, events, ticket_steps
from callflow.drafting import FieldName
from callflow.ticket_steps import Actor, By
from callflow.units import AgentId
from callflow.views import TicketState
from models.projection.work import ProjectionError, Work
from models.repositories import ticket_lives
from models.states import RevisionKind
from models.tables import Case, Ticket, TicketRevision

Values = dict[FieldName, str]


def standing(draft: dict[str, Any], edited: dict[str, str]) -> Values:
    """The values that stand: a stored `TicketDraft`'s under what people typed, without empty ones."""
    suggested = {name: field["value"] for name, field in draft.get("fields", {}).items()}
    return {FieldName(name): value for name, value in (suggested | edited).items() if value}


def changes(before: Values, after: Values) -> dict[str, str]:
    """What each element that changed became; the empty text: it was taken away."""
    names = (name for name in FieldName if before.get(name, "") != after.get(name, ""))
    return {name.value: after.get(name, "") for name in names}


async def ticket_opened(work: Work, event: events.TicketOpened) -> None:
    """The case has its ticket number; what has been drafted by now is the ticket."""
    case = await work.case()
    ticket = Ticket(
        number=event.number, case_id=work.case_id, agent=case.agent or case.offered_agent, created_at=work.at
    )
    ticket.take(standing(case.draft, case.edited))
    await ticket_lives.open_draft(work.session, ticket, work.at)


async def draft_revised(work: Work, command: commands.ReviseDraft) -> None:
    """A new suggestion. One that changes no value is no revision."""
    case = await work.case()
    before = standing(case.draft, case.edited)
    case.draft = msgspec.to_builtins(command.draft)
    case.edited = {name.value: value for name, value in command.edited.items()}
    await _follow(work, case, before, RevisionKind.DRAFTED, None)


async def field_edited(work: Work, event: events.FieldEdited) -> None:
    """A person typed, which stands from now on."""
    case = await work.case()
    before = standing(case.draft, case.edited)
    case.edited = case.edited | {event.field.value: event.value}
    await _follow(work, case, before, RevisionKind.EDITED, event.agent)


async def _follow(work: Work, case: Case, before: Values, kind: RevisionKind, agent: AgentId | None) -> None:
    after = standing(case.draft, case.edited)
    ticket = await work.ticket()
    if ticket and ticket.state is TicketState.DRAFT:
        ticket.take(after)
    _note(work, kind, agent, changes(before, after))


def _note(work: Work, kind: RevisionKind, agent: AgentId | None, changed: dict[str, str]) -> None:
    if changed or kind is not RevisionKind.DRAFTED:
        revision = TicketRevision(case_id=work.case_id, entry_index=work.index, kind=kind, agent=agent)
        revision.at, revision.changes = work.at, changed
        work.session.add(revision)


async def ticket_filed(work: Work, command: commands.FileTicket) -> None:
    """An agent stands by the ticket: from here on it lives in the database, and the rules say where it goes."""
    ticket = await _numbered(work, command.number)
    changed = changes(ticket.values, command.values)
    ticket.take(command.values)
    _note(work, RevisionKind.CONFIRMED, command.agent, changed)
    more = {"answer": command.answer, "article": command.article, "merge_into": command.merge_into}
    confirmed = await ticket_lives.confirmation(work.session, ticket, **more)
    await ticket_lives.advance(work.session, ticket, confirmed, _by(command.agent), work.at)


async def ticket_dropped(work: Work, command: commands.DropTicket) -> None:
    """The case ends without a ticket; the draft is kept as what it was."""
    ticket = await _numbered(work, command.number)
    _note(work, RevisionKind.DISCARDED, command.agent, {})
    discarded = ticket_steps.Discarded(reason=command.reason)
    await ticket_lives.advance(work.session, ticket, discarded, _by(command.agent), work.at)


async def _numbered(work: Work, number: str) -> Ticket:
    ticket = await work.ticket()
    if ticket is None or ticket.number != number:
        raise ProjectionError(f"case {work.case_id}: entry {work.index} files a ticket that was not opened")
    return ticket


def _by(agent: AgentId) -> By:
    return By(actor=Actor.AGENT, agent=agent)
