"""Conversations of several parties: each request is the event or the order that it names."""

from typing import Any

import pytest

from api import Callee, Whom
from callflow import events
from callflow.units import CITIZEN, AgentId, LegId
from callflow.views import Way
from tests.api.conftest import LogIn
from tests.api.fake_hotline import FakeHotline

ANNA = AgentId("1026")
DEPARTMENT = LegId("department-1")

STEERED = [
    ("POST hold", None, events.HoldRequested(agent=ANNA, leg=CITIZEN)),
    ("POST hold", {"leg": "department-1"}, events.HoldRequested(agent=ANNA, leg=DEPARTMENT)),
    ("POST resume", None, events.ResumeRequested(agent=ANNA, leg=CITIZEN)),
    ("POST resume", {"leg": "department-1"}, events.ResumeRequested(agent=ANNA, leg=DEPARTMENT)),
    ("POST swap", None, events.SwapRequested(agent=ANNA)),
    ("POST join", None, events.JoinRequested(agent=ANNA)),
    ("POST leave", None, events.LeaveRequested(agent=ANNA)),
    ("POST drop", {"leg": "department-1"}, events.PartyDropped(agent=ANNA, leg=DEPARTMENT)),
    ("DELETE invitations/17", None, events.InvitationWithdrawn(agent=ANNA, invitation=17)),
    ("POST take", None, events.CaseTaken(agent=ANNA)),
]


@pytest.mark.parametrize(
    ("request_line", "body", "event"), STEERED, ids=[f"{line} {body}" for line, body, _ in STEERED]
)
async def test_each_request_is_one_event(
    log_in: LogIn, hotline: FakeHotline, request_line: str, body: dict[str, str] | None, event: events.Event
) -> None:
    case = hotline.open_case("live", agent="1026")
    method, path = request_line.split()
    answer = await (await log_in("1026")).request(method, f"/api/cases/live/{path}", json=body)
    assert (answer.status_code, answer.content) == (204, b"")
    assert hotline.told == [(case, event)]


INVITED = [
    ({"way": "consult", "department": "water"}, Way.CONSULT, Whom(kind=Callee.DEPARTMENT, name="water")),
    ({"way": "three_way", "emergency": "119"}, Way.THREE_WAY, Whom(kind=Callee.EMERGENCY, name="119")),
    ({"way": "consult", "agent": "1027"}, Way.CONSULT, Whom(kind=Callee.AGENT, name="1027")),
    ({"way": "transfer", "number": "+862183001234"}, Way.TRANSFER, Whom(kind=Callee.NUMBER, name="+862183001234")),
]


@pytest.mark.parametrize(("body", "way", "whom"), INVITED)
async def test_an_invitation_names_one_party_and_the_way(
    log_in: LogIn, hotline: FakeHotline, body: dict[str, str], way: Way, whom: Whom
) -> None:
    case = hotline.open_case("live", agent="1026")
    answer = await (await log_in("1026")).post("/api/cases/live/invitations", json=body)
    assert answer.status_code == 204
    assert hotline.asked == [("invite", case, ANNA, way, whom)]


@pytest.mark.parametrize(
    "body",
    [
        {"way": "consult"},
        {"way": "consult", "department": "water", "number": "83001234"},
        {"way": "menu", "department": "water"},
        {"way": "consult", "emergency": "911"},
        {"way": "consult", "number": "sip:1@host"},
        {"way": "consult", "department": "../etc"},
    ],
)
async def test_an_invitation_of_nobody_of_two_or_of_what_is_no_number_is_refused(
    log_in: LogIn, hotline: FakeHotline, body: dict[str, str]
) -> None:
    hotline.open_case("live", agent="1026")
    answer = await (await log_in("1026")).post("/api/cases/live/invitations", json=body)
    assert answer.status_code == 422
    assert hotline.asked == []


async def test_why_nobody_can_be_called_in_is_said(log_in: LogIn, hotline: FakeHotline) -> None:
    hotline.open_case("live", agent="1026")
    hotline.cannot["invite"] = "市水务局现在没有人值班。"
    answer = await (await log_in("1026")).post(
        "/api/cases/live/invitations", json={"way": "consult", "department": "w"}
    )
    assert (answer.status_code, answer.json()) == (409, {"detail": "市水务局现在没有人值班。"})


@pytest.mark.parametrize(
    ("body", "asked"),
    [
        ({"queue": "social"}, ("social", None)),
        ({"agent": "1027"}, ("", "1027")),
        ({"queue": "social", "agent": "1027"}, ("social", "1027")),
    ],
)
async def test_a_citizen_is_handed_to_a_queue_or_through_it_to_an_agent(
    log_in: LogIn, hotline: FakeHotline, body: dict[str, Any], asked: tuple[str, str | None]
) -> None:
    case = hotline.open_case("live", agent="1026")
    answer = await (await log_in("1026")).post("/api/cases/live/transfer", json=body)
    assert answer.status_code == 204
    assert hotline.asked == [("transfer", case, ANNA, *asked)]


async def test_a_transfer_to_nowhere_is_refused(log_in: LogIn, hotline: FakeHotline) -> None:
    hotline.open_case("live", agent="1026")
    anna = await log_in("1026")
    assert (await anna.post("/api/cases/live/transfer", json={})).status_code == 422


async def test_steering_needs_no_records(log_in: LogIn, hotline: FakeHotline) -> None:
    hotline.open_case("live", agent="1026")
    anna = await log_in("1026")
    hotline.records_up = False
    for path in ("swap", "join", "leave"):
        assert (await anna.post(f"/api/cases/live/{path}")).status_code == 204
