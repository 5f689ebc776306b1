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
from callflow.events import CallOut, Number
from callflow.flow import Flow
from callflow.menu import Menu
from callflow.units import CITIZEN, AgentId, CallMs, CaseId, LegId, SampleIndex, TicketNumber, UtteranceId, WallMs
from callflow.utterance import HeardWith, Utterance
from callflow.views import Alarm, Attempt, EndedAs, FirstResponder, PartyRole, PartyState, Phase, Place, Way

MOST_LEGS = 4
"""Calls that one call worker can carry (PJSUA_MAX_CALLS of the pjsua2 wheel)."""


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


class Spell(msgspec.Struct, frozen=True):
    """From `at` on a party stood in this place of the conversation, in this role."""

    at: WallMs
    place: Place
    role: PartyRole


class Leg(msgspec.Struct, frozen=True, kw_only=True):
    """One party's dialog, where it stands in the conversation, its recording and how far its transcript is."""

    id: LegId
    role: PartyRole
    state: PartyState
    since: WallMs
    name: str = ""
    agent: AgentId | None = None
    spells: tuple[Spell, ...] = ()
    answered_at: WallMs | None = None
    leaving: bool = False
    """We have hung up; the worker has not confirmed it yet."""
    tape: Tape = Tape.NONE
    sample_zero_at: WallMs = WallMs(0)
    samples: int = 0
    resume_sample: SampleIndex = SampleIndex(0)
    """Where decoding goes on: the end of the last segment that the log holds an utterance of."""
    models: tuple[HeardWith, ...] = ()
    """With which speech models it was and is heard, in order of their samples."""

    @property
    def place(self) -> Place:
        """Where it stands now."""
        return self.spells[-1].place if self.spells else Place.ROOM

    @property
    def present(self) -> bool:
        """Whether it has answered and is not on its way out."""
        return self.state in (PartyState.UP, PartyState.HELD) and not self.leaving

    @property
    def silent(self) -> bool:
        """Whether it is a supervisor whom not everybody hears."""
        return self.place in (Place.LISTEN, Place.WHISPER)

    def stood(self, at: WallMs) -> Spell:
        """Where and as what it stood at a moment."""
        before = [spell for spell in self.spells if spell.at <= at]
        return before[-1] if before else Spell(at, Place.ROOM, self.role)


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is called into the conversation: numbers tried, the one that rings, and those left to try."""

    id: int
    by: AgentId | None
    role: PartyRole
    name: str
    way: Way
    department: str = ""
    invited: AgentId | None = None
    asked_at: WallMs
    left: tuple[Number, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    leg: LegId | None = None
    """The leg that is being called, or was answered; None between two attempts."""
    pending: bool = True
    """Somebody may still answer."""


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
    citizen_ring_ms: int = 45_000
    """How long a citizen's phone rings when the service dials."""
    claim_again_ms: int = 2_000
    """How soon a call worker is asked for again when none was free."""
    closing_ms: int = 5_000
    """How long to wait for legs to confirm their end before the worker is released all the same."""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about one call that its next step depends on."""

    id: CaseId = CaseId("")
    city: str = ""
    flow: Flow | None = None
    start: str = ""
    """The flow's step that the call begins with."""
    rules: CaseRules = CaseRules()
    phase: Phase = Phase.ARRIVING
    started_at: WallMs = WallMs(0)
    call_out: CallOut | None = None
    calling_number: str = ""
    legs: dict[LegId, Leg] = {}
    invitations: tuple[Invitation, ...] = ()
    topology: Topology = NOBODY
    menu: Menu | None = None
    deadlines: dict[str, WallMs] = {}
    entries: int = 0
    """Length of the log so far: the next entry's index."""
    playing: int | None = None
    """Id of the prompt that plays to the citizen."""
    finding: str = ""
    """The contact that the menu asked for and the directory has not found yet."""
    queue: str = ""
    wants: AgentId | None = None
    priority: int = 0
    because: str = ""
    call_back_key: str = ""
    call_back_offered: bool = False
    """The caller has been told of the key: the same key means something else in the menu before."""
    waiting_since: WallMs | None = None
    ahead: int | None = None
    estimate_ms: int | None = None
    agent: AgentId | None = None
    """Who is offered the call, has it, or writes its ticket."""
    agent_leg: LegId | None = None
    """The leg towards that agent; None until the phone is called, and after it has left."""
    agent_uri: str = ""
    handed_on_by: AgentId | None = None
    """Who talked with the citizen before it went back to a queue."""
    taken: frozenset[AgentId] = frozenset()
    """Agents whom the queue counts as being with this case."""
    released: bool = False
    """No call worker carries the case (any more)."""
    talking_since: WallMs | None = None
    message_at: WallMs | None = None
    first_responder: FirstResponder | None = None
    satisfaction: int | None = None
    ended_as: EndedAs | None = None
    call_back: bool = False
    utterances: tuple[Utterance, ...] = ()
    speech_model: str = ""
    """With which speech model the case is heard; empty: the hotline's own."""
    speech_model_missing: str = ""
    """The model that it should be heard with and that no speech worker has."""
    ticket: TicketNumber | None = None
    ticket_phase: TicketPhase = TicketPhase.NONE
    alarms: tuple[Alarm, ...] = ()
    """Emergency services that the citizen's words want, each once."""
    draft: TicketDraft = TicketDraft()
    edited: dict[FieldName, str] = {}

    def with_(self, **changes: Any) -> "Case":
        """This case with some fields replaced."""
        return msgspec.structs.replace(self, **changes)

    def living(self) -> Iterator[Leg]:
        """The legs whose dialog is not over."""
        return (leg for leg in self.legs.values() if leg.state is not PartyState.GONE)

    def present(self) -> tuple[Leg, ...]:
        """Those who have answered and are not on their way out."""
        return tuple(leg for leg in self.legs.values() if leg.present)

    def is_present(self, leg: LegId | None) -> bool:
        """Whether this leg is one of them."""
        return leg in self.legs and self.legs[leg].present

    @property
    def citizen_present(self) -> bool:
        """Whether the citizen is on the line."""
        return self.is_present(CITIZEN)

    @property
    def agent_present(self) -> bool:
        """Whether the agent who has the case is on the line."""
        return self.is_present(self.agent_leg)

    @property
    def writing(self) -> bool:
        """Whether the agent is in wrap-up (话后整理), with the conversation over or not."""
        return "wrap_up" in self.deadlines

    def pending(self) -> tuple[Invitation, ...]:
        """Invitations that somebody may still answer."""
        return tuple(one for one in self.invitations if one.pending)

    def call_ms(self, at: WallMs) -> CallMs:
        """A wall time on call time."""
        return CallMs(at - self.started_at)

    def wall_ms(self, at: CallMs) -> WallMs:
        """A moment of call time on the wall clock."""
        return WallMs(at + self.started_at)

    def knows(self, utterance: UtteranceId) -> bool:
        """Whether this utterance has been heard."""
        return any(known.id == utterance for known in self.utterances)

    def values(self) -> dict[FieldName, str]:
        """The ticket's values as they stand: what people typed, else what the draft suggests."""
        return {name: field.value for name, field in self.draft.fields.items()} | self.edited
