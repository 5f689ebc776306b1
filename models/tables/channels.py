"""Other channels than the telephone: the keys of the programs that send, and what they have sent."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from callflow.units import AgentId, TicketNumber, WallMs
from models.columns import Base, Counter, Document


class ApiKey(Base):
    """A program that may send. Only the hash of its key is kept: 256 random bits need no slow one."""

    __tablename__ = "api_keys"

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[str]] = mapped_column(Document)
    """What it may do: `requests`."""
    per_minute: Mapped[int]
    created_by: Mapped[AgentId | None]
    created_at: Mapped[WallMs]
    used_at: Mapped[WallMs | None]
    revoked_at: Mapped[WallMs | None]


class SentRequest(Base):
    """A request that a program has sent, by the program's own id: sent again it is the same ticket."""

    __tablename__ = "sent_requests"

    key_id: Mapped[int] = mapped_column(Counter, ForeignKey(ApiKey.id), primary_key=True, autoincrement=False)
    sender_id: Mapped[str] = mapped_column(primary_key=True)
    body_hash: Mapped[str]
    ticket: Mapped[TicketNumber] = mapped_column(ForeignKey("tickets.number"))
