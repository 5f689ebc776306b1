"""A case that begins with us finds a worker, and no two workers carry it."""

import asyncio
from pathlib import Path

import pytest

from callflow.commands import DialLeg, ReleaseWorker
from callflow.events import CallArrived, LegAnswered
from callflow.units import CITIZEN, CaseId, WallMs
from telephony.fake import FakeWorker
from telephony.line import CLAIM_WITHIN_S, RELEASE, Lines
from telephony.wire import Carry, Do, Hello, Told, ToWorker, decode_to_worker, encode
from tests.sip.conftest import Desk

CASE, OTHER = CaseId("out-1"), CaseId("out-2")
DIAL = DialLeg(leg=CITIZEN, uri="sip:138@127.0.0.1", display_number="12345", recording="citizen.wav")


class Puppet:
    """A worker that says what a test makes it say."""

    def __init__(self) -> None:
        self.got: list[ToWorker] = []
        self.connections = 0
        self._writer: asyncio.StreamWriter | None = None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections, self._writer = self.connections + 1, writer
        async for line in reader:
            self.got.append(decode_to_worker(line))

    def greet(self, case: CaseId | None = None) -> None:
        assert self._writer is not None
        self._writer.write(encode(Hello(worker="w1-puppet", pid=1, sip="127.0.0.1:7100", case=case)))

    def tell_invite(self, case: CaseId) -> None:
        assert self._writer is not None
        arrived = CallArrived(leg=CITIZEN, calling_number="138", called_number="12345", sip_call_id="x@y")
        self._writer.write(encode(Told(seq=1, case=case, at=WallMs(1), event=arrived)))

    def hang_up(self) -> None:
        assert self._writer is not None
        self._writer.close()


async def ready(puppet: Puppet, desk: Desk) -> None:
    await desk.true(lambda: puppet.connections == 1)
    puppet.greet()
    await desk.true(lambda: len(desk.hellos) == 1)


async def test_each_case_gets_a_worker_of_its_own_as_long_as_there_are_any(tmp_path: Path) -> None:
    with FakeWorker(tmp_path / "w1-fake.sock"), FakeWorker(tmp_path / "w2-fake.sock", name="w2-fake"):
        async with Desk(tmp_path).on_duty() as desk:
            await desk.true(lambda: desk.lines.counts() == (2, 0))
            assert [desk.lines.claim(CaseId(name)) for name in ("a", "b", "c")] == [True, True, False]
            await desk.true(lambda: sorted(desk.claimed) == ["a", "b"])
            assert desk.lines.counts() == (0, 2)
            assert {desk.lines.worker_of(CaseId(name)).case for name in ("a", "b")} == {"a", "b"}


async def test_an_invite_that_comes_first_keeps_the_worker(tmp_path: Path) -> None:
    puppet = Puppet()
    server = await asyncio.start_unix_server(puppet.serve, tmp_path / "w1.sock")
    async with server, Desk(tmp_path).on_duty() as desk:
        await ready(puppet, desk)
        assert desk.lines.claim(CASE)
        puppet.tell_invite(OTHER)
        puppet.greet(OTHER)
        await desk.until(CallArrived)
        await desk.true(lambda: desk.unclaimed == [CASE])
        assert desk.claimed == []
        assert desk.lines.send(OTHER, 0, ReleaseWorker())
        puppet.hang_up()


async def test_nothing_is_sent_before_the_worker_has_taken_the_case(tmp_path: Path) -> None:
    puppet = Puppet()
    server = await asyncio.start_unix_server(puppet.serve, tmp_path / "w1.sock")
    async with server, Desk(tmp_path).on_duty() as desk:
        await ready(puppet, desk)
        assert desk.lines.claim(CASE)
        assert not desk.lines.send(CASE, 0, DIAL)
        puppet.greet(CASE)
        await desk.true(lambda: desk.claimed == [CASE])
        assert desk.lines.send(CASE, 0, DIAL)
        await desk.true(lambda: len(puppet.got) == 2)
        assert puppet.got == [Carry(case=CASE), Do(id=0, case=CASE, command=DIAL)]
        puppet.hang_up()


