"""REFER (RFC 3515) from a phone: the worker calls, the phone hears how it fares, the case hears of the new leg."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from callflow.commands import DialLeg, HangUpLeg, ReleaseWorker, SetTopology
from callflow.events import EndCause, LegAnswered, LegEnded, LegReferred, LegRinging, RecordingStarted
from callflow.units import CITIZEN, LegId
from telephony import recording
from tests.sip import peers as sip
from tests.sip.conftest import AGENT_HZ, CITIZEN_HZ, THIRD_HZ, TONES, Desk, RunningWorker, Stage
from tests.sip.puppet import Leg, Manners, Puppets, puppets

AGENT, REFERRED = LegId("agent-1"), LegId("referred-1")


@pytest.fixture
async def front() -> AsyncIterator[Puppets]:
    async with puppets() as front:
        front.users = {
            "1026": Manners(speaks=AGENT_HZ),
            "1027": Manners(speaks=THIRD_HZ),
            "1028": Manners(status=486),
            "1029": Manners(status=0),
        }
        yield front


@pytest.fixture
async def worker(stage: Stage, desk: Desk, front: Puppets) -> RunningWorker:
    running = stage.worker("w1-front", "--proxy", f"sip:{front.address}")
    await desk.greeted()
    return running


@pytest.fixture
async def citizen(worker: RunningWorker, desk: Desk, front: Puppets) -> Leg:
    calling = asyncio.create_task(front.call(worker.target, speaks=CITIZEN_HZ))
    await desk.answer()
    return await calling


@pytest.fixture
async def agent(citizen: Leg, desk: Desk, front: Puppets) -> Leg:
    assert not citizen.ended
    await dial(desk, front, AGENT, "1026")
    return await front.leg("1026")


async def dial(desk: Desk, front: Puppets, leg: LegId, user: str) -> None:
    desk.do(DialLeg(leg=leg, uri=f"sip:{user}@{front.address}", display_number="138", recording=f"{leg}.wav"))
    await desk.until(LegAnswered, leg=leg)


def everybody(*legs: LegId) -> SetTopology:
    return SetTopology(hears=tuple((one, other) for one in legs for other in legs if one != other))


async def test_the_new_leg_is_told_heard_and_recorded_like_any_other(
    desk: Desk, front: Puppets, worker: RunningWorker, citizen: Leg, agent: Leg
) -> None:
    assert await agent.refer(f"<sip:1027@{front.address}>") == 202
    referred = await desk.until(LegReferred)
    assert referred == LegReferred(leg=AGENT, new_leg=REFERRED, target="1027")
    await desk.until(LegRinging, leg=REFERRED)
    await desk.until(LegAnswered, leg=REFERRED)
    assert (await desk.until(RecordingStarted, leg=REFERRED)).file == "referred-1.wav"
    desk.do(everybody(CITIZEN, AGENT, REFERRED))
    third = await front.leg("1027")
    assert "From: sip:138@" in third.got[0]
    await desk.sound(lambda: citizen.media.hears(TONES), {AGENT_HZ, THIRD_HZ})
    await desk.sound(lambda: third.media.hears(TONES), {AGENT_HZ, CITIZEN_HZ})
    assert agent.notified()[-1].startswith("SIP/2.0 200")
    await agent.hang_up()
    assert (await desk.until(LegEnded, leg=AGENT)).cause is EndCause.PEER_HUNG_UP
    await desk.sound(lambda: citizen.media.hears(TONES), {THIRD_HZ})
    await third.hang_up()
    assert (await desk.until(LegEnded, leg=REFERRED)).cause is EndCause.PEER_HUNG_UP
    file = worker.cases / desk.case / "referred-1.wav"
    assert recording.is_finished(file)
    assert sip.heard(file, TONES, 0.5) == {THIRD_HZ}
    desk.do(ReleaseWorker())
    await desk.true(lambda: desk.lines.counts() == (1, 0))


async def test_a_new_leg_that_is_busy_is_told_to_case_and_phone(desk: Desk, front: Puppets, agent: Leg) -> None:
    assert await agent.refer(f"sip:1028@{front.address}") == 202
    ended = await desk.until(LegEnded, leg=REFERRED)
    assert (ended.cause, ended.status) == (EndCause.FAILED, 486)
    await desk.true(lambda: agent.notified()[-1].startswith("SIP/2.0 486"))
    assert await agent.refer(f"sip:1028@{front.address}") == 202
    assert (await desk.until(LegReferred)).new_leg == "referred-2"


async def test_a_new_leg_can_be_given_up_while_it_rings(desk: Desk, front: Puppets, agent: Leg) -> None:
    assert await agent.refer(f"sip:1029@{front.address}") == 202
    await desk.until(LegRinging, leg=REFERRED)
    desk.do(HangUpLeg(leg=REFERRED))
    assert (await desk.until(LegEnded, leg=REFERRED)).cause is EndCause.WE_HUNG_UP
    await desk.true(lambda: agent.notified()[-1].startswith("SIP/2.0 487"))


async def test_what_may_not_be_called_is_declined(desk: Desk, front: Puppets, citizen: Leg, agent: Leg) -> None:
    for refer_to in (
        f"<sip:{front.address}>",
        "<sip:1027@127.0.0.1:9>",
        f"<sip:1027@{front.address}?Replaces=a%40b%3Bto-tag%3D1%3Bfrom-tag%3D2>",
        f"<sip:1027@{front.address};method=BYE>",
        "",
    ):
        assert await agent.refer(refer_to) in {400, 603}
    assert await citizen.refer(f"<sip:1027@{front.address}>") == 603
    assert not any(isinstance(event, LegReferred) for event in desk.events)
    assert len(front.invites) == 1


async def test_a_fifth_leg_is_refused_and_so_is_a_second_while_the_first_rings(
    desk: Desk, front: Puppets, agent: Leg
) -> None:
    assert await agent.refer(f"sip:1029@{front.address}") == 202
    await desk.until(LegRinging, leg=REFERRED)
    assert await agent.refer(f"sip:1027@{front.address}") == 486
    await dial(desk, front, LegId("department-1"), "1027")
    department = await front.leg("1027")
    assert await department.refer(f"sip:1026@{front.address}") == 486
    assert len([event for event in desk.events if isinstance(event, LegReferred)]) == 1


async def test_a_phone_that_refers_and_leaves_at_once_harms_nobody(desk: Desk, front: Puppets, agent: Leg) -> None:
    assert await agent.refer(f"sip:1027@{front.address}") == 202
    await agent.hang_up()
    await desk.until(LegAnswered, leg=REFERRED)
    await asyncio.sleep(0.3)
    desk.do(ReleaseWorker())
    assert (await desk.until(LegEnded, leg=REFERRED)).cause is EndCause.WE_HUNG_UP
    await desk.true(lambda: desk.lines.counts() == (1, 0))


async def test_a_storm_of_refers_harms_nobody(desk: Desk, front: Puppets, citizen: Leg, agent: Leg) -> None:
    desk.do(everybody(CITIZEN, AGENT))
    answers = [await agent.refer(f"sip:1028@{front.address}") for _ in range(200)]
    assert set(answers) <= {202, 486}
    await asyncio.sleep(0.5)
    told = [event for event in desk.events if isinstance(event, LegReferred)]
    assert len(told) == len({event.new_leg for event in told}) == answers.count(202)
    await desk.until(LegEnded, leg=told[-1].new_leg)
    await desk.sound(lambda: citizen.media.hears(TONES), {AGENT_HZ})
    await desk.sound(lambda: agent.media.hears(TONES), {CITIZEN_HZ})
    desk.do(ReleaseWorker())
    await desk.true(lambda: desk.lines.counts() == (1, 0))
