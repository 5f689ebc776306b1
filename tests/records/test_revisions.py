"""Migrations, run from code, on both databases."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

import models
from callflow.units import CaseId, TicketNumber
from models import Records, migrate
from models.db_cli import build_app
from models.repositories import agents, cases, departments, follow_ups, queues, tickets
from models.revisions import differences, downgrade, revision
from tests.records.story import steps_taken

VERSIONS = Path(models.__file__).parent / "migrations" / "versions"


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
        await db.execute(text("INSERT INTO calendar_days (day, kind, name) VALUES ('2026-10-01', 'holiday', '国庆')"))
    await migrate(bare_url)
    async with records.reading() as db:
        assert await db.scalar(text("SELECT count(*) FROM calendar_days")) == 1
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


OLD_DEPARTMENT = "INSERT INTO departments (name, scope, uri) VALUES ('水务局', '供水', 'sip:83001234@127.0.0.1')"
OLD_CASE = (
    "INSERT INTO cases (id, city, calling_number, called_number, sip_call_id, started_at, draft, edited) "
    "VALUES ('case-1', '江城市', '138', '12345', 'x', 1, '{}', '{}')"
)
OLD_LEG = "INSERT INTO legs (case_id, leg, role, peer, started_at) VALUES ('case-1', 'citizen', 'citizen', '138', 1)"
OLD_WORDS = (
    "INSERT INTO utterances (case_id, leg, first_sample, role, start_ms, end_ms, text, words, confidence) "
    "VALUES ('case-1', 'citizen', 0, 'citizen', 0, 1, '漏水', '[]', 0.5)"
)
OLD_AGENT = (
    "INSERT INTO agents (number, name, role, enabled, password_hash, failed_logins, created_at) "
    "VALUES ('1026', '安娜', 'agent', true, 'argon', 0, 1)"
)


async def test_the_first_tables_with_what_is_in_them_become_the_second_ones_and_go_back(bare_url: str) -> None:
    await migrate(bare_url, "0001")
    async with (records := Records.at(bare_url)).writing() as db:
        for row in (OLD_DEPARTMENT, OLD_CASE, OLD_LEG, OLD_WORDS, OLD_AGENT):
            await db.execute(text(row))
    await migrate(bare_url)
    assert await differences(bare_url) == []
    async with records.reading() as db:
        (unit,) = await departments.list_all(db)
        case = await cases.get_whole(db, CaseId("case-1"))
        (agent,) = await agents.list_all(db)
        (general,) = await queues.rules(db)
    assert (unit.name, [line.number for line in unit.numbers], unit.enabled) == ("水务局", ["83001234"], True)
    assert case is not None
    assert (case.queue, case.asked, [heard.setting for heard in case.utterances]) == ("", [], ["talk"])
    assert (agent.skills, general.name, general.skills, general.speech_model) == ([], "general", frozenset(), "")
    assert [heard.model for heard in case.utterances] == [""]
    await records.close()
    await downgrade(bare_url, "0001")
    async with (records := Records.at(bare_url)).reading() as db:
        assert (await db.execute(text("SELECT name, uri FROM departments"))).all() == [("水务局", "83001234")]
    await records.close()


OLD_TICKET = (
    "INSERT INTO tickets (number, case_id, state, agent, created_at, confirmed_at, request_type, category, place, "
    "incident_time, caller_name, callback_number, urgency, title, body) "
    "VALUES ('261121000001', 'case-1', 'resolved', '1026', 1, 2, '求助', '', '', '', '', '', '', '漏水', '漏水。')"
)
OLD_EVENTS = (
    "INSERT INTO ticket_events (ticket, kind, agent, at, detail) VALUES "
    "('261121000001', 'opened', NULL, 1, '{}'), ('261121000001', 'confirmed', '1026', 2, '{}'), "
    "('261121000001', 'resolved', '1001', 3, '{}')"
)
OLD_FOLLOW_UP = (
    "INSERT INTO follow_ups (ticket, state, planned_by, planned_at, due_at, attempts, changed_at) "
    "VALUES ('261121000001', 'planned', '1001', 3, 3, 0, 3)"
)


async def test_tickets_keep_their_life_when_they_learn_to_live_on(bare_url: str) -> None:
    await migrate(bare_url, "0004")
    async with (records := Records.at(bare_url)).writing() as db:
        for row in (OLD_CASE, OLD_TICKET, OLD_EVENTS, OLD_FOLLOW_UP):
            await db.execute(text(row))
    await migrate(bare_url)
    async with records.writing() as db:
        ticket = await tickets.get(db, TicketNumber("261121000001"))
        assert ticket is not None
        assert (ticket.source, ticket.title, ticket.state, ticket.department_id) == ("phone", "漏水", "resolved", "")
        steps = [(step.kind, step.actor) for step in await steps_taken(db, ticket.number)]
        assert steps == [("opened", "service"), ("confirmed", "agent"), ("resolved", "agent")]
        assert [row.ticket for row in await follow_ups.list_all(db)] == [ticket.number]
        await db.execute(text("UPDATE tickets SET case_id = NULL"))
    await records.close()
    await downgrade(bare_url, "0004")
    async with (records := Records.at(bare_url)).reading() as db:
        for table in ("tickets", "ticket_events", "follow_ups"):
            assert await db.scalar(text(f"SELECT count(*) FROM {table}")) == 0  # noqa: S608  names of ours
    await records.close()


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
    newest = max(path.name for path in VERSIONS.glob("r*.py"))[1:5]
    assert CliRunner().invoke(app, ["revision"]).output.strip() == newest
    assert CliRunner().invoke(app, ["downgrade", "base", "--url", bare_url]).exit_code == 0
    assert "no tables yet" in CliRunner().invoke(app, ["revision"]).output
