"""Transactions: readers read, writers queue, references hold."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from callflow.units import AgentId, CaseId, WallMs
from models import Records
from models.repositories import audit, sessions
from models.tables import Audit, Position

NOW = WallMs(1_800_000_000_000)


async def test_a_reading_transaction_cannot_write(records: Records) -> None:
    with pytest.raises(DBAPIError):
        async with records.reading() as db:
            await audit.note(db, who=None, what="x", object="y", at=NOW)
    async with records.writing() as db:
        await audit.note(db, who=None, what="x", object="y", at=NOW)


async def test_a_block_that_raises_writes_nothing(records: Records) -> None:
    async def break_off() -> None:
        async with records.writing() as db:
            await audit.note(db, who=None, what="x", object="y", at=NOW)
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        await break_off()
    async with records.reading() as db:
        assert await db.scalar(select(func.count()).select_from(Audit)) == 0


async def test_a_reader_sees_the_moment_before_a_writer_is_done(records: Records) -> None:
    async with records.writing() as writer:
        await audit.note(writer, who=None, what="x", object="y", at=NOW)
        async with records.reading() as reader:
            assert await reader.scalar(select(func.count()).select_from(Audit)) == 0


async def test_writers_that_read_first_queue_and_none_is_turned_away(records: Records) -> None:
    async def write() -> None:
        async with records.writing() as db:
            await db.scalar(select(func.count()).select_from(Audit))
            await asyncio.sleep(0.01)
            await audit.note(db, who=None, what="x", object="y", at=NOW)

    await asyncio.gather(*(write() for _ in range(8)))
    async with records.reading() as db:
        assert await db.scalar(select(func.count()).select_from(Audit)) == 8


async def test_references_hold(records: Records) -> None:
    with pytest.raises(IntegrityError):
        async with records.writing() as db:
            await sessions.create(db, "hash", AgentId("9999"), NOW, NOW)
    with pytest.raises(IntegrityError):
        async with records.writing() as db:
            db.add(Position(case_id=CaseId("nobody"), next_index=1))


async def test_sqlite_writes_ahead_and_syncs_every_commit(sqlite_url: str) -> None:
    records = Records.at(sqlite_url)
    async with records.reading() as db:
        assert await db.scalar(text("PRAGMA journal_mode")) == "wal"
        assert await db.scalar(text("PRAGMA synchronous")) == 2
        assert await db.scalar(text("PRAGMA foreign_keys")) == 1
        assert await db.scalar(text("PRAGMA busy_timeout")) == 5_000
    await records.close()


async def test_who_opens_a_new_file_while_another_writes_its_first_words_waits(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    first = sqlite3.connect(path, isolation_level=None)
    first.execute("BEGIN IMMEDIATE")
    records = Records.at(f"sqlite:///{path}")
    reading = asyncio.create_task(_says_one(records))
    await asyncio.sleep(0.2)
    assert not reading.done()
    first.execute("COMMIT")
    assert await reading == 1
    first.close()
    await records.close()


async def _says_one(records: Records) -> int | None:
    async with records.reading() as db:
        return await db.scalar(text("SELECT 1"))
