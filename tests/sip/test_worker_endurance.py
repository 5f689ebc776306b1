"""One worker, many calls: it must be after the last what it was after the first."""

import asyncio

import psutil
import pytest

from callflow.commands import AnswerLeg, HangUpLeg, PlayPrompt, ReleaseWorker
from callflow.events import CallArrived, LegEnded, PromptEnded, RecordingClosed
from callflow.units import CITIZEN
from telephony import recording
from tests.sip import peers as sip
from tests.sip.conftest import Desk, RunningWorker, Stage

CALLS = 120
WARM_UP = 40
MOST_GROWN_BYTES = 2_000_000
"""After the warm-up: 25 kB a call would be 500 MB after a busy month."""
SHORT_CALL = sip.invite() + sip.ANSWERED + sip.acknowledge() + sip.pause(60) + sip.hang_up() + sip.pause(150)


@pytest.mark.timeout(300)
async def test_many_calls_leave_nothing_behind(stage: Stage, desk: Desk, worker: RunningWorker) -> None:
    process = psutil.Process(worker.process.pid)
    used: list[tuple[int, int]] = []
    callers = stage.sipp(SHORT_CALL, worker.target, calls=CALLS, options=("-l", "1", "-r", "5", "-timeout", "240"))
    for _ in range(CALLS):
        await desk.until(CallArrived)
        desk.do(AnswerLeg(leg=CITIZEN, recording="citizen.wav"))
        await desk.until(LegEnded)
        desk.do(ReleaseWorker())
        await desk.true(lambda: desk.lines.counts() == (1, 0))
        used.append((process.memory_info().rss, process.num_fds()))
        await asyncio.sleep(0)
    await callers.finish(250)
    closed = [event for event in desk.events if isinstance(event, RecordingClosed)]
    assert len(closed) == CALLS
    files = list(worker.cases.rglob("*.wav"))
    assert len(files) == CALLS
    assert all(recording.is_finished(file) for file in files)
    warm, last = used[WARM_UP], used[-1]
    assert last[0] - warm[0] < MOST_GROWN_BYTES, "bytes of memory grown after the warm-up"
    assert last[1] <= warm[1] + 2, "file descriptors"
    assert len(desk.told) == len(set(desk.told))


async def test_a_hundred_prompts_in_a_row_are_played_and_survived(
    stage: Stage, desk: Desk, worker: RunningWorker
) -> None:
    """A player that is freed too early at its end takes the process with it."""
    sip.write_tone(stage.prompts / "blip.wav", 600, 0.1)
    caller = stage.sipp(sip.LONG_CALL, worker.target)
    await desk.answer()
    for number in range(10, 110):
        desk.do(PlayPrompt(leg=CITIZEN, clips=("blip",)), number=number)
        assert (await desk.until(PromptEnded)).prompt == number
    desk.do(HangUpLeg(leg=CITIZEN))
    await caller.finish()
    assert worker.process.poll() is None
    assert "phone_refused" not in worker.log.read_text()
