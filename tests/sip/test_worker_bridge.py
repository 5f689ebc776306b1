"""Several legs: who hears whom, by tones that baresip phones speak and record."""

import asyncio

from callflow.commands import DialLeg, HangUpLeg, ReleaseWorker, SetTopology
from callflow.events import EndCause, LegAnswered, LegEnded, LegHeld, LegResumed, LegRinging, RecordingStarted
from callflow.units import CITIZEN, MUSIC, LegId
from tests.sip import peers as sip
from tests.sip.conftest import AGENT_HZ, CITIZEN_HZ, MUSIC_HZ, THIRD_HZ, TONES, Desk, RunningWorker, Stage

AGENT, THIRD = LegId("agent-1"), LegId("agent-2")
TALK = ((CITIZEN, AGENT), (AGENT, CITIZEN))


def everybody(*legs: LegId) -> SetTopology:
    return SetTopology(hears=tuple((one, other) for one in legs for other in legs if one != other))


def dial(leg: LegId, uri: str) -> DialLeg:
    return DialLeg(leg=leg, uri=uri, display_number="13800000000", recording=f"{leg}.wav")


async def test_citizen_and_agent_hear_each_other_and_not_themselves(
    stage: Stage, desk: Desk, worker: RunningWorker
) -> None:
    agent, citizen = stage.phone(AGENT_HZ, user="1026"), stage.phone(CITIZEN_HZ, user="13800000000")
    citizen.command("dial", f"sip:12345@{worker.target}")
    await desk.answer()
    desk.do(SetTopology(hears=((CITIZEN, MUSIC),)))
    await desk.sound(lambda: citizen.hears(TONES), {MUSIC_HZ})
    desk.do(dial(AGENT, agent.uri))
    await desk.until(LegRinging, leg=AGENT)
    await desk.until(LegAnswered, leg=AGENT)
    desk.do(SetTopology(hears=TALK))
    await desk.until(RecordingStarted, leg=AGENT)
    await desk.sound(lambda: citizen.hears(TONES), {AGENT_HZ})
    await desk.sound(lambda: agent.hears(TONES), {CITIZEN_HZ})
    desk.do(ReleaseWorker())
    await desk.true(lambda: desk.lines.counts() == (1, 0))
    case = worker.cases / desk.case
    assert sip.heard(case / "citizen.wav", TONES, 0.5) == {CITIZEN_HZ}
    assert sip.heard(case / "agent-1.wav", TONES, 0.5) == {AGENT_HZ}


async def test_in_a_three_way_call_each_hears_exactly_the_other_two(
    stage: Stage, desk: Desk, worker: RunningWorker
) -> None:
    agent, third = stage.phone(AGENT_HZ, user="1026"), stage.phone(THIRD_HZ, user="1027")
    citizen = stage.phone(CITIZEN_HZ, user="13800000000")
    citizen.command("dial", f"sip:12345@{worker.target}")
    await desk.answer()
    desk.do(everybody(CITIZEN, AGENT, THIRD))
    for leg, phone in ((AGENT, agent), (THIRD, third)):
        desk.do(dial(leg, phone.uri))
        await desk.until(LegAnswered, leg=leg)
    await desk.sound(lambda: citizen.hears(TONES), {AGENT_HZ, THIRD_HZ})
    await desk.sound(lambda: agent.hears(TONES), {CITIZEN_HZ, THIRD_HZ})
    await desk.sound(lambda: third.hears(TONES), {CITIZEN_HZ, AGENT_HZ})
    desk.do(ReleaseWorker())
    await desk.true(lambda: desk.lines.counts() == (1, 0))


