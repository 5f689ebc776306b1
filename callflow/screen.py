"""What screens are told: the messages of the WebSocket `/api/screen` (`docs/screens.md`).

A screen learns of a case in two ways: numbered entries of the case log, which it must see exactly once and in
order, and snapshots, of which only the newest counts. All else (floor, partial captions) is a newest-counts
value too. So a screen that reconnects needs to say no more than the epoch and the last index of each case.

The switchboard speaks of the whole floor (`Told`); what one viewer may see of it is `api.screen_feed`'s.
"""

import msgspec

from callflow import commands, events
from callflow.commands import AnyCommand
from callflow.drafting.draft import FieldName
from callflow.events import AnyEvent
from callflow.log import Entry
from callflow.request_alarms import RequestAlarm
from callflow.suggestions import SimilarTicket, SuggestedArticle
from callflow.ticket_steps import Flag
from callflow.units import AgentId, CallMs, CaseId, LegId, SampleIndex, TicketNumber, UtteranceId, WallMs
from callflow.views import CaseView, DeskAgent, Floor, Me, QueueLength, TicketState
from callflow.wallboard import Wallboard


class Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """One WebSocket text frame."""


class Resume(Message, frozen=True, kw_only=True):
    """The screen's first and only message: what it has; `seen` is the last index of each case."""

    epoch: str | None = None
    seen: dict[CaseId, int] = {}


class Hello(Message, frozen=True, kw_only=True):
    """The server's first message: a screen of another epoch forgets all cases; `now` sets its clock."""

    epoch: str
    now: WallMs
    me: Me


class CaseEntry(Message, frozen=True, kw_only=True, omit_defaults=True):
    """A line of the case log that matters to screens: either an event or a command."""

    case: CaseId
    index: int
    at: WallMs
    event: AnyEvent | None = None
    command: AnyCommand | None = None


class CaseSnapshot(Message, frozen=True, kw_only=True):
    """Where the case stands after entry `index`; replaces the former one."""

    case: CaseId
    index: int
    view: CaseView


class CaseGone(Message, frozen=True, kw_only=True):
    """This case is no longer on this screen."""

    case: CaseId


class Desk(Message, frozen=True, kw_only=True):
    """The floor as this viewer may see it; replaces the former one."""

    version: int
    me: Me
    queue: QueueLength
    agents: tuple[DeskAgent, ...]
    caption_lag_ms: int
    records_up: bool
    calls_free: int
    calls_busy: int


class Partial(Message, frozen=True, kw_only=True):
    """The words being spoken. No number, may be dropped; an empty text takes it away."""

    case: CaseId
    leg: LegId
    first_sample: SampleIndex
    start_ms: CallMs
    text: str


class Suggestions(Message, frozen=True, kw_only=True):
    """What may help with a case: articles that answer, open tickets that are alike; replaces the former ones."""

    case: CaseId
    articles: tuple[SuggestedArticle, ...]
    similar: tuple[SimilarTicket, ...]


class TicketMoved(Message, frozen=True, kw_only=True):
    """A ticket has taken a step: whoever shows it asks for it again. `agent` is whose it is."""

    number: TicketNumber
    kind: str
    state: TicketState
    agent: AgentId | None
    department: str | None
    """The id of the department that has it now."""
    left: tuple[str, ...] = ()
    """Departments that had it until this step."""
    flag: Flag
    level: int
    due_at: WallMs | None
    at: WallMs


class RequestAlarms(Message, frozen=True, kw_only=True):
    """The alarms of requests without a call that wait to be taken, oldest first; replaces the former ones."""

    alarms: tuple[RequestAlarm, ...] = ()


class JointCaption(Message, frozen=True, kw_only=True):
    """What a department heard in a call; one that is sent again was mended. Numbers are masked."""

    case: CaseId
    utterance: UtteranceId
    role: str
    start_ms: CallMs
    text: str


class JointCall(Message, frozen=True, kw_only=True):
    """A call that a department is in, or was: its ticket as drafted, and what it heard. Replaces the former one.

    `note` says in Chinese why something is missing.
    """

    case: CaseId
    ticket: TicketNumber | None
    joined_at: WallMs
    left_at: WallMs | None
    confidential: bool
    anonymous: bool
    caller_name: str
    calling_number: str
    values: dict[FieldName, str]
    captions: tuple[JointCaption, ...]
    note: str


class CaughtUp(Message, frozen=True, kw_only=True):
    """Everything missed has been sent."""


Told = CaseEntry | CaseSnapshot | CaseGone | Floor | Partial | Suggestions | TicketMoved | RequestAlarms | Wallboard
"""What the switchboard tells of the floor, unfiltered."""

ToScreen = (
    Hello
    | CaseEntry
    | CaseSnapshot
    | CaseGone
    | Desk
    | Partial
    | Suggestions
    | TicketMoved
    | RequestAlarms
    | JointCall
    | JointCaption
    | Wallboard
    | CaughtUp
)
"""What a screen is sent."""

_SHOWN = (
    events.CallArrived,
    events.CallerKnown,
    events.LegRinging,
    events.LegAnswered,
    events.LegHeld,
    events.LegResumed,
    events.LegEnded,
    events.LegReferred,
    events.RecordingStarted,
    events.RecordingClosed,
    events.UtteranceHeard,
    events.SpeechModelChosen,
    events.TranscriptCompleted,
    events.QueueMoved,
    events.AgentOffered,
    events.HoldRequested,
    events.ResumeRequested,
    events.SwapRequested,
    events.JoinRequested,
    events.HangUpRequested,
    events.LeaveRequested,
    events.TransferRequested,
    events.PartyInvited,
    events.PartyDropped,
    events.InvitationWithdrawn,
    events.ContactFound,
    events.SupervisorCame,
    events.SupervisorMoved,
    events.SupervisorTookOver,
    events.SupervisorLeft,
    events.FirstResponderChanged,
    events.CaseTaken,
    events.WrapUpExtended,
    events.WrapUpEnded,
    events.WorkerLost,
    events.FieldEdited,
    events.CaptionCorrected,
    events.TicketOpened,
    events.TicketConfirmed,
    events.TicketDiscarded,
    commands.NameFirstResponder,
    commands.StoreSatisfaction,
    commands.StoreFollowUp,
    commands.YieldSupervision,
    commands.ReviseDraft,
    commands.PutOnCallBackList,
    commands.CloseCase,
    commands.ArchiveCase,
)


def case_entry(case: CaseId, entry: Entry) -> CaseEntry | None:
    """Make the message for a line of the case log; None when the line does not matter to screens."""
    if not isinstance(entry.event or entry.command, _SHOWN):
        return None
    return CaseEntry(case=case, index=entry.index, at=entry.at, event=entry.event, command=entry.command)


_encoder = msgspec.json.Encoder()
_resume_decoder = msgspec.json.Decoder(Resume)
_screen_decoder: msgspec.json.Decoder[ToScreen] = msgspec.json.Decoder(ToScreen)


def to_frame(message: ToScreen) -> str:
    """Encode a message for a WebSocket text frame."""
    return _encoder.encode(message).decode()


def read_resume(frame: str | bytes) -> Resume:
    """Read a screen's message. Raises msgspec.DecodeError (ValidationError is one) when it is no `Resume`."""
    return _resume_decoder.decode(frame)


def read_frame(frame: str | bytes) -> ToScreen:
    """Read what a screen was sent, for programs that listen. Raises as `read_resume` does."""
    return _screen_decoder.decode(frame)
