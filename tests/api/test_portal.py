"""What a department may see and do, and what it may not."""

import io
import zipfile
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from api import Passwords
from callflow import ticket_steps
from callflow.commands import SetTopology
from callflow.log import Entry
from callflow.screen import Hello, JointCall, JointCaption
from callflow.ticket_steps import Actor, By
from callflow.units import AgentId, CaseId, LegId, TicketNumber, WallMs
from callflow.views import Attempt, AttemptState, InvitationView, PartyRole, Role, Way
from models import Records
from models.repositories import agents, audit, departments, ticket_lives, tickets
from models.repositories.departments import DepartmentEntry
from tests.api.conftest import CHEAP, PASSWORD, LogIn, client_of
from tests.api.fake_hotline import START, FakeHotline
from tests.api.test_records_of_calls import NUMBER, keep
from tests.api.wire import WireScreen, serving
from tests.records.story import AGENT, Story, heard, whole_call

PDF = b"%PDF-1.7\n..."
OTHER = "261121000005"
ANNA = By(actor=Actor.AGENT, agent=AGENT)


@pytest.fixture(autouse=True)
async def dispatched(records: Records) -> None:
    """Two departments with an account each, and a ticket that one of them has."""
    hashed = await Passwords(CHEAP).hash(PASSWORD)
    async with records.writing() as db:
        for unit, name, number in (("water", "市水务局", "7001"), ("gas", "市燃气公司", "7002")):
            await departments.create(db, unit, DepartmentEntry(name=name))
            account = {"name": name, "role": Role.DEPARTMENT, "password_hash": hashed, "sip_ha1": None}
            await agents.create(db, AgentId(number), now=START, department=unit, **account)  # type: ignore[arg-type]
    await keep(records, whole_call())
    await dispatch(records, NUMBER)


async def dispatch(records: Records, number: str, department: str = "water", note: str = "") -> None:
    async with records.writing() as db:
        row = await tickets.get_to_change(db, TicketNumber(number))
        assert row is not None
        step = ticket_steps.Dispatched(department=department, note=note)
        await ticket_lives.advance(db, row, step, ANNA, START)


@pytest.fixture
async def water(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app, "7001") as client:
        yield client


@pytest.fixture
async def gas(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app, "7002") as client:
        yield client


def url(rest: str = "", number: str = NUMBER) -> str:
    return f"/api/department/tickets/{number}{rest}"


async def test_a_department_sees_its_own_tickets_and_nothing_else(
    water: httpx.AsyncClient, gas: httpx.AsyncClient, log_in: LogIn
) -> None:
    assert (await water.get("/api/me")).json()["department"] == "water"
    assert (await water.get("/api/department")).json() == {"id": "water", "name": "市水务局"}
    assert [row["number"] for row in (await water.get("/api/department/tickets")).json()] == [NUMBER]
    assert (await gas.get("/api/department/tickets")).json() == []
    assert (await gas.get(url())).status_code == 404
    assert (await gas.post(url("/accept"))).status_code == 404
    for path in ("/api/tickets", f"/api/tickets/{NUMBER}", "/api/cases", "/api/departments", "/api/wallboard"):
        assert (await water.get(path)).status_code == 403
    assert (await (await log_in("1026")).get("/api/department/tickets")).status_code == 403
    assert (await water.get("/api/department/counts")).json()["states"]["dispatched"] == 1


async def test_no_endpoint_of_the_hotlines_own_is_open_to_a_department(water: httpx.AsyncClient, app: FastAPI) -> None:
    everybodys = {"/api/login", "/api/logout", "/api/me", "/api/system", "/api/health", "/api/taxonomy", "/api/docs"}
    everybodys |= {"/api/progress", "/api/requests", "/metrics"}
    for path, ways in app.openapi()["paths"].items():
        if path in everybodys or path.startswith("/api/department/") or path == "/api/department" or "get" not in ways:
            continue
        concrete = path.replace("{case}", "x").replace("{number}", "1").replace("{leg}", "citizen")
        concrete = concrete.replace("{name}", "x").replace("{file}", "1").replace("{day}", "2026-11-21")
        concrete = concrete.replace("{id}", "1").replace("{article}", "1").replace("{article_id}", "1")
        answer = await water.get(concrete)
        assert answer.status_code in {401, 403, 404, 422}, path
        assert answer.status_code != 404 or "没有" not in answer.json()["detail"] or "地址" in answer.text, path


