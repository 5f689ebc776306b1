"""What a ticket draft is: fields that carry their confidence, where they came from, why, and what they were before."""

from enum import StrEnum

import msgspec

from callflow.units import UtteranceId


class FieldName(StrEnum):
    """The ticket's elements (工单要素). The values are the names on the wire, in the database and on screens."""

    REQUEST_TYPE = "request_type"
    CATEGORY = "category"
    PLACE = "place"
    INCIDENT_TIME = "incident_time"
    CALLER_NAME = "caller_name"
    CALLBACK_NUMBER = "callback_number"
    URGENCY = "urgency"
    TITLE = "title"
    BODY = "body"
    DEPARTMENT = "department"
    """The first choice (承办单位); the draft's `runners_up` are the next ones."""
    ANONYMOUS = "anonymous"
    """YES or NO: the citizen does not want to give a name (匿名)."""
    CONFIDENTIAL = "confidential"
    """YES or NO: nobody but the hotline may learn who called (保密). Whoever is anonymous is confidential too."""
    DIRECT_ANSWER = "direct_answer"
    """YES or NO: answered in the call itself, no department needs to act (直答)."""


YES, NO = "是", "否"
CHOICES_OF_YES_AND_NO = (YES, NO)
REQUEST_TYPES = ("咨询", "求助", "投诉", "举报", "建议", "表扬")
URGENCIES = ("一般", "紧急", "特急")


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of an utterance's text: characters `start` up to, without, `end`."""

    utterance: UtteranceId
    start: int
    end: int


class RunnerUp(msgspec.Struct, frozen=True, kw_only=True):
    """A value that was not chosen, with its confidence in 0..1."""

    value: str
    confidence: float


class Former(msgspec.Struct, frozen=True, kw_only=True):
    """What the field was before, and the utterances it had come from."""

    value: str
    sources: tuple[UtteranceId, ...] = ()


class DraftField(msgspec.Struct, frozen=True, kw_only=True):
    """One field's suggestion: confidence in 0..1, and the utterances that a click on it plays."""

    value: str
    confidence: float
    sources: tuple[UtteranceId, ...] = ()
    spans: tuple[Span, ...] = ()
    """The words themselves, inside the sources' texts; all of them where no single words speak for it. A body, which
    comes from whole utterances, has none."""
    runners_up: tuple[RunnerUp, ...] = ()
    why: tuple[str, ...] = ()
    """The terms that spoke for the value, the weightiest first."""
    normalised: str = ""
    """A place with the city and digits; a time as a date (`2026-11-28 20:30`); else empty."""
    parts: dict[str, str] = {}
    """Of a place: those of its parts that are known, by name (`callflow.drafting.places.address.PARTS`); else empty."""
    history: tuple[Former, ...] = ()
    """Earlier values, the latest last."""


class TicketDraft(msgspec.Struct, frozen=True, kw_only=True):
    """The machine's suggestion after the latest utterance.

    `missing` lists the elements that the agent should still ask for.
    """

    fields: dict[FieldName, DraftField] = {}
    missing: tuple[FieldName, ...] = ()


class DraftContext(msgspec.Struct, frozen=True, kw_only=True):
    """What is known besides the words.

    The calling number (digits, may be empty), when the call began (ms since 1970, UTC), and the city.
    """

    calling_number: str
    started_at: int
    city: str
