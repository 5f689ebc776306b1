"""What a city sets while the hotline runs: queues, the calendar, the surge announcement, menus."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from callflow.units import AgentId, WallMs
from models.columns import Base, Choice, Document
from models.states import DayKind


class Queue(Base):
    """A line of callers, and which agents may serve it."""

    __tablename__ = "queues"

    name: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    skills: Mapped[list[str]] = mapped_column(Document, default=list)
    """All of them are needed."""
    overflow_to: Mapped[str | None] = mapped_column(ForeignKey("queues.name", ondelete="SET NULL"))
    overflow_after_ms: Mapped[int]
    answer_target_ms: Mapped[int]
    speech_model: Mapped[str] = mapped_column(default="")
    """By name; empty: the hotline's own."""


class CalendarDay(Base):
    """A day that is not like others of its weekday."""

    __tablename__ = "calendar_days"

    day: Mapped[str] = mapped_column(primary_key=True)
    """ISO 8601: `2026-10-01`."""
    kind: Mapped[DayKind] = mapped_column(Choice(DayKind))
    name: Mapped[str] = mapped_column(default="")


class Switch(Base):
    """Something that is switched on and off by hand, such as the surge announcement."""

    __tablename__ = "switches"

    name: Mapped[str] = mapped_column(primary_key=True)
    on: Mapped[bool]
    since: Mapped[WallMs]
    """When it was last switched."""
    until: Mapped[WallMs | None]
    """When it goes off by itself."""
    by: Mapped[AgentId]


class FlowVersion(Base):
    """A menu as an admin saved it. The newest version of a name stands; without one the shipped menu does."""

    __tablename__ = "flow_versions"
    __table_args__ = (Index(None, "saved_at"),)

    name: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    """YAML (`callflow.flow`)."""
    saved_at: Mapped[WallMs]
    saved_by: Mapped[AgentId]
