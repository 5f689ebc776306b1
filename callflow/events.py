"""What happened: one half of the vocabulary (the other is `commands.py`), in the past tense.

The wire to the call workers, the case log, the WebSocket and the tests speak these structs and nothing else.
Times inside an event are on the clock its type names; when the event itself happened stands in the
envelope that carries it (`callflow.log.Entry.at`), because the core has no clock.
"""

from enum import StrEnum
from typing import Any

import msgspec

from callflow.drafting.draft import FieldName
from callflow.units import CITIZEN, AgentId, CallMs, CaseId, LegId, SampleIndex, TicketNumber, UtteranceId, WallMs
from callflow.utterance import NameCorrection, Span, Word
from callflow.views import PartyRole, Place, Way


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """Something that has happened and cannot be refused."""


# --- the case ---


class CallOutReason(StrEnum):
    """Why the service itself dials a citizen."""

    CALL_BACK = "call_back"
    """The citizen chose to be called back instead of waiting, and keeps the place in the queue."""
    RING_BACK = "ring_back"
    """An agent returns a missed call."""
    FOLLOW_UP = "follow_up"
    """The campaign asks whether a resolved ticket is solved (回访)."""


class CallOut(msgspec.Struct, frozen=True, kw_only=True):
    """A case that begins with our INVITE instead of a citizen's."""

    number: str
    uri: str
    """Where the citizen is dialled: `sip:<number>@<front>`."""
    display_number: str
    """What the citizen's phone shows."""
    reason: CallOutReason
    after: CaseId | None = None
    """The case in which the citizen called or waited."""
    agent: AgentId | None = None
    """Who dials; None: whoever the queue offers, or nobody (a campaign)."""
    agent_uri: str = ""
    queue: str = ""
    priority: int = 0
    since: WallMs = WallMs(0)
    """Since when the citizen waits: the place in the queue."""
    ticket: TicketNumber | None = None


class CaseOpened(Event, frozen=True, kw_only=True):
    """The switchboard took an INVITE, or is to send one. Carries all that the case's course depends on."""

    case: CaseId
    city: str
    flow: dict[str, Any]
    """The menu as read from YAML (`callflow.menu.Flow`), so that a replay needs no other file."""
    rules: dict[str, int]
    """`callflow.case.CaseRules` by name: ring, wrap-up and waiting times in milliseconds."""
    start: str = ""
    """The flow's step that this call begins with, by the hour and the surge switch; empty: the flow's `start`."""
    call_out: CallOut | None = None


class CallerKnown(Event, frozen=True, kw_only=True):
    """The records know this caller: how urgently it is served (`callflow.queue.Priority`), and why, in Chinese."""

    priority: int
    because: str = ""


class WorkerClaimed(Event, frozen=True, kw_only=True):
    """A free call worker carries this case from now on (the answer to `ClaimWorker`)."""


class NoWorkerFree(Event, frozen=True, kw_only=True):
    """No call worker is free for this case now (the other answer)."""


class DeadlinePassed(Event, frozen=True, kw_only=True):
    """A moment that the case had set itself has come."""

    name: str


class WorkerLost(Event, frozen=True, kw_only=True):
    """The call worker that carried this case is gone; its legs are dead."""


# --- legs, told by the call worker ---


class EndCause(StrEnum):
    """Why a leg ended."""

    PEER_HUNG_UP = "peer_hung_up"
    WE_HUNG_UP = "we_hung_up"
    CANCELLED = "cancelled"
    """The caller gave up before we answered (CANCEL, RFC 3261 §9)."""
    REJECTED = "rejected"
    """We refused it with a final response of 4xx-6xx."""
    FAILED = "failed"
    """Transport or media failure, or a response of 4xx-6xx to what we dialled."""
    MEDIA_LOST = "media_lost"
    """No RTP has come for a while on a leg that should send it: the peer died silently."""
    SWITCHBOARD_AWAY = "switchboard_away"
    """Nobody told the worker what to do within 3 s of the INVITE: it answered 503."""


