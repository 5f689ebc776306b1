"""Tickets: the values that stand, every change to them, and the ticket's life.

Until it is confirmed a ticket is a copy of what its case folder says. From confirmation on it lives here.
One case has one ticket at most. The elements are columns, so that lists can be searched and reports can
count.
"""

from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from callflow.drafting import FieldName
from callflow.units import AgentId, CaseId, TicketNumber, WallMs
from callflow.views import TicketState
from models.columns import Base, Choice, Counter, Document
from models.states import RevisionKind, TicketEventKind

if TYPE_CHECKING:
    from models.tables.calls import Case


class Ticket(Base):
    """One citizen's request. An element that is not known is the empty text."""

    __tablename__ = "tickets"
    __table_args__ = (
        UniqueConstraint("case_id"),
        Index(None, "created_at", "number"),
        Index(None, "agent", "created_at"),
        Index(None, "state", "created_at"),
    )

    number: Mapped[TicketNumber] = mapped_column(primary_key=True)
    case_id: Mapped[CaseId] = mapped_column(ForeignKey("cases.id"))
    state: Mapped[TicketState] = mapped_column(Choice(TicketState))
    agent: Mapped[AgentId | None]
    created_at: Mapped[WallMs]
    confirmed_at: Mapped[WallMs | None]
    discarded_at: Mapped[WallMs | None]
    resolved_at: Mapped[WallMs | None]
    reopened_at: Mapped[WallMs | None]
    request_type: Mapped[str] = mapped_column(default="")
    category: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    incident_time: Mapped[str] = mapped_column(default="")
    caller_name: Mapped[str] = mapped_column(default="")
    callback_number: Mapped[str] = mapped_column(default="")
    urgency: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")
    department: Mapped[str] = mapped_column(default="")
    anonymous: Mapped[str] = mapped_column(default="")
    confidential: Mapped[str] = mapped_column(default="")
    direct_answer: Mapped[str] = mapped_column(default="")

    case: Mapped["Case"] = relationship(lazy="raise", back_populates="ticket")

    @property
    def values(self) -> dict[FieldName, str]:
        """The elements that are known, by name."""
        every = {name: str(getattr(self, name.value) or "") for name in FieldName}
        return {name: value for name, value in every.items() if value}

    def take(self, values: dict[FieldName, str]) -> None:
        """Let these values stand and no others."""
        for name in FieldName:
            setattr(self, name.value, values.get(name, ""))


class TicketRevision(Base):
    """One change to a ticket's values. It is the case's, because a draft may be older than its number."""

    __tablename__ = "ticket_revisions"

    case_id: Mapped[CaseId] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    entry_index: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[RevisionKind] = mapped_column(Choice(RevisionKind))
    agent: Mapped[AgentId | None]
    """Who did it; nobody: the machine."""
    at: Mapped[WallMs]
    changes: Mapped[dict[str, str]] = mapped_column(Document)
    """What each changed element became; the empty text: it was taken away."""


class TicketEvent(Base):
    """One step of a ticket's life."""

    __tablename__ = "ticket_events"
    __table_args__ = (Index(None, "ticket", "at"),)

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    ticket: Mapped[TicketNumber] = mapped_column(ForeignKey(Ticket.number))
    kind: Mapped[TicketEventKind] = mapped_column(Choice(TicketEventKind))
    agent: Mapped[AgentId | None]
    at: Mapped[WallMs]
    detail: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
