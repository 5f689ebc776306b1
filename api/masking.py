"""Phone numbers for eyes that need not know them: `138****5678`.

Numbers are stored whole and masked on the way out. Words that a citizen speaks are not searched for numbers.
"""

import msgspec

from callflow.commands import PutOnCallBackList, ReviseDraft
from callflow.drafting.draft import FieldName, TicketDraft
from callflow.events import CallArrived, FieldEdited
from callflow.screen import CaseEntry
from callflow.views import CaseView, Party, PartyRole

_HEAD, _TAIL = 3, 4


def mask_number(number: str) -> str:
    """Keep the first three and the last four characters.

    Of a number too short for that, only the last two.
    """
    if len(number) > _HEAD + _TAIL:
        return f"{number[:_HEAD]}****{number[-_TAIL:]}"
    return "*" * max(len(number) - 2, 0) + number[-2:]


def mask_values(values: dict[FieldName, str]) -> dict[FieldName, str]:
    """Mask the call-back number among a ticket's values."""
    return {name: mask_number(v) if name is FieldName.CALLBACK_NUMBER else v for name, v in values.items()}


def mask_view(view: CaseView) -> CaseView:
    """Mask the citizen's number in a view, also where it labels the citizen's leg."""
    parties = tuple(_mask_party(party) for party in view.parties)
    return msgspec.structs.replace(view, calling_number=mask_number(view.calling_number), parties=parties)


def mask_entry(message: CaseEntry) -> CaseEntry:
    """Mask the citizen's number in a line of the case log."""
    match message.event or message.command:
        case CallArrived(calling_number=number) as event:
            return _with_event(message, msgspec.structs.replace(event, calling_number=mask_number(number)))
        case FieldEdited(field=FieldName.CALLBACK_NUMBER, value=value) as event:
            return _with_event(message, msgspec.structs.replace(event, value=mask_number(value)))
        case ReviseDraft(draft=draft, edited=edited):
            command = ReviseDraft(draft=_mask_draft(draft), edited=mask_values(edited))
            return msgspec.structs.replace(message, command=command)
        case PutOnCallBackList(number=number) as command:
            hidden = msgspec.structs.replace(command, number=mask_number(number))
            return msgspec.structs.replace(message, command=hidden)
    return message


def _with_event(message: CaseEntry, event: CallArrived | FieldEdited) -> CaseEntry:
    return msgspec.structs.replace(message, event=event)


def _mask_party(party: Party) -> Party:
    if party.role is not PartyRole.CITIZEN or not party.label.isdigit():
        return party
    return msgspec.structs.replace(party, label=mask_number(party.label))


def _mask_draft(draft: TicketDraft) -> TicketDraft:
    number = draft.fields.get(FieldName.CALLBACK_NUMBER)
    if number is None:
        return draft
    hidden = msgspec.structs.replace(number, value=mask_number(number.value))
    return msgspec.structs.replace(draft, fields={**draft.fields, FieldName.CALLBACK_NUMBER: hidden})
