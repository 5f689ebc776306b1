"""Phone and identity numbers for eyes that need not know them: `138****5678`.

Numbers are stored whole and masked on the way out. A ticket's texts are searched for numbers, and so are the words
that a department is shown; what agents and supervisors read of a call is not: they hear it anyway.
"""

import re

import msgspec

from callflow.commands import AnyCommand, PutOnCallBackList, ReviseDraft
from callflow.drafting.draft import DraftField, FieldName, TicketDraft
from callflow.events import AnyEvent, CallArrived, FieldEdited, LegReferred, PartyInvited
from callflow.screen import CaseEntry, RequestAlarms
from callflow.views import CaseView, InvitationView, Party, PartyRole

_HEAD, _TAIL = 3, 4
_NUMBERS = re.compile(
    r"(?<!\d)(?<!\d\.)\d(?:[- ]?\d){6,}[Xx]?(?![\d.]*%)"
    r"|(?<=\d\.)\d(?:[- ]?\d){10,}[Xx]?(?![\d.]*%)"
    r"|[零〇一二三四五六七八九幺两]{7,}"
)
"""A point between digits makes decimals of what follows, unless they are as many as a mobile number has (`1.138…`)."""
_MASKED = re.compile(rf"[^*\s]{{{_HEAD}}}\*{{4}}[^*\s]{{{_TAIL}}}|\*{{5}}[^*\s]{{2}}")
"""What `mask_number` makes of a number."""
_GONE = "****"
_PEOPLE = (PartyRole.CITIZEN, PartyRole.OUTSIDE)
"""Whose numbers are personal: a department's or an agent's is not."""


def mask_number(number: str) -> str:
    """Keep the first three and the last four characters.

    Of a number too short for that, only the last two.
    """
    if len(number) > _HEAD + _TAIL:
        return f"{number[:_HEAD]}****{number[-_TAIL:]}"
    return "*" * max(len(number) - 2, 0) + number[-2:]


def mask_text(text: str) -> str:
    """Mask whatever may be a phone or identity number: seven digits or more, also as they are read out (一三八…)."""
    return _NUMBERS.sub(lambda found: mask_number(found[0]), text)


def without_numbers(text: str) -> str:
    """Leave nothing of such numbers, masked ones too."""
    return _MASKED.sub(_GONE, mask_text(text))


def mask_values(values: dict[FieldName, str]) -> dict[FieldName, str]:
    """Mask the call-back number among a ticket's values, and the numbers in its texts."""
    return {name: mask_number(v) if name is FieldName.CALLBACK_NUMBER else mask_text(v) for name, v in values.items()}


def mask_alarms(message: RequestAlarms) -> RequestAlarms:
    """Mask the numbers in the words of requests."""
    masked = (
        msgspec.structs.replace(one, title=mask_text(one.title), words=mask_text(one.words)) for one in message.alarms
    )
    return RequestAlarms(alarms=tuple(masked))


def mask_view(view: CaseView) -> CaseView:
    """Mask the citizen's number and those of other people in a view, also where they label a leg."""
    return msgspec.structs.replace(
        view,
        calling_number=mask_number(view.calling_number),
        parties=tuple(_mask_party(party) for party in view.parties),
        invitations=tuple(_mask_invitation(one) for one in view.invitations),
    )


def mask_entry(message: CaseEntry) -> CaseEntry:
    """Mask the citizen's number and those of other people in a line of the case log."""
    event, command = _mask_event(message.event), _mask_command(message.command)
    if event is message.event and command is message.command:
        return message
    return msgspec.structs.replace(message, event=event, command=command)


def _mask_event(event: AnyEvent | None) -> AnyEvent | None:
    match event:
        case CallArrived(calling_number=number):
            return msgspec.structs.replace(event, calling_number=mask_number(number))
        case FieldEdited(field=field, value=value):
            (shown,) = mask_values({field: value}).values()
            return event if shown == value else msgspec.structs.replace(event, value=shown)
        case PartyInvited(role=PartyRole.OUTSIDE, name=name):
            return msgspec.structs.replace(event, name=_mask_digits(name), numbers=())
        case LegReferred(target=target):
            return msgspec.structs.replace(event, target=_mask_digits(target))
    return event


def _mask_command(command: AnyCommand | None) -> AnyCommand | None:
    match command:
        case ReviseDraft(draft=draft, edited=edited):
            return ReviseDraft(draft=_mask_draft(draft), edited=mask_values(edited))
        case PutOnCallBackList(number=number):
            return msgspec.structs.replace(command, number=mask_number(number))
    return command


def _mask_party(party: Party) -> Party:
    if party.role not in _PEOPLE:
        return party
    return msgspec.structs.replace(party, label=_mask_digits(party.label))


def _mask_invitation(one: InvitationView) -> InvitationView:
    if one.role is not PartyRole.OUTSIDE:
        return one
    tries = tuple(msgspec.structs.replace(each, label=_mask_digits(each.label)) for each in one.attempts)
    left = tuple(_mask_digits(label) for label in one.left)
    return msgspec.structs.replace(one, name=_mask_digits(one.name), attempts=tries, left=left)


def _mask_digits(label: str) -> str:
    return mask_number(label) if label.lstrip("+").isdigit() else label


def _mask_draft(draft: TicketDraft) -> TicketDraft:
    fields = {name: _mask_field(name, field) for name, field in draft.fields.items()}
    return draft if fields == draft.fields else msgspec.structs.replace(draft, fields=fields)


def _mask_field(name: FieldName, field: DraftField) -> DraftField:
    """Also what the field was before, what it might have been, and the words that spoke for it."""
    hide = mask_number if name is FieldName.CALLBACK_NUMBER else mask_text
    return msgspec.structs.replace(
        field,
        value=hide(field.value),
        normalised=hide(field.normalised),
        why=tuple(mask_text(word) for word in field.why),
        runners_up=tuple(msgspec.structs.replace(one, value=hide(one.value)) for one in field.runners_up),
        history=tuple(msgspec.structs.replace(one, value=hide(one.value)) for one in field.history),
    )
