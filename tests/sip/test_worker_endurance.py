"""One worker, many calls: it must be after the two hundredth what it was after the first."""

import asyncio

import psutil

from callflow.commands import AnswerLeg, ReleaseWorker
from callflow.events import CallArrived, LegEnded, RecordingClosed
from callflow.units import CITIZEN
from telephony import recording
from tests.sip import peers as sip
from tests.sip.conftest import Desk, RunningWorker, Stage

CALLS = 200
WARM_UP = 40
SHORT_CALL = sip.invite() + sip.ANSWERED + sip.acknowledge() + sip.pause(60) + sip.hang_up() + sip.pause(150)


async def test_two_hundred_calls_leave_nothing_behind(stage: Stage, desk: Desk, worker: RunningWorker) -> None:
    process = psutil.Process(worker.process.pid)
    used: list[tuple[int, int]] = []
    callers = stage.sipp(SHORT_CALL, worker.target, calls=CALLS, options=("-l", "1", "-r", "5", "-timeout", "100"))
    for _ in range(CALLS):
        await desk.until(CallArrived)
        desk.do(AnswerLeg(leg=CITIZEN, recording="citizen.wav"))
        await desk.until(LegEnded)
        desk.do(ReleaseWorker())
        await desk.true(lambda: desk.lines.counts() == (1, 0))
        used.append((process.memory_info().rss, process.num_fds()))
        await asyncio.sleep(0)
    await callers.finish(110)
    closed = [event for event in desk.events if isinstance(event, RecordingClosed)]
    assert len(closed) == CALLS
    files = list(worker.cases.rglob("*.wav"))
    assert len(files) == CALLS
    assert all(recording.is_finished(file) for file in files)
    warm, last = used[WARM_UP], used[-1]
    assert last[0] - warm[0] < 4_000_000, "bytes of memory grown in 160 calls"
    assert last[1] <= warm[1] + 2, "file descriptors"
    assert len(desk.told) == len(set(desk.told))
