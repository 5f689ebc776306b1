"""Whom we call: the call-back list, the campaign of follow-ups, and what is noted of a caller."""

import httpx
import pytest

from callflow import commands
from callflow.units import AgentId, CaseId, TicketNumber, WallMs
from models import Records
from models.repositories import audit
from tests.api.conftest import LogIn
from tests.api.fake_hotline import START, FakeHotline
from tests.api.test_records_of_calls import CASE, NUMBER, keep
from tests.records.story import Story, steps_taken, whole_call

CITIZEN = "13812345678"


def lost_call(case: str = "lost-1") -> Story:
    story = Story(case).arrives(CITIZEN)
    return story.tell(commands.PutOnCallBackList(number=CITIZEN, reason="abandoned")).closes("abandoned")


@pytest.fixture
async def supervisor(log_in: LogIn) -> httpx.AsyncClient:
    return await log_in("9001")


async def test_the_list_of_those_we_owe_a_call_is_everybodys_and_masked(log_in: LogIn, records: Records) -> None:
    story = lost_call()
    await keep(records, story)
    listed = (await (await log_in("1026")).get("/api/callbacks")).json()
    assert listed == [
        {
            "case": "lost-1",
            "number": "138****5678",
            "reason": "abandoned",
            "since": story.entries[5].at,
            "agent": None,
            "attempts": 0,
            "done_at": None,
        }
    ]


async def test_dialling_back_opens_a_case_and_is_counted_until_it_is_done(
    log_in: LogIn, hotline: FakeHotline, records: Records
) -> None:
    await keep(records, lost_call())
    anna = await log_in("1026")
    for _ in range(2):
        opened = (await anna.post("/api/callbacks/lost-1/dial")).json()["case"]
        assert hotline.snapshot(CaseId(opened)).view.agent == "1026"
    (owed,) = (await anna.get("/api/callbacks")).json()
    assert (owed["attempts"], owed["agent"]) == (2, "1026")
    assert hotline.asked == [("dial_back", "lost-1", "1026")] * 2
    assert (await anna.post("/api/callbacks/lost-1/done")).status_code == 204
    assert (await anna.get("/api/callbacks")).json() == []
    assert (await anna.post("/api/callbacks/lost-1/dial")).status_code == 409
    assert (await anna.post("/api/callbacks/never-was/dial")).status_code == 404
    async with records.reading() as db:
        assert (await audit.list_newest(db, limit=2))[1].what == "dialled_back"


async def test_a_call_back_that_cannot_be_dialled_is_not_counted(
    log_in: LogIn, hotline: FakeHotline, records: Records
) -> None:
    await keep(records, lost_call())
    hotline.cannot["dial_back"] = "您正在通话中。"
    anna = await log_in("1026")
    refused = await anna.post("/api/callbacks/lost-1/dial")
    assert (refused.status_code, refused.json()["detail"]) == (409, "您正在通话中。")
    (owed,) = (await anna.get("/api/callbacks")).json()
    assert owed["attempts"] == 0


async def test_a_resolved_ticket_is_planned_once_listed_and_cancelled(
    supervisor: httpx.AsyncClient, records: Records, hotline: FakeHotline
) -> None:
    await keep(records, whole_call())
    assert (await supervisor.post("/api/follow-ups", json={"tickets": [NUMBER]})).json() == {"planned": 0}
    resolved = await supervisor.post(f"/api/tickets/{NUMBER}/resolve")
    assert resolved.json()["state"] == "resolved"
    for planned in 1, 0:
        assert (await supervisor.post("/api/follow-ups", json={"tickets": [NUMBER]})).json() == {"planned": planned}
    (row,) = (await supervisor.get("/api/follow-ups?state=planned")).json()
    assert row == {
        "ticket": NUMBER,
        "state": "planned",
        "solved": None,
        "score": None,
        "attempts": 0,
        "at": START,
        "case": None,
    }
    counted = (await supervisor.get("/api/follow-ups/sums")).json()
    assert [name for name, count in counted.items() if count == 1] == ["planned"]
    assert (await supervisor.delete(f"/api/follow-ups/{NUMBER}")).status_code == 204
    assert [row["state"] for row in (await supervisor.get("/api/follow-ups")).json()] == ["cancelled"]
    assert (await supervisor.delete("/api/follow-ups/1")).status_code == 404
    assert hotline.setting_changes == 3


