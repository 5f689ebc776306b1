"""All that the records hold, to compare two ways of writing it."""

from typing import Any

from sqlalchemy import Table, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from callflow.queue import GENERAL
from models import Records
from models.tables import Base, Queue

COUNTED = {"ticket_events", "audit"}
INDEXES = ("fts_articles", "fts_tickets")
"""Their `id` is counted up by the database, and so tells the order of writing only."""

SET_UP = Queue.__table__
"""What a city sets up begins with the migration's rows, which no case folder knows of."""


async def dump(records: Records) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    async with records.reading() as db:
        return {table.name: await _rows(db, table) for table in Base.metadata.sorted_tables if table is not SET_UP}


async def empty(records: Records) -> None:
    """Take every row out, but for the queue that is always there."""
    async with records.writing() as db:
        for table in reversed(Base.metadata.sorted_tables):
            await db.execute(table.delete().where(SET_UP.c.name != GENERAL) if table is SET_UP else table.delete())
        for index in INDEXES:
            await db.execute(text(f"DELETE FROM {index}"))  # noqa: S608  a name of ours


async def _rows(db: AsyncSession, table: Table) -> list[dict[str, Any]]:
    columns = [column for column in table.columns if not (table.name in COUNTED and column.name == "id")]
    found = (await db.execute(select(*columns))).mappings()
    return sorted((dict(row) for row in found), key=repr)
