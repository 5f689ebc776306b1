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
    """A step in a ticket's life."""

    OPENED = "opened"
    CONFIRMED = "confirmed"
    DISCARDED = "discarded"
    RESOLVED = "resolved"
    FOLLOWED_UP = "followed_up"
    """The citizen was asked, or could not be reached."""
    REOPENED = "reopened"


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
