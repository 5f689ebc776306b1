"""What admins and supervisors set up over REST: queues, the calendar, the surge switch, menus."""

import httpx
import pytest
from fastapi import FastAPI

from models import Records
from models.repositories import audit
from tests.api.conftest import LogIn, client_of
from tests.api.fake_hotline import START, FakeHotline

GENERAL = {
    "name": "general",
    "label": "综合",
    "skills": [],
    "overflow_to": None,
    "overflow_after_ms": 60_000,
    "answer_target_ms": 15_000,
    "speech_model": None,
}
SOCIAL = {"name": "social", "label": "社保", "skills": ["社保"], "overflow_to": "general", "overflow_after_ms": 20_000}
FLOW = """
name: small
title: 小菜单
start: hello
on_nobody: bye
steps:
  hello: {title: 问候, say: [welcome], then: person}
  person: {queue: general}
  bye: {say: [goodbye], hang_up: {ended_as: nobody_there}}
"""


@pytest.fixture
async def admin(log_in: LogIn) -> httpx.AsyncClient:
    return await log_in("9002")


async def test_a_queue_is_made_read_by_agents_changed_and_taken_out(
    admin: httpx.AsyncClient, log_in: LogIn, hotline: FakeHotline
) -> None:
    made = await admin.post("/api/queues", json=SOCIAL)
    assert made.json() == {**GENERAL, **SOCIAL}
    assert (await (await log_in("1026")).get("/api/queues")).json() == [GENERAL, made.json()]
    changed = await admin.patch("/api/queues/social", json={"skills": ["社保", "粤语"], "overflow_to": None})
    assert (changed.json()["skills"], changed.json()["overflow_to"]) == (["社保", "粤语"], None)
    assert changed.json()["overflow_after_ms"] == 20_000
    assert (await admin.delete("/api/queues/social")).status_code == 204
    assert (await admin.get("/api/queues")).json() == [GENERAL]
    assert hotline.setting_changes == 3


async def test_the_general_queue_stays_and_asks_for_nothing(admin: httpx.AsyncClient) -> None:
    assert (await admin.delete("/api/queues/general")).status_code == 409
    refused = await admin.patch("/api/queues/general", json={"skills": ["社保"]})
    assert (refused.status_code, refused.json()["detail"][0]["loc"]) == (422, ["body", "skills"])
    assert (await admin.patch("/api/queues/general", json={"label": "综合受理"})).json()["label"] == "综合受理"


async def test_a_queue_that_others_overflow_to_is_taken_out_of_their_way(admin: httpx.AsyncClient) -> None:
    await admin.post("/api/queues", json={"name": "night", "label": "夜间"})
    await admin.post("/api/queues", json={**SOCIAL, "overflow_to": "night"})
    await admin.delete("/api/queues/night")
    assert [queue["overflow_to"] for queue in (await admin.get("/api/queues")).json()] == [None, None]


async def test_a_queue_is_given_an_installed_speech_model_and_loses_it_again(admin: httpx.AsyncClient) -> None:
    models = (await admin.get("/api/speech-models")).json()
    assert [(model["name"], model["whole"]) for model in models] == [("broken", False), ("dialect", True)]
    made = await admin.post("/api/queues", json={**SOCIAL, "speech_model": "dialect"})
    assert made.json()["speech_model"] == "dialect"
    kept = await admin.patch("/api/queues/social", json={"label": "社会保障"})
    assert kept.json()["speech_model"] == "dialect"
    assert (await admin.patch("/api/queues/social", json={"speech_model": None})).json()["speech_model"] is None


@pytest.mark.parametrize(("model", "why"), [("nowhere", "没有安装"), ("broken", "不完整"), ("../x", "没有安装")])
async def test_a_queue_is_not_given_a_speech_model_that_cannot_be_loaded(
    admin: httpx.AsyncClient, model: str, why: str
) -> None:
    for method, path, body in [("POST", "", SOCIAL), ("PATCH", "/general", {})]:
        refused = await admin.request(method, f"/api/queues{path}", json={**body, "speech_model": model})
        (fault,) = refused.json()["detail"]
        assert (refused.status_code, fault["loc"]) == (422, ["body", "speech_model"])
        assert why in fault["msg"]
    assert (await admin.get("/api/queues")).json() == [GENERAL]


