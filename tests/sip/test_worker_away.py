"""A real worker whose switchboard goes away, and a switchboard whose worker goes away."""

import asyncio
import os
import signal
import socket
import sys

from callflow.commands import AnswerLeg, HangUpLeg, PlayPrompt, ReleaseWorker
from callflow.events import CallArrived, DigitReceived, EndCause, LegEnded, PromptEnded
from callflow.units import CITIZEN
from telephony import recording
from telephony.wire import LegState
from tests.sip import peers as sip
from tests.sip.conftest import START_S, Desk, RunningWorker, Stage

CONNECT_AND_LISTEN = """
import socket, sys, time
line = socket.socket(socket.AF_UNIX)
line.connect(sys.argv[1])
line.makefile("rb").readline()
print("connected", flush=True)
time.sleep(60)
"""


def key(cseq: int, digit: str) -> str:
    body = f"Signal={digit}\nDuration=160"
    return sip.request("INFO", cseq, body=body, kind="application/dtmf-relay") + sip.expect(200)


async def test_a_killed_switchboard_leaves_the_call_up_and_the_next_one_takes_over(stage: Stage) -> None:
    worker = stage.worker()
    keys = key(2, "1") + sip.pause(1500) + key(3, "2") + sip.pause(1500) + key(4, "3")
    caller = stage.sipp(
        sip.invite()
        + sip.ANSWERED
        + sip.acknowledge()
        + keys
        + sip.expect("BYE")
        + sip.response("200 OK", tagged=False),
        worker.target,
    )
    async with Desk(stage.run).on_duty() as first:
        await first.answer()
        first.do(PlayPrompt(leg=CITIZEN, clips=("low",)), number=4)
        await first.until(DigitReceived, digit="1")
        await asyncio.sleep(0.2)
    await deaf_switchboard_dies(worker)
    await asyncio.sleep(1.5)
    async with Desk(stage.run, first.told).on_duty() as second:
        await second.lines.settled()
        assert second.hellos[0].case == first.case
        assert second.hellos[0].applied == 4
        assert second.hellos[0].legs[0].state is LegState.UP
        await second.until(DigitReceived, digit="3")
        second.do(PlayPrompt(leg=CITIZEN, clips=("low",)), number=4)
        second.do(ReleaseWorker(), number=5)
        await second.until(LegEnded)
    await caller.finish()
    events = [event for desk in (first, second) for event in desk.events]
    assert [event.digit for event in events if isinstance(event, DigitReceived)] == ["1", "2", "3"]
    assert sum(isinstance(event, PromptEnded) for event in events) == 1
    assert sum(isinstance(event, CallArrived) for event in events) == 1


async def deaf_switchboard_dies(worker: RunningWorker) -> None:
    """A switchboard that is killed before it has acknowledged anything."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", CONNECT_AND_LISTEN, str(worker.socket)), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    await process.stdout.readline()
    process.kill()
    await process.wait()


async def test_an_invite_without_a_switchboard_rings_and_gets_503_and_is_told_later(stage: Stage) -> None:
    worker = stage.worker()
    await stage.listening(worker)
    await stage.sipp(sip.refused(503), worker.target).finish()
    await stage.sipp(sip.refused(486), worker.target).finish()
    async with Desk(stage.run).on_duty() as desk:
        assert (await desk.until(LegEnded)).cause is EndCause.SWITCHBOARD_AWAY
        await desk.true(lambda: desk.lines.counts() == (1, 0))


async def test_a_killed_worker_loses_its_own_case_and_its_recording_is_mended(stage: Stage, desk: Desk) -> None:
    dying, other = stage.worker("w1-dying"), stage.worker("w2-other")
    await desk.true(lambda: desk.lines.counts() == (2, 0), START_S)
    citizen = stage.phone(440, user="13800000000")
    citizen.command("dial", f"sip:12345@{dying.target}")
    arrived = await desk.until(CallArrived)
    desk.do(AnswerLeg(leg=arrived.leg, recording="citizen.wav"))
    case = desk.case
    file = dying.cases / case / "citizen.wav"
    await desk.true(lambda: file.exists() and recording.samples_in(file.stat().st_size) > 1.6 * 16_000)
    os.kill(dying.process.pid, signal.SIGKILL)
    await desk.true(lambda: desk.lost == [case])
    assert desk.lines.counts() == (1, 0)
    assert not recording.is_finished(file)
    assert recording.repair(file) > 1.5 * 16_000
    assert sip.heard(file, (440,), 0.5, 1.5) == {440}
    caller = stage.sipp(sip.LONG_CALL, other.target)
    await desk.answer()
    desk.do(HangUpLeg(leg=CITIZEN))
    await caller.finish()


async def test_a_second_switchboard_replaces_the_first(desk: Desk, worker: RunningWorker) -> None:
    with socket.socket(socket.AF_UNIX) as second:
        second.connect(str(worker.socket))
        assert b'"Hello"' in await asyncio.to_thread(second.recv, 65536)
    await desk.true(lambda: len(desk.hellos) == 2)
