"""Files that departments add to their replies, as the records know them; their contents lie on disk."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from callflow.units import TicketNumber
from models.tables import Attachment


async def list_all(db: AsyncSession, ticket: TicketNumber, department: str | None = None) -> Sequence[Attachment]:
    """Every file of a ticket, or those that one department has brought, oldest first."""
    found = select(Attachment).where(*_of(ticket, department)).order_by(Attachment.id)
    return (await db.scalars(found)).all()


async def count(db: AsyncSession, ticket: TicketNumber) -> int:
    """How many files a ticket has."""
    return await db.scalar(select(func.count()).where(Attachment.ticket == ticket)) or 0


async def get(
    db: AsyncSession, ticket: TicketNumber, attachment: int, department: str | None = None
) -> Attachment | None:
    """One file of a ticket; None also when another department than this one has brought it."""
    found = select(Attachment).where(*_of(ticket, department), Attachment.id == attachment)
    return await db.scalar(found)


def _of(ticket: TicketNumber, department: str | None) -> Sequence[ColumnElement[bool]]:
    own = () if department is None else (Attachment.department == department,)
    return (Attachment.ticket == ticket, *own)


async def add(db: AsyncSession, row: Attachment) -> Attachment:
    """Note a file; its `id` is set then."""
    db.add(row)
    await db.flush()
    return row


async def delete(db: AsyncSession, row: Attachment) -> None:
    """Forget a file."""
    await db.delete(row)
    await db.flush()
