"""Bringing a database to the tables that this version knows, all of it or nothing.

Alembic's revisions run inside one transaction that waits for its turn: BEGIN IMMEDIATE on SQLite, an advisory
lock on PostgreSQL, so that several machines may start at once.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, func, select

from models.engine import open_engine
from models.tables import Base

LOCK_KEY = 0x12345
INDEX_PREFIX = "fts_"
"""Full-text indexes are not tables to Alembic: each database has its own kind (`models.text_index`)."""
ResultT = TypeVar("ResultT")

__all__ = ["differences", "downgrade", "migrate", "revision"]


async def migrate(url: str, to: str = "head") -> None:
    """Upgrade the records at `url`; nothing happens when they are there already.

    Raises BadUrlError, or what the driver raises when the database cannot be reached.
    """
    await _within(url, lambda connection: command.upgrade(_config(connection), to))


async def downgrade(url: str, to: str) -> None:
    """Take the records back to revision `to` (`base`: no tables). What only newer tables hold is lost."""
    await _within(url, lambda connection: command.downgrade(_config(connection), to))


async def revision(url: str) -> str | None:
    """The revision of the records at `url`, None when they have no tables yet."""
    return await _within(url, lambda c: MigrationContext.configure(c).get_current_revision())


async def differences(url: str) -> list[Any]:
    """What Alembic would change to make the database what `models.tables` says; empty when it is."""
    return await _within(url, _compare)


def _compare(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": _is_ours})
    return list(compare_metadata(context, Base.metadata))


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or not (name or "").startswith(INDEX_PREFIX)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


async def _within(url: str, work: Callable[[Connection], ResultT]) -> ResultT:
    engine = open_engine(url)
    try:
        async with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                await connection.execute(select(func.pg_advisory_xact_lock(LOCK_KEY)))
            return await connection.run_sync(work)
    finally:
        await engine.dispose()
