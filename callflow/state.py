"""A case's state: one frozen value that `case.step` replaces with the next.

`deadlines` is how the core keeps time without a clock: the shell looks at the earliest one and sends
`DeadlinePassed(name)` when it is due. Whatever a restart must not lose stands in here and comes from the log alone.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import msgspec

from callflow.conference import NOBODY, Topology
from callflow.drafting.draft import FieldName, TicketDraft
from callflow.flow import Flow
from callflow.menu import Menu
from callflow.units import AgentId, CallMs, CaseId, LegId, SampleIndex, TicketNumber, UtteranceId, WallMs
from callflow.utterance import Utterance
from callflow.views import EndedAs, PartyRole, PartyState


class Phase(StrEnum):
    """Where a call is on its way from INVITE to archive."""

    ARRIVING = "arriving"
    MENU = "menu"
    QUEUED = "queued"
    RINGING = "ringing"
    TALKING = "talking"
    HELD = "held"
    WRAP_UP = "wrap_up"
    CLOSING = "closing"
    """Nothing more to do than to wait for the last leg's end."""
    CLOSED = "closed"
    """No legs; transcripts or the ticket's confirmation may still come."""
    ARCHIVED = "archived"


class Tape(StrEnum):
    """Where a leg's recording is."""

    NONE = "none"
    GROWING = "growing"
    WHOLE = "whole"
    TRANSCRIBED = "transcribed"


class TicketPhase(StrEnum):
    """Where a case's ticket is."""

    NONE = "none"
    OPENING = "opening"
    DRAFT = "draft"
    CONFIRMED = "confirmed"
    DISCARDED = "discarded"


class Leg(msgspec.Struct, frozen=True, kw_only=True):
    """One party's dialog, its recording and how far its transcript is."""

    id: LegId
    role: PartyRole
    state: PartyState
    since: WallMs
    agent: AgentId | None = None
    tape: Tape = Tape.NONE
    sample_zero_at: WallMs = WallMs(0)
    samples: int = 0
    resume_sample: SampleIndex = SampleIndex(0)
    """Where decoding goes on: the end of the last segment that the log holds an utterance of."""


class CaseRules(msgspec.Struct, frozen=True, kw_only=True):
    """Times in milliseconds that a city may set (`[call]` in lingting.toml)."""

    ring_ms: int = 20_000
    """How long one agent's phone or screen rings before the next agent is tried."""
    answer_at_desk: int = 0
    """1: the screen rings, and the phone is called when the agent has accepted there; 0: the phone rings."""
    wrap_up_ms: int = 45_000
    wrap_up_extend_ms: int = 60_000
    first_announce_ms: int = 4_000
    """How long a caller waits before the position is told for the first time."""
    announce_every_ms: int = 30_000
    longest_wait_ms: int = 600_000
    """After so long in the queue the caller goes to the after-hours branch and onto the call-back list."""
    closing_ms: int = 5_000
    """How long to wait for legs to confirm their end before the worker is released all the same."""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about one call that its next step depends on."""

    id: CaseId = CaseId("")
    city: str = ""
    flow: Flow | None = None
    rules: CaseRules = CaseRules()
    phase: Phase = Phase.ARRIVING
    started_at: WallMs = WallMs(0)
    calling_number: str = ""
    legs: dict[LegId, Leg] = {}
    topology: Topology = NOBODY
    menu: Menu | None = None
    deadlines: dict[str, WallMs] = {}
    entries: int = 0
    """Length of the log so far: the next entry's index."""
    playing: int | None = None
    """Id of the prompt that plays to the citizen."""
    queue: str = ""
    waiting_since: WallMs | None = None
    ahead: int | None = None
    agent: AgentId | None = None
    agent_leg: LegId | None = None
    """The leg towards the agent that was offered last; None until the phone is called."""
    agent_uri: str = ""
    agent_freed: bool = True
    released: bool = False
    talking_since: WallMs | None = None
    ended_as: EndedAs | None = None
    call_back: bool = False
    utterances: tuple[Utterance, ...] = ()
    ticket: TicketNumber | None = None
    ticket_phase: TicketPhase = TicketPhase.NONE
    draft: TicketDraft = TicketDraft()
    edited: dict[FieldName, str] = {}

    def with_(self, **changes: Any) -> "Case":
        """This case with some fields replaced."""
        return msgspec.structs.replace(self, **changes)

    def living(self) -> Iterator[Leg]:
        """The legs whose dialog is not over."""
        return (leg for leg in self.legs.values() if leg.state is not PartyState.GONE)

    def call_ms(self, at: WallMs) -> CallMs:
        """A wall time on call time."""
        return CallMs(at - self.started_at)

    def knows(self, utterance: UtteranceId) -> bool:
        """Whether this utterance has been heard."""
        return any(known.id == utterance for known in self.utterances)

    def values(self) -> dict[FieldName, str]:
        """The ticket's values as they stand: what people typed, else what the draft suggests."""
        return {name: field.value for name, field in self.draft.fields.items()} | self.edited
