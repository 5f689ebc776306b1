"""What is to be done: the other half of the vocabulary, in the imperative.

A command's id is its index in the case log; a call worker applies each id once (`docs/wire.md`).
"""

import msgspec

from callflow.drafting.draft import FieldName, TicketDraft
from callflow.units import AgentId, LegId, TicketNumber


class Command(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag=True):
    """Something a shell must do for the core."""


# --- for the call worker --------------------------------------------------------------------------------------


class AnswerLeg(Command):
    """Answer the incoming leg with 200 and record it into `recording` inside the case folder."""

    leg: LegId
    recording: str


class RejectLeg(Command):
    """Refuse the incoming leg with a final response (RFC 3261 §21): 486, 503, ..."""

    leg: LegId
    status: int


class DialLeg(Command):
    """Send an INVITE to `uri`, showing the phone `display_number` as the caller; record from its answer on."""

    leg: LegId
    uri: str
    display_number: str
    recording: str


class HangUpLeg(Command):
    """End a leg in whatever state it is: CANCEL while it rings, BYE once it is confirmed. A leg already gone is no error."""

    leg: LegId


class PlayPrompt(Command):
    """Play clips to one leg, one after the other, replacing what is being played to it; then tell `PromptEnded`."""

    leg: LegId
    clips: tuple[str, ...]


class StopPrompt(Command):
    """Barge-in: stop what is being played to a leg. Tells `PromptEnded` when something was playing."""

    leg: LegId


class SetTopology(Command):
    """Who hears whom: pairs (listener, talker). A talker may be `music`. Replaces the former topology whole."""

    hears: tuple[tuple[LegId, LegId], ...]


class ReleaseWorker(Command):
    """The case needs its worker no more: end what is left of its legs, forget it, and be free for the next INVITE."""


WorkerCommand = (
    AnswerLeg | RejectLeg | DialLeg | HangUpLeg | PlayPrompt | StopPrompt | SetTopology | ReleaseWorker
)

# --- for the speech workers -------------------------------------------------------------------------------------


class TranscribeLeg(Command):
    """Read this leg's recording as it grows and tell what is said."""

    leg: LegId


# --- for the queue ------------------------------------------------------------------------------------------------


class JoinQueue(Command):
    """Stand in line for a person."""

    queue: str


class LeaveQueue(Command):
    """Leave the line: served, or gone."""


class ReportNoAnswer(Command):
    """The offered agent's phone was not answered: put the agent away and offer somebody else."""

    agent: AgentId


class FreeAgent(Command):
    """The agent is done with this case and idle from now on."""

    agent: AgentId


# --- for the records ------------------------------------------------------------------------------------------------


class OpenTicket(Command):
    """Give this case a ticket number; the answer is `TicketOpened`."""


class ReviseDraft(Command):
    """The draft after the latest utterance or edit: what the machine suggests, and what people have typed (which stands)."""

    draft: TicketDraft
    edited: dict[FieldName, str]


class FileTicket(Command):
    """The ticket as confirmed: the values that stand."""

    number: TicketNumber
    agent: AgentId
    values: dict[FieldName, str]


class DropTicket(Command):
    """The case ends without a ticket."""

    number: TicketNumber
    agent: AgentId
    reason: str


class LookUpTicket(Command):
    """Ask the records for a ticket's progress; the answer is `TicketLookedUp`."""

    number: str


class PutOnCallBackList(Command):
    """We owe this citizen a call: `reason` is `crashed`, `nobody_there` or `abandoned`."""

    number: str
    reason: str


class CloseCase(Command):
    """All legs are gone and the agent is done. `ended_as`: `served`, `self_service`, `abandoned`, `nobody_there`, `crashed`, `refused`."""

    ended_as: str


class ArchiveCase(Command):
    """Transcripts are complete and the ticket is confirmed or dropped: nothing more will happen to this case."""


AnyCommand = (
    WorkerCommand
    | TranscribeLeg
    | JoinQueue
    | LeaveQueue
    | ReportNoAnswer
    | FreeAgent
    | OpenTicket
    | ReviseDraft
    | FileTicket
    | DropTicket
    | LookUpTicket
    | PutOnCallBackList
    | CloseCase
    | ArchiveCase
)
"""Every command, as msgspec decodes it."""