async def test_a_ticket_is_accepted_and_replied_to_with_a_file(
    water: httpx.AsyncClient, log_in: LogIn, records: Records
) -> None:
    assert (await water.post(url("/accept"))).json()["acts"] == ["reply", "return", "extension"]
    added = await water.post(url("/attachments"), files={"file": ("..\\维修 单.pdf", PDF, "text/html")})
    assert added.status_code == 201
    told = added.json()
    assert (told["name"], told["media_type"], told["size"]) == ("维修 单.pdf", "application/pdf", len(PDF))
    agent = await log_in("1026")
    assert (await agent.get(f"/api/tickets/{NUMBER}/attachments/{told['id']}")).status_code == 404
    replied = (await water.post(url("/reply"), json={"text": "已修好", "attachments": [told["id"]]})).json()
    assert (replied["state"], replied["reply"], replied["attachments"][0]["replied"]) == ("replied", "已修好", True)
    for client, path in (
        (water, url(f"/attachments/{told['id']}")),
        (agent, f"/api/tickets/{NUMBER}/attachments/{told['id']}"),
    ):
        got = await client.get(path)
        assert (got.content, got.headers["content-type"]) == (PDF, "application/pdf")
        assert got.headers["content-disposition"].startswith("attachment; ")
        assert got.headers["x-content-type-options"] == "nosniff"
    assert (await water.delete(url(f"/attachments/{told['id']}"))).status_code == 409
    async with records.reading() as db:
        assert (await audit.list_newest(db))[0].what == "attachment_read"


async def test_only_files_of_known_kinds_and_sizes_are_taken(water: httpx.AsyncClient, gas: httpx.AsyncClient) -> None:
    async def bring(name: str, content: bytes, client: httpx.AsyncClient = water) -> int:
        return (await client.post(url("/attachments"), files={"file": (name, content)})).status_code

    assert await bring("a.exe", b"MZ") == 415
    assert await bring("a.pdf", b"<html>") == 415
    assert await bring("a.pdf", PDF + b"x" * (10 << 20)) == 413
    assert await bring("a.pdf", PDF, gas) == 404
    office = io.BytesIO()
    with zipfile.ZipFile(office, "w") as archive:
        archive.writestr("[Content_Types].xml", "")
        archive.writestr("word/document.xml", "")
    assert await bring("a.docx", office.getvalue()) == 201
    assert await bring("a.xlsx", office.getvalue()) == 415
    for nth in range(9):
        assert await bring(f"{nth}.txt", "说明".encode()) == 201
    assert await bring("a.txt", b"one too many") == 409


async def test_a_file_is_taken_back_before_it_is_sent(water: httpx.AsyncClient, settings: object) -> None:
    one = (await water.post(url("/attachments"), files={"file": ("a.pdf", PDF)})).json()["id"]
    assert (await water.delete(url(f"/attachments/{one}"))).status_code == 204
    assert (await water.get(url(f"/attachments/{one}"))).status_code == 404
    await water.post(url("/accept"))
    refused = await water.post(url("/reply"), json={"text": "好了", "attachments": [one]})
    assert refused.status_code == 409
    assert not list(settings.attachments.iterdir())  # type: ignore[attr-defined]


async def test_a_returned_ticket_leaves_the_list_with_what_was_said(
    water: httpx.AsyncClient, gas: httpx.AsyncClient, records: Records, log_in: LogIn
) -> None:
    assert (await water.post(url("/return"), json={"reason": ""})).status_code == 422
    assert (await water.post(url("/return"), json={"reason": "属燃气公司"})).status_code == 204
    assert (await water.get("/api/department/tickets")).json() == []
    await dispatch(records, NUMBER, "gas")
    history = (await gas.get(url())).json()["history"]
    assert [step["kind"] for step in history] == ["opened", "confirmed", "dispatched"], "what water said is not gas's"
    whole = (await (await log_in("1026")).get(f"/api/tickets/{NUMBER}")).json()["history"]
    assert (whole[3]["text"], whole[3]["by"]["name"]) == ("市水务局：属燃气公司", "市水务局")


async def test_what_a_department_brought_and_replied_is_not_the_next_ones(
    water: httpx.AsyncClient, gas: httpx.AsyncClient, records: Records, log_in: LogIn
) -> None:
    leader = await log_in("9001")
    sent, unsent = [
        (await water.post(url("/attachments"), files={"file": (name, PDF)})).json()["id"] for name in ("a.pdf", "b.pdf")
    ]
    await water.post(url("/accept"))
    await leader.post(f"/api/tickets/{NUMBER}/reply", json={"text": "已修好", "attachments": [sent]})
    await leader.post(f"/api/tickets/{NUMBER}/reopen", json={"reason": "又漏了"})
    await dispatch(records, NUMBER, "gas")
    told = (await gas.get(url())).json()
    assert (told["reply"], told["attachments"]) == ("", [])
    assert [step["kind"] for step in told["history"]] == ["opened", "confirmed", "reopened", "dispatched"]
    assert "水务局" not in str(told)
    for file in sent, unsent:
        assert (await gas.get(url(f"/attachments/{file}"))).status_code == 404
        assert (await gas.delete(url(f"/attachments/{file}"))).status_code == 404
    await gas.post(url("/accept"))
    assert (await gas.post(url("/reply"), json={"text": "好了", "attachments": [unsent]})).status_code == 409
    whole = (await leader.get(f"/api/tickets/{NUMBER}")).json()
    assert (whole["reply"], [one["id"] for one in whole["attachments"]]) == ("已修好", [sent, unsent])


