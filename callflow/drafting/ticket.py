"""The draft as a whole: each field from its own module, and which of the five elements are still to be asked for."""

from collections.abc import Mapping, Sequence

import msgspec

from callflow.drafting.callers.callback import draft_callback_number
from callflow.drafting.callers.caller import draft_caller_name
from callflow.drafting.callers.privacy import draft_anonymous, draft_confidential
from callflow.drafting.conversation import Conversation, converse
from callflow.drafting.draft import DraftContext, DraftField, FieldName, Span, TicketDraft
from callflow.drafting.history import with_history
from callflow.drafting.matters.category import draft_category, read_pairs
from callflow.drafting.matters.department import draft_department
from callflow.drafting.matters.direct import draft_direct_answer
from callflow.drafting.matters.request_type import draft_request_type
from callflow.drafting.matters.urgency import draft_urgency
from callflow.drafting.places.call_place import draft_place
from callflow.drafting.text.body import draft_body
from callflow.drafting.text.title import draft_title
from callflow.drafting.times.incident_time import draft_incident_time
from callflow.units import UtteranceId
from callflow.utterance import Utterance

Fields = dict[FieldName, DraftField]

_TIMELESS = ("咨询", "建议", "表扬")
"""Request types in which nothing happened at a time that would matter."""
_ELEMENTS = (
    FieldName.CALLER_NAME,
    FieldName.INCIDENT_TIME,
    FieldName.PLACE,
    FieldName.TITLE,
    FieldName.REQUEST_TYPE,
    FieldName.BODY,
)


def draft_ticket(
    utterances: Sequence[Utterance], context: DraftContext, before: TicketDraft | None = None
) -> TicketDraft:
    """Draft a ticket from what was said so far. Never raises, whatever was said.

    `before` is the draft so far, whose values that changed become the fields' history.
    """
    draft = _drafted(utterances, context)
    return draft if before is None else with_history(draft, before)


def _drafted(utterances: Sequence[Utterance], context: DraftContext) -> TicketDraft:
    conversation = converse(utterances)
    kind, place = draft_request_type(conversation), draft_place(conversation, context.city)
    pairs = read_pairs(conversation)
    category = draft_category(pairs)
    timeless = kind is not None and kind.value in _TIMELESS
    fields = _present(
        {
            FieldName.REQUEST_TYPE: kind,
            FieldName.CATEGORY: category,
            FieldName.DEPARTMENT: draft_department(pairs),
            FieldName.PLACE: place,
            FieldName.INCIDENT_TIME: _incident_time(conversation, context, kind),
            FieldName.CALLER_NAME: draft_caller_name(conversation),
            FieldName.CALLBACK_NUMBER: draft_callback_number(conversation, context),
            FieldName.ANONYMOUS: draft_anonymous(conversation),
            FieldName.CONFIDENTIAL: draft_confidential(conversation),
            FieldName.DIRECT_ANSWER: draft_direct_answer(conversation, kind),
            FieldName.URGENCY: draft_urgency(conversation),
            FieldName.TITLE: draft_title(conversation, place, kind, category),
        }
    )
    lengths = {spoken.id: len(spoken.text) for spoken in utterances}
    fields = {name: _with_spans(field, lengths) for name, field in fields.items()}
    fields |= _present({FieldName.BODY: draft_body(conversation, fields)})
    return TicketDraft(fields=fields, missing=_missing(fields, timeless=timeless))


def _with_spans(field: DraftField, lengths: Mapping[UtteranceId, int]) -> DraftField:
    """A field for which no single words speak comes from all that its sources say."""
    if field.spans:
        return field
    whole = tuple(Span(utterance=source, start=0, end=lengths[source]) for source in field.sources)
    return msgspec.structs.replace(field, spans=whole) if whole else field


def _incident_time(conversation: Conversation, context: DraftContext, kind: DraftField | None) -> DraftField | None:
    if kind is not None and kind.value == "建议":
        return None
    question = kind is not None and kind.value == "咨询"
    return draft_incident_time(conversation, context.started_at, question=question)


def _present(drafted: dict[FieldName, DraftField | None]) -> Fields:
    return {name: field for name, field in drafted.items() if field is not None}


def _missing(fields: Fields, *, timeless: bool) -> tuple[FieldName, ...]:
    wanted = [name for name in _ELEMENTS if not (timeless and name is FieldName.INCIDENT_TIME)]
    return tuple(name for name in wanted if name not in fields)
