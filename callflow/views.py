"""What is known of a case and of the floor at one moment, as people are shown it (`docs/screens.md`).

Views are values: computed from the state, they replace each other whole.
"""

from enum import StrEnum

import msgspec

from callflow.drafting.draft import FieldName, TicketDraft
from callflow.units import AgentId, CaseId, LegId, TicketNumber, WallMs
from callflow.utterance import Utterance


class Role(StrEnum):
    """What an agent may see: own cases, all cases, or all and the accounts as well."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


class Presence(StrEnum):
    """What the agent says of itself: 示闲 or 示忙."""

    READY = "ready"
    AWAY = "away"


class AgentState(StrEnum):
    """What an agent is doing, as the queue sees it."""

    OFFLINE = "offline"
    """No phone is registered, or nobody is logged in."""
    AWAY = "away"
    IDLE = "idle"
    RINGING = "ringing"
    TALKING = "talking"
    WRAP_UP = "wrap_up"


class Phase(StrEnum):
    """Where a case stands, as a screen shows it."""

    ARRIVING = "arriving"
    MENU = "menu"
    QUEUED = "queued"
    RINGING = "ringing"
    TALKING = "talking"
    HELD = "held"
    WRAP_UP = "wrap_up"
    CLOSED = "closed"
    """All legs are gone and the agent is free; the ticket may still be a draft."""
    ARCHIVED = "archived"


class TicketState(StrEnum):
    """How far the case's ticket has come."""

    NONE = "none"
    DRAFT = "draft"
    CONFIRMED = "confirmed"
    DISCARDED = "discarded"


class PartyRole(StrEnum):
    """A party's part in the call."""

    CITIZEN = "citizen"
    AGENT = "agent"
    DEPARTMENT = "department"
    SUPERVISOR = "supervisor"


class PartyState(StrEnum):
    """How a party's leg stands."""

    INCOMING = "incoming"
    DIALLING = "dialling"
    RINGING = "ringing"
    UP = "up"
    HELD = "held"
    GONE = "gone"


class EndedAs(StrEnum):
    """How a case ended (`callflow.commands.CloseCase`)."""

    SERVED = "served"
    SELF_SERVICE = "self_service"
    ABANDONED = "abandoned"
    NOBODY_THERE = "nobody_there"
    CRASHED = "crashed"
    REFUSED = "refused"


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """One leg as a screen shows it; `since` is when `state` began."""

    leg: LegId
    role: PartyRole
    label: str
    """What stands beside it: a number, an agent's number, a department's name."""
    state: PartyState
    since: WallMs


class CaseView(msgspec.Struct, frozen=True, kw_only=True):
    """Where a case stands.

    `agent` is the one that it is offered to or who has it; `ahead` counts the callers before it in the queue.
    """

    case: CaseId
    phase: Phase
    calling_number: str
    ticket: TicketNumber | None = None
    ticket_state: TicketState = TicketState.NONE
    agent: AgentId | None = None
    ahead: int | None = None
    answerable: bool = False
    """The agent accepts on the screen, which only then calls the phone."""
    started_at: WallMs
    talking_since: WallMs | None = None
    wrap_up_ends_at: WallMs | None = None
    parties: tuple[Party, ...] = ()
    hears: tuple[tuple[LegId, LegId], ...] = ()
    """(listener, talker); a talker may be `music`."""
    ended_as: EndedAs | None = None
    call_back: bool = False


class CaseDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A case with its words (corrections applied, in order of time) and its draft.

    `edited` is what people have typed, which stands whatever the draft says.
    """

    view: CaseView
    utterances: tuple[Utterance, ...]
    draft: TicketDraft
    edited: dict[FieldName, str]


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """The viewer."""

    agent: AgentId
    name: str
    role: Role
    presence: Presence
    phone_registered: bool


class DeskAgent(msgspec.Struct, frozen=True, kw_only=True):
    """An agent on the floor; `since` is when `state` began."""

    agent: AgentId
    name: str
    role: Role
    enabled: bool
    presence: Presence
    phone_registered: bool
    state: AgentState
    since: WallMs


class QueueLength(msgspec.Struct, frozen=True, kw_only=True):
    """Callers waiting for a person, and since when the first of them has."""

    waiting: int = 0
    longest_since: WallMs | None = None


class Floor(msgspec.Struct, frozen=True, kw_only=True):
    """The whole floor, for nobody in particular: what every `Desk` is cut from.

    `version` only grows within an epoch.
    """

    version: int
    queue: QueueLength
    agents: tuple[DeskAgent, ...]
    caption_lag_ms: int
    records_up: bool
    calls_free: int
    calls_busy: int
