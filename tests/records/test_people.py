"""Accounts and logins."""

import pytest

from callflow.units import AgentId, WallMs
from callflow.views import Role
from models import Records
from models.repositories import agents, audit, sessions
from models.tables import Agent

NOW = WallMs(1_800_000_000_000)
MINUTE = 60_000
ANNA = AgentId("1026")


async def hire(records: Records, number: str = ANNA, **given: object) -> Agent:
    account = {"name": "安娜", "role": Role.AGENT, "password_hash": "argon", "sip_ha1": "ha1"} | given
    async with records.writing() as db:
        return await agents.create(db, AgentId(number), now=NOW, **account)  # type: ignore[arg-type]


async def fail(records: Records, at: int) -> Agent:
    async with records.writing() as db:
        row = await agents.count_failure(db, ANNA, WallMs(at))
    assert row is not None
    return row


async def find(records: Records, agent: str = ANNA) -> Agent:
    async with records.reading() as db:
        row = await agents.get(db, AgentId(agent))
    assert row is not None
    return row


async def test_an_account_is_kept_as_made(records: Records) -> None:
    await hire(records)
    row = await find(records)
    assert (row.name, row.role, row.enabled, row.password_hash, row.sip_ha1) == (
        "安娜",
        Role.AGENT,
        True,
        "argon",
        "ha1",
    )
    async with records.reading() as db:
        assert await agents.get(db, AgentId("9999")) is None


async def test_skills_are_kept_and_changed_whole(records: Records) -> None:
    await hire(records, skills=["粤语", "社保"])
    assert (await find(records)).skills == ["粤语", "社保"]
    for change, left in (
        ({"name": "安妮"}, ["粤语", "社保"]),
        ({"skills": ["公积金"]}, ["公积金"]),
        ({"skills": []}, []),
    ):
        async with records.writing() as db:
            row = await agents.get(db, ANNA)
            assert row is not None
            await agents.update(db, row, **change)  # type: ignore[arg-type]
        assert (await find(records)).skills == left


async def test_a_number_is_given_to_one_agent(records: Records) -> None:
    await hire(records)
    with pytest.raises(agents.AgentExistsError):
        await hire(records, name="别人")
    assert (await find(records)).name == "安娜"


async def test_only_what_is_given_is_changed(records: Records) -> None:
    await hire(records)
    async with records.writing() as db:
        row = await agents.get(db, ANNA)
        assert row is not None
        await agents.update(db, row, name="安妮", role=Role.SUPERVISOR)
    row = await find(records)
    assert (row.name, row.role, row.password_hash, row.enabled) == ("安妮", Role.SUPERVISOR, "argon", True)


async def test_the_fifth_failure_within_15_minutes_locks_for_15_minutes(records: Records) -> None:
    await hire(records)
    for nth in range(4):
        assert not agents.is_locked(await fail(records, NOW + nth * MINUTE), NOW)
    row = await fail(records, NOW + 14 * MINUTE)
    assert row.locked_until == NOW + 29 * MINUTE
    assert agents.is_locked(row, WallMs(NOW + 29 * MINUTE - 1))
    assert not agents.is_locked(row, WallMs(NOW + 29 * MINUTE))


async def test_failures_further_apart_do_not_lock(records: Records) -> None:
    await hire(records)
    for nth in range(8):
        row = await fail(records, NOW + nth * 4 * MINUTE)
    assert row.locked_until is None


async def test_after_a_lock_counting_begins_anew(records: Records) -> None:
    await hire(records)
    for _ in range(5):
        await fail(records, NOW)
    row = await fail(records, NOW + 15 * MINUTE)
    assert (row.failed_logins, agents.is_locked(row, WallMs(NOW + 15 * MINUTE))) == (1, False)


async def test_a_good_login_forgives_failures(records: Records) -> None:
    await hire(records)
    for _ in range(4):
        await fail(records, NOW)
    async with records.writing() as db:
        row = await agents.get(db, ANNA)
        assert row is not None
        agents.forgive(row)
    assert (await fail(records, NOW)).failed_logins == 1


async def test_nobody_is_locked_under_an_unknown_number(records: Records) -> None:
    async with records.writing() as db:
        assert await agents.count_failure(db, AgentId("9999"), NOW) is None


async def test_a_new_password_lifts_a_lock(records: Records) -> None:
    await hire(records)
    for _ in range(5):
        await fail(records, NOW)
    async with records.writing() as db:
        row = await agents.get(db, ANNA)
        assert row is not None
        await agents.update(db, row, password_hash="new")
    assert (await find(records)).locked_until is None


