"""Files that departments add to their replies, as the records know them; their contents lie on disk."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from callflow.units import TicketNumber
from models.tables import Attachment


async def list_all(db: AsyncSession, ticket: TicketNumber) -> Sequence[Attachment]:
    """Every file of a ticket, oldest first."""
    found = select(Attachment).where(Attachment.ticket == ticket).order_by(Attachment.id)
    return (await db.scalars(found)).all()


async def count(db: AsyncSession, ticket: TicketNumber) -> int:
    """How many files a ticket has."""
    return await db.scalar(select(func.count()).where(Attachment.ticket == ticket)) or 0


async def get(db: AsyncSession, ticket: TicketNumber, attachment: int) -> Attachment | None:
    """One file of a ticket."""
    found = select(Attachment).where(Attachment.ticket == ticket, Attachment.id == attachment)
    return await db.scalar(found)


async def add(db: AsyncSession, row: Attachment) -> Attachment:
    """Note a file; its `id` is set then."""
    db.add(row)
    await db.flush()
    return row


async def delete(db: AsyncSession, row: Attachment) -> None:
    """Forget a file."""
    await db.delete(row)
    await db.flush()
