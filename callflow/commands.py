"""What is to be done: the other half of the vocabulary, in the imperative.

A command's id is its index in the case log; a call worker applies each id once (`docs/wire.md`).
"""

import msgspec

from callflow.drafting.draft import FieldName, TicketDraft
from callflow.units import AgentId, LegId, TicketNumber, WallMs
from callflow.utterance import HeardWith


class Command(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """Something a shell must do for the core."""


# --- for the call worker ---


class AnswerLeg(Command, frozen=True, kw_only=True):
    """Answer the incoming leg with 200 and record it into `recording` inside the case folder."""

    leg: LegId
    recording: str


class RejectLeg(Command, frozen=True, kw_only=True):
    """Refuse the incoming leg with a final response (RFC 3261 §21): 486, 503, ..."""

    leg: LegId
    status: int


class DialLeg(Command, frozen=True, kw_only=True):
    """Send an INVITE to `uri`, showing the phone `display_number` as the caller; record from its answer on.

    `answer_by_itself` asks the phone to pick up at once (RFC 5373 §4, and what desk phones know in its stead): the
    agent has accepted on the screen.
    """

    leg: LegId
    uri: str
    display_number: str
    recording: str
    answer_by_itself: bool = False


class HangUpLeg(Command, frozen=True, kw_only=True):
    """End a leg in whatever state it is: CANCEL while it rings, BYE once it is confirmed.

    A leg already gone is no error.
    """

    leg: LegId


class PlayPrompt(Command, frozen=True, kw_only=True):
    """Play clips to one leg, one after the other, replacing what is being played to it; then tell `PromptEnded`.

    `reading`, a sound in the case folder, comes after the clips.
    """

    leg: LegId
    clips: tuple[str, ...]
    reading: str = ""


class StopPrompt(Command, frozen=True, kw_only=True):
    """Barge-in: stop what is being played to a leg. Tells `PromptEnded` when something was playing."""

    leg: LegId


class SetTopology(Command, frozen=True, kw_only=True):
    """Who hears whom: pairs (listener, talker). A talker may be `music`. Replaces the former topology whole."""

    hears: tuple[tuple[LegId, LegId], ...]


class ReleaseWorker(Command, frozen=True, kw_only=True):
    """The case needs its worker no more: end what is left of its legs, forget it, and be free for the next INVITE."""


WorkerCommand = AnswerLeg | RejectLeg | DialLeg | HangUpLeg | PlayPrompt | StopPrompt | SetTopology | ReleaseWorker

# --- for the speech workers ---


class TranscribeLeg(Command, frozen=True, kw_only=True):
    """Read this leg's recording as it grows and tell what is said."""

    leg: LegId
    models: tuple[HeardWith, ...] = ()
    """In order of their samples; none: the hotline's own."""


class ChangeModels(Command, frozen=True, kw_only=True):
    """Hear this leg with these models from now on; a segment that has begun is heard to its end as it was begun."""

    leg: LegId
    models: tuple[HeardWith, ...]


# --- for the queue ---


class JoinQueue(Command, frozen=True, kw_only=True):
    """Stand in line for a person; a second one changes queue, priority and wish, and keeps the place in time."""

    queue: str
    priority: int = 0
    """`callflow.queue.Priority`."""
    wants: AgentId | None = None
    """This agent, if free."""


class LeaveQueue(Command, frozen=True, kw_only=True):
    """Leave the line: served, or gone."""


class ReportNoAnswer(Command, frozen=True, kw_only=True):
    """The offered agent's phone was not answered: put the agent away and offer somebody else."""

    agent: AgentId


class FreeAgent(Command, frozen=True, kw_only=True):
    """The agent is done with this case and idle from now on."""

    agent: AgentId


class TakeAgent(Command, frozen=True, kw_only=True):
    """The case takes this agent without the queue: a colleague, a supervisor, or who dials out. `FreeAgent` ends it."""

    agent: AgentId


class ClaimWorker(Command, frozen=True, kw_only=True):
    """Find a free call worker for a case that dials out; the answer is `WorkerClaimed` or `NoWorkerFree`."""


class PromiseCall(Command, frozen=True, kw_only=True):
    """Open a case that calls this citizen back (`events.CallOut`), at the place in the queue that was kept."""

    number: str
    queue: str
    priority: int
    since: WallMs


class YieldSupervision(Command, frozen=True, kw_only=True):
    """Tell the supervisor that its leg made room for another party."""

    agent: AgentId
    to: str


class FindContact(Command, frozen=True, kw_only=True):
    """Ask the directory who is on duty; the answer is `ContactFound`."""

    contact: str


# --- for the records ---


class NameFirstResponder(Command, frozen=True, kw_only=True):
    """The first department that spoke with the citizen is responsible (首接负责制).

    `after_ms` is the time from the request to its answer. `agent` and `reason` stand when a supervisor changed it.
    """

    department: str
    name: str
    answered_at: WallMs
    after_ms: int
    agent: AgentId | None = None
    reason: str = ""


class StoreSatisfaction(Command, frozen=True, kw_only=True):
    """What the citizen said of the service: `score` 1 (very satisfied) to 5 (very dissatisfied), None without a key."""

    score: int | None


class StoreFollowUp(Command, frozen=True, kw_only=True):
    """What the campaign learned of a ticket: `solved` None when the citizen was not reached or pressed no key.

    Not solved reopens the ticket.
    """

    ticket: TicketNumber
    reached: bool
    solved: bool | None
    score: int | None


class OpenTicket(Command, frozen=True, kw_only=True):
    """Give this case a ticket number; the answer is `TicketOpened`."""


class ReviseDraft(Command, frozen=True, kw_only=True):
    """The draft after the latest utterance or edit.

    `draft` is what the machine suggests, `edited` what people have typed, which stands.
    """

    draft: TicketDraft
    edited: dict[FieldName, str]


class FileTicket(Command, frozen=True, kw_only=True):
    """The ticket as confirmed: the values that stand."""

    number: TicketNumber
    agent: AgentId
    values: dict[FieldName, str]
    answer: str = ""
    article: str = ""
    merge_into: TicketNumber | None = None


class DropTicket(Command, frozen=True, kw_only=True):
    """The case ends without a ticket."""

    number: TicketNumber
    agent: AgentId
    reason: str


class LookUpTicket(Command, frozen=True, kw_only=True):
    """Ask the records for a ticket's progress; the answer is `TicketLookedUp`.

    It is told to whoever calls from the ticket's number or keys in the last `digits` of it.
    """

    number: str
    digits: str = ""


class SpeakReply(Command, frozen=True, kw_only=True):
    """Have a ticket's reply read into a sound, to whom `LookUpTicket` would tell its progress.

    The answer is `ReplySpoken`.
    """

    number: str
    digits: str = ""


class PutOnCallBackList(Command, frozen=True, kw_only=True):
    """We owe this citizen a call: `reason` is `crashed`, `nobody_there`, `abandoned` or `not_reached`."""

    number: str
    reason: str


class CloseCase(Command, frozen=True, kw_only=True):
    """All legs are gone and the agent is done. `ended_as` is one of `callflow.views.EndedAs`."""

    ended_as: str


class ArchiveCase(Command, frozen=True, kw_only=True):
    """Transcripts are complete and the ticket is confirmed or dropped: nothing more will happen to this case."""


AnyCommand = (
    WorkerCommand
    | TranscribeLeg
    | ChangeModels
    | JoinQueue
    | LeaveQueue
    | ReportNoAnswer
    | FreeAgent
    | TakeAgent
    | ClaimWorker
    | PromiseCall
    | YieldSupervision
    | FindContact
    | NameFirstResponder
    | StoreSatisfaction
    | StoreFollowUp
    | OpenTicket
    | ReviseDraft
    | FileTicket
    | DropTicket
    | LookUpTicket
    | SpeakReply
    | PutOnCallBackList
    | CloseCase
    | ArchiveCase
)
"""Every command, as msgspec decodes it."""
