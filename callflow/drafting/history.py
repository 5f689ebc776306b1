"""What a field was before: carried from draft to draft, so that an agent sees that a number was corrected."""

import msgspec

from callflow.drafting.draft import DraftField, FieldName, Former, TicketDraft

_MOST = 5
"""Earlier values that are kept."""


def with_history(draft: TicketDraft, before: TicketDraft) -> TicketDraft:
    """The draft with each field's earlier values; the body, which grows with every line, has none."""
    fields = {name: _remembering(name, field, before.fields.get(name)) for name, field in draft.fields.items()}
    return msgspec.structs.replace(draft, fields=fields)


def _remembering(name: FieldName, field: DraftField, former: DraftField | None) -> DraftField:
    if former is None or name is FieldName.BODY:
        return field
    history = former.history
    if former.value != field.value:
        history = (*history, Former(value=former.value, sources=former.sources))
    return msgspec.structs.replace(field, history=history[-_MOST:])