async def test_a_campaign_takes_all_that_were_resolved_since_a_moment(
    supervisor: httpx.AsyncClient, records: Records
) -> None:
    await keep(records, whole_call())
    await supervisor.post(f"/api/tickets/{NUMBER}/resolve")
    for since, planned in (START + 1, 0), (START, 1):
        answer = await supervisor.post("/api/follow-ups", json={"resolved_since": since})
        assert answer.json() == {"planned": planned}
    for both in {}, {"tickets": [NUMBER], "resolved_since": 1}:
        assert (await supervisor.post("/api/follow-ups", json=both)).status_code == 422


async def test_only_what_is_under_way_is_resolved(supervisor: httpx.AsyncClient, records: Records) -> None:
    await keep(records, whole_call())
    await keep(records, Story("draft-1").arrives().offers().talks().opens_ticket("261121000009"))
    assert (await supervisor.post("/api/tickets/261121000009/resolve")).status_code == 409
    assert (await supervisor.post("/api/tickets/1/resolve")).status_code == 404
    assert (await supervisor.post(f"/api/tickets/{NUMBER}/resolve")).status_code == 200
    assert (await supervisor.post(f"/api/tickets/{NUMBER}/resolve")).status_code == 409
    async with records.reading() as db:
        assert "resolved" in [step.kind for step in await steps_taken(db, TicketNumber(NUMBER))]


async def test_an_agent_notes_what_is_known_of_its_own_caller(
    log_in: LogIn, hotline: FakeHotline, records: Records
) -> None:
    anna = await log_in("1026")
    assert (await anna.put(f"/api/callers/{CITIZEN}", json={"elder": True})).status_code == 403
    hotline.open_case("live", agent="1026")
    noted = await anna.put(f"/api/callers/{CITIZEN}", json={"elder": True, "note": "听力不好"})
    assert (noted.json()["elder"], noted.json()["note"]) == (True, "听力不好")
    read = (await anna.get(f"/api/callers/{CITIZEN}")).json()
    assert (read["elder"], read["note"]) == (True, "听力不好")
    async with records.reading() as db:
        assert (await audit.list_newest(db))[0].object == "caller:138****5678"


async def test_a_tickets_detail_says_who_answered_first_and_how_satisfied_the_citizen_is(
    supervisor: httpx.AsyncClient, records: Records
) -> None:
    story = whole_call()
    at = WallMs(START + 5_000)
    story.tell(
        commands.NameFirstResponder(department="water", name="市水务局", answered_at=at, after_ms=14_000),
        commands.StoreSatisfaction(score=2),
    )
    await keep(records, story)
    detail = (await supervisor.get(f"/api/tickets/{NUMBER}")).json()
    assert detail["satisfaction"] == 2
    assert detail["first_responder"] == {
        "department": "water",
        "name": "市水务局",
        "answered_at": at,
        "after_ms": 14_000,
        "changed_by": None,
        "reason": "",
    }
    case = (await supervisor.get(f"/api/cases/{CASE}")).json()["view"]
    assert (case["satisfaction"], case["first_responder"]) == (2, detail["first_responder"])


async def test_another_agent_is_not_told_of_a_caller(log_in: LogIn, hotline: FakeHotline) -> None:
    hotline.open_case("live", agent="1026")
    other = await log_in("1027")
    assert (await other.put(f"/api/callers/{CITIZEN}", json={"elder": True})).status_code == 403
    assert AgentId("1027") not in [view.view.agent for view in hotline.snapshots()]
