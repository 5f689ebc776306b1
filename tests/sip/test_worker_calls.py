"""One leg: a real worker and a caller made of sipp."""

import asyncio
import socket

import pytest

from callflow.commands import AnswerLeg, HangUpLeg, PlayPrompt, RejectLeg, ReleaseWorker, StopPrompt
from callflow.events import (
    CallArrived,
    DigitReceived,
    EndCause,
    LegAnswered,
    LegEnded,
    LegHeld,
    LegResumed,
    PromptEnded,
    RecordingClosed,
    RecordingStarted,
)
from callflow.units import CITIZEN, SAMPLE_RATE_HZ
from telephony import recording
from tests.sip import peers as sip
from tests.sip.conftest import Desk, RunningWorker, Stage

LONG_CALL = sip.LONG_CALL
SHORT_CALL = sip.invite() + sip.ANSWERED + sip.acknowledge() + sip.pause(300) + sip.hang_up()


async def test_a_call_is_rung_answered_recorded_and_ended(stage: Stage, desk: Desk, worker: RunningWorker) -> None:
    rung = sip.invite() + sip.expect(100, optional=True) + sip.expect(180) + sip.expect(200)
    caller = stage.sipp(rung + sip.acknowledge() + sip.pause(1000) + sip.hang_up(), worker.target)
    arrived = await desk.answer()
    assert (arrived.leg, arrived.calling_number, arrived.called_number) == (CITIZEN, "13800000000", "12345")
    started = await desk.until(RecordingStarted)
    answered_at = next(at for _, at, event in desk.told if isinstance(event, LegAnswered))
    assert abs(started.sample_zero_at - answered_at) < 40
    closed = await desk.until(RecordingClosed)
    ended = await desk.until(LegEnded)
    assert (ended.cause, ended.status) == (EndCause.PEER_HUNG_UP, 200)
    file = worker.cases / desk.case / started.file
    assert recording.is_finished(file)
    assert closed.samples == recording.samples_in(file.stat().st_size)
    assert 0.7 < closed.samples / SAMPLE_RATE_HZ < 1.6
    await caller.finish()


async def test_keys_by_info_are_told(stage: Stage, desk: Desk, worker: RunningWorker) -> None:
    keys = "".join(
        sip.request("INFO", cseq, body=f"Signal={key}\nDuration=160", kind="application/dtmf-relay") + sip.expect(200)
        for cseq, key in enumerate("1*#", start=2)
    )
    caller = stage.sipp(sip.invite() + sip.ANSWERED + sip.acknowledge() + keys + sip.hang_up(), worker.target)
    await desk.answer()
    await desk.until(LegEnded)
    assert [event.digit for event in desk.events if isinstance(event, DigitReceived)] == ["1", "*", "#"]
    await caller.finish()


async def test_keys_by_telephone_event_are_told(stage: Stage, desk: Desk, worker: RunningWorker) -> None:
    play = sip.keys_pcap(sip.write_keys(stage.folder / "keys.pcap", "159*#"))
    caller = stage.sipp(
        sip.invite() + sip.ANSWERED + sip.acknowledge() + sip.pause(200) + play + sip.pause(2500) + sip.hang_up(),
        worker.target,
    )
    await desk.answer()
    await desk.until(LegEnded)
    assert "".join(event.digit for event in desk.events if isinstance(event, DigitReceived)) == "159*#"
    await caller.finish()


async def test_a_caller_who_cancels_is_told_as_cancelled(stage: Stage, desk: Desk, worker: RunningWorker) -> None:
    branch = "z9hG4bK-c-[pid]-[call_number]"
    caller = stage.sipp(
        sip.invite(branch=branch)
        + sip.expect(100, optional=True)
        + sip.expect(180)
        + sip.pause(300)
        + sip.request("CANCEL", 1, branch=branch)
        + sip.expect(200)
        + sip.expect(487)
        + sip.acknowledge_failure(branch),
        worker.target,
    )
    ended = await desk.until(LegEnded)
    assert (ended.cause, ended.status) == (EndCause.CANCELLED, 487)
    await caller.finish()
    await desk.true(lambda: desk.lines.counts() == (1, 0))


async def test_a_refused_call_gets_the_status_asked_for(stage: Stage, desk: Desk, worker: RunningWorker) -> None:
    caller = stage.sipp(sip.refused(480), worker.target)
    await desk.until(CallArrived)
    desk.do(RejectLeg(leg=CITIZEN, status=480))
    ended = await desk.until(LegEnded)
    assert (ended.cause, ended.status) == (EndCause.REJECTED, 480)
    await caller.finish()


async def test_without_a_proxy_only_the_hotlines_numbers_are_taken(stage: Stage, desk: Desk) -> None:
    picky = stage.worker("w1-test", "--numbers", "96110,010-12345")
    await desk.greeted()
    await stage.sipp(sip.refused(404), picky.target).finish()
    assert desk.told == []
    again = stage.worker("w2-test", "--numbers", "96110,12345")
    await desk.greeted(2)
    caller = stage.sipp(SHORT_CALL, again.target)
    await desk.answer()
    await caller.finish()


