"""Tickets: the values that stand, every change to them, and the ticket's life.

Until it is confirmed a call's ticket is a copy of what its case folder says. From confirmation on it lives here; one
that came by another channel always has. One case has one ticket at most. The elements are columns, so that lists can
be searched and reports can count. Where a ticket stands (`callflow.ticket.Life`) is columns too: they follow from its
events, and are kept so that lists need not replay them.
"""

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from callflow.drafting import FieldName
from callflow.drafting.callers.dictated import is_number
from callflow.ticket_steps import Actor, Flag
from callflow.units import AgentId, CaseId, TicketNumber, WallMs
from callflow.views import TicketState
from models.columns import Base, Choice, Counter, Document
from models.states import RevisionKind, TicketEventKind

if TYPE_CHECKING:
    from models.tables.calls import Case


_SEPARATORS = re.compile(r"[ -]")

PHONE = "phone"
"""The `source` of what came in as a call."""


class Ticket(Base):
    """One citizen's request. An element that is not known is the empty text."""

    __tablename__ = "tickets"
    __table_args__ = (
        UniqueConstraint("case_id"),
        Index(None, "created_at", "number"),
        Index(None, "agent", "created_at"),
        Index(None, "state", "created_at"),
        Index(None, "department_id", "state"),
        Index(None, "clock_runs", "look_at"),
        Index(None, "merged_into"),
        Index(None, "source", "sender_id"),
    )

    number: Mapped[TicketNumber] = mapped_column(primary_key=True)
    case_id: Mapped[CaseId | None] = mapped_column(ForeignKey("cases.id"))
    """The call that it came from; none: it came by another channel."""
    source: Mapped[str] = mapped_column(default=PHONE)
    """Through which channel: `phone`, `web`, `app`, `wechat`, …"""
    sender_id: Mapped[str] = mapped_column(default="")
    """What the channel itself calls it."""
    emergencies: Mapped[list[dict[str, str]] | None] = mapped_column(Document)
    """Of a request that came without a call: each a `callflow.request_alarms.RequestEmergency`; None: it tells none."""
    state: Mapped[TicketState] = mapped_column(Choice(TicketState))
    state_since: Mapped[WallMs | None]
    agent: Mapped[AgentId | None]
    created_at: Mapped[WallMs]
    confirmed_at: Mapped[WallMs | None]
    discarded_at: Mapped[WallMs | None]
    resolved_at: Mapped[WallMs | None]
    reopened_at: Mapped[WallMs | None]
    dispatched_at: Mapped[WallMs | None]
    accepted_at: Mapped[WallMs | None]
    replied_at: Mapped[WallMs | None]
    answered_at: Mapped[WallMs | None]
    archived_at: Mapped[WallMs | None]
    department_id: Mapped[str] = mapped_column(default="")
    """The department that has it; not a reference: the directory changes, what was decided does not."""
    department_name: Mapped[str] = mapped_column(default="")
    suggested_id: Mapped[str] = mapped_column(default="")
    """The department that seems to be in charge, while none has it."""
    returns: Mapped[int] = mapped_column(default=0)
    extensions: Mapped[int] = mapped_column(default=0)
    asked: Mapped[dict[str, Any] | None] = mapped_column(Document)
    """More time was asked for: a `callflow.ticket_steps.ExtensionAsked`, and when (`at`)."""
    suspended_from: Mapped[TicketState | None] = mapped_column(Choice(TicketState))
    merged_into: Mapped[TicketNumber | None] = mapped_column(ForeignKey("tickets.number"))
    reply: Mapped[str] = mapped_column(default="")
    """What was answered last, by the department or the hotline."""
    article: Mapped[str] = mapped_column(default="")
    """The knowledge article that answered it directly."""
    clock: Mapped[dict[str, Any] | None] = mapped_column(Document)
    """A `callflow.clocks.Clock`."""
    clock_runs: Mapped[bool] = mapped_column(default=False)
    due_at: Mapped[WallMs | None]
    """When the limit ends, as the calendar stood when it was last looked at; kept when the clock has stopped."""
    soon_at: Mapped[WallMs | None]
    """From here on it is due soon."""
    look_at: Mapped[WallMs | None]
    """When the clock has to be looked at next; none: it says nothing more by itself."""
    level: Mapped[int] = mapped_column(default=0)
    """Of escalation, 0 to 5."""
    flag: Mapped[Flag] = mapped_column(Choice(Flag), default=Flag.NONE)
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

    case: Mapped["Case | None"] = relationship(lazy="raise", back_populates="ticket")

    @property
    def contact_number(self) -> str:
        """Under which number the citizen is called: the one that was left, if it is whole, else the one that called.

        Wants `case`.
        """
        left, called = _SEPARATORS.sub("", self.callback_number), self.case.calling_number if self.case else ""
        return left if not called or (left.isdecimal() and is_number(left)) else called

    @property
    def numbers(self) -> frozenset[str]:
        """The numbers that are the citizen's; wants `case`."""
        called = self.case.calling_number if self.case else ""
        return frozenset(filter(None, (called, self.callback_number)))

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
    actor: Mapped[Actor] = mapped_column(Choice(Actor), default=Actor.SERVICE)
    """In which part it was taken."""
    agent: Mapped[AgentId | None]
    department: Mapped[str] = mapped_column(default="")
    """Of an account of a department."""
    at: Mapped[WallMs]
    detail: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    """The rest of the `callflow.ticket_steps` step."""


class Attachment(Base):
    """A file that a department adds to its reply; its content lies in `var/attachments/<id>`."""

    __tablename__ = "attachments"
    __table_args__ = (Index(None, "ticket", "id"),)

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    ticket: Mapped[TicketNumber] = mapped_column(ForeignKey(Ticket.number))
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    """Bytes."""
    sha256: Mapped[str]
    department: Mapped[str]
    agent: Mapped[AgentId]
    at: Mapped[WallMs]
    replied: Mapped[bool] = mapped_column(default=False)
    """Whether a reply has sent it off; until then its department may take it back."""


class RuleSet(Base):
    """Rules that admins set as a whole, such as those of tickets (`callflow.ticket_rules.TicketRules`)."""

    __tablename__ = "rule_sets"

    name: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(Document)
    changed_at: Mapped[WallMs]
    changed_by: Mapped[AgentId]
