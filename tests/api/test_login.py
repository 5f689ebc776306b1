"""Coming in: passwords, locks, cookies, and the header that a form elsewhere cannot send."""

import httpx
import pytest

from models import Records
from models.repositories import audit
from tests.api.conftest import PASSWORD, LogIn
from tests.api.fake_hotline import FakeHotline

MINUTE = 60_000


async def attempt(client: httpx.AsyncClient, agent: str, password: str) -> httpx.Response:
    return await client.post("/api/login", json={"agent": agent, "password": password})


async def deeds(records: Records) -> list[tuple[str | None, str, str]]:
    async with records.reading() as db:
        return [(row.who, row.what, row.object) for row in await audit.list_newest(db)]


async def test_a_login_answers_who_i_am_and_sets_a_cookie_that_scripts_cannot_read(
    nobody: httpx.AsyncClient, hotline: FakeHotline
) -> None:
    hotline.seat("1026")
    answer = await attempt(nobody, "1026", PASSWORD)
    me = {"agent": "1026", "name": "坐席1026", "role": "agent", "presence": "ready", "phone_registered": True}
    me |= {"department": None}
    assert answer.json() == me
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert (await nobody.get("/api/me")).json() == me


async def test_who_logs_in_over_tls_gets_a_cookie_that_goes_nowhere_else(nobody: httpx.AsyncClient) -> None:
    for url, secure in (("https://desk.test/api/login", True), ("http://desk.test/api/login", False)):
        answer = await nobody.post(url, json={"agent": "1026", "password": PASSWORD})
        assert ("Secure" in answer.headers["set-cookie"]) is secure


async def test_the_records_keep_no_token(nobody: httpx.AsyncClient, records: Records) -> None:
    await attempt(nobody, "1026", PASSWORD)
    token = nobody.cookies["lingting_session"]
    async with records.reading() as db:
        rows = (await (await db.connection()).exec_driver_sql("SELECT * FROM sessions")).all()
    assert len(rows) == 1
    assert token not in str(rows)


async def test_without_a_session_every_door_is_closed(nobody: httpx.AsyncClient) -> None:
    for path in (
        "/api/me",
        "/api/cases",
        "/api/tickets",
        "/api/agents",
        "/api/departments",
        "/api/taxonomy",
        "/api/callers/1",
    ):
        answer = await nobody.get(path)
        assert (path, answer.status_code) == (path, 401)
        assert "登录" in answer.json()["detail"]


async def test_a_changing_request_without_our_header_is_refused(log_in: LogIn, nobody: httpx.AsyncClient) -> None:
    client = await log_in("1026")
    for answer in (
        await client.put("/api/me/presence", json={"presence": "ready"}, headers={"X-Lingting": ""}),
        await nobody.post("/api/login", json={"agent": "1026", "password": PASSWORD}, headers={"X-Lingting": "0"}),
    ):
        assert answer.status_code == 403
        assert "X-Lingting" in answer.json()["detail"]


@pytest.mark.parametrize("agent", ["1026", "nobody-has-this"])
async def test_five_failures_lock_for_a_quarter_of_an_hour_whether_the_agent_exists_or_not(
    nobody: httpx.AsyncClient, hotline: FakeHotline, agent: str
) -> None:
    for _ in range(5):
        assert (await attempt(nobody, agent, "wrong")).status_code == 401
    locked = await attempt(nobody, agent, PASSWORD)
    assert locked.status_code == 423
    assert locked.headers["retry-after"] == "900"
    assert "15 分钟" in locked.json()["detail"]
    hotline.clock += 15 * MINUTE
    assert (await attempt(nobody, agent, PASSWORD)).status_code == (200 if agent == "1026" else 401)


async def test_failures_that_lie_apart_do_not_lock(nobody: httpx.AsyncClient, hotline: FakeHotline) -> None:
    for _ in range(8):
        assert (await attempt(nobody, "1026", "wrong")).status_code == 401
        hotline.clock += 5 * MINUTE


async def test_a_right_password_forgives_what_was_before(nobody: httpx.AsyncClient) -> None:
    for _ in range(2):
        for _ in range(4):
            await attempt(nobody, "1026", "wrong")
        assert (await attempt(nobody, "1026", PASSWORD)).status_code == 200


async def test_one_answer_for_a_wrong_password_an_unknown_agent_and_a_disabled_one(
    nobody: httpx.AsyncClient, log_in: LogIn
) -> None:
    await (await log_in("9002")).patch("/api/agents/1027", json={"enabled": False})
    wrong = await attempt(nobody, "1026", "wrong")
    unknown = await attempt(nobody, "4711", "wrong")
    disabled = await attempt(nobody, "1027", PASSWORD)
    assert {r.status_code for r in (wrong, unknown, disabled)} == {401}
    assert wrong.json() == unknown.json() == disabled.json()


async def test_logins_and_failures_are_kept_account_of(nobody: httpx.AsyncClient, records: Records) -> None:
    await attempt(nobody, "4711", "wrong")
    await attempt(nobody, "1026", "wrong")
    await attempt(nobody, "1026", PASSWORD)
    assert await deeds(records) == [
        ("1026", "logged_in", "agent:1026"),
        ("1026", "login_failed", "agent:1026"),
        (None, "login_failed", "agent:4711"),
    ]


async def test_a_session_ends_with_logout_and_the_agent_is_away(log_in: LogIn, hotline: FakeHotline) -> None:
    hotline.seat("1026")
    client = await log_in("1026")
    token = client.cookies["lingting_session"]
    assert (await client.post("/api/logout")).status_code == 204
    assert hotline.presence(next(iter(hotline.agents))) == "away"
    client.cookies.set("lingting_session", token)
    assert (await client.get("/api/me")).status_code == 401


async def test_an_agent_logged_in_twice_stays_ready_until_the_last_logout(log_in: LogIn, hotline: FakeHotline) -> None:
    hotline.seat("1026")
    first, second = await log_in("1026"), await log_in("1026")
    for client, presence in ((first, "ready"), (second, "away")):
        await client.post("/api/logout")
        assert hotline.presence(next(iter(hotline.agents))) == presence


async def test_a_session_that_has_expired_keeps_nobody_ready(log_in: LogIn, hotline: FakeHotline) -> None:
    hotline.seat("1026")
    await log_in("1026")
    hotline.clock += 13 * 60 * MINUTE
    await (await log_in("1026")).post("/api/logout")
    assert hotline.presence(next(iter(hotline.agents))) == "away"


async def test_a_session_lives_twelve_hours_from_its_last_use(log_in: LogIn, hotline: FakeHotline) -> None:
    client = await log_in("1026")
    for _ in range(3):
        hotline.clock += 11 * 60 * MINUTE
        assert (await client.get("/api/me")).status_code == 200
    hotline.clock += 12 * 60 * MINUTE
    assert (await client.get("/api/me")).status_code == 401


async def test_presence_is_said_to_the_switchboard(log_in: LogIn, hotline: FakeHotline) -> None:
    hotline.seat("1026")
    client = await log_in("1026")
    answer = await client.put("/api/me/presence", json={"presence": "away"})
    assert answer.json()["presence"] == "away"
    bad = await client.put("/api/me/presence", json={"presence": "asleep"})
    assert bad.status_code == 422
    assert bad.json()["detail"][0]["loc"] == ["body", "presence"]
