"""Days, roles, locks for names that nobody has, password hashes, and how answers are described."""

from datetime import date
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from api.days import day_bounds
from api.lockouts import FAILURES, WINDOW, Lockouts
from api.passwords import Argon2Cost, Passwords, sip_ha1
from api.schema import shape
from api.viewer import NotYours, Viewer
from callflow.drafting.draft import TicketDraft
from callflow.units import AgentId, CaseId, WallMs
from callflow.views import CaseDetail, CaseView, Phase, Role

CHEAP = Argon2Cost(passes=1, memory_kib=64, lanes=1)


@given(st.dates(date(1970, 1, 2), date(2100, 1, 1)), st.sampled_from(["Asia/Shanghai", "Europe/Berlin"]))
def test_days_follow_each_other_without_a_gap(day: date, zone: str) -> None:
    _, ends = day_bounds(day, ZoneInfo(zone))
    begins, _ = day_bounds(date.fromordinal(day.toordinal() + 1), ZoneInfo(zone))
    assert ends == begins


def test_a_day_begins_at_the_citys_midnight() -> None:
    assert day_bounds(date(2026, 11, 21), ZoneInfo("Asia/Shanghai")) == (1_795_190_400_000, 1_795_276_800_000)


def view(agent: str | None, phase: Phase) -> CaseView:
    owner = AgentId(agent) if agent else None
    return CaseView(case=CaseId("c"), phase=phase, calling_number="", agent=owner, started_at=WallMs(0))


@pytest.mark.parametrize(
    ("role", "owner", "phase", "watched"),
    [
        (Role.AGENT, "1026", Phase.RINGING, True),
        (Role.AGENT, "1026", Phase.WRAP_UP, True),
        (Role.AGENT, "1026", Phase.CLOSED, False),
        (Role.AGENT, "1027", Phase.TALKING, False),
        (Role.AGENT, None, Phase.QUEUED, False),
        (Role.SUPERVISOR, None, Phase.QUEUED, True),
        (Role.SUPERVISOR, "1027", Phase.TALKING, True),
        (Role.ADMIN, "1027", Phase.ARCHIVED, False),
    ],
)
def test_which_cases_are_on_whose_screen(role: Role, owner: str | None, phase: Phase, watched: bool) -> None:  # noqa: FBT001 - a column of the table
    viewer = Viewer(agent=AgentId("1026"), name="", role=role)
    assert viewer.watches(view(owner, phase)) is watched


def test_an_agent_asks_for_its_own_rows_only() -> None:
    agent = Viewer(agent=AgentId("1026"), name="", role=Role.AGENT)
    assert agent.own_filter(None) == "1026"
    with pytest.raises(NotYours):
        agent.own_filter(AgentId("1027"))
    assert Viewer(agent=AgentId("1"), name="", role=Role.SUPERVISOR).own_filter(None) is None


def test_the_fifth_failure_in_a_window_locks_a_name_for_a_window() -> None:
    strangers = Lockouts()
    for at in range(FAILURES):
        assert strangers.locked_until("x", WallMs(at)) is None
        strangers.fail("x", WallMs(at))
    assert strangers.locked_until("x", WallMs(FAILURES)) == FAILURES - 1 + WINDOW
    assert strangers.locked_until("x", WallMs(FAILURES - 1 + WINDOW)) is None


@given(st.lists(st.integers(0, WINDOW // 2), max_size=40))
def test_windows_that_follow_each_other_let_nine_tries_into_any_window_at_most(waits: list[int]) -> None:
    """Four at the end of one window and five in the next, which lock."""
    strangers, now, failures = Lockouts(), 0, list[int]()
    for wait in waits:
        now += wait
        if strangers.locked_until("x", WallMs(now)) is None:
            strangers.fail("x", WallMs(now))
            failures.append(now)
    for first, tenth in zip(failures, failures[2 * FAILURES - 1 :], strict=False):
        assert tenth - first >= WINDOW


async def test_a_password_matches_its_hash_and_nobody_matches_the_decoy() -> None:
    passwords = Passwords(CHEAP)
    hashed = await passwords.hash("open-sesame")
    assert hashed.startswith("$argon2id$")
    assert await passwords.match("open-sesame", hashed)
    assert not await passwords.match("open-sesamf", hashed)
    assert not await passwords.match("open-sesame", None)


def test_ha1_is_that_of_the_digest_standard() -> None:
    assert sip_ha1("Mufasa", "testrealm@host.com", "Circle Of Life") == "939e7578ed9e3c518a452acee763bce9"


def test_a_struct_is_described_as_it_is_encoded() -> None:
    detail = CaseDetail(view=view("1026", Phase.TALKING), utterances=(), draft=TicketDraft(), edited={})
    described = TypeAdapter(shape(CaseDetail)).validate_json(msgspec.json.encode(detail))
    assert described.view.phase is Phase.TALKING
    assert TypeAdapter(shape(list[CaseDetail])).validate_python([]) == []
