"""What is written from the case folders: cases, legs, what was said, and how far each folder has been read.

An agent's number in these tables is a fact of the call, not a reference: a folder may be older than the
agents table, and must still be readable into an empty database.
"""

from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from callflow.events import EndCause
from callflow.units import AgentId, CallMs, CaseId, LegId, SampleIndex, WallMs
from callflow.utterance import Setting
from callflow.views import EndedAs, PartyRole, Place
from models.columns import Base, Choice, Document
from models.tables.citizens import CallBack
from models.tables.tickets import Ticket


class Case(Base):
    """One call and all that belongs to it."""

    __tablename__ = "cases"
    __table_args__ = (
        Index(None, "started_at", "id"),
        Index(None, "calling_number", "started_at"),
        Index(None, "agent", "started_at"),
        Index(None, "after"),
    )

    id: Mapped[CaseId] = mapped_column(primary_key=True)
    city: Mapped[str]
    calling_number: Mapped[str] = mapped_column(default="")
    called_number: Mapped[str] = mapped_column(default="")
    sip_call_id: Mapped[str] = mapped_column(default="")
    started_at: Mapped[WallMs]
    """Call time 0."""
    talking_since: Mapped[WallMs | None]
    """When the citizen first heard an agent."""
    ended_at: Mapped[WallMs | None]
    """When the citizen's leg ended."""
    closed_at: Mapped[WallMs | None]
    archived_at: Mapped[WallMs | None]
    recordings_erased_at: Mapped[WallMs | None]
    words_erased_at: Mapped[WallMs | None]
    """When retention took the sound, and what was said, away."""
    ended_as: Mapped[EndedAs | None] = mapped_column(Choice(EndedAs))
    agent: Mapped[AgentId | None]
    """Who spoke with the citizen last."""
    offered_agent: Mapped[AgentId | None]
    """Whose phone was rung last, answered or not."""
    queue: Mapped[str] = mapped_column(default="")
    """The queue that the citizen joined last."""
    priority: Mapped[int] = mapped_column(default=0)
    because: Mapped[str] = mapped_column(default="")
    """Why the priority, in Chinese."""
    waiting_since: Mapped[WallMs | None]
    """When the citizen first stood in line for a person."""
    call_out: Mapped[str] = mapped_column(default="")
    """Why the service dialled the citizen (`callflow.events.CallOutReason`); empty for a call that came in."""
    after: Mapped[CaseId | None]
    """The case that a call-out goes back to."""
    satisfaction: Mapped[int | None]
    surveyed_at: Mapped[WallMs | None]
    """When the citizen was asked, whether a key was pressed or not."""
    asked: Mapped[list[dict[str, Any]]] = mapped_column(Document, default=list)
    """Everybody who was to be called, a `models.projection.parties.Asked` each, in order."""
    heard: Mapped[list[list[Any]]] = mapped_column(Document, default=list)
    """Who heard whom, from when: [wall time, [[listener, talker], ...]], in order."""
    draft: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    """The machine's latest suggestion, a `callflow.drafting.TicketDraft`."""
    edited: Mapped[dict[str, str]] = mapped_column(Document, default=dict)
    """What people typed, by field: it stands over the draft."""

    legs: Mapped[list["Leg"]] = relationship(lazy="raise", order_by="Leg.started_at, Leg.leg")
    utterances: Mapped[list["Utterance"]] = relationship(
        lazy="raise", order_by="Utterance.start_ms, Utterance.leg, Utterance.first_sample"
    )
    ticket: Mapped[Ticket | None] = relationship(lazy="raise", back_populates="case")
    call_back: Mapped[CallBack | None] = relationship(lazy="raise", back_populates="case")
    first_responder: Mapped["FirstResponder | None"] = relationship(lazy="raise")


