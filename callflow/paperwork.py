"""The case's paperwork: captions become a draft, people edit it, and one of them confirms it.

Words arrive in any phase, before a person answers and after everybody has hung up (speech may lag), so these
transitions belong to no phase. What an agent has typed is never replaced; after confirmation nothing changes here
any more, because the ticket then lives in the database.
"""

from functools import partial

import msgspec

from callflow import emergency, events
from callflow.commands import DropTicket, FileTicket, OpenTicket, ReviseDraft
from callflow.drafting import DraftContext, FieldName, draft_ticket
from callflow.state import Case, Leg, TicketPhase
from callflow.step import Step, do, stay
from callflow.units import CITIZEN, WallMs
from callflow.utterance import Setting, Utterance, utterance_id
from callflow.views import Place

NEEDED = (FieldName.REQUEST_TYPE, FieldName.TITLE, FieldName.BODY)
"""Without these a ticket cannot be confirmed."""

_WORDS = {
    FieldName.REQUEST_TYPE: "诉求类型",
    FieldName.TITLE: "标题",
    FieldName.BODY: "内容",
}


def open_ticket(case: Case) -> Step:
    """A person talks with the citizen: there will be a ticket."""
    if case.ticket_phase is not TicketPhase.NONE:
        return stay(case)
    return do(case, OpenTicket(), ticket_phase=TicketPhase.OPENING)


def ticket_opened(case: Case, event: events.TicketOpened, _: WallMs) -> Step:
    """The ticket has its number: draft it from what was said so far."""
    return do(case, ticket=event.number, ticket_phase=TicketPhase.DRAFT).then(partial(revise, anyway=True))


def utterance_heard(case: Case, event: events.UtteranceHeard, now: WallMs) -> Step:
    """Something was said: keep it in the order of speaking, and draft again."""
    leg = case.legs[event.leg]
    said_at = case.wall_ms(event.start_ms)
    heard = Utterance(
        id=utterance_id(event.leg, event.first_sample),
        leg=event.leg,
        role=leg.stood(said_at).role,
        setting=_setting(case, leg, said_at),
        start_ms=event.start_ms,
        end_ms=event.end_ms,
        text=event.text,
        words=event.words,
        confidence=event.confidence,
        spans=event.spans,
        corrections=event.corrections,
        model=event.model,
    )
    if case.knows(heard.id):
        return stay(case)
    alarmed = emergency.heard(case, event, now)
    return revise(alarmed.with_(utterances=_in_order((*case.utterances, heard))))


def caption_corrected(case: Case, event: events.CaptionCorrected, _: WallMs) -> Step:
    """A person mended a caption: the draft follows the mended words."""
    return revise(case.with_(utterances=tuple(_mended(known, event) for known in case.utterances)))


def field_edited(case: Case, event: events.FieldEdited, _: WallMs) -> Step:
    """A person typed into a field: it stands from now on."""
    return revise(case.with_(edited=case.edited | {event.field: event.value}), anyway=True)


def ticket_confirmed(case: Case, event: events.TicketConfirmed, _: WallMs) -> Step:
    """The agent stands by the ticket."""
    assert case.ticket is not None  # noqa: S101  `refusal` lets no one confirm what is not open
    filed = FileTicket(
        number=case.ticket,
        agent=event.agent,
        values=case.values(),
        answer=event.answer,
        article=event.article,
        merge_into=event.merge_into,
    )
    return do(case, filed, ticket_phase=TicketPhase.CONFIRMED)


def ticket_discarded(case: Case, event: events.TicketDiscarded, _: WallMs) -> Step:
    """The call needs no ticket."""
    assert case.ticket is not None  # noqa: S101  as above
    dropped = DropTicket(number=case.ticket, agent=event.agent, reason=event.reason)
    return do(case, dropped, ticket_phase=TicketPhase.DISCARDED)


def revise(case: Case, *, anyway: bool = False) -> Step:
    """Draft again; a command follows only when the draft has changed (or `anyway`)."""
    if case.ticket_phase is not TicketPhase.DRAFT:
        return stay(case)
    context = DraftContext(calling_number=case.calling_number, started_at=case.started_at, city=case.city)
    heard = tuple(said for said in case.utterances if said.setting is Setting.TALK)
    draft = draft_ticket(heard, context, case.draft)
    if draft == case.draft and not anyway:
        return stay(case)
    return do(case, ReviseDraft(draft=draft, edited=case.edited), draft=draft)


def _setting(case: Case, leg: Leg, at: WallMs) -> Setting:
    """Who could hear this leg at that moment."""
    place = leg.stood(at).place
    if place is Place.ROOM:
        waits = leg.id != CITIZEN and CITIZEN in case.legs and case.legs[CITIZEN].stood(at).place is Place.ASIDE
        return Setting.CONSULT if waits else Setting.TALK
    return Setting.HOLD if place is Place.ASIDE else Setting.SUPERVISION


def missing(case: Case) -> list[str]:
    """What a confirmation still wants, in the words on the agent's screen."""
    values = case.values()
    return [_WORDS[name] for name in NEEDED if not values.get(name, "").strip()]


def _in_order(utterances: tuple[Utterance, ...]) -> tuple[Utterance, ...]:
    return tuple(sorted(utterances, key=lambda heard: (heard.start_ms, heard.leg)))


def _mended(known: Utterance, event: events.CaptionCorrected) -> Utterance:
    if known.id != event.utterance:
        return known
    return msgspec.structs.replace(known, text=event.text, spans=(), corrections=(), corrected=True)
