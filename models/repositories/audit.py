"""Who did what to which object."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
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


async def list_newest(  # noqa: PLR0913  whose lines, which, and a page of them
    db: AsyncSession,
    *,
    who: AgentId | None = None,
    what: str | None = None,
    object: str | None = None,  # noqa: A002  the column's name
    limit: int = 100,
    before: int | None = None,
) -> Sequence[Audit]:
    """At most `limit` lines older than line `before`, newest first; what is None does not matter."""
    found = select(Audit).order_by(Audit.id.desc()).limit(limit)
    for column, wanted in ((Audit.who, who), (Audit.what, what), (Audit.object, object)):
        if wanted is not None:
            found = found.where(column == wanted)
    if before is not None:
        found = found.where(Audit.id < before)
    return (await db.scalars(found)).all()
