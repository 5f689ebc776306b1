"""Who did what to which object."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from callflow.units import AgentId, WallMs
from models.tables import Audit

TICKET_STEP = "ticket_step"
"""A ticket took a step; which one is in the detail, and nobody is `who` when the service took it."""


async def note(  # noqa: PLR0913  who, what, to which, when, and more
    db: AsyncSession,
    *,
    who: AgentId | None,
    what: str,
    object: str,  # noqa: A002  the column's name
    at: WallMs,
    detail: dict[str, Any] | None = None,
) -> None:
    """Write a line of the audit; it stands or falls with the transaction of what it tells."""
    db.add(Audit(who=who, what=what, object=object, at=at, detail=detail or {}))
    await db.flush()


@dataclass(frozen=True, kw_only=True)
class AuditFilter:
    """Which lines; what is None does not matter. `from_at` is part of the time, `until_at` is not."""

    who: AgentId | None = None
    what: str | None = None
    object: str | None = None
    from_at: WallMs | None = None
    until_at: WallMs | None = None


async def list_newest(
    db: AsyncSession, wanted: AuditFilter | None = None, *, limit: int = 100, before: int | None = None
) -> Sequence[Audit]:
    """At most `limit` lines older than line `before`, newest first."""
    found = select(Audit).where(*_conditions(wanted or AuditFilter())).order_by(Audit.id.desc()).limit(limit)
    if before is not None:
        found = found.where(Audit.id < before)
    return (await db.scalars(found)).all()


def _conditions(wanted: AuditFilter) -> Iterator[ColumnElement[bool]]:
    for column, value in ((Audit.who, wanted.who), (Audit.what, wanted.what), (Audit.object, wanted.object)):
        if value is not None:
            yield column == value
    if wanted.from_at is not None:
        yield Audit.at >= wanted.from_at
    if wanted.until_at is not None:
        yield Audit.at < wanted.until_at
