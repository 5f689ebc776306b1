"""The closed sets of words that columns may hold; their values are the words on the wire and on screens."""

from enum import StrEnum


class AgentRole(StrEnum):
    """What a person may do (`docs/screens.md`, Roles)."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


class LegRole(StrEnum):
    """A party's part in the call."""

    CITIZEN = "citizen"
    AGENT = "agent"
    DEPARTMENT = "department"
    SUPERVISOR = "supervisor"


class EndedAs(StrEnum):
    """How a case ended (`callflow.commands.CloseCase`)."""

    SERVED = "served"
    SELF_SERVICE = "self_service"
    ABANDONED = "abandoned"
    NOBODY_THERE = "nobody_there"
    CRASHED = "crashed"
    REFUSED = "refused"


class CallBackReason(StrEnum):
    """Why we owe a citizen a call (`callflow.commands.PutOnCallBackList`)."""

    CRASHED = "crashed"
    NOBODY_THERE = "nobody_there"
    ABANDONED = "abandoned"


class TicketState(StrEnum):
    """Where a ticket stands."""

    DRAFT = "draft"
    CONFIRMED = "confirmed"
    DISCARDED = "discarded"


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
