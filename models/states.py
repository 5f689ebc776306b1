"""The closed sets of words that only the records know; the others are `callflow.views`'s."""

from enum import StrEnum


class CallBackReason(StrEnum):
    """Why we owe a citizen a call (`callflow.commands.PutOnCallBackList`)."""

    CRASHED = "crashed"
    NOBODY_THERE = "nobody_there"
    ABANDONED = "abandoned"
    NOT_REACHED = "not_reached"


class RevisionKind(StrEnum):
    """What changed a ticket's values."""

    DRAFTED = "drafted"
    """The machine, after an utterance."""
    EDITED = "edited"
    """A person, by typing."""
    CONFIRMED = "confirmed"
    DISCARDED = "discarded"


class TicketEventKind(StrEnum):
    """A step in a ticket's life: the kinds of `callflow.ticket_steps`."""

    OPENED = "opened"
    CONFIRMED = "confirmed"
    DISCARDED = "discarded"
    AMENDED = "amended"
    REVIEW_ASKED = "review_asked"
    REVIEWED = "reviewed"
    SENT_BACK = "sent_back"
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REPLIED = "replied"
    EXTENSION_ASKED = "extension_asked"
    EXTENSION_GRANTED = "extension_granted"
    EXTENSION_REFUSED = "extension_refused"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    MERGED = "merged"
    ABSORBED = "absorbed"
    ANSWERED = "answered"
    FOLLOWED_UP = "followed_up"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    ESCALATED = "escalated"
    EASED = "eased"
    ARCHIVED = "archived"


class DayKind(StrEnum):
    """How a day in the calendar differs from its weekday."""

    HOLIDAY = "holiday"
    WORKDAY = "workday"
    """Worked to make up for a holiday (调休)."""


class FollowUpState(StrEnum):
    """How far the campaign has come with a ticket."""

    PLANNED = "planned"
    DIALLING = "dialling"
    REACHED = "reached"
    NOT_REACHED = "not_reached"
    CANCELLED = "cancelled"