class CallArrived(Event, frozen=True, kw_only=True):
    """An INVITE reached a free call worker, which has sent 180 and waits 3 s for `AnswerLeg` or `RejectLeg`."""

    leg: LegId
    calling_number: str
    """User part of From or P-Asserted-Identity; empty when withheld."""
    called_number: str
    sip_call_id: str


class LegRinging(Event, frozen=True, kw_only=True):
    """A dialled party's phone rings (180 or 183)."""

    leg: LegId


class LegAnswered(Event, frozen=True, kw_only=True):
    """The dialog is confirmed and its media is up."""

    leg: LegId


class LegHeld(Event, frozen=True, kw_only=True):
    """The peer put us on hold by a re-INVITE of its own (sendonly or inactive, RFC 3264 §8.4)."""

    leg: LegId


class LegResumed(Event, frozen=True, kw_only=True):
    """The peer took us back from its hold."""

    leg: LegId


class LegEnded(Event, frozen=True, kw_only=True):
    """The dialog is over, or never came to be. `status` is the last SIP status (200 for a BYE)."""

    leg: LegId
    cause: EndCause
    status: int = 0
    reason: str = ""


class RecordingStarted(Event, frozen=True, kw_only=True):
    """Sample 0 of a leg's recording was written at `sample_zero_at`; the file grows until `RecordingClosed`."""

    leg: LegId
    file: str
    """Name inside the case folder: `citizen.wav`."""
    sample_zero_at: WallMs


class RecordingClosed(Event, frozen=True, kw_only=True):
    """The recording is whole: `samples` of them, header finished (or to be repaired after a crash)."""

    leg: LegId
    samples: int


class PromptEnded(Event, frozen=True, kw_only=True):
    """The last clip of a prompt has been played out, or the prompt was stopped.

    `prompt` is the id of its `PlayPrompt`.
    """

    leg: LegId
    prompt: int


class DigitReceived(Event, frozen=True, kw_only=True):
    """A key: 0-9, *, #, A-D, by telephone-event (RFC 4733) or SIP INFO."""

    leg: LegId
    digit: str


class LegReferred(Event, frozen=True, kw_only=True):
    """A phone sent REFER (RFC 3515) and was told 202: the worker dials `new_leg` already, recorded as `<new_leg>.wav`.

    `target` is the user part of Refer-To; `agent` is filled in by the switchboard when that is a colleague.
    """

    leg: LegId
    new_leg: LegId
    target: str
    agent: AgentId | None = None


# --- speech, told by a speech worker ---


class UtteranceHeard(Event, frozen=True, kw_only=True):
    """A finished utterance, `words` as heard and `text` as written (`callflow.utterance.Utterance`).

    Identity is (leg, first sample); `resume_sample` is where decoding goes on after it.
    """

    leg: LegId
    first_sample: SampleIndex
    resume_sample: SampleIndex
    start_ms: CallMs
    end_ms: CallMs
    text: str
    words: tuple[Word, ...]
    confidence: float
    spans: tuple[Span, ...] = ()
    corrections: tuple[NameCorrection, ...] = ()
    model: str = ""
    """Name of the speech model that heard it; empty in logs that are older than this field."""


class SpeechModelChosen(Event, frozen=True, kw_only=True):
    """This case is to be heard with this model from now on, every leg from its next segment; empty: the hotline's own.

    `missing` is a model that no speech worker has: what was still to be heard with it is heard with the hotline's own.
    """

    model: str
    missing: str = ""


class EmergencySuspected(Event, frozen=True, kw_only=True):
    """Words that are still being spoken want an emergency service at once (`callflow.drafting.matters.emergency`)."""

    service: str
    """110, 119, 120 or 122."""
    label: str
    """What it is, in Chinese: 火情, 人员伤病, …"""
    words: str
    leg: LegId
    first_sample: SampleIndex


