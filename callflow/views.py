"""What is known of a case and of the floor at one moment, as people are shown it (`docs/screens.md`).

Views are values: computed from the state, they replace each other whole.
"""

from enum import StrEnum

import msgspec

from callflow.drafting.draft import FieldName, TicketDraft
from callflow.units import AgentId, CaseId, LegId, SampleIndex, TicketNumber, UtteranceId, WallMs
from callflow.utterance import Setting, Utterance


class Role(StrEnum):
    """What an account may see: own cases, all cases, all and the accounts as well, or one department's tickets."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    DEPARTMENT = "department"
    """A unit's own account: it takes no calls and sees nothing but its tickets."""


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
    """Where a call is on its way from INVITE to archive."""

    ARRIVING = "arriving"
    MENU = "menu"
    QUEUED = "queued"
    RINGING = "ringing"
    """An agent's phone, or only the screen, rings."""
    DIALLING = "dialling"
    """The service dials the citizen."""
    TALKING = "talking"
    """A conversation is on; who is in it, who is on hold and who waits for an answer, the parties say."""
    SURVEY = "survey"
    """The agent has let go, and the citizen rates the service by keys; the agent may write meanwhile."""
    WRAP_UP = "wrap_up"
    CLOSING = "closing"
    """Nothing more to do than to wait for the last leg's end."""
    CLOSED = "closed"
    """No legs; transcripts or the ticket's confirmation may still come."""
    ARCHIVED = "archived"


class Place(StrEnum):
    """Where a party stands in the conversation."""

    ROOM = "room"
    """Hears and is heard by everybody else in the room."""
    ASIDE = "aside"
    """On hold: hears music, is heard by nobody."""
    LISTEN = "listen"
    """A supervisor who hears the room and is heard by nobody."""
    WHISPER = "whisper"
    """A supervisor who hears the room and is heard by the agent alone."""


class Arrangement(StrEnum):
    """The conversation in one word, for the screen."""

    NONE = "none"
    TALK = "talk"
    """Citizen and agent."""
    HOLD = "hold"
    """The citizen hears music, and the agent talks with nobody."""
    CONSULT = "consult"
    """The citizen hears music, and the agent talks with another party."""
    ASIDE = "aside"
    """Citizen and agent talk, another party hears music."""
    THREE_WAY = "three_way"
    """Citizen, agent and at least one other all talk."""
    LEFT = "left"
    """The agent has left; citizen and another party talk."""
    WITHOUT_CITIZEN = "without_citizen"
    """The citizen has hung up; the agent still talks with another party."""


class Way(StrEnum):
    """How somebody is called in."""

    CONSULT = "consult"
    """The citizen is put on hold and agent and party talk first."""
    THREE_WAY = "three_way"
    """The party joins the conversation as soon as it answers."""
    TRANSFER = "transfer"
    """The agent leaves at once; the citizen hears music until the party answers."""
    MENU = "menu"
    """The citizen chose it in the menu; there is no agent."""


class TicketState(StrEnum):
    """How far a ticket has come (`callflow.ticket`). An open case knows of the first four only."""

    NONE = "none"
    DRAFT = "draft"
    CONFIRMED = "confirmed"
    """An agent stands by it; no department has it yet."""
    DISCARDED = "discarded"
    IN_REVIEW = "in_review"
    """The duty leader is to look at it."""
    REVIEWED = "reviewed"
    DISPATCHED = "dispatched"
    """A department has it and has not said yet that it is its job."""
    ACCEPTED = "accepted"
    RETURNED = "returned"
    """The department says that it is not its job."""
    REPLIED = "replied"
    """The department has done its part; the citizen is to be asked."""
    FOLLOWED_UP = "followed_up"
    """The citizen was asked, or could not be reached, and said neither yes nor no."""
    RESOLVED = "resolved"
    REOPENED = "reopened"
    """Not done, says the citizen or a supervisor."""
    ANSWERED = "answered"
    """Answered by the hotline itself; no department was needed."""
    SUSPENDED = "suspended"
    MERGED = "merged"
    """It lives on in another ticket."""
    ARCHIVED = "archived"


class PartyRole(StrEnum):
    """A party's part in the call."""

    CITIZEN = "citizen"
    AGENT = "agent"
    DEPARTMENT = "department"
    SUPERVISOR = "supervisor"
    EMERGENCY = "emergency"
    """110, 119, 120 or 122."""
    OUTSIDE = "outside"
    """Any other number."""


class PartyState(StrEnum):
    """How a party's leg stands."""

    INCOMING = "incoming"
    DIALLING = "dialling"
    RINGING = "ringing"
    UP = "up"
    HELD = "held"
    """The peer has put us on hold by itself."""
    GONE = "gone"


