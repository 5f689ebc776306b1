"""What a ticket draft is: fields that carry their confidence and the utterances they came from."""

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


REQUEST_TYPES = ("咨询", "求助", "投诉", "举报", "建议", "表扬")
URGENCIES = ("一般", "紧急", "特急")


class DraftField(msgspec.Struct, frozen=True, kw_only=True):
    """One field's suggestion: confidence in 0..1, and the utterances that a click on it plays."""

    value: str
    confidence: float
    sources: tuple[UtteranceId, ...] = ()


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