async def test_a_re_invite_keeps_who_hears_whom(stage: Stage, desk: Desk, worker: RunningWorker) -> None:
    """The citizen's phone echoes what it hears, so its recording shows it."""

    def again(cseq: int, direction: str) -> str:
        offer = sip.request("INVITE", cseq, body=sip.sdp(direction, cseq), kind="application/sdp")
        return offer + sip.ANSWERED + sip.acknowledge(cseq) + sip.pause(1500)

    agent = stage.phone(AGENT_HZ, user="1026")
    holds = again(2, "sendonly") + again(3, "sendrecv") + again(4, "inactive") + again(5, "sendrecv")
    scenario = sip.invite() + sip.ANSWERED + sip.acknowledge() + sip.pause(1500) + holds + sip.hang_up()
    citizen = stage.sipp(scenario, worker.target, options=("-rtp_echo",))
    await desk.answer()
    zero = (await desk.until(RecordingStarted, leg=CITIZEN)).sample_zero_at
    desk.do(SetTopology(hears=TALK))
    desk.do(dial(AGENT, agent.uri))
    await desk.until(LegEnded, leg=CITIZEN)
    await citizen.finish()
    desk.do(ReleaseWorker())
    await desk.true(lambda: desk.lines.counts() == (1, 0))
    changes = [at for _, at, event in desk.told if isinstance(event, LegHeld | LegResumed)]
    file = worker.cases / desk.case / "citizen.wav"
    heard = [sip.heard(file, TONES, *(((at - zero) / 1000) + s for s in (0.6, 1.3))) for at in changes]
    assert heard == [set(), {AGENT_HZ}] * 2
    assert sip.heard(agent.ear(), TONES, 0.5, 1.0) == {AGENT_HZ}


async def test_a_callee_who_is_busy_is_told_with_its_status(stage: Stage, desk: Desk, worker: RunningWorker) -> None:
    citizen = stage.sipp(sip.LONG_CALL, worker.target)
    await desk.answer()
    busy = await stage.callee(sip.expect("INVITE") + sip.response("486 Busy Here") + sip.expect("ACK"))
    desk.do(dial(AGENT, busy.uri))
    ended = await desk.until(LegEnded, leg=AGENT)
    assert (ended.cause, ended.status) == (EndCause.FAILED, 486)
    desk.do(HangUpLeg(leg=CITIZEN))
    await busy.finish()
    await citizen.finish()


async def test_a_callee_sees_the_citizens_number(stage: Stage, desk: Desk, worker: RunningWorker) -> None:
    citizen = stage.sipp(sip.LONG_CALL, worker.target)
    await desk.answer()
    shown = '<ereg regexp="sip:13800000000@" search_in="hdr" header="From:" check_it="true" assign_to="1"/>'
    look = f'<recv request="INVITE"><action>{shown}</action></recv><Reference variables="1"/>\n'
    callee = await stage.callee(look + sip.response("480 Gone") + sip.expect("ACK"))
    desk.do(dial(AGENT, callee.uri))
    assert (await desk.until(LegEnded, leg=AGENT)).status == 480
    desk.do(HangUpLeg(leg=CITIZEN))
    await callee.finish()
    await citizen.finish()


async def test_a_ringing_callee_gets_cancel(stage: Stage, desk: Desk, worker: RunningWorker) -> None:
    citizen = stage.sipp(sip.LONG_CALL, worker.target)
    await desk.answer()
    ringing = sip.expect("INVITE") + sip.response("180 Ringing") + sip.expect("CANCEL") + sip.response("200 OK")
    callee = await stage.callee(ringing)
    desk.do(dial(AGENT, callee.uri))
    await desk.until(LegRinging)
    desk.do(HangUpLeg(leg=AGENT))
    assert (await desk.until(LegEnded, leg=AGENT)).cause is EndCause.WE_HUNG_UP
    desk.do(HangUpLeg(leg=CITIZEN))
    await citizen.finish()


async def test_a_callee_who_answers_while_cancelled_is_hung_up(stage: Stage, desk: Desk, worker: RunningWorker) -> None:
    citizen = stage.sipp(sip.LONG_CALL, worker.target)
    await desk.answer()
    glare = (
        sip.expect("INVITE")
        + sip.response("180 Ringing")
        + sip.expect("CANCEL")
        + sip.response("481 Too late")
        + sip.late_answer(sip.sdp())
        + sip.expect("ACK")
        + sip.expect("BYE")
        + sip.response("200 OK", tagged=False)
    )
    callee = await stage.callee(glare)
    desk.do(dial(AGENT, callee.uri))
    await desk.until(LegRinging)
    desk.do(HangUpLeg(leg=AGENT))
    assert (await desk.until(LegEnded, leg=AGENT)).cause is EndCause.WE_HUNG_UP
    await callee.finish()
    desk.do(HangUpLeg(leg=CITIZEN))
    await citizen.finish()


