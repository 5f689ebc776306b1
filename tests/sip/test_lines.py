"""The switchboard's lines to call workers: nothing lost, nothing doubled, whoever dies."""

import asyncio
from pathlib import Path

from callflow.commands import AnswerLeg, PlayPrompt, RejectLeg, ReleaseWorker
from callflow.events import CallArrived, DigitReceived, EndCause, LegAnswered, LegEnded, PromptEnded, WorkerEvent
from callflow.units import CITIZEN, CaseId, WallMs
from telephony.fake import FakeWorker
from telephony.line import Lines
from telephony.wire import Hello, LegState
from tests.sip.conftest import Desk

ANSWER = AnswerLeg(leg=CITIZEN, recording="citizen.wav")


def socket_in(folder: Path, name: str = "w1-fake") -> Path:
    return folder / f"{name}.sock"


async def test_workers_are_found_and_counted(tmp_path: Path) -> None:
    async with Desk(tmp_path).on_duty() as desk:
        assert desk.lines.counts() == (0, 0)
        with FakeWorker(socket_in(tmp_path)) as first, FakeWorker(socket_in(tmp_path, "w2-fake"), name="w2-fake"):
            await desk.true(lambda: desk.lines.counts() == (2, 0))
            first.peers(lambda phone: phone.peer_calls())
            await desk.true(lambda: desk.lines.counts() == (1, 1))
            assert {hello.worker for hello in desk.hellos} == {"w1-fake", "w2-fake"}
        await desk.true(lambda: desk.lines.counts() == (0, 0))


async def test_a_whole_call_goes_over_the_line(tmp_path: Path) -> None:
    with FakeWorker(socket_in(tmp_path)) as worker:
        async with Desk(tmp_path).on_duty() as desk:
            worker.peers(lambda phone: phone.peer_calls(calling="13911112222"))
            arrived = await desk.answer()
            assert arrived.calling_number == "13911112222"
            desk.do(PlayPrompt(leg=CITIZEN, clips=("greeting",)), number=9)
            assert (await desk.until(PromptEnded)).prompt == 9
            desk.do(ReleaseWorker())
            assert (await desk.until(LegEnded)).cause is EndCause.WE_HUNG_UP
            await desk.true(lambda: desk.lines.counts() == (1, 0))
            assert not desk.lines.send(desk.case, 99, ReleaseWorker())


async def test_a_switchboard_that_starts_again_finds_the_call_and_misses_nothing(tmp_path: Path) -> None:
    with FakeWorker(socket_in(tmp_path)) as worker:
        async with Desk(tmp_path).on_duty() as first:
            worker.peers(lambda phone: phone.peer_calls())
            await first.answer()
        worker.peers(lambda phone: phone.peer_presses(CITIZEN, "12"))
        async with Desk(tmp_path, first.told).on_duty() as second:
            await second.lines.settled()
            hello = second.hellos[0]
            assert (hello.case, hello.applied) == (first.case, 1)
            assert [leg.state for leg in hello.legs] == [LegState.UP]
            await second.until(DigitReceived, digit="2")
            worker.peers(lambda phone: phone.peer_presses(CITIZEN, "3"))
            await second.until(DigitReceived, digit="3")
    events = [event for desk in (first, second) for event in desk.events]
    assert [event.digit for event in events if isinstance(event, DigitReceived)] == ["1", "2", "3"]
    assert sum(isinstance(event, LegAnswered) for event in events) == 1


async def test_an_event_that_was_not_taken_comes_again(tmp_path: Path) -> None:
    seen: list[WorkerEvent] = []

    async def on_told(_case: CaseId, _at: WallMs, event: WorkerEvent) -> None:
        seen.append(event)
        if len(seen) == 1:
            raise OSError("disk full")

    async def on_hello(_worker: str, _hello: Hello) -> None: ...

    async def on_lost(_case: CaseId) -> None: ...

    lines = Lines(folder=tmp_path, on_told=on_told, on_hello=on_hello, on_lost=on_lost)
    with FakeWorker(socket_in(tmp_path)) as worker:
        watching = asyncio.create_task(lines.watch())
        worker.peers(lambda phone: phone.peer_calls())
        async with asyncio.timeout(10):
            while not any(isinstance(event, LegEnded) for event in seen):
                await asyncio.sleep(0.01)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    assert [type(event) for event in seen] == [CallArrived, CallArrived, LegEnded]


async def test_a_refused_case_frees_its_worker_by_itself(tmp_path: Path) -> None:
    with FakeWorker(socket_in(tmp_path)) as worker:
        async with Desk(tmp_path).on_duty() as desk:
            worker.peers(lambda phone: phone.peer_calls())
            await desk.until(CallArrived)
            desk.do(RejectLeg(leg=CITIZEN, status=503))
            await desk.until(LegEnded)
            await desk.true(lambda: desk.lines.counts() == (1, 0))


async def test_a_stale_socket_is_passed_over(tmp_path: Path) -> None:
    socket_in(tmp_path, "w0-dead").touch()
    with FakeWorker(socket_in(tmp_path)):
        async with Desk(tmp_path).on_duty() as desk:
            await desk.lines.settled()
            assert desk.lines.counts() == (1, 0)
            assert desk.lost == []
