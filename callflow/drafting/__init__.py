"""Drafting: `(utterances, context) -> TicketDraft`, pure, run again after every utterance."""

from callflow.drafting.draft import (
    REQUEST_TYPES,
    URGENCIES,
    DraftContext,
    DraftField,
    FieldName,
    TicketDraft,
)
from callflow.drafting.taxonomy import taxonomy
from callflow.drafting.ticket import draft_ticket

__all__ = [
    "REQUEST_TYPES",
    "URGENCIES",
    "DraftContext",
    "DraftField",
    "FieldName",
    "TicketDraft",
    "draft_ticket",
    "taxonomy",
]
