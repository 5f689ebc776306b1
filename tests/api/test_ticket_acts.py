"""Moving tickets on over REST: who may, what the answer is, what is written down."""

from typing import Any

import httpx
import pytest

from callflow.drafting import FieldName
from callflow.events import TicketConfirmed
from callflow.units import AgentId, TicketNumber
from models import Records, project
from models.repositories import audit, departments, tickets
from models.repositories.departments import DepartmentEntry
from tests.api.conftest import LogIn
from tests.api.fake_hotline import START, FakeHotline
from tests.api.test_records_of_calls import NUMBER, keep
from tests.records.story import whole_call

WEB = "261121000077"


@pytest.fixture(autouse=True)
async def filed(records: Records) -> None:
    """A confirmed ticket of agent 1026, and two departments."""
    async with records.writing() as db:
        await departments.create(db, "water", DepartmentEntry(name="市水务局"))
        await departments.create(db, "gas", DepartmentEntry(name="市燃气公司"))
    await keep(records, whole_call(start=START))


@pytest.fixture
async def agent(log_in: LogIn) -> httpx.AsyncClient:
    return await log_in("1026")


@pytest.fixture
async def leader(log_in: LogIn) -> httpx.AsyncClient:
    return await log_in("9001")


async def act(client: httpx.AsyncClient, name: str, number: str = NUMBER, **body: Any) -> httpx.Response:
    return await client.post(f"/api/tickets/{number}/{name}", json=body or None)


async def came_by_web(records: Records) -> None:
    values = {FieldName.TITLE: "路灯不亮", FieldName.BODY: "路灯不亮，电话13812345678。"}
    async with records.writing() as db:
        await tickets.make(db, TicketNumber(WEB), source="web", sender_id="w1", values=values, now=START)


async def test_a_ticket_is_dispatched_with_what_may_follow(agent: httpx.AsyncClient) -> None:
    told = (await act(agent, "dispatch", department="water", note="请尽快")).json()
    assert (told["state"], told["department"]) == ("dispatched", {"id": "water", "name": "市水务局"})
    assert told["clock"]["label"] == "一般 5 个工作日"
    assert told["clock"]["standing"] == "running"
    (listed,) = (await agent.get("/api/tickets?state=dispatched")).json()
    assert told["clock"]["soon_at"] < told["clock"]["due_at"]
    assert [listed["clock"][at] for at in ("soon_at", "due_at")] == [told["clock"][at] for at in ("soon_at", "due_at")]
    assert (told["history"][-1]["label"], told["history"][-1]["text"]) == ("派单", "市水务局，请尽快")
    assert told["acts"] == ["merge"]


async def test_a_supervisor_acts_for_a_department_that_telephones(leader: httpx.AsyncClient) -> None:
    for name, body in (
        ("dispatch", {"department": "water", "limit": "hard"}),
        ("accept", {}),
        ("extension", {"days": 3, "reason": "等配件"}),
        ("extension/grant", {}),
        ("suspend", {"reason": "等市民补材料"}),
        ("resume", {}),
        ("reply", {"text": "已修好，联系电话 13812345678。"}),
        ("follow-up", {"reached": True, "solved": True, "score": 1}),
    ):
        answer = await act(leader, name, **body)
        assert answer.status_code == 200, (name, answer.text)
    told = answer.json()
    assert (told["state"], told["extension"], told["reply"]) == ("resolved", None, "已修好，联系电话 138****5678。")
    assert told["clock"]["label"] == "疑难 15 个工作日"
    assert [one["kind"] for one in told["history"]][-2:] == ["followed_up", "resolved"]
    assert (await act(leader, "archive")).json()["state"] == "archived"


async def test_a_step_that_cannot_be_taken_is_refused_in_words(
    agent: httpx.AsyncClient, leader: httpx.AsyncClient, log_in: LogIn
) -> None:
    await act(agent, "dispatch", department="water")
    for client, name, body, status, words in (
        (agent, "accept", {}, 403, "签收只能由班长、承办单位来做。"),
        (leader, "reply", {"text": "好了"}, 409, "工单还没有签收，请先签收再答复。"),
        (leader, "dispatch", {"department": "nobody"}, 409, "单位目录里没有这个承办单位，或者它已停用，请重选。"),
        (leader, "merge", {"into": NUMBER}, 409, "工单不能并入它自己。"),
        (await log_in("1027"), "merge", {"into": "1"}, 403, "这不是您的工单，不能处理。"),
    ):
        refused = await act(client, name, **body)
        assert (refused.status_code, refused.json()["detail"]) == (status, words)
    assert (await act(leader, "accept", number="1")).status_code == 404


