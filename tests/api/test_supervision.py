"""Supervisors in others' calls: what is asked of the switchboard, and that it is noted."""

import httpx
import pytest

from callflow import events
from callflow.units import AgentId, CaseId
from callflow.views import Place
from models import Records
from models.repositories import audit, departments, first_responders
from models.repositories.departments import DepartmentEntry
from tests.api.conftest import LogIn
from tests.api.fake_hotline import FakeHotline
from tests.api.test_records_of_calls import CASE, keep
from tests.records.story import whole_call

SUPERVISOR = AgentId("9001")


@pytest.fixture
async def supervisor(log_in: LogIn) -> httpx.AsyncClient:
    return await log_in("9001")


async def deeds(records: Records) -> list[tuple[str, str, dict[str, object]]]:
    async with records.reading() as db:
        lines = await audit.list_newest(db, audit.AuditFilter(who=SUPERVISOR))
    return [(line.what, line.object, line.detail) for line in reversed(lines) if line.what != "logged_in"]


async def test_a_supervisor_joins_moves_takes_over_and_leaves_and_all_of_it_is_noted(
    supervisor: httpx.AsyncClient, hotline: FakeHotline, records: Records
) -> None:
    case = hotline.open_case("live", agent="1026")
    for place in Place.LISTEN, Place.WHISPER, Place.ROOM:
        assert (await supervisor.post("/api/cases/live/supervise", json={"place": place})).status_code == 204
    assert (await supervisor.post("/api/cases/live/take-over")).status_code == 204
    assert (await supervisor.delete("/api/cases/live/supervise")).status_code == 204
    assert [asked[3] for asked in hotline.asked] == [Place.LISTEN, Place.WHISPER, Place.ROOM]
    assert hotline.told == [
        (case, events.SupervisorTookOver(agent=SUPERVISOR)),
        (case, events.SupervisorLeft(agent=SUPERVISOR)),
    ]
    places = [("supervised", "case:live", {"place": place}) for place in ("listen", "whisper", "room")]
    left = [("took_over", "case:live", {}), ("left_supervision", "case:live", {})]
    assert await deeds(records) == [*places, *left]


async def test_nobody_stands_aside_as_a_supervisor(supervisor: httpx.AsyncClient, hotline: FakeHotline) -> None:
    hotline.open_case("live", agent="1026")
    assert (await supervisor.post("/api/cases/live/supervise", json={"place": "aside"})).status_code == 422


async def test_what_the_switchboard_refuses_is_not_noted(
    supervisor: httpx.AsyncClient, hotline: FakeHotline, records: Records
) -> None:
    hotline.open_case("live", agent="1026")
    hotline.cannot["supervise"] = "您的话机没有注册。"
    answer = await supervisor.post("/api/cases/live/supervise", json={"place": "listen"})
    assert (answer.status_code, answer.json()["detail"]) == (409, "您的话机没有注册。")
    assert await deeds(records) == []


async def test_the_first_responder_is_corrected_with_a_reason_in_an_open_case(
    supervisor: httpx.AsyncClient, hotline: FakeHotline, records: Records
) -> None:
    case = hotline.open_case("live", agent="1026")
    async with records.writing() as db:
        await departments.create(db, "water", DepartmentEntry(name="市水务局"))
    wish = {"department": "water", "reason": "实际由水务局接听"}
    assert (await supervisor.put("/api/cases/live/first-responder", json=wish)).status_code == 204
    changed = events.FirstResponderChanged(
        agent=SUPERVISOR, department="water", name="市水务局", reason="实际由水务局接听"
    )
    assert hotline.told == [(case, changed)]
    assert await deeds(records) == [("responder_changed", "case:live", wish | {"name": "市水务局"})]
    wish["department"] = "nobody"
    assert (await supervisor.put("/api/cases/live/first-responder", json=wish)).status_code == 404
    assert (await supervisor.put("/api/cases/live/first-responder", json={"department": "water"})).status_code == 422


async def test_the_first_responder_of_an_archived_case_is_corrected_in_the_records(
    supervisor: httpx.AsyncClient, records: Records
) -> None:
    await keep(records, whole_call())
    async with records.writing() as db:
        await departments.create(db, "water", DepartmentEntry(name="市水务局"))
    wish = {"department": "water", "reason": "实际由水务局接听"}
    assert (await supervisor.put(f"/api/cases/{CASE}/first-responder", json=wish)).status_code == 204
    async with records.reading() as db:
        row = await first_responders.get(db, CaseId(CASE))
    assert row is not None
    assert (row.department, row.name, row.changed_by, row.reason) == ("water", "市水务局", SUPERVISOR, wish["reason"])
    assert (await supervisor.put("/api/cases/never-was/first-responder", json=wish)).status_code == 404
