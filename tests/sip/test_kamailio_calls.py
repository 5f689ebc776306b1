"""Calls to the hotline's number through a real Kamailio: which worker gets them, and how they end.

When dialogs are ended for a worker, it is the other side's BYE that counts: the worker is dead by then. A living one
may get none, because Kamailio forgets a dialog as soon as the caller has confirmed the first BYE.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.sip import front_peers as sip
from tests.sip.front_peers import Front, Peers


@pytest.fixture
async def front(tmp_path: Path) -> AsyncIterator[Front]:
    async with sip.front(tmp_path / "front") as it:
        yield it


@pytest.fixture
async def peers(front: Front, tmp_path: Path) -> AsyncIterator[Peers]:
    async with Peers(tmp_path, front.target) as it:
        yield it


async def test_the_trunks_call_reaches_a_free_worker(front: Front, peers: Peers) -> None:
    worker = await peers.worker(sip.ANSWERS)
    await front.give(worker.port)
    await peers.call(sip.CALLS_AND_HANGS_UP)
    assert await worker.finished()


async def test_a_busy_worker_is_passed_over_for_the_next(front: Front, peers: Peers) -> None:
    busy, free = await peers.worker(sip.BUSY), await peers.worker(sip.ANSWERS, calls=2)
    await front.give(busy.port, free.port)
    await peers.call(sip.CALLS_AND_HANGS_UP)
    await peers.call(sip.CALLS_AND_HANGS_UP)
    assert await busy.finished()
    assert await free.finished()


async def test_a_worker_that_says_nothing_costs_about_a_second(front: Front, peers: Peers) -> None:
    free = await peers.worker(sip.ANSWERS, calls=2)
    await front.give(sip.free_port(), free.port)
    took = [await peers.call(sip.CALLS_AND_HANGS_UP), await peers.call(sip.CALLS_AND_HANGS_UP)]
    assert await free.finished()
    assert max(took) < 4


async def test_a_worker_that_answers_no_ping_gets_no_calls(tmp_path: Path) -> None:
    async with sip.front(tmp_path / "front", ping_s=1, phone_silence_ms=300) as front:
        await front.give(sip.free_port())
        async with asyncio.timeout(10):
            while await front.worker_states() != ["IP"]:
                await asyncio.sleep(0.1)


async def test_a_worker_that_only_rings_is_passed_over(tmp_path: Path) -> None:
    async with sip.front(tmp_path / "front", worker_ring_ms=500) as front, Peers(tmp_path, front.target) as peers:
        rings, free = await peers.worker(sip.RINGS_UNTIL_CANCEL), await peers.worker(sip.ANSWERS, calls=2)
        await front.give(rings.port, free.port)
        await peers.call(sip.CALLS_AND_HANGS_UP)
        await peers.call(sip.CALLS_AND_HANGS_UP)
        assert await rings.finished()
        assert await free.finished()


async def test_all_busy_is_503(front: Front, peers: Peers) -> None:
    busy = [await peers.worker(sip.BUSY) for _ in range(3)]
    await front.give(*(worker.port for worker in busy))
    await peers.call(sip.refused(503))
    for worker in busy:
        assert await worker.finished()


async def test_forty_busy_workers_are_503_too(front: Front, peers: Peers) -> None:
    workers = [await sip.busy_worker() for _ in range(40)]
    await front.give(*(worker.port for worker in workers))
    await peers.call(sip.refused(503))
    assert sum(worker.invited for worker in workers) == 30
    for worker in workers:
        worker.transport.close()


async def test_no_worker_at_all_is_503(front: Front, peers: Peers) -> None:
    await front.give()
    await peers.call(sip.refused(503))


async def test_a_worker_with_a_dialog_is_not_even_asked(front: Front, peers: Peers) -> None:
    worker = await peers.worker(sip.ANSWERS)
    await front.give(worker.port)
    first = await peers.start(sip.CALLS_AND_STAYS)
    await worker.hears("ACK sip")
    await peers.call(sip.refused(503))
    assert worker.heard().count("INVITE sip") == 1
    assert await front.registrar.end_dialogs_of(worker.sip) == 1
    assert await first.finished()


async def test_a_workers_own_503_is_the_callers_answer_and_asks_no_other(front: Front, peers: Peers) -> None:
    workers = [await peers.worker(sip.refuses("503 Switchboard away")) for _ in range(2)]
    await front.give(*(worker.port for worker in workers))
    await peers.call(sip.refused(503))
    assert sorted(worker.heard().count("INVITE sip") for worker in workers) == [0, 1]


async def test_a_caller_who_gives_up_while_it_rings_is_cancelled_at_the_worker(front: Front, peers: Peers) -> None:
    worker = await peers.worker(sip.RINGS_UNTIL_CANCEL)
    await front.give(worker.port)
    await peers.call(sip.CALLS_AND_GIVES_UP)
    assert await worker.finished()


async def test_a_worker_taken_off_the_list_gets_no_call(front: Front, peers: Peers) -> None:
    gone, stays = await peers.worker(sip.ANSWERS), await peers.worker(sip.ANSWERS, calls=2)
    await front.give(gone.port, stays.port)
    await front.give(stays.port)
    for _ in range(2):
        await peers.call(sip.CALLS_AND_HANGS_UP)
    assert await stays.finished()
    assert not gone.heard()


async def test_a_worker_killed_during_a_call_leaves_a_bye_to_its_caller(front: Front, peers: Peers) -> None:
    worker = await peers.worker(sip.ANSWERS)
    await front.give(worker.port)
    caller = await peers.start(sip.CALLS_AND_STAYS)
    await worker.hears("ACK sip")
    worker.kill()
    assert await front.registrar.end_dialogs_of(worker.sip) == 1
    async with asyncio.timeout(2):
        assert await caller.finished()
    assert await front.registrar.end_dialogs_of(worker.sip) == 0


async def test_a_worker_killed_while_it_rings_hands_its_caller_to_the_next(front: Front, peers: Peers) -> None:
    rings, free = await peers.worker(sip.RINGS_UNTIL_CANCEL), await peers.worker(sip.ANSWERS, calls=2)
    await front.give(rings.port, free.port)
    callers = [await peers.start(sip.CALLS_AND_HANGS_UP) for _ in range(2)]
    await rings.hears("180 Ringing")
    rings.kill()
    assert await front.registrar.end_dialogs_of(rings.sip) == 1
    for caller in callers:
        assert await caller.finished(), caller.heard()
    assert await free.finished()


async def test_ended_dialogs_are_those_of_one_worker_only(front: Front, peers: Peers) -> None:
    one, other = await peers.worker(sip.ANSWERS), await peers.worker(sip.ANSWERS)
    await front.give(one.port, other.port)
    callers = [await peers.start(sip.CALLS_AND_STAYS) for _ in range(2)]
    await one.hears("ACK sip")
    await other.hears("ACK sip")
    talking = {asyncio.create_task(caller.finished()) for caller in callers}
    assert await front.registrar.end_dialogs_of(one.sip) == 1
    ended, talking = await asyncio.wait(talking, return_when=asyncio.FIRST_COMPLETED)
    assert [task.result() for task in ended] == [True]
    assert await front.registrar.end_dialogs_of(other.sip) == 1
    assert [await task for task in talking] == [True]


async def test_a_call_ends_as_it_should_when_kamailio_was_restarted_meanwhile(front: Front, peers: Peers) -> None:
    worker = await peers.worker(sip.ANSWERS)
    await front.give(worker.port)
    caller = await peers.start(sip.CALLS_AND_HANGS_UP_LATE)
    await worker.hears("ACK sip")
    await sip.end(front.process)
    await front.start()
    assert await caller.finished(), caller.heard()
    assert await worker.finished()
