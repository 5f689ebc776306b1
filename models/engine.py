"""The way to the database: SQLite (one machine) or PostgreSQL (several), by URL.

SQLite, left to itself, begins a transaction late and turns readers into writers in mid-flight, which fails
with "database is locked" however long one waits. Here every transaction says what it is when it begins: a
writing one with BEGIN IMMEDIATE, which queues for at most `busy_timeout`; a reading one with `query_only`, so
that it cannot become a writer. PostgreSQL is told the same with READ ONLY. WAL lets readers and the one
writer work at once; `synchronous` stays FULL, because a confirmed ticket lives nowhere else.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self

from sqlalchemy import Connection, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.util import await_only

SQLITE = "sqlite+aiosqlite"
POSTGRESQL = "postgresql+asyncpg"
DRIVERS = {"sqlite": SQLITE, SQLITE: SQLITE, "postgresql": POSTGRESQL, POSTGRESQL: POSTGRESQL}
BUSY_TIMEOUT_MS = 5_000
WAL_AGAIN_MS = 50
CONNECT_TIMEOUT_S = 5
STATEMENT_TIMEOUT_S = 10


class BadUrlError(ValueError):
    """The URL of the records names no database that Lingting can use."""


def records_url(url: str) -> URL:
    """Read a database URL and name its driver. Raises BadUrlError, which says what may be written."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    if parsed is None or parsed.drivername not in DRIVERS:
        msg = "the records' URL must begin with sqlite:/// (a file) or postgresql:// (a server)"
        raise BadUrlError(msg)
    return parsed.set(drivername=DRIVERS[parsed.drivername])


def open_engine(url: str) -> AsyncEngine:
    """Make an engine; nothing is connected yet. Raises BadUrlError."""
    parsed = records_url(url)
    if parsed.drivername == SQLITE:
        engine = create_async_engine(parsed)
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return engine
    timeouts = {"timeout": CONNECT_TIMEOUT_S, "command_timeout": STATEMENT_TIMEOUT_S}
    return create_async_engine(parsed, pool_pre_ping=True, connect_args=timeouts)


def _prepare_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    _into_wal(cursor)
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _into_wal(cursor: Any) -> None:
    """A new file is switched by whoever opens it first; who comes at the same moment is refused at once, not queued."""
    for _ in range(BUSY_TIMEOUT_MS // WAL_AGAIN_MS):
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            await_only(asyncio.sleep(WAL_AGAIN_MS / 1000))
        else:
            return
    cursor.execute("PRAGMA journal_mode = WAL")


def _begin_sqlite(connection: Connection) -> None:
    reading = bool(connection.get_execution_options().get("reading"))
    connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if reading else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


class Records:
    """The database and its two kinds of transaction. One request is one of them."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self._reading = engine.execution_options(reading=True, postgresql_readonly=True)

    @classmethod
    def at(cls, url: str) -> Self:
        """Open the records at this URL; nothing is connected yet. Raises BadUrlError."""
        return cls(open_engine(url))

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A transaction that sees one moment of the records and cannot change them."""
        async with AsyncSession(self._reading, expire_on_commit=False) as session, session.begin():
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """A transaction that is committed at the end of the block, or rolled back when the block raises."""
        async with AsyncSession(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    async def ping(self) -> None:
        """Ask the database for an answer. Raises what its driver raises when there is none."""
        async with self.reading() as session:
            await session.execute(text("SELECT next_index FROM positions LIMIT 1"))

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()