async def test_every_step_stands_in_the_audit(agent: httpx.AsyncClient, records: Records) -> None:
    await act(agent, "dispatch", department="water")
    async with records.reading() as db:
        (line, *_) = await audit.list_newest(db)
    assert (line.what, line.who, line.object) == ("ticket_step", "1026", f"ticket:{NUMBER}")
    assert line.detail["step"] == "dispatched"


async def test_an_admin_reads_the_audit_by_whose_what_and_on_what(
    agent: httpx.AsyncClient, leader: httpx.AsyncClient, log_in: LogIn
) -> None:
    await act(agent, "dispatch", department="water")
    await act(leader, "accept")
    await act(leader, "unmask", reason="回电 13812345678")
    admin = await log_in("9002")

    async def lines(query: str) -> list[tuple[str, str]]:
        found = (await admin.get(f"/api/audit?on=ticket:{NUMBER}&{query}")).json()
        return [(line["who"], line["detail"].get("step") or line["detail"].get("reason")) for line in found]

    assert await lines("limit=3") == [("9001", "回电 138****5678"), ("9001", "accepted"), ("1026", "dispatched")]
    assert await lines("what=number_unmasked") == [("9001", "回电 138****5678")]
    assert (await lines("who=1026&what=ticket_step"))[0] == ("1026", "dispatched")
    (first, second) = (await admin.get(f"/api/audit?on=ticket:{NUMBER}&limit=2")).json()
    assert (await admin.get(f"/api/audit?on=ticket:{NUMBER}&limit=1&before={first['id']}")).json() == [second]


async def test_a_request_from_another_channel_waits_for_anybody_and_is_then_somebodys(
    agent: httpx.AsyncClient, log_in: LogIn, records: Records
) -> None:
    await came_by_web(records)
    (row,) = (await agent.get("/api/tickets?list=intake")).json()
    assert (row["number"], row["case"], row["source"]) == (WEB, None, "web")
    assert row["values"]["body"] == "路灯不亮，电话138****5678。"
    assert (await agent.get("/api/tickets/counts")).json()["intake"] == 1
    assert (await act(agent, "confirm", number=NUMBER)).status_code == 409
    confirmed = (await act(agent, "confirm", number=WEB, values={"request_type": "投诉"})).json()
    assert (confirmed["state"], confirmed["agent"], confirmed["values"]["request_type"]) == (
        "confirmed",
        "1026",
        "投诉",
    )
    assert (await (await log_in("1027")).get(f"/api/tickets/{WEB}")).status_code == 403


async def test_a_calls_draft_is_left_to_its_case(agent: httpx.AsyncClient, records: Records) -> None:
    number = "261121000002"
    story = whole_call("case-2", number)
    confirmation = next(entry.index for entry in story.entries if isinstance(entry.event, TicketConfirmed))
    async with records.writing() as db:
        await project(db, story.case, story.entries[:confirmation])
    for name, body, word in (("confirm", {}, "确认"), ("discard", {"reason": "打错"}, "作废")):
        refused = await act(agent, name, number=number, **body)
        assert (refused.status_code, refused.json()["detail"]) == (409, f"来电的工单请在通话页面{word}。")
    await keep(records, story)
    assert (await agent.get(f"/api/tickets/{number}")).json()["state"] == "confirmed"


async def test_elements_are_corrected_before_the_ticket_goes_out(agent: httpx.AsyncClient) -> None:
    path = f"/api/tickets/{NUMBER}/values"
    told = (await agent.patch(path, json={"values": {"place": "人民路 5 号"}})).json()
    assert told["values"]["place"] == "人民路 5 号"
    assert told["history"][-1]["detail"] == {"changes": {"place": "人民路 5 号"}}
    assert (await agent.patch(path, json={"values": {"urgency": "马上"}})).status_code == 422
    await act(agent, "dispatch", department="water")
    assert (await agent.patch(path, json={"values": {"place": "x"}})).status_code == 403


async def test_what_is_urgent_goes_over_the_duty_leaders_list(
    agent: httpx.AsyncClient, leader: httpx.AsyncClient, log_in: LogIn
) -> None:
    admin = await log_in("9002")
    rules = (await admin.get("/api/ticket-rules")).json() | {"review": "all"}
    assert (await admin.put("/api/ticket-rules", json=rules)).json()["review"] == "all"
    assert (await act(agent, "dispatch", department="water")).status_code == 409
    assert (await act(agent, "submit")).json()["state"] == "in_review"
    assert [row["number"] for row in (await leader.get("/api/tickets?list=review")).json()] == [NUMBER]
    assert (await act(leader, "send-back", reason="地址不清")).json()["state"] == "confirmed"
    await act(agent, "submit")
    assert (await act(leader, "review")).json()["state"] == "reviewed"
    assert "dispatch" in (await agent.get(f"/api/tickets/{NUMBER}")).json()["acts"]


