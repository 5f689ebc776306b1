"""The closed sets of words that only the records know; the others are `callflow.views`'s."""

from enum import StrEnum


class CallBackReason(StrEnum):
    """Why we owe a citizen a call (`callflow.commands.PutOnCallBackList`)."""

    CRASHED = "crashed"
    NOBODY_THERE = "nobody_there"
    ABANDONED = "abandoned"


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
