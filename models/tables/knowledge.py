"""The knowledge base (知识库): what agents may answer at once."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from callflow.units import AgentId, WallMs
from models.columns import Base, Counter, Document


class Article(Base):
    """An answer to a question that citizens ask."""

    __tablename__ = "articles"
    __table_args__ = (Index(None, "updated_at", "id"),)

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    code: Mapped[str | None] = mapped_column(unique=True)
    """Its name in the place that it was imported from."""
    title: Mapped[str] = mapped_column(unique=True)
    body: Mapped[str]
    keywords: Mapped[list[str]] = mapped_column(Document, default=list)
    department: Mapped[str] = mapped_column(default="")
    """Who answers for it, by name."""
    valid_from: Mapped[str | None]
    """First day, ISO 8601; none: always was."""
    valid_until: Mapped[str | None]
    """Last day, ISO 8601; none: for good."""
    enabled: Mapped[bool] = mapped_column(default=True)
    used: Mapped[int] = mapped_column(default=0)
    """How many requests it has answered directly."""
    updated_by: Mapped[AgentId | None]
    updated_at: Mapped[WallMs]

    def holds_on(self, day: str) -> bool:
        """Whether it may be told to a citizen on this day (ISO 8601)."""
        return self.enabled and (self.valid_from or "") <= day <= (self.valid_until or "9999")