async def test_a_callee_that_never_answers_anything_is_given_up(
    stage: Stage, desk: Desk, worker: RunningWorker
) -> None:
    citizen = stage.sipp(sip.LONG_CALL, worker.target)
    await desk.answer()
    desk.do(dial(AGENT, f"sip:1026@127.0.0.1:{sip.sip_ports.take()}"))
    await asyncio.sleep(0.5)
    desk.do(HangUpLeg(leg=AGENT))
    assert (await desk.until(LegEnded, leg=AGENT)).cause is EndCause.WE_HUNG_UP
    desk.do(dial(THIRD, "not a sip address"))
    assert (await desk.until(LegEnded, leg=THIRD)).cause is EndCause.FAILED
    desk.do(HangUpLeg(leg=CITIZEN))
    await citizen.finish()


async def test_early_media_of_a_callee_is_heard(stage: Stage, desk: Desk, worker: RunningWorker) -> None:
    citizen = stage.phone(CITIZEN_HZ, user="13800000000")
    citizen.command("dial", f"sip:12345@{worker.target}")
    await desk.answer()
    alaw = sip.write_alaw(stage.folder / "third.alaw", THIRD_HZ)
    early = (
        sip.expect("INVITE")
        + sip.response("183 Session Progress", body=sip.sdp())
        + sip.stream(alaw)
        + sip.pause(2500)
        + sip.STOP_STREAM
        + sip.response("480 Not now")
        + sip.expect("ACK")
    )
    callee = await stage.callee(early)
    desk.do(SetTopology(hears=((CITIZEN, AGENT),)))
    desk.do(dial(AGENT, callee.uri))
    assert (await desk.until(LegEnded, leg=AGENT)).status == 480
    assert not any(isinstance(event, LegAnswered | RecordingStarted) and event.leg == AGENT for event in desk.events)
    await callee.finish()
    desk.do(ReleaseWorker())
    await desk.until(LegEnded, leg=CITIZEN)
    samples, rate = sip.read_wav(citizen.ear())
    end = len(samples) / rate
    assert sip.heard(citizen.ear(), TONES, end - 1.2, end - 0.6) == {THIRD_HZ}


async def test_a_peer_that_does_not_answer_bye_is_given_up(stage: Stage, desk: Desk, worker: RunningWorker) -> None:
    silent = sip.expect("BYE") + sip.pause(60_000)
    deaf = stage.sipp(sip.invite() + sip.ANSWERED + sip.acknowledge() + silent, worker.target)
    await desk.answer()
    desk.do(ReleaseWorker())
    assert (await desk.until(LegEnded, timeout_s=5)).cause is EndCause.WE_HUNG_UP
    await desk.true(lambda: desk.lines.counts() == (1, 0))
    deaf.close()
    caller = stage.sipp(sip.LONG_CALL, worker.target)
    await desk.answer()
    desk.do(ReleaseWorker())
    await caller.finish()


async def test_calls_go_out_through_the_proxy(stage: Stage, desk: Desk) -> None:
    uri = '<ereg regexp="INVITE sip:1026@city.invalid" search_in="msg" check_it="true" assign_to="1"/>'
    look = f'<recv request="INVITE"><action>{uri}</action></recv><Reference variables="1"/>\n'
    proxy = stage.sipp(look + sip.response("404 Not here") + sip.expect("ACK"))
    worker = stage.worker("w1-proxied", "--proxy", f"sip:127.0.0.1:{proxy.port}")
    await desk.greeted()
    citizen = stage.sipp(sip.LONG_CALL, worker.target)
    await desk.answer()
    desk.do(dial(AGENT, "sip:1026@city.invalid"))
    assert (await desk.until(LegEnded, leg=AGENT)).status == 404
    await proxy.finish()
    desk.do(ReleaseWorker())
    await citizen.finish()