async def test_rules_that_leave_a_hole_are_not_taken(log_in: LogIn) -> None:
    admin = await log_in("9002")
    rules = (await admin.get("/api/ticket-rules")).json()
    for change, field in (
        ({"review": "sometimes"}, "review"),
        ({"limits": []}, "limits"),
        ({"levels": rules["levels"][:3]}, "levels"),
        ({"office_hours": {}}, "office_hours"),
        ({"colour": "blue"}, "colour"),
    ):
        refused = await admin.put("/api/ticket-rules", json=rules | change)
        assert refused.status_code == 422
        assert refused.json()["detail"][0]["loc"][-1].startswith(field)
    assert (await (await log_in("9001")).put("/api/ticket-rules", json=rules)).status_code == 403


async def test_a_list_is_narrowed_by_department_state_and_limit(
    agent: httpx.AsyncClient, leader: httpx.AsyncClient, hotline: FakeHotline
) -> None:
    await act(agent, "dispatch", department="water", limit="danger")
    for query, found in (
        ("department=water", 1),
        ("department=gas", 0),
        ("state=dispatched&state=accepted", 1),
        ("state=accepted", 0),
        ("list=open", 1),
        ("list=to_dispatch", 0),
        ("due=running", 1),
        ("due=over", 0),
        ("flag=any", 0),
        ("sort=due", 1),
        ("source=web", 0),
        ("list=extensions", 0),
    ):
        assert len((await leader.get(f"/api/tickets?{query}")).json()) == found, query
    hotline.clock += 3 * 3_600_000  # type: ignore[assignment]
    (late,) = (await leader.get("/api/tickets?due=over&sort=due")).json()
    assert late["clock"]["standing"] == "overdue"
    assert (await leader.get("/api/tickets/counts")).json()["overdue"] == 1


async def test_an_export_is_masked_harmless_and_noted(
    agent: httpx.AsyncClient, leader: httpx.AsyncClient, records: Records
) -> None:
    values = {"title": "=HYPERLINK(1)", "body": "身份证 420106199001011234，电话 13812345678"}
    await agent.patch(f"/api/tickets/{NUMBER}/values", json={"values": values})
    assert (await agent.get("/api/tickets.csv")).status_code == 403
    text = (await leader.get("/api/tickets.csv")).text
    assert text.startswith("\ufeff工单号,")
    assert "'=HYPERLINK(1)" in text
    assert "420****1234" in text
    assert "13812345678" not in text
    assert "13800001234" not in text
    async with records.reading() as db:
        (line, *_) = await audit.list_newest(db)
    assert (line.what, line.detail) == ("tickets_exported", {"tickets": 1})


async def test_tickets_that_are_merged_name_each_other(agent: httpx.AsyncClient, records: Records) -> None:
    other = "261121000002"
    await keep(records, whole_call("case-2", other))
    merged = (await act(agent, "merge", number=other, into=NUMBER)).json()
    assert (merged["state"], merged["merged_into"]) == ("merged", NUMBER)
    target = (await agent.get(f"/api/tickets/{NUMBER}")).json()
    assert target["merged"] == [other]
    assert other in target["history"][-1]["text"], "as many digits as a telephone number, yet nothing to hide"
    assert target["history"][-1]["detail"]["ticket"] == other
    assert NUMBER in merged["history"][-1]["text"]
    assert AgentId("1026") == merged["agent"]


async def test_a_call_is_confirmed_as_anothers_repeat_or_as_answered(
    agent: httpx.AsyncClient, hotline: FakeHotline
) -> None:
    case = hotline.open_case("live", agent="1026")
    refused = await agent.post("/api/cases/live/confirm", json={"merge_into": "9"})
    assert (refused.status_code, refused.json()["detail"]) == (409, "工单 9 不在办理中，不能并入。")
    for body in {"merge_into": NUMBER}, {"answer": "周一到周五办理", "article": "a1"}:
        assert (await agent.post("/api/cases/live/confirm", json=body)).status_code == 200
        assert hotline.told[-1] == (case, TicketConfirmed(agent=AgentId("1026"), **body))  # type: ignore[arg-type]
