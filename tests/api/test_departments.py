"""The directory over REST: kept by supervisors, read by all, with whom calling would dial now."""

import httpx
import pytest

from tests.api.conftest import PASSWORD, LogIn
from tests.api.fake_hotline import START, FakeHotline

# `START` is a Wednesday evening in the city: the office is closed.
OFFICE = {"weekly": {"mon-fri": ["08:30-12:00", "14:00-17:30"]}}
DESK = {"number": "83001234", "label": "值班电话", "ring_s": 20, "duty_only": True}
WATER = {"id": "water", "name": "市水务局", "scope": "供水排水", "numbers": [DESK]}


@pytest.fixture
async def supervisor(log_in: LogIn) -> httpx.AsyncClient:
    return await log_in("9001")


async def test_a_department_is_made_read_by_agents_changed_and_taken_out(
    supervisor: httpx.AsyncClient, log_in: LogIn, hotline: FakeHotline
) -> None:
    made = (await supervisor.post("/api/departments", json=WATER)).json()
    expected = {
        **WATER,
        "deputy": None,
        "enabled": True,
        "hours": None,
        "on_duty": [],
        "reachable": {"numbers": [{"number": "83001234", "label": "值班电话", "ring_s": 20}], "why": ""},
    }
    assert made == expected
    assert (await (await log_in("1026")).get("/api/departments")).json() == [expected]
    changed = await supervisor.patch("/api/departments/water", json={"enabled": False, "scope": ""})
    assert changed.json()["numbers"] == [DESK]
    assert changed.json()["reachable"] == {"numbers": [], "why": "市水务局已停用，请选择其他单位。"}
    assert (await supervisor.delete("/api/departments/water")).status_code == 204
    assert (await supervisor.get("/api/departments")).json() == []
    assert hotline.setting_changes == 3


async def test_hours_and_who_is_on_duty_decide_whom_calling_would_dial(supervisor: httpx.AsyncClient) -> None:
    duty = {"name": "王强", "number": "13900000001", "from": START - 1, "to": START + 1}
    made = await supervisor.post("/api/departments", json={**WATER, "hours": OFFICE})
    assert "不在值班时间" in made.json()["reachable"]["why"]
    on_duty = await supervisor.patch("/api/departments/water", json={"on_duty": [duty]})
    assert on_duty.json()["on_duty"] == [duty]
    assert [line["label"] for line in on_duty.json()["reachable"]["numbers"]] == ["值班 王强"]
    always = await supervisor.patch("/api/departments/water", json={"on_duty": [], "hours": None})
    assert [line["number"] for line in always.json()["reachable"]["numbers"]] == ["83001234"]


async def test_a_department_without_an_id_gets_a_number(supervisor: httpx.AsyncClient) -> None:
    first = await supervisor.post("/api/departments", json={"name": "市城管局"})
    second = await supervisor.post("/api/departments", json={"name": "市民政局", "deputy": first.json()["id"]})
    assert (first.json()["id"], second.json()["id"], second.json()["deputy"]) == ("1", "2", "1")


async def test_the_number_of_a_department_that_is_gone_is_given_to_no_other(
    supervisor: httpx.AsyncClient, log_in: LogIn
) -> None:
    former = (await supervisor.post("/api/departments", json={"name": "市城管局"})).json()["id"]
    account = {"agent": "7001", "name": "城管值班", "role": "department", "password": PASSWORD, "department": former}
    assert (await (await log_in("9002")).post("/api/agents", json=account)).status_code == 200
    await supervisor.delete(f"/api/departments/{former}")
    assert (await supervisor.post("/api/departments", json={"name": "市民政局"})).json()["id"] != former
    left_over = await log_in("7001")
    assert (await left_over.get("/api/department")).status_code == 404


async def test_what_is_taken_or_not_there_is_refused_in_words(supervisor: httpx.AsyncClient) -> None:
    await supervisor.post("/api/departments", json=WATER)
    again = await supervisor.post("/api/departments", json={**WATER, "name": "别的"})
    namesake = await supervisor.post("/api/departments", json={**WATER, "id": "other"})
    assert (again.status_code, again.json()["detail"]) == (409, "已经有这个编号的单位，请换一个。")
    assert (namesake.status_code, namesake.json()["detail"]) == (409, "已经有这个名称的单位，请换一个。")
    assert (await supervisor.patch("/api/departments/nobody", json={"name": "x"})).status_code == 404
    assert (await supervisor.delete("/api/departments/nobody")).status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"deputy": "nobody"}, "deputy"),
        ({"deputy": "water"}, "deputy"),
        ({"hours": {"weekly": {"mon": ["25:00-26:00"]}}}, "hours"),
        ({"hours": {}}, "hours"),
        ({"numbers": [{"number": "sip:1"}]}, "numbers"),
        ({"numbers": [{"number": "83001234", "ring_s": 0}]}, "numbers"),
        ({"on_duty": [{"name": "王强", "number": "139", "from": 2, "to": 1}]}, "on_duty"),
        ({"name": ""}, "name"),
    ],
)
async def test_a_bad_field_is_named(supervisor: httpx.AsyncClient, change: dict[str, object], field: str) -> None:
    await supervisor.post("/api/departments", json=WATER)
    answer = await supervisor.patch("/api/departments/water", json=change)
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"][:2] == ["body", field]
    assert answer.json()["detail"][0]["msg"]
