"""The draft as a whole."""

from collections.abc import Sequence

from callflow.drafting.draft import DraftContext, DraftField, FieldName, TicketDraft
from callflow.utterance import Utterance


def draft_ticket(utterances: Sequence[Utterance], context: DraftContext) -> TicketDraft:
    """Draft a ticket from what was said so far. Never raises, whatever was said."""
    said = [utterance for utterance in utterances if utterance.role == "citizen"]
    fields: dict[FieldName, DraftField] = {}
    if context.calling_number:
        fields[FieldName.CALLBACK_NUMBER] = DraftField(value=context.calling_number, confidence=0.5)
    if said:
        body = "，".join(utterance.text for utterance in said)
        fields[FieldName.BODY] = DraftField(
            value=body, confidence=0.5, sources=tuple(utterance.id for utterance in said)
        )
    return TicketDraft(fields=fields, missing=tuple(name for name in FieldName if name not in fields))