async def test_a_queue_whose_model_has_gone_can_be_changed_otherwise(
    admin: httpx.AsyncClient, hotline: FakeHotline
) -> None:
    await admin.post("/api/queues", json={**SOCIAL, "speech_model": "dialect"})
    hotline.models = []
    changed = await admin.patch("/api/queues/social", json={"label": "社会保障", "speech_model": "dialect"})
    assert (changed.json()["label"], changed.json()["speech_model"]) == ("社会保障", "dialect")


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "", {**SOCIAL, "overflow_to": "nowhere"}, 422),
        ("POST", "", {**SOCIAL, "name": "综合"}, 422),
        ("POST", "", {"name": "general", "label": "又一个"}, 409),
        ("PATCH", "/nobody", {"label": "x"}, 404),
        ("DELETE", "/nobody", None, 404),
    ],
)
async def test_queues_that_cannot_be_are_refused(
    admin: httpx.AsyncClient, method: str, path: str, body: dict[str, object] | None, status: int
) -> None:
    assert (await admin.request(method, f"/api/queues{path}", json=body)).status_code == status


async def test_the_calendar_is_written_whole_and_each_day_once(log_in: LogIn, hotline: FakeHotline) -> None:
    supervisor = await log_in("9001")
    assert (await supervisor.get("/api/calendar")).json() == {"holidays": [], "workdays": []}
    days = {"holidays": [{"day": "2027-01-01", "name": "元旦"}], "workdays": ["2026-12-27"]}
    assert (await supervisor.put("/api/calendar", json=days)).json() == days
    assert (await (await log_in("1026")).get("/api/calendar")).json() == days
    twice = await supervisor.put("/api/calendar", json={**days, "workdays": ["2027-01-01"]})
    assert (twice.status_code, twice.json()["detail"][0]["msg"]) == (422, "2027-01-01 写了两次，请删去一处")
    assert hotline.setting_changes == 1


async def test_the_surge_switch_says_who_and_when_and_goes_off_by_itself(log_in: LogIn, hotline: FakeHotline) -> None:
    supervisor = await log_in("9001")
    assert (await supervisor.get("/api/surge")).json() == {"on": False, "since": None, "until": None, "by": None}
    on = {"on": True, "since": START, "until": START + 1_000, "by": "9001"}
    assert (await supervisor.put("/api/surge", json={"on": True, "until": START + 1_000})).json() == on
    hotline.clock = type(START)(START + 1_000)
    assert (await (await log_in("1026")).get("/api/surge")).json() == {**on, "on": False}
    off = await supervisor.put("/api/surge", json={"on": False})
    assert off.json() == {"on": False, "since": START + 1_000, "until": None, "by": "9001"}
    assert hotline.setting_changes == 2


async def test_shipped_menus_are_listed_read_and_saved_over(admin: httpx.AsyncClient, hotline: FakeHotline) -> None:
    listed = {row["name"]: row for row in (await admin.get("/api/flows")).json()}
    assert (listed["12345"]["version"], listed["12345"]["saved_by"]) == (0, None)
    shipped = (await admin.get("/api/flows/12345")).json()
    assert shipped["version"] == 0
    for version in 1, 2:
        saved = await admin.put("/api/flows/12345", json={"text": shipped["text"]})
        assert saved.json() == {**shipped, "version": version}
    listed = {row["name"]: row for row in (await admin.get("/api/flows")).json()}
    assert (listed["12345"]["version"], listed["12345"]["saved_by"]) == (2, "9002")
    assert hotline.setting_changes == 2


