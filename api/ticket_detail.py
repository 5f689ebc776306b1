"""A ticket with all that it has been, gathered for one viewer."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from api.masking import mask_text
from api.parts import Parts
from api.rows import first_responder
from api.secrecy import Secrecy
from api.ticket_answers import Happening, LimitName, Revision, Suggestion, Ticket, TicketDetail
from api.ticket_rows import attachments, happening, read_face, revision, ticket, without_caller
from api.viewer import Viewer
from callflow import ticket_steps as steps
from callflow.clocks import Dial
from callflow.ticket import possible
from callflow.ticket_rules import TicketRules
from callflow.ticket_steps import TicketStep
from callflow.units import WallMs
from callflow.views import TicketState
from models import tables
from models.repositories import agents, departments, ticket_clocks, ticket_files, ticket_lives, ticket_rules, tickets

ACTS: Mapping[str, type[TicketStep]] = {
    "confirm": steps.Confirmed,
    "discard": steps.Discarded,
    "values": steps.Amended,
    "submit": steps.ReviewAsked,
    "review": steps.Reviewed,
    "send-back": steps.SentBack,
    "dispatch": steps.Dispatched,
    "answer": steps.Answered,
    "accept": steps.Accepted,
    "reply": steps.Replied,
    "return": steps.Returned,
    "extension": steps.ExtensionAsked,
    "extension/grant": steps.ExtensionGranted,
    "extension/refuse": steps.ExtensionRefused,
    "suspend": steps.Suspended,
    "resume": steps.Resumed,
    "merge": steps.Merged,
    "follow-up": steps.FollowedUp,
    "resolve": steps.Resolved,
    "reopen": steps.Reopened,
    "archive": steps.Archived,
}
"""Acts by the last part of their path."""


async def tell(db: AsyncSession, row: tables.Ticket, viewer: Viewer, parts: Parts) -> TicketDetail:
    """The ticket, read with `case` and `first_responder`, as this viewer is told it."""
    now, brought_by = parts.hotline.now(), viewer.department if viewer.is_department else None
    dial = await ticket_rules.dial(db, parts.settings.time_zone)
    short = with_clock(ticket(row, now), row, dial, now)
    shared = {name: getattr(short, name) for name in Ticket.__struct_fields__}
    whole = TicketDetail(
        **shared,
        resolved_at=row.resolved_at,
        replied_at=row.replied_at,
        first_responder=first_responder(row.case.first_responder) if row.case else None,
        satisfaction=row.case.satisfaction if row.case else None,
        revisions=await _revisions(db, row),
        reply=mask_text(row.reply),
        article=row.article,
        suggested_department=await _suggestion(db, row),
        merged=tuple(one.number for one in await ticket_lives.repeats(db, row.number)),
        acts=tuple(acts(row, viewer, dial.rules)),
        limits=tuple(LimitName(name=one.name, label=one.label) for one in dial.rules.limits),
        attachments=attachments(await ticket_files.list_all(db, row.number, brought_by)),
        history=await _history(db, row),
    )
    return for_department(whole, viewer.department) if viewer.is_department else whole


def with_clock(told: Ticket, row: tables.Ticket, dial: Dial, now: WallMs) -> Ticket:
    """The ticket with its clock read at this moment."""
    if told.clock is None:
        return told
    face = read_face(told.clock, ticket_clocks.read_clock(row, dial, now))
    return msgspec.structs.replace(told, clock=face)


def acts(row: tables.Ticket, viewer: Viewer, rules: TicketRules) -> Iterator[str]:
    """What the viewer may do now. A call's draft is confirmed and discarded at its case, not here."""
    if not may_act(row, viewer) or (row.case_id and row.state is TicketState.DRAFT):
        return
    ways = set(possible(ticket_lives.life_of(row), viewer.by, rules))
    yield from (name for name, kind in ACTS.items() if kind in ways)


def may_act(row: tables.Ticket, viewer: Viewer) -> bool:
    """Whether the ticket is the viewer's to work on, whatever the step. A draft without a call is everybody's."""
    if viewer.is_department:
        return bool(viewer.department) and row.department_id == viewer.department
    unclaimed = row.case_id is None and row.state is TicketState.DRAFT
    return unclaimed or viewer.may_see(row.agent)


def for_department(told: TicketDetail, department: str) -> TicketDetail:
    """Cut what is not a department's: the caller where it is to stay unknown, drafts, other departments' doings."""
    cut, secrecy = without_caller(told), Secrecy.of(told.values)
    assert isinstance(cut, TicketDetail)  # noqa: S101  it is what was given
    history = tuple(_for_department(told.history, department))
    return msgspec.structs.replace(
        cut,
        revisions=(),
        satisfaction=None,
        suggested_department=None,
        merged=(),
        limits=(),
        reply=secrecy.hidden(told.reply) if _last_word(told.history) in history else "",
        history=tuple(_told_to(secrecy, one) for one in history),
    )


_HIDDEN_STEPS = {steps.FollowedUp.kind(), steps.Merged.kind(), steps.Absorbed.kind(), steps.Amended.kind()}
_DOINGS = {
    one.kind()
    for one in (
        steps.Dispatched,
        steps.Accepted,
        steps.Returned,
        steps.Replied,
        steps.ExtensionAsked,
        steps.ExtensionGranted,
        steps.ExtensionRefused,
    )
}
"""What a department does or is given, be it by a supervisor in its place: while it has the ticket, its own affair."""
_WHOSE = {"department", "name"}
_LEAVES = {steps.Returned.kind(), steps.Reopened.kind()}


def _for_department(history: Sequence[Happening], department: str) -> Iterator[Happening]:
    """All but what others were sent, have done and returned while they had it, and what is the hotline's own."""
    has = ""
    for one in history:
        if one.kind == steps.Dispatched.kind():
            has = str(one.detail.get("department", ""))
        others = one.kind in _DOINGS and has != department
        if one.kind not in _HIDDEN_STEPS and not others:
            yield one if has == department else _without_whose(one)
        has = "" if one.kind in _LEAVES else has


def _without_whose(one: Happening) -> Happening:
    """A step that does not tell which department had the ticket then."""
    return msgspec.structs.replace(one, detail={name: one.detail[name] for name in one.detail.keys() - _WHOSE})


def _last_word(history: Sequence[Happening]) -> Happening | None:
    """The step that gave the answer which stands."""
    answers = (steps.Replied.kind(), steps.Answered.kind())
    return next((one for one in reversed(history) if one.kind in answers), None)


def _told_to(secrecy: Secrecy, one: Happening) -> Happening:
    """A step with the words of people in it, which may name the caller."""
    if not secrecy.unknown:
        return one
    detail = {name: secrecy.hidden(value) if isinstance(value, str) else value for name, value in one.detail.items()}
    return msgspec.structs.replace(one, text=secrecy.hidden(one.text), detail=detail)


async def _revisions(db: AsyncSession, row: tables.Ticket) -> tuple[Revision, ...]:
    found = await tickets.revisions(db, row.case_id) if row.case_id else ()
    return tuple(revision(one, whole=False) for one in found)


async def _suggestion(db: AsyncSession, row: tables.Ticket) -> Suggestion | None:
    found = await ticket_lives.suggested_department(db, row)
    return Suggestion(id=found[0].id, name=found[0].name, why=found[1]) if found else None


async def _history(db: AsyncSession, row: tables.Ticket) -> tuple[Happening, ...]:
    names = await agents.names(db) | await departments.names(db)
    return tuple(happening(event, step, names) for event, step in await ticket_lives.history(db, row.number))