class Leg(Base):
    """One party's dialog and its recording."""

    __tablename__ = "legs"

    case_id: Mapped[CaseId] = mapped_column(ForeignKey(Case.id, ondelete="CASCADE"), primary_key=True)
    leg: Mapped[LegId] = mapped_column(primary_key=True)
    role: Mapped[PartyRole] = mapped_column(Choice(PartyRole))
    agent: Mapped[AgentId | None]
    peer: Mapped[str]
    """The calling number of the citizen, the SIP address of anyone we dialled."""
    name: Mapped[str] = mapped_column(default="")
    """Whom it reaches: `市水务局`; empty where the number says it all."""
    label: Mapped[str] = mapped_column(default="")
    """Which of that one's numbers: `值班电话`."""
    department: Mapped[str] = mapped_column(default="")
    invitation: Mapped[int | None]
    """Index of the entry that asked for it, none for those nobody asked for."""
    place: Mapped[Place | None] = mapped_column(Choice(Place))
    """Of a supervisor: the most open place that it had; `room` was heard by everybody."""
    started_at: Mapped[WallMs]
    """When its INVITE came or was sent."""
    answered_at: Mapped[WallMs | None]
    ended_at: Mapped[WallMs | None]
    cause: Mapped[EndCause | None] = mapped_column(Choice(EndCause))
    status: Mapped[int | None]
    reason: Mapped[str | None]
    recording: Mapped[str | None]
    """File name inside the case folder."""
    sample_zero_at: Mapped[WallMs | None]
    samples: Mapped[SampleIndex | None]
    transcribed_at: Mapped[WallMs | None]
    """When its last word was in the records."""


class Utterance(Base):
    """A finished stretch of one leg's speech: what the recogniser heard, and what a person made of it."""

    __tablename__ = "utterances"
    __table_args__ = (
        ForeignKeyConstraint(["case_id", "leg"], [Leg.case_id, Leg.leg], ondelete="CASCADE"),
        Index(None, "case_id", "start_ms"),
    )

    case_id: Mapped[CaseId] = mapped_column(ForeignKey(Case.id, ondelete="CASCADE"), primary_key=True)
    leg: Mapped[LegId] = mapped_column(primary_key=True)
    first_sample: Mapped[SampleIndex] = mapped_column(primary_key=True)
    role: Mapped[PartyRole] = mapped_column(Choice(PartyRole))
    agent: Mapped[AgentId | None]
    setting: Mapped[Setting] = mapped_column(Choice(Setting), default=Setting.TALK)
    """Who could hear it."""
    start_ms: Mapped[CallMs]
    end_ms: Mapped[CallMs]
    text: Mapped[str]
    """As written from the words; never changed."""
    words: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    """`callflow.utterance.Word`s, as heard."""
    confidence: Mapped[float]
    spans: Mapped[list[dict[str, Any]]] = mapped_column(Document, default=list)
    """`callflow.utterance.Span`s."""
    corrections: Mapped[list[dict[str, Any]]] = mapped_column(Document, default=list)
    """`callflow.utterance.NameCorrection`s."""
    model: Mapped[str] = mapped_column(default="")
    """Name of the speech model that heard it; empty: not known."""
    corrected_text: Mapped[str | None]
    corrected_by: Mapped[AgentId | None]
    corrected_at: Mapped[WallMs | None]


class FirstResponder(Base):
    """The department that is responsible first (首接负责制)."""

    __tablename__ = "first_responders"

    case_id: Mapped[CaseId] = mapped_column(ForeignKey(Case.id, ondelete="CASCADE"), primary_key=True)
    department: Mapped[str]
    name: Mapped[str]
    answered_at: Mapped[WallMs]
    after_ms: Mapped[int]
    """From the request to the answer."""
    changed_by: Mapped[AgentId | None]
    """The supervisor who corrected it."""
    reason: Mapped[str] = mapped_column(default="")


class Position(Base):
    """How far a case folder has been read into these tables: the index of the first entry that has not."""

    __tablename__ = "positions"

    case_id: Mapped[CaseId] = mapped_column(ForeignKey(Case.id, ondelete="CASCADE"), primary_key=True)
    next_index: Mapped[int] = mapped_column(default=0)