async def test_more_time_is_asked_for(water: httpx.AsyncClient) -> None:
    await water.post(url("/accept"))
    told = (await water.post(url("/extension"), json={"days": 3, "reason": "等配件"})).json()
    assert (told["extension"]["days"], told["extension"]["reason"]) == (3, "等配件")
    assert (await water.post(url("/extension"), json={"days": 3, "reason": "等配件"})).status_code == 409


@pytest.mark.parametrize(("element", "shows"), [("confidential", False), ("anonymous", False), ("", True)])
async def test_a_caller_who_is_to_stay_unknown_is_not_shown(
    water: httpx.AsyncClient,
    records: Records,
    element: str,
    shows: bool,  # noqa: FBT001  a column of the table
) -> None:
    values = {"title": "漏水", "body": "王小明反映漏水。", "request_type": "投诉", "caller_name": "王小明"}
    values |= {"callback_number": "13812345678"} | ({element: "是"} if element else {})
    story = Story("case-5").arrives().offers().talks().opens_ticket(OTHER).hangs_up().confirms(OTHER, **values)
    await keep(records, story)
    await dispatch(records, OTHER)
    whole = (await water.get(url(number=OTHER))).text
    listed = (await water.get("/api/department/tickets")).text
    for text in whole, listed:
        assert ("王小明" in text) is shows
        assert "13812345678" not in text
        assert ("138****5678" in text) is shows


async def test_what_people_write_about_an_unknown_caller_does_not_name_it(
    water: httpx.AsyncClient, records: Records
) -> None:
    values = {"title": "漏水", "body": "王先生来电反映漏水，联系 13812345678。", "request_type": "投诉"}
    values |= {"caller_name": "王小明", "confidential": "是"}
    story = Story("case-5").arrives().offers().talks().opens_ticket(OTHER).hangs_up().confirms(OTHER, **values)
    await keep(records, story)
    await dispatch(records, OTHER, note="请联系王先生 13812345678")
    told = (await water.get(url(number=OTHER))).json()
    assert told["values"]["body"] == "市民来电反映漏水，联系 ****。"
    assert (told["history"][-1]["text"], told["history"][-1]["detail"]["note"]) == (
        "市水务局，请联系市民 ****",
        "请联系市民 ****",
    )


async def test_a_department_account_is_made_with_its_department(log_in: LogIn) -> None:
    admin = await log_in("9002")
    account = {"agent": "7003", "name": "水务值班", "role": "department", "password": "long-enough"}
    assert (await admin.post("/api/agents", json=account)).status_code == 422
    assert (await admin.post("/api/agents", json=account | {"department": "nobody"})).status_code == 422
    made = await admin.post("/api/agents", json=account | {"department": "water"})
    assert (made.json()["department"], made.json()["role"]) == ("water", "department")
    moved = await admin.patch("/api/agents/7003", json={"department": "gas"})
    assert moved.json()["department"] == "gas"
    assert (await admin.patch("/api/agents/7003", json={"role": "agent"})).json()["department"] is None


async def test_its_screen_shows_the_call_that_it_is_in_and_no_other(app: FastAPI, hotline: FakeHotline) -> None:
    hotline.open_case("other", agent="1027")
    case = hotline.open_case("live", agent="1026")
    async with serving(app) as host:
        screen = await WireScreen.of(host, "7001")
        hello, *missed, _caught_up = await screen.resume()
        assert isinstance(hello, Hello)
        assert (hello.me.department, missed) == ("water", [])
        hotline.say(case, "之前的话")
        hotline.clock = WallMs(hotline.clock + 10_000)
        joins(hotline, case)
        joint = await screen.take()
        assert isinstance(joint, JointCall)
        assert (joint.case, joint.captions, joint.calling_number) == ("live", (), "138****5678")
        hotline.clock = WallMs(hotline.clock + 60_000)
        hotline.log(case, heard("水管漏了", 30_000))
        hotline.move(case)
        caption = await screen.take()
        assert isinstance(caption, JointCaption)
        assert (caption.text, caption.role) == ("水管漏了", "citizen")
        await screen.socket.close()


def joins(hotline: FakeHotline, case: CaseId) -> None:
    """The department answers and is in the room."""
    leg = LegId("department-1")
    room = (("citizen", leg), (leg, "citizen"))
    hears = tuple((LegId(listener), LegId(talker)) for listener, talker in room)
    log = hotline._logs[case]
    log.append(Entry(index=len(log), at=hotline.clock, command=SetTopology(hears=hears)))
    tried = Attempt(leg=leg, label="值班", state=AttemptState.ANSWERED, since=hotline.clock)
    asked = InvitationView(
        id=1,
        role=PartyRole.DEPARTMENT,
        name="市水务局",
        way=Way.THREE_WAY,
        department="water",
        asked_at=hotline.clock,
        attempts=(tried,),
        pending=False,
    )
    hotline.move(case, invitations=(asked,))