class TranscriptCompleted(Event, frozen=True, kw_only=True):
    """All of a closed recording has been decoded."""

    leg: LegId


# --- the queue ---


class QueueMoved(Event, frozen=True, kw_only=True):
    """So many callers stand before this one in its queue (0: next), for about `estimate_ms`, if that can be told."""

    ahead: int
    estimate_ms: int | None = None


class AgentOffered(Event, frozen=True, kw_only=True):
    """The queue has picked an agent for this caller; the agent is taken until the case frees it."""

    agent: AgentId
    uri: str
    """SIP address of the agent's phone."""


class NobodyThere(Event, frozen=True, kw_only=True):
    """No agent is signed in, or the longest wait is over: the after-hours branch."""


# --- people ---


class AgentAccepted(Event, frozen=True, kw_only=True):
    """The agent takes the offered call on the screen (where phones do not ring before that)."""

    agent: AgentId


class HoldRequested(Event, frozen=True, kw_only=True):
    """The agent puts a party aside: it hears music and is heard by nobody."""

    agent: AgentId
    leg: LegId = CITIZEN


class ResumeRequested(Event, frozen=True, kw_only=True):
    """The agent takes a party back into the conversation."""

    agent: AgentId
    leg: LegId = CITIZEN


class SwapRequested(Event, frozen=True, kw_only=True):
    """The agent changes over: who was in the conversation is put aside, who was aside comes in."""

    agent: AgentId


class JoinRequested(Event, frozen=True, kw_only=True):
    """The agent brings everybody together: the three-way call (三方通话)."""

    agent: AgentId


class HangUpRequested(Event, frozen=True, kw_only=True):
    """The agent ends the call for everybody."""

    agent: AgentId


class LeaveRequested(Event, frozen=True, kw_only=True):
    """The agent leaves; citizen and the other party go on. After a consultation: the attended transfer."""

    agent: AgentId


class TransferRequested(Event, frozen=True, kw_only=True):
    """The agent hands the citizen to a queue, or through it to one agent (`wants`): a blind transfer."""

    agent: AgentId
    queue: str
    wants: AgentId | None = None


RING_MS = 25_000
"""How long a party's number rings where the directory says nothing of it."""


class Number(msgspec.Struct, frozen=True, kw_only=True):
    """One of the numbers under which a party may be reached."""

    uri: str
    label: str
    """As a screen shows it: `值班电话`, `83001234`."""
    ring_ms: int = RING_MS


class PartyInvited(Event, frozen=True, kw_only=True):
    """Somebody is to be called into the conversation; the numbers are tried in order.

    The directory was looked into by the shell, so that the case does not depend on what the directory says later.
    """

    agent: AgentId
    role: PartyRole
    name: str
    """`市水务局`, `110`, a colleague's name, or the number itself."""
    way: Way
    numbers: tuple[Number, ...]
    department: str = ""
    """The department's id in the directory; empty for others."""
    invited: AgentId | None = None
    """A colleague's number."""


class PartyDropped(Event, frozen=True, kw_only=True):
    """The agent lets one party go, or gives up calling it."""

    agent: AgentId
    leg: LegId


class InvitationWithdrawn(Event, frozen=True, kw_only=True):
    """The agent gives up inviting somebody who has not answered yet."""

    agent: AgentId
    invitation: int


class ContactFound(Event, frozen=True, kw_only=True):
    """The directory's answer to `FindContact`: nobody on duty has no numbers."""

    contact: str
    name: str
    numbers: tuple[Number, ...]
    department: str = ""


class SupervisorCame(Event, frozen=True, kw_only=True):
    """A supervisor wants to listen (`listen`), to advise the agent (`whisper`) or to speak with all (`room`)."""

    agent: AgentId
    uri: str
    place: Place


class SupervisorMoved(Event, frozen=True, kw_only=True):
    """The supervisor changes between listening, advising and speaking with all."""

    agent: AgentId
    place: Place