async def test_a_call_that_nobody_decides_gets_503(stage: Stage, desk: Desk, worker: RunningWorker) -> None:
    caller = stage.sipp(sip.refused(503), worker.target)
    ended = await desk.until(LegEnded)
    assert (ended.cause, ended.status) == (EndCause.SWITCHBOARD_AWAY, 503)
    await caller.finish()


async def test_a_busy_worker_answers_486(stage: Stage, desk: Desk, worker: RunningWorker) -> None:
    first = stage.sipp(LONG_CALL, worker.target)
    await desk.answer()
    for _ in range(5):
        await stage.sipp(sip.refused(486), worker.target).finish()
    desk.do(HangUpLeg(leg=CITIZEN))
    assert (await desk.until(LegEnded)).cause is EndCause.WE_HUNG_UP
    await first.finish()
    await stage.sipp(sip.refused(486), worker.target).finish()
    desk.do(ReleaseWorker())
    await desk.true(lambda: desk.lines.counts() == (1, 0))
    again = stage.sipp(SHORT_CALL, worker.target)
    await desk.answer()
    await again.finish()


async def test_a_prompt_is_heard_and_ends_by_the_clock(stage: Stage, desk: Desk, worker: RunningWorker) -> None:
    citizen = stage.phone(440, user="13800000000")
    citizen.command("dial", f"sip:12345@{worker.target}")
    await desk.answer()
    desk.do(PlayPrompt(leg=CITIZEN, clips=("low", "high")), number=7)
    begun = asyncio.get_running_loop().time()
    assert (await desk.until(PromptEnded)).prompt == 7
    assert 1.9 < asyncio.get_running_loop().time() - begun < 3.5
    desk.do(HangUpLeg(leg=CITIZEN))
    await desk.until(LegEnded)
    ear = citizen.ear()
    assert sip.heard(ear, (600, 1200), 0.2, 0.8) == {600}
    assert sip.heard(ear, (600, 1200), 1.3, 1.8) == {1200}


async def test_a_reading_in_the_cases_folder_follows_the_clips(stage: Stage, desk: Desk, worker: RunningWorker) -> None:
    citizen = stage.phone(440, user="13800000000")
    citizen.command("dial", f"sip:12345@{worker.target}")
    await desk.answer()
    (folder,) = worker.cases.iterdir()
    sip.write_wav(folder / "reply.wav", sip.tone(1200, 2.0))
    desk.do(PlayPrompt(leg=CITIZEN, clips=("low",), reading="reply.wav"), number=7)
    assert (await desk.until(PromptEnded)).prompt == 7
    desk.do(PlayPrompt(leg=CITIZEN, clips=(), reading="no_such.wav"), number=8)
    assert (await desk.until(PromptEnded)).prompt == 8
    desk.do(HangUpLeg(leg=CITIZEN))
    await desk.until(LegEnded)
    ear = citizen.ear()
    assert sip.heard(ear, (600, 1200), 0.2, 0.8) == {600}
    assert sip.heard(ear, (600, 1200), 1.3, 2.8) == {1200}
    assert '"reading_missing"' in worker.log.read_text()


async def test_a_prompt_can_be_stopped_and_replaced(stage: Stage, desk: Desk, worker: RunningWorker) -> None:
    citizen = stage.phone(440, user="13800000000")
    citizen.command("dial", f"sip:12345@{worker.target}")
    await desk.answer()
    desk.do(PlayPrompt(leg=CITIZEN, clips=("low",) * 30), number=3)
    await desk.sound(lambda: citizen.hears((600, 1200)), {600})
    desk.do(PlayPrompt(leg=CITIZEN, clips=("high",) * 30), number=4)
    await desk.sound(lambda: citizen.hears((600, 1200)), {1200})
    desk.do(StopPrompt(leg=CITIZEN))
    assert (await desk.until(PromptEnded)).prompt == 4
    await desk.sound(lambda: citizen.hears((600, 1200)), set())
    desk.do(HangUpLeg(leg=CITIZEN))
    await desk.until(LegEnded)


async def test_a_missing_clip_is_skipped_and_logged(stage: Stage, desk: Desk, worker: RunningWorker) -> None:
    caller = stage.sipp(LONG_CALL, worker.target)
    await desk.answer()
    desk.do(PlayPrompt(leg=CITIZEN, clips=("no_such_clip",)), number=5)
    assert (await desk.until(PromptEnded)).prompt == 5
    desk.do(HangUpLeg(leg=CITIZEN))
    await caller.finish()
    assert '"clip_missing"' in worker.log.read_text()


async def test_hold_by_the_peer_is_told(stage: Stage, desk: Desk, worker: RunningWorker) -> None:
    def again(cseq: int, direction: str) -> str:
        offer = sip.request("INVITE", cseq, body=sip.sdp(direction, cseq), kind="application/sdp")
        return offer + sip.ANSWERED + sip.acknowledge(cseq) + sip.pause(300)

    held = again(2, "sendonly") + again(3, "sendrecv") + again(4, "inactive") + again(5, "sendrecv")
    caller = stage.sipp(sip.invite() + sip.ANSWERED + sip.acknowledge() + held + sip.hang_up(), worker.target)
    await desk.answer()
    await desk.until(LegEnded)
    changes = [type(event) for event in desk.events if isinstance(event, LegHeld | LegResumed)]
    assert changes == [LegHeld, LegResumed] * 2
    await caller.finish()