async def test_the_registrar_is_told_of_enabled_agents_with_a_phone(records: Records) -> None:
    await hire(records, "1027", sip_ha1="b")
    await hire(records, "1026", sip_ha1="a")
    await hire(records, "1028", sip_ha1=None)
    gone, moved = await hire(records, "1029"), await hire(records, "1030")
    async with records.writing() as db:
        await agents.update(db, await db.merge(gone), enabled=False)
        await agents.update(db, await db.merge(moved), role=Role.DEPARTMENT, department="water")
    async with records.reading() as db:
        assert await agents.phones(db) == [("1026", "a"), ("1027", "b")]
        assert [row.number for row in await agents.list_all(db)] == ["1026", "1027", "1028", "1029", "1030"]


async def test_a_session_is_found_until_it_expires_with_its_agent(records: Records) -> None:
    await hire(records)
    async with records.writing() as db:
        await sessions.create(db, "hash", ANNA, NOW, WallMs(NOW + 10))
    async with records.reading() as db:
        found = await sessions.find(db, "hash", WallMs(NOW + 9))
        assert found is not None
        assert found.who.name == "安娜"
        assert await sessions.find(db, "hash", WallMs(NOW + 10)) is None
        assert await sessions.find(db, "other", NOW) is None


async def test_who_is_logged_in_has_a_session_that_has_not_expired(records: Records) -> None:
    await hire(records)
    await hire(records, "1027")
    async with records.writing() as db:
        for name, agent, until in (("one", ANNA, 10), ("two", ANNA, 20), ("other", AgentId("1027"), 10)):
            await sessions.create(db, name, agent, NOW, WallMs(NOW + until))
    async with records.reading() as db:
        assert await sessions.logged_in(db, WallMs(NOW + 9)) == {ANNA, "1027"}
        assert await sessions.logged_in(db, WallMs(NOW + 10)) == {ANNA}


async def test_a_session_is_extended_ended_and_cleared_away(records: Records) -> None:
    await hire(records)
    async with records.writing() as db:
        for name in ("long", "ended", "short"):
            await sessions.create(db, name, ANNA, NOW, WallMs(NOW + 10))
        await sessions.extend(db, "long", WallMs(NOW + 100))
        await sessions.delete(db, "ended")
        await sessions.purge(db, WallMs(NOW + 50))
    async with records.reading() as db:
        kept = [name for name in ("long", "ended", "short") if await sessions.find(db, name, NOW)]
    assert kept == ["long"]


@pytest.mark.parametrize("change", [{"password_hash": "new"}, {"enabled": False}, {"role": Role.ADMIN}])
async def test_a_change_of_rights_logs_the_agent_out(records: Records, change: dict[str, object]) -> None:
    await hire(records)
    await hire(records, "1027")
    async with records.writing() as db:
        await sessions.create(db, "anna", ANNA, NOW, WallMs(NOW + 10))
        await sessions.create(db, "other", AgentId("1027"), NOW, WallMs(NOW + 10))
        row = await agents.get(db, ANNA)
        assert row is not None
        await agents.update(db, row, **change)  # type: ignore[arg-type]
    async with records.reading() as db:
        assert await sessions.find(db, "anna", NOW) is None
        assert await sessions.find(db, "other", NOW) is not None


async def test_a_new_name_leaves_the_agent_logged_in(records: Records) -> None:
    await hire(records)
    async with records.writing() as db:
        await sessions.create(db, "anna", ANNA, NOW, WallMs(NOW + 10))
        row = await agents.get(db, ANNA)
        assert row is not None
        await agents.update(db, row, name="安妮")
    async with records.reading() as db:
        assert await sessions.find(db, "anna", NOW) is not None


async def test_the_audit_of_a_time_begins_with_its_first_moment_and_ends_before_its_last(records: Records) -> None:
    async with records.writing() as db:
        for nth in range(5):
            at = WallMs(NOW + nth)
            await audit.note(db, who=None, what="queue_changed", object=f"queue:{nth}", at=at)
    wanted = audit.AuditFilter(from_at=WallMs(NOW + 1), until_at=WallMs(NOW + 3))
    async with records.reading() as db:
        found = await audit.list_newest(db, wanted)
    assert [row.object for row in found] == ["queue:2", "queue:1"]


async def test_the_audit_is_read_newest_first_page_by_page(records: Records) -> None:
    async with records.writing() as db:
        for nth in range(5):
            detail = {"nth": nth}
            who = ANNA if nth % 2 else None
            await audit.note(db, who=who, what="login", object=f"agent:{nth}", at=NOW, detail=detail)
    async with records.reading() as db:
        newest = await audit.list_newest(db, limit=2)
        older = await audit.list_newest(db, limit=9, before=newest[-1].id)
        hers = await audit.list_newest(db, audit.AuditFilter(who=ANNA))
    assert [row.detail["nth"] for row in newest] == [4, 3]
    assert [row.detail["nth"] for row in older] == [2, 1, 0]
    assert [row.object for row in hers] == ["agent:3", "agent:1"]