async def test_a_citys_own_menu_is_kept_beside_the_shipped_ones(admin: httpx.AsyncClient) -> None:
    assert (await admin.get("/api/flows/small")).status_code == 404
    assert (await admin.put("/api/flows/small", json={"text": FLOW})).status_code == 200
    listed = {row["name"]: row["title"] for row in (await admin.get("/api/flows")).json()}
    assert listed["small"] == "小菜单"


FINE: dict[str, object] = {"ok": True, "errors": [], "warnings": []}
BROKEN = FLOW.replace("then: person", "then: nobody")


async def test_a_menu_that_strands_callers_is_refused_with_its_line(admin: httpx.AsyncClient) -> None:
    verdict = (await admin.post("/api/flows/small/check", json={"text": BROKEN})).json()
    assert (verdict["ok"], [error["line"] for error in verdict["errors"]]) == (False, [7])
    assert (await admin.post("/api/flows/small/check", json={"text": FLOW})).json() == FINE
    refused = await admin.put("/api/flows/small", json={"text": BROKEN})
    assert refused.status_code == 422
    assert refused.json()["detail"][0]["msg"].startswith("第 7 行：")
    assert (await admin.get("/api/flows/small")).status_code == 404


async def test_a_menu_is_checked_against_the_queues_and_contacts_that_there_are(admin: httpx.AsyncClient) -> None:
    queue = {"text": FLOW.replace("queue: general", "queue: social")}
    contact = {"text": FLOW.replace("{queue: general}", "{connect: duty_officer, otherwise: bye}")}
    assert not (await admin.post("/api/flows/small/check", json=queue)).json()["ok"]
    unknown = (await admin.post("/api/flows/small/check", json=contact)).json()
    assert (unknown["ok"], [one["line"] for one in unknown["warnings"]]) == (True, [8])
    await admin.post("/api/queues", json=SOCIAL)
    await admin.post("/api/departments", json={"id": "duty_officer", "name": "总值班室"})
    for body in queue, contact:
        assert (await admin.post("/api/flows/small/check", json=body)).json() == FINE


async def test_a_menu_is_walked_with_keys(admin: httpx.AsyncClient) -> None:
    walk = (await admin.post("/api/flows/small/walk", json={"text": FLOW, "keys": ["nobody"]})).json()
    assert (walk["begins"], walk["over"]) == ("hello", True)
    assert [(step["step"], step["does"], step["detail"]) for step in walk["steps"]] == [
        ("hello", "say", ""),
        ("person", "queue", "general"),
        ("bye", "say", ""),
        ("bye", "end", "nobody_there"),
    ]
    assert (await admin.post("/api/flows/small/walk", json={"text": BROKEN})).status_code == 422


async def test_what_is_set_up_is_noted(app: FastAPI, records: Records) -> None:
    async with client_of(app, "9002") as admin:
        await admin.post("/api/queues", json=SOCIAL)
        await admin.put("/api/calendar", json={"holidays": [], "workdays": []})
        await admin.put("/api/surge", json={"on": True})
        await admin.put("/api/flows/small", json={"text": FLOW})
    async with records.reading() as db:
        lines = [(line.what, line.object) for line in await audit.list_newest(db, limit=4)]
    assert lines == [
        ("flow_changed", "flow:small"),
        ("surge_switched", "surge"),
        ("calendar_changed", "calendar"),
        ("queue_changed", "queue:social"),
    ]


async def test_the_figures_of_the_hour_and_colleagues_are_told(log_in: LogIn, hotline: FakeHotline) -> None:
    hotline.seat("1027")
    anna = await log_in("1026")
    board = (await anna.get("/api/wallboard")).json()
    assert (board["type"], board["figures"]["waiting"], board["agents"]["idle"]) == ("Wallboard", 1, 1)
    assert board["at"] == hotline.clock
    assert "1027" not in str(board)
    assert (await anna.get("/api/colleagues")).json() == [
        {"agent": "1027", "name": "坐席1027", "state": "idle", "skills": []}
    ]