async def test_a_late_offer_is_answered(stage: Stage, desk: Desk, worker: RunningWorker) -> None:
    late = (
        sip.request("INVITE", 1)
        + sip.ANSWERED
        + sip.request("ACK", 1, body=sip.sdp(), kind="application/sdp")
        + sip.pause(300)
        + sip.hang_up()
    )
    caller = stage.sipp(late, worker.target)
    await desk.answer()
    assert (await desk.until(LegEnded)).cause is EndCause.PEER_HUNG_UP
    await caller.finish()


async def test_a_caller_may_not_transfer_the_citizens_leg(stage: Stage, desk: Desk, worker: RunningWorker) -> None:
    refer = sip.request("REFER", 2, headers="Refer-To: <sip:elsewhere@127.0.0.1:17298>") + sip.expect(603)
    caller = stage.sipp(sip.invite() + sip.ANSWERED + sip.acknowledge() + refer + sip.hang_up(), worker.target)
    await desk.answer()
    await desk.until(LegEnded)
    await caller.finish()


async def test_options_is_answered_when_free_and_when_busy(stage: Stage, desk: Desk, worker: RunningWorker) -> None:
    ping = sip.request("OPTIONS", 1) + sip.expect(200)
    await stage.sipp(ping, worker.target).finish()
    caller = stage.sipp(LONG_CALL, worker.target)
    await desk.answer()
    await stage.sipp(ping, worker.target).finish()
    desk.do(HangUpLeg(leg=CITIZEN))
    await caller.finish()


def malformed() -> list[bytes]:
    head = "INVITE sip:12345@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:17299;branch=z9hG4bKx{n}\r\n"
    who = "From: <sip:1@127.0.0.1>;tag=1\r\nTo: <sip:12345@127.0.0.1>\r\n"
    rest = who + "Call-ID: bad-{n}\r\nCSeq: 1 INVITE\r\nMax-Forwards: 70\r\n"
    contact = "Contact: <sip:1@127.0.0.1:17299>\r\n"
    typed = "Content-Type: application/sdp\r\n"
    video = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=video 9 RTP/AVP 96\r\n"
    texts = [
        "INVITE sip:12345@127.0.0.1 SIP/2.0\r\n\r\n",
        "INVITE 12345 SIP/2.0\r\n" + rest + "\r\n",
        head + rest.replace("CSeq: 1 INVITE", "CSeq: 99999999999999 BYE") + "\r\n",
        head + rest.replace("<sip:1@127.0.0.1>", "<<<sip:") + "\r\n",
        head + rest + contact + "Content-Length: 9999\r\n" + typed + "\r\nv=0\r\n",
        head + rest + contact + "Content-Length: -1\r\n\r\n",
        head + rest + contact + typed + "\r\nnot sdp at all",
        head + rest + contact + typed + "\r\nv=0\r\no=- 1 1 IN IP4 x\r\ns=-\r\nm=audio 0 RTP/AVP 255 300 x\r\n",
        head + rest + contact + typed + "\r\n" + video,
        head + rest + contact + "Contact: \r\nRoute: <sip:\r\nRequire: nothing-we-know\r\n\r\n",
        head + "Via: " + "x" * 3000 + "\r\n" + rest + "\r\n",
        "\r\n\r\n",
        "\x00\xff INVITE",
    ]
    return [text.replace("{n}", str(n)).encode("latin-1") for n, text in enumerate(texts)]


async def test_malformed_invites_harm_nobody(stage: Stage, desk: Desk, worker: RunningWorker) -> None:
    host, port = worker.target.split(":")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for message in malformed():
            sender.sendto(message, (host, int(port)))
            await asyncio.sleep(0.05)
    await desk.true(lambda: desk.lines.counts() == (1, 0), timeout_s=15)
    assert worker.process.poll() is None
    caller = stage.sipp(SHORT_CALL, worker.target)
    await desk.until(CallArrived, calling_number="13800000000")
    desk.do(AnswerLeg(leg=CITIZEN, recording="citizen.wav"))
    await desk.until(LegAnswered)
    await caller.finish()


@pytest.mark.parametrize("when", ["ringing", "up"])
async def test_a_worker_told_to_stop_ends_its_legs_and_leaves_no_socket(
    stage: Stage, desk: Desk, worker: RunningWorker, when: str
) -> None:
    caller = stage.sipp(LONG_CALL if when == "up" else sip.refused(603), worker.target)
    if when == "up":
        await desk.answer()
        await asyncio.sleep(0.5)
    else:
        await desk.until(CallArrived)
    worker.process.terminate()
    assert worker.process.wait(5) == 0
    await caller.finish()
    assert not worker.socket.exists()
    assert all(recording.is_finished(file) for file in worker.cases.rglob("*.wav"))
