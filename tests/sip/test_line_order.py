"""Nothing overtakes what a worker missed: after a broken line commands wait for its `Hello`."""

import asyncio
from pathlib import Path

from callflow.commands import HangUpLeg, PlayPrompt
from callflow.units import CITIZEN, CaseId
from telephony.wire import Do, Hello, decode_to_worker, encode
from tests.sip.conftest import Desk

CASE = CaseId("c1")
HELLO = Hello(worker="w1-slow", pid=1, sip="127.0.0.1:7100", case=CASE, applied=1)
MISSED = PlayPrompt(leg=CITIZEN, clips=("greeting",))
LATER = HangUpLeg(leg=CITIZEN)


class SlowWorker:
    """A worker that introduces itself only when it is told to."""

    def __init__(self) -> None:
        self.connections = 0
        self.introduced = asyncio.Event()
        self.got: list[Do] = []
        self._writer: asyncio.StreamWriter | None = None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writer = writer
        await self.introduced.wait()
        writer.write(encode(HELLO))
        async for line in reader:
            message = decode_to_worker(line)
            if isinstance(message, Do):
                self.got.append(message)

    def hang_up(self) -> None:
        assert self._writer is not None
        self._writer.close()


async def test_a_command_given_before_the_hello_does_not_overtake_the_missed_ones(tmp_path: Path) -> None:
    worker = SlowWorker()
    server = await asyncio.start_unix_server(worker.serve, tmp_path / "w1-slow.sock")
    async with server, Desk(tmp_path).on_duty() as desk:
        worker.introduced.set()
        await desk.true(lambda: len(desk.hellos) == 1)
        worker.introduced.clear()
        worker.hang_up()
        await desk.true(lambda: worker.connections == 2)
        assert not desk.lines.send(CASE, 3, LATER)
        worker.introduced.set()
        await desk.true(lambda: len(desk.hellos) == 2)
        assert desk.lines.send(CASE, 2, MISSED)
        assert desk.lines.send(CASE, 3, LATER)
        await desk.true(lambda: len(worker.got) >= 2)
        assert [(one.id, one.command) for one in worker.got] == [(2, MISSED), (3, LATER)]
        worker.hang_up()
