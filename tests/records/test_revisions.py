"""Migrations, run from code, on both databases."""

import asyncio

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from models import Records, migrate
from models.db_cli import build_app
from models.revisions import differences, downgrade, revision


async def test_an_empty_database_is_brought_to_the_newest_tables_and_back(bare_url: str) -> None:
    assert await revision(bare_url) is None
    await migrate(bare_url)
    newest = await revision(bare_url)
    assert newest is not None
    await downgrade(bare_url, "base")
    assert await revision(bare_url) is None
    await migrate(bare_url)
    assert await revision(bare_url) == newest


async def test_migrating_again_changes_nothing(bare_url: str) -> None:
    await migrate(bare_url)
    async with (records := Records.at(bare_url)).writing() as db:
        await db.execute(text("INSERT INTO departments (name, scope, uri) VALUES ('水务局', '供水', 'sip:1')"))
    await migrate(bare_url)
    async with records.reading() as db:
        assert await db.scalar(text("SELECT count(*) FROM departments")) == 1
    await records.close()


async def test_the_revisions_make_exactly_the_tables_that_the_code_declares(bare_url: str) -> None:
    await migrate(bare_url)
    assert await differences(bare_url) == []


async def test_a_table_that_is_not_as_declared_is_noticed(bare_url: str) -> None:
    await migrate(bare_url)
    async with (records := Records.at(bare_url)).writing() as db:
        await db.execute(text("DROP INDEX ix_audit_at"))
        await db.execute(text("ALTER TABLE audit DROP COLUMN what"))
    await records.close()
    assert {difference[0] for difference in await differences(bare_url)} == {"add_index", "add_column"}


async def test_two_machines_may_migrate_at_once(bare_url: str) -> None:
    await asyncio.gather(*(migrate(bare_url) for _ in range(3)))
    assert await differences(bare_url) == []


async def test_records_that_are_not_migrated_do_not_answer(bare_url: str) -> None:
    records = Records.at(bare_url)
    with pytest.raises(Exception, match="positions"):
        await records.ping()
    await migrate(bare_url)
    await records.ping()
    await records.close()


def test_an_administrator_migrates_by_hand(bare_url: str) -> None:
    app = build_app(lambda: bare_url)
    assert "no tables yet" in CliRunner().invoke(app, ["revision"]).output
    assert CliRunner().invoke(app, ["upgrade"]).exit_code == 0
    assert CliRunner().invoke(app, ["revision"]).output.strip() == "0001"
    assert CliRunner().invoke(app, ["downgrade", "base", "--url", bare_url]).exit_code == 0
    assert "no tables yet" in CliRunner().invoke(app, ["revision"]).output
