"""The WebSocket on a real server: who is let in, what is sent, and what ends it."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import suppress

import httpx
import pytest
from fastapi import FastAPI

from callflow.request_alarms import RequestAlarm
from callflow.screen import CaseEntry, CaseGone, CaseSnapshot, Desk, Hello, Partial, RequestAlarms
from callflow.units import AgentId, TicketNumber
from callflow.views import Phase
from tests.api.conftest import CHANGING, LogIn
from tests.api.fake_hotline import FakeHotline
from tests.api.wire import WireScreen, serving
from tests.unit.api.test_screen_feed import shown_indexes


@pytest.fixture
async def host(app: FastAPI) -> AsyncIterator[str]:
    async with serving(app) as host:
        yield host


async def test_a_screen_is_greeted_and_sent_what_it_missed(host: str, hotline: FakeHotline) -> None:
    hotline.seat("1026")
    case = hotline.open_case("live", agent="1026")
    hotline.say(case, "路灯不亮")
    screen = await WireScreen.of(host, "1026")
    first, *missed, desk, alarms, _caught_up = await screen.resume()
    assert isinstance(first, Hello)
    assert (first.epoch, first.me.name) == ("e1", "坐席1026")
    assert [type(message) for message in missed] == [CaseEntry, CaseEntry, CaseSnapshot]
    assert isinstance(desk, Desk)
    assert alarms == RequestAlarms()
    await screen.socket.close()


async def test_alarms_of_requests_come_to_every_screen_masked_also_to_one_that_connects_later(
    host: str, hotline: FakeHotline
) -> None:
    agent = await WireScreen.of(host, "1026")
    await agent.resume()
    number, words = TicketNumber("261121000009"), "着火了，我是13812345678"
    alarm = RequestAlarm(
        ticket=number, source="web", title="", service="119", label="火情", words=words, at=hotline.clock
    )
    hotline.show_request_alarms([alarm])
    told = await agent.take()
    later = await WireScreen.of(host, "9001")
    greeting = await later.resume()
    assert isinstance(told, RequestAlarms)
    assert told.alarms[0].words == "着火了，我是138****5678"
    assert told in greeting
    await agent.socket.close()
    await later.socket.close()


async def test_what_happens_is_told_as_it_happens(host: str, hotline: FakeHotline) -> None:
    case = hotline.open_case("live", agent="1026")
    screen = await WireScreen.of(host, "1026")
    await screen.resume()
    hotline.mumble(case, "路灯")
    hotline.say(case, "路灯不亮")
    hotline.move(case, phase=Phase.SURVEY)
    partial, entry, snapshot = [await screen.take() for _ in range(3)]
    assert isinstance(partial, Partial)
    assert isinstance(entry, CaseEntry)
    assert isinstance(snapshot, CaseSnapshot)
    assert (partial.text, snapshot.view.phase) == ("路灯", Phase.SURVEY)
    hotline.archive(case)
    assert isinstance(await screen.take(), CaseGone)
    await screen.socket.close()


async def test_wires_that_break_lose_nothing_and_double_nothing(host: str, hotline: FakeHotline) -> None:
    case = hotline.open_case("live", agent="1026")
    screen = await WireScreen.of(host, "1026")
    talking = asyncio.create_task(_talk(hotline, case, 300))
    while not talking.done():
        await screen.resume()
        for _ in range(random.randint(0, 20)):
            with suppress(TimeoutError):
                await screen.take(patience_s=0.1)
        screen.socket.transport.abort()
    await screen.resume()
    assert screen.entries[case] == shown_indexes(hotline, case)
    await screen.socket.close()


async def _talk(hotline: FakeHotline, case: str, sentences: int) -> None:
    for n in range(sentences):
        hotline.say(case, f"第{n}句")
        hotline.move(case)
        await asyncio.sleep(0.002)


async def test_another_epoch_is_sent_everything_anew(host: str, hotline: FakeHotline) -> None:
    case = hotline.open_case("live", agent="1026")
    screen = await WireScreen.of(host, "1026")
    await screen.resume()
    await screen.socket.close()
    screen.epoch, screen.entries = "another", {case: [7]}
    messages = await screen.resume()
    sent = [message.index for message in messages if isinstance(message, CaseEntry)]
    assert sent == shown_indexes(hotline, case)
    await screen.socket.close()


@pytest.mark.parametrize("origin", ["http://elsewhere.example", None])
async def test_a_page_from_elsewhere_is_shut_out(host: str, origin: str | None) -> None:
    screen = await WireScreen.of(host, "1026")
    await screen.open(origin=origin)
    assert await screen.closed() == 4403


async def test_without_a_session_the_screen_must_log_in(host: str) -> None:
    screen = WireScreen(host, "no-such-token")
    await screen.open()
    assert await screen.closed() == 4401


@pytest.mark.parametrize("said", [None, '{"type":"Hello"}', "no json", '{"type":"Resume","seen":[]}', b"\x00"])
async def test_a_screen_that_does_not_resume_is_closed(host: str, said: str | bytes | None) -> None:
    screen = await WireScreen.of(host, "1026")
    await screen.open()
    if said is not None:
        await screen.socket.send(said)
    assert await screen.closed() == 4408


async def test_logging_out_closes_the_screens(host: str) -> None:
    screen = await WireScreen.of(host, "1026")
    await screen.resume()
    cookies = {"lingting_session": screen.cookie}
    async with httpx.AsyncClient(base_url=f"http://{host}", headers=CHANGING, cookies=cookies) as client:
        assert (await client.post("/api/logout")).status_code == 204
    assert await screen.closed() == 4401


async def test_disabling_an_agent_closes_its_screens(host: str, log_in: LogIn) -> None:
    screen = await WireScreen.of(host, "1026")
    await screen.resume()
    await (await log_in("9002")).patch("/api/agents/1026", json={"enabled": False})
    assert await screen.closed() == 4401


async def test_a_screen_that_does_not_read_is_closed_and_catches_up_later(host: str, hotline: FakeHotline) -> None:
    case = hotline.open_case("live", agent="1026")
    screen = await WireScreen.of(host, "1026")
    await screen.resume(max_queue=1)
    for _ in range(20):
        for _ in range(300):
            hotline.say(case, "听得见吗" * 100)
        await asyncio.sleep(0.02)
    assert await screen.closed() == 4429
    screen.entries = {}
    await screen.resume(max_queue=None)
    assert screen.entries[case] == shown_indexes(hotline, case)
    await screen.socket.close()


async def test_an_open_screen_is_a_use_of_its_session(host: str, hotline: FakeHotline) -> None:
    hotline.seat("1026")
    screen = await WireScreen.of(host, "1026")
    await screen.resume()
    for _ in range(3):
        hotline.clock += 11 * 3_600_000
        await asyncio.sleep(0.5)
    hotline.seat("1026")
    assert isinstance(await screen.take(), Desk)
    await screen.socket.close()


async def test_a_supervisors_screen_shows_every_open_call(host: str, hotline: FakeHotline) -> None:
    for n, agent in enumerate(["1026", "1027", None]):
        hotline.open_case(f"case-{n}", agent=agent)
    hotline.open_case("over", agent="1026", phase=Phase.CLOSED)
    screen = await WireScreen.of(host, "9001")
    await screen.resume()
    assert sorted(screen.views) == ["case-0", "case-1", "case-2"]
    hotline.move(screen.views["case-0"].case, agent=AgentId("1027"))
    await screen.until(CaseSnapshot)
    assert screen.views["case-0"].view.agent == "1027"
    await screen.socket.close()
