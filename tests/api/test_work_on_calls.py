"""Buttons and the draft: what reaches the switchboard, and what it refuses."""

import pytest

from callflow import events
from callflow.drafting.draft import FieldName
from tests.api.conftest import LogIn
from tests.api.fake_hotline import FakeHotline

DEEDS = [
    ("POST", "hold", None, events.HoldRequested(agent="1026")),
    ("POST", "resume", None, events.ResumeRequested(agent="1026")),
    ("POST", "hangup", None, events.HangUpRequested(agent="1026")),
    ("POST", "wrap-up/extend", None, events.WrapUpExtended(agent="1026")),
    ("POST", "wrap-up/end", None, events.WrapUpEnded(agent="1026")),
    ("POST", "confirm", None, events.TicketConfirmed(agent="1026")),
    ("POST", "discard", {"reason": "打错"}, events.TicketDiscarded(agent="1026", reason="打错")),
    (
        "PATCH",
        "draft",
        {"field": "place", "value": "人民路"},
        events.FieldEdited(field=FieldName.PLACE, value="人民路", agent="1026"),
    ),
    (
        "PUT",
        "captions/citizen:16000",
        {"text": "漏水"},
        events.CaptionCorrected(utterance="citizen:16000", text="漏水", agent="1026"),
    ),
]


@pytest.mark.parametrize(("method", "path", "body", "event"), DEEDS, ids=[deed[1] for deed in DEEDS])
async def test_a_deed_becomes_an_event_of_the_case(
    log_in: LogIn, hotline: FakeHotline, method: str, path: str, body: dict[str, str] | None, event: events.Event
) -> None:
    case = hotline.open_case("live", agent="1026")
    answer = await (await log_in("1026")).request(method, f"/api/cases/live/{path}", json=body)
    assert answer.status_code in {200, 204}
    assert hotline.told == [(case, event)]


async def test_a_confirmed_ticket_answers_its_number(log_in: LogIn, hotline: FakeHotline) -> None:
    case = hotline.open_case("live", agent="1026")
    answer = await (await log_in("1026")).post("/api/cases/live/confirm")
    assert answer.json() == {"number": hotline.snapshot(case).view.ticket}


async def test_what_the_core_refuses_is_told_in_its_words(log_in: LogIn, hotline: FakeHotline) -> None:
    hotline.open_case("live", agent="1026")
    hotline.refuses[events.TicketConfirmed] = "工单还缺：标题。请补全后再确认。"
    answer = await (await log_in("1026")).post("/api/cases/live/confirm")
    assert (answer.status_code, answer.json()) == (409, {"detail": "工单还缺：标题。请补全后再确认。"})


async def test_a_case_that_is_not_open_is_not_found(log_in: LogIn) -> None:
    answer = await (await log_in("1026")).post("/api/cases/unheard-of/hold")
    assert answer.status_code == 404
    assert "归档" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"field": "colour", "value": "red"}, "field"),
        ({"field": "urgency", "value": "随便"}, "value"),
        ({"field": "request_type", "value": "夸奖"}, "value"),
        ({"field": "place"}, "value"),
        ({"field": "place", "value": "x" * 10_001}, "value"),
        ({"field": "place", "value": "x", "agent": "1027"}, "agent"),
    ],
)
async def test_a_bad_edit_names_its_field(
    log_in: LogIn, hotline: FakeHotline, body: dict[str, str], field: str
) -> None:
    hotline.open_case("live", agent="1026")
    answer = await (await log_in("1026")).patch("/api/cases/live/draft", json=body)
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", field]
    assert hotline.told == []


async def test_a_choice_may_be_taken_back(log_in: LogIn, hotline: FakeHotline) -> None:
    hotline.open_case("live", agent="1026")
    answer = await (await log_in("1026")).patch("/api/cases/live/draft", json={"field": "urgency", "value": ""})
    assert answer.status_code == 204


async def test_categories_are_told_in_two_levels(log_in: LogIn) -> None:
    branches = (await (await log_in("1026")).get("/api/taxonomy")).json()
    assert {"城市建设和市政管理", "其他"} <= set({one["name"]: one["children"] for one in branches}["城乡建设"])
