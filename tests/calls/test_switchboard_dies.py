"""The switchboard is killed during calls: the calls go on, and nothing that happened is lost or told twice."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from callflow import commands, events
from callflow.log import Entry
from callflow.screen import case_entry
from callflow.units import CITIZEN, CaseId, LegId
from callflow.views import Phase
from lingting.casebook import replayed
from telephony import softphone_wire as news
from telephony.softphone_client import Softphone
from tests.calls.conftest import RING_MS
from tests.calls.ears import comes_to_hear, goes_on_hearing
from tests.calls.resuming_screen import ResumingScreen
from tests.calls.running import LIMIT_S, RunningHotline, eventually
from tests.sip.peers import write_tone

CITIZENS_TONE, AGENTS_TONE = 440, 700
TONES = (CITIZENS_TONE, AGENTS_TONE)
pytestmark = pytest.mark.timeout(300)


@asynccontextmanager
async def outage(hotline: RunningHotline) -> AsyncIterator[None]:
    """kill -9; the next switchboard is held back until this ends."""
    successor = await hotline.killed("switchboard")
    os.kill(successor, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(successor, signal.SIGCONT)
    await hotline.ready_again()


def assert_whole(entries: list[Entry]) -> None:
    """The log is numbered without a gap, replays to itself, and no event stands in it twice."""
    assert [entry.index for entry in entries] == list(range(len(entries)))
    assert replayed(entries).entries == entries
    happened = [(entry.at, entry.event) for entry in entries if entry.event is not None]
    assert all(one not in happened[:place] for place, one in enumerate(happened))


def shown(case: CaseId, entries: list[Entry]) -> list[int]:
    return [entry.index for entry in entries if case_entry(case, entry) is not None]


async def test_a_talk_goes_on_and_the_screen_is_told_everything_once(hotline: RunningHotline, tmp_path: Path) -> None:
    citizens_ear, agents_ear = tmp_path / "citizen.wav", tmp_path / "agent.wav"
    speaks = write_tone(tmp_path / "agent-tone.wav", AGENTS_TONE, 120)
    async with (
        hotline.agent_at_work(track=speaks, record=agents_ear) as at_work,
        hotline.citizen(record=citizens_ear) as citizen,
        await ResumingScreen(hotline.web).log_in(at_work.agent.agent, at_work.agent.password) as screen,
    ):
        case = await hotline.talk(citizen, at_work)
        await citizen.play(write_tone(tmp_path / "citizen-tone.wav", CITIZENS_TONE, 120))
        await eventually(lambda: screen.indexes(case))
        await comes_to_hear(agents_ear, {CITIZENS_TONE}, TONES)
        await comes_to_hear(citizens_ear, {AGENTS_TONE}, TONES)
        async with outage(hotline):
            await citizen.keys("5")
            await goes_on_hearing(agents_ear, {CITIZENS_TONE}, TONES, 2)
            await goes_on_hearing(citizens_ear, {AGENTS_TONE}, TONES, 1)
        await eventually(lambda: screen.caught_up > 1)
        await eventually(lambda: hotline.told(case, events.DigitReceived)[1:])
        await goes_on_hearing(agents_ear, {CITIZENS_TONE}, TONES, 1)
        await goes_on_hearing(citizens_ear, {AGENTS_TONE}, TONES, 1)
        assert not hotline.told(case, events.LegEnded)
        await at_work.take_leave_of(citizen)
        await at_work.act("wrap-up/end")
        await eventually(lambda: case in screen.snapshots and screen.indexes(case)[-1:] >= [last_shown(hotline, case)])
    assert [event.digit for event in hotline.told(case, events.DigitReceived)] == ["1", "5"]
    entries = hotline.log(case)
    assert_whole(entries)
    sent = screen.indexes(case)
    assert sent == [index for index in shown(case, entries) if index <= sent[-1]]


def last_shown(hotline: RunningHotline, case: CaseId) -> int:
    """The last entry that the agent's own screen must see: the end of the wrap-up."""
    return max(entry.index for entry in hotline.log(case) if isinstance(entry.event, events.WrapUpEnded))


async def test_who_waits_keeps_the_place_and_who_hangs_up_meanwhile_is_noticed(hotline: RunningHotline) -> None:
    async with hotline.agent_at_work() as at_work:
        await at_work.screen.ask("PUT", "/api/me/presence", {"presence": "away"})
        async with hotline.citizen() as first, hotline.citizen() as second:
            cases = [await waiting(hotline, citizen) for citizen in (first, second)]
            async with outage(hotline):
                await first.hang_up()
                await first.wait_for(news.Ended, timeout_s=LIMIT_S)
            await eventually(lambda: cases[0] not in hotline.open_cases())
            await eventually(lambda: hotline.told(cases[1], events.QueueMoved)[-1].ahead == 0)
            await at_work.screen.ask("PUT", "/api/me/presence", {"presence": "ready"})
            await at_work.phone.wait_for(news.Answered, timeout_s=LIMIT_S)
            await second.hang_up()
            await second.wait_for(news.Ended, timeout_s=LIMIT_S)
            await eventually(lambda: replayed(hotline.log(cases[1])).state.phase is Phase.WRAP_UP)
            await at_work.screen.ask("POST", f"/api/cases/{cases[1]}/wrap-up/end")
    (ended,) = hotline.told(cases[0], events.LegEnded)
    assert (ended.leg, ended.cause) == (CITIZEN, events.EndCause.PEER_HUNG_UP)
    assert [owed.reason for owed in hotline.told(cases[0], commands.PutOnCallBackList)] == ["abandoned"]
    for case in cases:
        assert_whole(hotline.log(case))


async def waiting(hotline: RunningHotline, citizen: Softphone) -> CaseId:
    case = await hotline.dial(citizen)
    await citizen.keys("1")
    await eventually(lambda: hotline.told(case, events.QueueMoved))
    return case


async def test_a_new_call_meanwhile_rings_and_gets_503_and_the_next_one_is_answered(hotline: RunningHotline) -> None:
    known = set(hotline.cases())
    async with hotline.citizen() as early, hotline.citizen() as late:
        async with outage(hotline):
            await early.dial(f"sip:12345@{hotline.target}")
            await early.wait_for(news.Ringing, timeout_s=LIMIT_S)
            ended = await early.wait_for(news.Ended, timeout_s=LIMIT_S)
        assert ended.status == 503
        await eventually(hotline.health)
        await hotline.dial(late)
        await late.hang_up()
    await eventually(lambda: not hotline.open_cases() & set(hotline.cases()) - known)


async def test_a_phone_that_is_answered_meanwhile_is_not_given_up(hotline: RunningHotline) -> None:
    async with hotline.agent_at_work(answers=False) as at_work, hotline.citizen() as citizen:
        case = await hotline.dial(citizen)
        await citizen.keys("1")
        await at_work.phone.wait_for(news.Incoming, timeout_s=LIMIT_S)
        async with outage(hotline):
            await at_work.phone.answer()
            await at_work.phone.wait_for(news.Answered, timeout_s=LIMIT_S)
            await asyncio.sleep(RING_MS / 1000)
        await eventually(lambda: hotline.told(case, events.TicketOpened))
        state = replayed(hotline.log(case)).state
        assert (state.phase, state.agent_leg) == (Phase.TALKING, LegId("agent-1"))
        await citizen.hang_up()
        await eventually(lambda: replayed(hotline.log(case)).state.phase is Phase.WRAP_UP)
        await at_work.act("wrap-up/end")
    assert_whole(hotline.log(case))