@pytest.mark.parametrize(("says", "claimed"), [(CASE, [CASE]), (None, []), (OTHER, [])])
async def test_a_broken_line_leaves_the_answer_to_the_next_hello(
    tmp_path: Path, says: CaseId | None, claimed: list[CaseId]
) -> None:
    puppet = Puppet()
    server = await asyncio.start_unix_server(puppet.serve, tmp_path / "w1.sock")
    async with server, Desk(tmp_path).on_duty() as desk:
        await ready(puppet, desk)
        assert desk.lines.claim(CASE)
        puppet.hang_up()
        await desk.true(lambda: puppet.connections == 2)
        puppet.greet(says)
        await desk.true(lambda: bool(desk.claimed or desk.unclaimed))
        assert (desk.claimed, desk.unclaimed) == (claimed, [] if claimed else [CASE])
        puppet.hang_up()


async def test_a_worker_that_says_nothing_loses_the_case_and_is_freed_when_it_wakes(tmp_path: Path) -> None:
    puppet = Puppet()
    server = await asyncio.start_unix_server(puppet.serve, tmp_path / "w1.sock")
    async with server, Desk(tmp_path).on_duty() as desk:
        await ready(puppet, desk)
        assert desk.lines.claim(CASE)
        await desk.true(lambda: desk.unclaimed == [CASE], CLAIM_WITHIN_S + 3)
        assert desk.lines.counts() == (0, 1)
        puppet.greet(CASE)
        await desk.true(lambda: len(puppet.got) == 2)
        assert puppet.got[1] == Do(id=RELEASE, case=CASE, command=ReleaseWorker())
        assert not desk.lines.claim(OTHER)
        puppet.greet()
        await desk.true(lambda: desk.lines.counts() == (1, 0))
        assert (desk.claimed, desk.unclaimed) == ([], [CASE])
        puppet.hang_up()


async def test_a_worker_that_dies_on_the_way_loses_the_case_once(tmp_path: Path) -> None:
    puppet = Puppet()
    server = await asyncio.start_unix_server(puppet.serve, tmp_path / "w1.sock")
    async with Desk(tmp_path).on_duty() as desk:
        async with server:
            await ready(puppet, desk)
            assert desk.lines.claim(CASE)
            server.close()
            puppet.hang_up()
        await desk.true(lambda: desk.unclaimed == [CASE])
        await desk.true(lambda: desk.lines.counts() == (0, 0))
        assert (desk.unclaimed, desk.lost) == ([CASE], [])


async def test_a_switchboard_that_starts_again_finds_the_case_it_gave_away(tmp_path: Path) -> None:
    with FakeWorker(tmp_path / "w1-fake.sock") as worker:
        async with Desk(tmp_path).on_duty() as first:
            await first.true(lambda: first.lines.counts() == (1, 0))
            await first.carry(CASE)
            first.do(DIAL)
            await first.true(lambda: bool(worker.phone.dialled))
        worker.peers(lambda phone: phone.peer_answers(CITIZEN))
        async with Desk(tmp_path).on_duty() as second:
            await second.lines.settled()
            assert (second.hellos[0].case, second.hellos[0].applied) == (CASE, 1)
            await second.until(LegAnswered, leg=CITIZEN)
            second.do(ReleaseWorker(), number=2)
            await second.true(lambda: second.lines.counts() == (1, 0))


async def test_lines_that_were_built_for_no_claims_say_so(tmp_path: Path) -> None:
    async def nothing(*_: object) -> None: ...

    lines = Lines(folder=tmp_path, on_told=nothing, on_hello=nothing, on_lost=nothing)
    assert not lines.claim(CASE)
    with pytest.raises(RuntimeError, match="on_claimed"):
        await lines.on_claimed(CASE)
