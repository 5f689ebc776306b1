"""Legs that go wrong: peers that die, numbers that refuse, slots that are taken, storms."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from callflow.commands import HangUpLeg, ReleaseWorker
from callflow.events import EndCause, LegAnswered, LegEnded, LegHeld, LegResumed, LegRinging
from callflow.units import CITIZEN, LegId
from tests.sip.conftest import AGENT_HZ, CITIZEN_HZ, TONES, Desk, Stage
from tests.sip.front_call import FrontCall, front_call
from tests.sip.puppet import Leg, puppets

AGENT = LegId("agent-1")
LISTENER = LegId("department-1")
RTP_TIMEOUT_S = 2


@pytest.fixture
async def call(stage: Stage, desk: Desk) -> AsyncIterator[FrontCall]:
    async with puppets() as front:
        yield await front_call(stage, desk, front, "--rtp-timeout-s", str(RTP_TIMEOUT_S))


def ended(desk: Desk) -> set[LegId]:
    return {event.leg for event in desk.events if isinstance(event, LegEnded)}


async def test_a_peer_whose_sound_stops_is_ended_and_one_that_need_not_send_is_not(desk: Desk, call: FrontCall) -> None:
    listener = await join_silent_listener(call)
    citizen = call.legs[CITIZEN]
    citizen.media.sends = False
    assert (await desk.until(LegHeld)).leg == CITIZEN
    await asyncio.sleep(RTP_TIMEOUT_S + 2)
    assert ended(desk) == set()
    citizen.media.sends = True
    await citizen.re_invite("sendrecv")
    await desk.until(LegResumed, leg=CITIZEN)
    await asyncio.sleep(RTP_TIMEOUT_S + 2)
    assert ended(desk) == set()
    citizen.media.sends = False
    assert (await desk.until(LegEnded)).cause is EndCause.MEDIA_LOST
    assert citizen.ended
    assert ended(desk) == {CITIZEN}
    await listener.hang_up()
    assert (await desk.until(LegEnded, leg=LISTENER)).cause is EndCause.PEER_HUNG_UP


async def join_silent_listener(call: FrontCall) -> Leg:
    """A citizen who has just put us on hold, and a party that never sends because it said so."""
    citizen = await call.citizen()
    listener = await call.join(LISTENER, "1027")
    listener.media.sends = False
    await listener.re_invite("recvonly")
    await citizen.re_invite("inactive")
    return listener


async def test_a_peer_that_never_sends_anything_and_does_not_even_answer_bye_is_ended(
    desk: Desk, call: FrontCall
) -> None:
    citizen = await call.citizen()
    citizen.media.sends, citizen.ignores = False, ("BYE",)
    assert (await desk.until(LegEnded)).cause is EndCause.MEDIA_LOST
    desk.do(ReleaseWorker())
    await desk.true(lambda: desk.lines.counts() == (1, 0))


@pytest.mark.parametrize("status", [302, 401, 407, 488, 603])
async def test_whatever_a_dialled_number_answers_it_is_told_once(desk: Desk, call: FrontCall, status: int) -> None:
    await call.citizen()
    challenge = 'Digest realm="x", nonce="y"'
    headers = (
        f"Contact: <sip:1028@{call.front.address}>\r\nWWW-Authenticate: {challenge}\r\n"
        f"Proxy-Authenticate: {challenge}\r\n"
    )
    call.dial(AGENT, "1027", status=status, headers=headers)
    end = await desk.until(LegEnded)
    assert (end.leg, end.cause, end.status) == (AGENT, EndCause.FAILED, status)
    await asyncio.sleep(0.5)
    assert len(call.front.invites) == 1
    assert ended(desk) == {AGENT}


async def test_a_number_dialled_right_after_a_hang_up_waits_for_the_slot(desk: Desk, call: FrontCall) -> None:
    await call.citizen()
    for name, user in (("agent-1", "1026"), ("department-1", "1027"), ("department-2", "1028")):
        await call.join(name, user)
    call.dial("agent-2", "1029")
    await asyncio.sleep(0.2)
    assert len(call.front.invites) == 3
    desk.do(HangUpLeg(leg=AGENT))
    await desk.until(LegAnswered, leg=LegId("agent-2"))
    await desk.true(lambda: ended(desk) == {AGENT})
    call.dial("agent-3", "1030")
    end = await desk.until(LegEnded, leg=LegId("agent-3"))
    assert (end.cause, end.reason) == (EndCause.FAILED, "four calls are up already")
    call.dial("agent-4", "1030")
    desk.do(HangUpLeg(leg=LegId("agent-4")))
    assert (await desk.until(LegEnded, leg=LegId("agent-4"))).cause is EndCause.WE_HUNG_UP
    desk.do(ReleaseWorker())
    await desk.true(lambda: desk.lines.counts() == (1, 0))


async def test_a_storm_of_re_invites_harms_nobody(desk: Desk, call: FrontCall) -> None:
    citizen = await call.citizen(speaks=CITIZEN_HZ)
    agent = await call.join(AGENT, "1026", speaks=AGENT_HZ)
    call.connect((CITIZEN, AGENT), (AGENT, CITIZEN))
    for count in range(250):
        response = await citizen.re_invite("sendonly" if count % 2 else "sendrecv")
        assert response.startswith("SIP/2.0 200")
        await asyncio.sleep(0.01)
    await citizen.re_invite("sendrecv")
    await desk.sound(lambda: citizen.media.hears(TONES), {AGENT_HZ})
    await desk.sound(lambda: agent.media.hears(TONES), {CITIZEN_HZ})
    assert ended(desk) == set()
    desk.do(ReleaseWorker())
    await desk.true(lambda: desk.lines.counts() == (1, 0))


async def test_a_phone_that_only_rings_can_be_given_up(desk: Desk, call: FrontCall) -> None:
    await call.citizen()
    call.dial(AGENT, "1026", status=0)
    await desk.until(LegRinging, leg=AGENT)
    desk.do(HangUpLeg(leg=AGENT))
    assert (await desk.until(LegEnded, leg=AGENT)).status == 487
