"""Drafting: `(utterances, context) -> TicketDraft`, pure, run again after every utterance."""

from callflow.drafting.draft import (
    CHOICES_OF_YES_AND_NO,
    NO,
    REQUEST_TYPES,
    URGENCIES,
    YES,
    DraftContext,
    DraftField,
    FieldName,
    Former,
    RunnerUp,
    Span,
    TicketDraft,
)
from callflow.drafting.loading import load_drafting
from callflow.drafting.matters.taxonomy import taxonomy
from callflow.drafting.ticket import draft_ticket

__all__ = [
    "CHOICES_OF_YES_AND_NO",
    "NO",
    "REQUEST_TYPES",
    "URGENCIES",
    "YES",
    "DraftContext",
    "DraftField",
    "FieldName",
    "Former",
    "RunnerUp",
    "Span",
    "TicketDraft",
    "draft_ticket",
    "load_drafting",
    "taxonomy",
]