class EndedAs(StrEnum):
    """How a case ended (`callflow.commands.CloseCase`)."""

    SERVED = "served"
    MESSAGE = "message"
    """The citizen left a message."""
    CALL_BACK = "call_back"
    """The citizen chose to be called back."""
    FOLLOWED_UP = "followed_up"
    """A campaign's call was answered."""
    NOT_REACHED = "not_reached"
    """We dialled the citizen in vain."""
    SELF_SERVICE = "self_service"
    ABANDONED = "abandoned"
    NOBODY_THERE = "nobody_there"
    CRASHED = "crashed"


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """One leg as a screen shows it; `since` is when `state` began."""

    leg: LegId
    role: PartyRole
    label: str
    """What stands beside it: a number, an agent's number, a department's name."""
    state: PartyState
    place: Place = Place.ROOM
    agent: AgentId | None = None
    since: WallMs


class AttemptState(StrEnum):
    """How one attempt to reach a party stands."""

    DIALLING = "dialling"
    RINGING = "ringing"
    ANSWERED = "answered"
    BUSY = "busy"
    """486 or 600."""
    NO_ANSWER = "no_answer"
    """It rang in vain, or 408 or 480."""
    REFUSED = "refused"
    """603 or another 4xx to 6xx."""
    UNREACHABLE = "unreachable"
    """404, 503 and other failures on the way."""
    WITHDRAWN = "withdrawn"


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One number of a party that was tried; `since` is when `state` began, `status` the SIP response."""

    leg: LegId
    label: str
    state: AttemptState
    since: WallMs
    status: int = 0


class InvitationView(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who was called into the conversation, and what came of it."""

    id: int
    role: PartyRole
    name: str
    way: Way
    department: str = ""
    asked_at: WallMs
    attempts: tuple[Attempt, ...] = ()
    left: tuple[str, ...] = ()
    """Labels of the numbers that will be tried next."""
    pending: bool
    """Whether somebody may still answer."""


class FirstResponder(msgspec.Struct, frozen=True, kw_only=True):
    """The department that is responsible first: who, when it answered, how long after the request."""

    department: str
    name: str
    answered_at: WallMs
    after_ms: int
    changed_by: AgentId | None = None
    reason: str = ""


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """Words that want an emergency service at once, shown first of all (`callflow.drafting.matters.emergency`)."""

    service: str
    """110, 119, 120 or 122."""
    label: str
    """What it is: 火情, 人员伤病, …"""
    words: str
    leg: LegId
    first_sample: SampleIndex
    """With the leg: the utterance, which may still be spoken."""
    at: WallMs


class CaseView(msgspec.Struct, frozen=True, kw_only=True):
    """Where a case stands.

    `agent` is the one that it is offered to or who has it; `ahead` counts the callers before it in the queue.
    """

    case: CaseId
    phase: Phase
    arrangement: Arrangement = Arrangement.NONE
    calling_number: str
    call_out: str = ""
    """Why the service dialled the citizen (`events.CallOutReason`); empty for a call that came in."""
    queue: str = ""
    priority: int = 0
    because: str = ""
    """Why the priority, in Chinese."""
    ticket: TicketNumber | None = None
    ticket_state: TicketState = TicketState.NONE
    agent: AgentId | None = None
    ahead: int | None = None
    estimate_ms: int | None = None
    answerable: bool = False
    """The agent accepts on the screen, which only then calls the phone."""
    started_at: WallMs
    waiting_since: WallMs | None = None
    talking_since: WallMs | None = None
    wrap_up_ends_at: WallMs | None = None
    """While the agent writes; the conversation may go on without it meanwhile."""
    parties: tuple[Party, ...] = ()
    invitations: tuple[InvitationView, ...] = ()
    hears: tuple[tuple[LegId, LegId], ...] = ()
    """(listener, talker); a talker may be `music`."""
    apart: dict[UtteranceId, Setting] = {}
    """What not everybody could hear, by utterance; the others were said to all (`Setting.TALK`)."""
    first_responder: FirstResponder | None = None
    satisfaction: int | None = None
    ended_as: EndedAs | None = None
    call_back: bool = False
    speech_model: str = ""
    """The model with which the queue has it heard; empty: the hotline's own."""
    speech_model_missing: str = ""
    """The model with which it should be heard, but no speech worker has it: the hotline's own does."""
    alarms: tuple[Alarm, ...] = ()
    """The services that the citizen's words want, each once, in the order of the words; never taken back."""


class CaseDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A case with its words (corrections applied, in order of time) and its draft.

    `edited` is what people have typed, which stands whatever the draft says.
    """

    view: CaseView
    utterances: tuple[Utterance, ...]
    draft: TicketDraft
    edited: dict[FieldName, str]


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """The viewer; `department` is the id of the one whose account it is."""

    agent: AgentId
    name: str
    role: Role
    presence: Presence
    phone_registered: bool
    department: str | None = None


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
