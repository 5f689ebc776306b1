"""Accounts: made, changed, and ended everywhere at once."""

import hashlib

from callflow.units import AgentId
from models import Records
from models.repositories import agents, audit
from tests.api.conftest import LogIn
from tests.api.fake_hotline import FakeHotline

NEW = {"agent": "2001", "name": "新人", "role": "agent", "password": "long-enough", "phone_password": "phone-secret"}
NEW_SKILLED = {**NEW, "skills": ["粤语"]}


async def test_a_new_agent_can_log_in_and_its_phone_can_register(
    log_in: LogIn, hotline: FakeHotline, records: Records
) -> None:
    admin = await log_in("9002")
    answer = await admin.post("/api/agents", json=NEW_SKILLED)
    assert answer.json() == {
        "agent": "2001",
        "name": "新人",
        "role": "agent",
        "enabled": True,
        "skills": ["粤语"],
        "presence": "away",
        "phone_registered": False,
        "department": None,
    }
    assert hotline.account_changes == 1
    login = await admin.post("/api/login", json={"agent": "2001", "password": "long-enough"})
    assert login.status_code == 200
    async with records.reading() as db:
        phones = dict(await agents.phones(db))
    ha1 = hashlib.md5(b"2001:lingting:phone-secret", usedforsecurity=False).hexdigest()
    assert phones == {AgentId("2001"): ha1}


async def test_skills_are_changed_whole_and_left_alone_otherwise(log_in: LogIn) -> None:
    admin = await log_in("9002")
    changes = [
        ({"skills": ["社保", "粤语"]}, ["社保", "粤语"]),
        ({"name": "改名"}, ["社保", "粤语"]),
        ({"skills": []}, []),
    ]
    for change, skills in changes:
        answer = await admin.patch("/api/agents/1026", json=change)
        assert answer.json()["skills"] == skills


async def test_passwords_do_not_reach_the_audit(log_in: LogIn, records: Records) -> None:
    admin = await log_in("9002")
    await admin.post("/api/agents", json=NEW)
    await admin.patch("/api/agents/2001", json={"password": "another-secret"})
    async with records.reading() as db:
        notes = [(row.what, row.who, str(row.detail)) for row in await audit.list_newest(db)]
    assert {("agent_changed", "9002"), ("agent_made", "9002")} <= {(what, who) for what, who, _ in notes}
    assert not any("secret" in detail or "enough" in detail for _, _, detail in notes)


async def test_a_number_is_given_once(log_in: LogIn) -> None:
    admin = await log_in("9002")
    answer = await admin.post("/api/agents", json=NEW | {"agent": "1026"})
    assert answer.status_code == 409
    assert "1026" in answer.json()["detail"]


async def test_disabling_a_new_password_or_another_role_logs_the_agent_out(log_in: LogIn) -> None:
    admin = await log_in("9002")
    for change in ({"role": "supervisor"}, {"enabled": False}):
        agent = await log_in("1026")
        assert (await agent.get("/api/me")).status_code == 200
        assert (await admin.patch("/api/agents/1026", json=change)).status_code == 200
        assert (await agent.get("/api/me")).status_code == 401
    agent = await log_in("1027")
    await admin.patch("/api/agents/1027", json={"password": "brand-new-one"})
    assert (await agent.get("/api/me")).status_code == 401


async def test_a_new_name_is_there_at_once_and_ends_no_session(log_in: LogIn) -> None:
    admin, agent = await log_in("9002"), await log_in("1026")
    await agent.get("/api/me")
    await admin.patch("/api/agents/1026", json={"name": "李静"})
    assert (await agent.get("/api/me")).json()["name"] == "李静"


async def test_the_last_admin_stays_one(log_in: LogIn) -> None:
    admin = await log_in("9002")
    for change in ({"role": "agent"}, {"enabled": False}):
        answer = await admin.patch("/api/agents/9002", json=change)
        assert answer.status_code == 409
        assert "最后一个管理员" in answer.json()["detail"]
    await admin.patch("/api/agents/9001", json={"role": "admin"})
    assert (await admin.patch("/api/agents/9002", json={"role": "agent"})).status_code == 200


async def test_an_agent_that_is_not_there_cannot_be_changed(log_in: LogIn) -> None:
    assert (await (await log_in("9002")).patch("/api/agents/4711", json={"name": "谁"})).status_code == 404


async def test_accounts_are_joined_with_the_floor(log_in: LogIn, hotline: FakeHotline) -> None:
    hotline.seat("1026")
    rows = (await (await log_in("9001")).get("/api/agents")).json()
    assert {row["agent"]: row["phone_registered"] for row in rows} == {
        "1026": True,
        "1027": False,
        "9001": False,
        "9002": False,
    }