class SupervisorTookOver(Event, frozen=True, kw_only=True):
    """The supervisor takes the case over; the agent is let go."""

    agent: AgentId


class SupervisorLeft(Event, frozen=True, kw_only=True):
    """The supervisor leaves the conversation."""

    agent: AgentId


class FirstResponderChanged(Event, frozen=True, kw_only=True):
    """A supervisor corrects who is responsible first (首接负责制), and says why."""

    agent: AgentId
    department: str
    name: str
    reason: str


class CaseTaken(Event, frozen=True, kw_only=True):
    """An agent takes a case that nobody works on: a message, or a caller who was lost."""

    agent: AgentId


class WrapUpExtended(Event, frozen=True, kw_only=True):
    """The agent needs more time after the call."""

    agent: AgentId


class WrapUpEnded(Event, frozen=True, kw_only=True):
    """The agent is done with this case."""

    agent: AgentId


class FieldEdited(Event, frozen=True, kw_only=True):
    """A person typed into a field of the draft: from now on no draft replaces it."""

    field: FieldName
    value: str
    agent: AgentId


class CaptionCorrected(Event, frozen=True, kw_only=True):
    """A person mended what the recogniser had heard; the raw words stay in their `UtteranceHeard`."""

    utterance: UtteranceId
    text: str
    agent: AgentId


class TicketOpened(Event, frozen=True, kw_only=True):
    """The ticket has its number."""

    number: TicketNumber


class TicketConfirmed(Event, frozen=True, kw_only=True):
    """The agent stands by the ticket: from here on it lives in the database.

    `answer` says that it was answered directly (直答), from `article` if that is given; `merge_into` that it is the
    same matter as another ticket.
    """

    agent: AgentId
    answer: str = ""
    article: str = ""
    merge_into: TicketNumber | None = None


class TicketDiscarded(Event, frozen=True, kw_only=True):
    """The call needs no ticket (wrong number, silence, nuisance), says the agent."""

    agent: AgentId
    reason: str


class TicketLookedUp(Event, frozen=True, kw_only=True):
    """The records' answer to `LookUpTicket`: one of `flow_model.LOOK_UP_RESULTS`."""

    number: str
    result: str


class ReplySpoken(Event, frozen=True, kw_only=True):
    """The answer to `SpeakReply`: the sound's name in the case folder, empty when nothing can be read out."""

    number: str
    reading: str


AnyEvent = (
    CaseOpened
    | CallerKnown
    | WorkerClaimed
    | NoWorkerFree
    | DeadlinePassed
    | WorkerLost
    | CallArrived
    | LegRinging
    | LegAnswered
    | LegHeld
    | LegResumed
    | LegEnded
    | RecordingStarted
    | RecordingClosed
    | PromptEnded
    | DigitReceived
    | LegReferred
    | UtteranceHeard
    | SpeechModelChosen
    | EmergencySuspected
    | TranscriptCompleted
    | QueueMoved
    | AgentOffered
    | NobodyThere
    | AgentAccepted
    | HoldRequested
    | ResumeRequested
    | SwapRequested
    | JoinRequested
    | HangUpRequested
    | LeaveRequested
    | TransferRequested
    | PartyInvited
    | PartyDropped
    | InvitationWithdrawn
    | ContactFound
    | SupervisorCame
    | SupervisorMoved
    | SupervisorTookOver
    | SupervisorLeft
    | FirstResponderChanged
    | CaseTaken
    | WrapUpExtended
    | WrapUpEnded
    | FieldEdited
    | CaptionCorrected
    | TicketOpened
    | TicketConfirmed
    | TicketDiscarded
    | TicketLookedUp
    | ReplySpoken
)
"""Every event, as msgspec decodes it."""

WorkerEvent = (
    CallArrived
    | LegRinging
    | LegAnswered
    | LegHeld
    | LegResumed
    | LegEnded
    | RecordingStarted
    | RecordingClosed
    | PromptEnded
    | DigitReceived
    | LegReferred
)
"""What a call worker can tell."""
