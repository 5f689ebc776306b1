"""Units that can be dialled into a call."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Department


async def list_all(db: AsyncSession) -> Sequence[Department]:
    """Every department, by name."""
    return (await db.scalars(select(Department).order_by(Department.name))).all()


async def get(db: AsyncSession, department: int) -> Department | None:
    """Find a department."""
    return await db.get(Department, department)


async def save(db: AsyncSession, name: str, scope: str, uri: str) -> Department:
    """Make the department of this name, or change the one there is."""
    row = await db.scalar(select(Department).where(Department.name == name))
    row = row or Department(name=name)
    row.scope, row.uri = scope, uri
    db.add(row)
    await db.flush()
    return row
