"""Citizens by their number: what agents noted of them, whom we owe a call, whom the campaign asks.

A call-back is a case's, because that is where it was promised; a follow-up is a ticket's.
"""

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from callflow.units import AgentId, CaseId, TicketNumber, WallMs
from models.columns import Base, Choice
from models.states import CallBackReason, FollowUpState

if TYPE_CHECKING:
    from models.tables.calls import Case
    from models.tables.tickets import Ticket


class CallerFacts(Base):
    """What people noted of the citizen behind a number."""

    __tablename__ = "caller_facts"

    number: Mapped[str] = mapped_column(primary_key=True)
    elder: Mapped[bool]
    """Served before others."""
    note: Mapped[str]
    changed_at: Mapped[WallMs]
    changed_by: Mapped[AgentId]


class CallBack(Base):
    """We owe this citizen a call."""

    __tablename__ = "call_backs"
    __table_args__ = (Index(None, "done_at", "created_at"),)

    case_id: Mapped[CaseId] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[str]
    reason: Mapped[CallBackReason] = mapped_column(Choice(CallBackReason))
    created_at: Mapped[WallMs]
    attempts: Mapped[int] = mapped_column(default=0)
    """How often the citizen has been dialled since."""
    tried_by: Mapped[AgentId | None]
    """Who dialled last."""
    done_at: Mapped[WallMs | None]
    done_by: Mapped[AgentId | None]

    case: Mapped["Case"] = relationship(lazy="raise", back_populates="call_back")


class FollowUp(Base):
    """The campaign's call about a resolved ticket (回访): planned once, tried several times."""

    __tablename__ = "follow_ups"
    __table_args__ = (Index(None, "state", "due_at"),)

    ticket: Mapped[TicketNumber] = mapped_column(ForeignKey("tickets.number"), primary_key=True)
    state: Mapped[FollowUpState] = mapped_column(Choice(FollowUpState))
    planned_by: Mapped[AgentId]
    planned_at: Mapped[WallMs]
    due_at: Mapped[WallMs]
    """Not to be dialled before."""
    attempts: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[WallMs]
    """When `state` began."""
    solved: Mapped[bool | None]
    score: Mapped[int | None]
    case_id: Mapped[CaseId | None]
    """The case of the latest call."""

    of: Mapped["Ticket"] = relationship(lazy="raise")
