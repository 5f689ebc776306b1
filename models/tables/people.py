"""Who works here, who is logged in, and who did what."""

from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from callflow.units import AgentId, WallMs
from callflow.views import Role
from models.columns import Base, Choice, Counter, Document


class Agent(Base):
    """A person with a login and a phone.

    The phone's secret is a column of its own: SIP digest (RFC 8760) needs HA1 = H(user:realm:password), which
    an argon2 hash cannot give.
    """

    __tablename__ = "agents"

    number: Mapped[AgentId] = mapped_column(primary_key=True)
    name: Mapped[str]
    role: Mapped[Role] = mapped_column(Choice(Role))
    enabled: Mapped[bool] = mapped_column(default=True)
    skills: Mapped[list[str]] = mapped_column(Document, default=list)
    """Which queues the agent may serve (`models.tables.Queue`)."""
    department_id: Mapped[str] = mapped_column(default="")
    """Whose account it is, for the role `department`: an id of the directory, which may have lost it since."""
    password_hash: Mapped[str]
    sip_ha1: Mapped[str | None]
    failed_logins: Mapped[int] = mapped_column(default=0)
    first_failure_at: Mapped[WallMs | None]
    """When the failures that are counted began."""
    locked_until: Mapped[WallMs | None]
    created_at: Mapped[WallMs]


class LoginSession(Base):
    """A logged-in screen. Only the hash of its token is kept."""

    __tablename__ = "sessions"
    __table_args__ = (Index(None, "agent"), Index(None, "expires_at"))

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    agent: Mapped[AgentId] = mapped_column(ForeignKey(Agent.number, ondelete="CASCADE"))
    created_at: Mapped[WallMs]
    expires_at: Mapped[WallMs]

    who: Mapped[Agent] = relationship(lazy="raise")


class Audit(Base):
    """Who did what to which object: never changed, never shortened but by retention."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "at"), Index(None, "who", "at"), Index(None, "object", "at"))

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    at: Mapped[WallMs]
    who: Mapped[AgentId | None]
    what: Mapped[str]
    object: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
