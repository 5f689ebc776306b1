"""Requests from other channels, and the citizen's question how a ticket stands."""

import asyncio
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from callflow.screen import RequestAlarms
from callflow.ticket_steps import Actor, Answered, By, Merged, Resolved, TicketStep
from callflow.units import AgentId, TicketNumber
from models import Records
from models.repositories import articles, ticket_lives, tickets
from models.repositories.articles import ArticleEntry
from tests.api.conftest import LogIn
from tests.api.fake_hotline import FakeHotline
from tests.api.wire import WireScreen, serving

TEXT = "东湖区人民路3号门口的水管漏水，已经两天了。请尽快派人来修！"
REQUEST = {"source": "web", "sender_id": "w-1", "text": TEXT, "number": "13800001234", "name": "刘女士"}


@pytest.fixture
async def admin(log_in: LogIn) -> httpx.AsyncClient:
    return await log_in("9002")


async def _key(admin: httpx.AsyncClient, **more: Any) -> dict[str, str]:
    made = await admin.post("/api/keys", json={"name": "市民网站", **more})
    assert made.status_code == 201, made.text
    return {"Authorization": f"Bearer {made.json()['key']}"}


async def _sent(nobody: httpx.AsyncClient, key: dict[str, str], **more: Any) -> httpx.Response:
    return await nobody.post("/api/requests", json={**REQUEST, **more}, headers=key)


async def test_a_request_becomes_a_draft_that_any_agent_may_take(
    admin: httpx.AsyncClient, nobody: httpx.AsyncClient, records: Records
) -> None:
    answer = await _sent(nobody, await _key(admin))
    taken = answer.json()
    assert (answer.status_code, taken["state"]) == (201, "draft")
    async with records.reading() as db:
        row = await tickets.get(db, taken["number"])
        intake = await tickets.list_newest(db, tickets.TicketFilter(intake=True))
    assert row is not None
    assert (row.source, row.caller_name, row.callback_number) == ("web", "刘女士", "13800001234")
    assert "人民路" in row.place
    assert "漏水" in row.title
    assert [one.number for one in intake] == [taken["number"]]


async def test_what_is_sent_again_is_the_same_ticket_and_what_differs_is_refused(
    admin: httpx.AsyncClient, nobody: httpx.AsyncClient
) -> None:
    key = await _key(admin)
    first, again = await _sent(nobody, key), await _sent(nobody, key)
    assert (again.status_code, again.json()) == (200, first.json())
    other = await _sent(nobody, key, text="别的诉求：路灯不亮")
    assert (other.status_code, other.json()["detail"]) == (409, "这个 sender_id 已经提交过其他内容，请换一个编号。")
    many = await asyncio.gather(*(_sent(nobody, key, sender_id="w-2") for _ in range(4)))
    assert len({one.json()["number"] for one in many}) == 1


FIRE = "东湖区人民路3号三楼着火了，浓烟很大。我爸爸吸了烟晕倒了！"


async def test_an_emergency_in_a_request_is_on_screens_until_somebody_has_taken_it(
    app: FastAPI, admin: httpx.AsyncClient, nobody: httpx.AsyncClient, log_in: LogIn
) -> None:
    key, agent = await _key(admin), await log_in("1026")
    async with serving(app) as host:
        screen = await WireScreen.of(host, "1026")
        assert RequestAlarms() in await screen.resume()
        sent = (await _sent(nobody, key, text=FIRE)).json()
        raised = await screen.take()
        await agent.post(f"/api/tickets/{sent['number']}/confirm", json={"values": {"title": "三楼着火"}})
        after = await screen.take()
        await screen.socket.close()
    assert isinstance(raised, RequestAlarms)
    alarms = [(one.ticket, one.source, one.service) for one in raised.alarms]
    assert alarms == [(sent["number"], "web", "119"), (sent["number"], "web", "120")]
    assert after == RequestAlarms()


async def test_who_wrote_of_an_emergency_is_told_whom_to_call_each_time(
    admin: httpx.AsyncClient, nobody: httpx.AsyncClient
) -> None:
    key = await _key(admin)
    first, again = [(await _sent(nobody, key, text=FIRE)).json() for _ in range(2)]
    assert first == again
    assert "请立即拨打119（消防）、120（急救）" in first["advice"]
    assert (await _sent(nobody, key, sender_id="w-2")).json()["advice"] == ""


async def test_a_discarded_request_alarms_nobody_any_more(
    admin: httpx.AsyncClient, nobody: httpx.AsyncClient, log_in: LogIn, hotline: FakeHotline
) -> None:
    sent = (await _sent(nobody, await _key(admin), text=FIRE)).json()
    assert len(hotline.request_alarms().alarms) == 2
    agent = await log_in("1026")
    await agent.post(f"/api/tickets/{sent['number']}/discard", json={"reason": "已拨打119"})
    assert hotline.request_alarms() == RequestAlarms()


async def test_without_a_key_or_with_a_revoked_one_nothing_is_taken(
    admin: httpx.AsyncClient, nobody: httpx.AsyncClient
) -> None:
    key = await _key(admin)
    assert (await _sent(nobody, {})).status_code == 401
    assert (await _sent(nobody, {"Authorization": "Bearer lt_guessed"})).status_code == 401
    (listed,) = (await admin.get("/api/keys")).json()
    assert "key" not in listed
    assert (await admin.delete(f"/api/keys/{listed['id']}")).status_code == 204
    assert (await _sent(nobody, key)).status_code == 401


async def test_a_program_that_sends_too_fast_is_told_to_wait(
    admin: httpx.AsyncClient, nobody: httpx.AsyncClient, hotline: FakeHotline
) -> None:
    key = await _key(admin, per_minute=2)
    answers = [await _sent(nobody, key, sender_id=f"w-{nth}") for nth in range(3)]
    assert [one.status_code for one in answers] == [201, 201, 429]
    hotline.clock += 1_000 * int(answers[2].headers["Retry-After"])
    assert (await _sent(nobody, key, sender_id="w-3")).status_code == 201


@pytest.mark.parametrize("bad", [{"source": "phone"}, {"text": " "}, {"number": "abc"}, {"sender_id": ""}, {"x": 1}])
async def test_a_bad_field_is_named(admin: httpx.AsyncClient, nobody: httpx.AsyncClient, bad: dict[str, Any]) -> None:
    answer = await _sent(nobody, await _key(admin), **bad)
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"][1] == next(iter(bad))


async def test_keys_are_the_admins_alone(admin: httpx.AsyncClient, log_in: LogIn) -> None:
    await _key(admin)
    assert (await admin.post("/api/keys", json={"name": "市民网站"})).status_code == 409
    supervisor = await log_in("9001")
    assert (await supervisor.get("/api/keys")).status_code == 403


async def _asked(nobody: httpx.AsyncClient, number: str, last4: str = "1234") -> httpx.Response:
    return await nobody.get(f"/api/progress?number={number}&last4={last4}")


async def test_a_citizen_is_told_state_and_reply_without_anybodys_number(
    admin: httpx.AsyncClient, nobody: httpx.AsyncClient, records: Records, hotline: FakeHotline
) -> None:
    number = (await _sent(nobody, await _key(admin))).json()["number"]
    told = (await _asked(nobody, number)).json()
    assert (told["text"], told["reply"]) == ("已收到，正在登记", "")
    async with records.writing() as db:
        row = await tickets.get_to_change(db, TicketNumber(number))
        assert row is not None
        agent = By(actor=Actor.AGENT, agent=AgentId("1026"))
        await ticket_lives.advance(db, row, await ticket_lives.confirmation(db, row), agent, hotline.clock)
        guide = await articles.create(db, ArticleEntry(title="水管漏水", body="请供水公司修"), None, hotline.clock)
        answer = Answered(answer="已联系供水公司，师傅电话 13900005678，今天修好。", article=str(guide.id))
        await ticket_lives.advance(db, row, answer, agent, hotline.clock)
    assert [one["used"] for one in (await admin.get("/api/articles")).json()] == [1]
    told = (await _asked(nobody, number)).json()
    assert told["text"] == "已直接答复"
    assert told["reply"] == "已联系供水公司，师傅电话 139****5678，今天修好。"
    assert set(told) == {"number", "state", "text", "department", "received_at", "changed_at", "reply"}


@pytest.mark.parametrize("done", [Answered(answer="已修好"), Resolved(note="已修好")])
async def test_whose_request_was_merged_is_told_state_and_reply_of_the_one_that_it_lives_on_in(
    admin: httpx.AsyncClient, nobody: httpx.AsyncClient, records: Records, hotline: FakeHotline, done: TicketStep
) -> None:
    key = await _key(admin)
    first, second = [(await _sent(nobody, key, sender_id=f"w-{nth}")).json()["number"] for nth in range(2)]
    leader = By(actor=Actor.SUPERVISOR, agent=AgentId("9001"))
    async with records.writing() as db:
        for number in first, second:
            row = await tickets.get_to_change(db, TicketNumber(number))
            assert row is not None
            await ticket_lives.advance(db, row, await ticket_lives.confirmation(db, row), leader, hotline.clock)
        await ticket_lives.advance(db, row, Merged(into=TicketNumber(first)), leader, hotline.clock)
        target = await tickets.get_to_change(db, TicketNumber(first))
        assert target is not None
        await ticket_lives.advance(db, target, done, leader, hotline.clock)
    told, of_merged = [(await _asked(nobody, number)).json() for number in (first, second)]
    assert of_merged == told | {"number": second}
    assert told["text"] in {"已直接答复", "已办结"}


async def test_wrong_digits_and_a_wrong_number_are_answered_alike_and_guessing_ends(
    admin: httpx.AsyncClient, nobody: httpx.AsyncClient
) -> None:
    number = (await _sent(nobody, await _key(admin))).json()["number"]
    wrong, unknown = await _asked(nobody, number, "0000"), await _asked(nobody, "999")
    assert wrong.status_code == unknown.status_code == 404
    assert wrong.json() == unknown.json()
    for _ in range(4):
        await _asked(nobody, number, "0000")
    locked = await _asked(nobody, number)
    assert locked.status_code == 429
    assert int(locked.headers["Retry-After"]) > 0


async def test_who_tries_many_tickets_is_locked_out_of_all(admin: httpx.AsyncClient, nobody: httpx.AsyncClient) -> None:
    number = (await _sent(nobody, await _key(admin))).json()["number"]
    for nth in range(20):
        assert (await _asked(nobody, f"99{nth}")).status_code == 404
    assert (await _asked(nobody, number)).status_code == 429
