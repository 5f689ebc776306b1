"""A person's telephone: a softphone process, what it is doing now, and what its ear has heard."""

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from telephony import softphone_wire as wire
from telephony.softphone_client import Softphone
from tests.sip.peers import Ports, favour

RTP_PORTS = Ports(range(29_400, 31_990))
SIP_PORTS = Ports(range(27_960, 28_100))
PATIENCE_S = 30.0
LINES = {"rings": 0, "busy": 486, "away": 480, "declines": 603, "out_of_order": 500}
"""How a telephone meets a call: it rings until its person answers, or refuses at once with a SIP status."""


class Handset:
    """Tells what it does in `state`; use `wait` to wait for something."""

    def __init__(self, name: str, number: str, folder: Path, *, tone: Path | None, refuses: int = 0) -> None:
        self.name, self.number, self.ear = name, number, folder / f"{name}-ear.wav"
        self.sip_port = SIP_PORTS.take(2)
        self._tone, self._refuses = tone, refuses
        self.rings = self.up = self.registered = False
        self.ended: wire.Ended | None = None
        self.news: list[wire.AnyNews] = []

    async def start(self, registrar: str | None = None, password: str = "") -> None:
        """Plug it in; with a registrar, wait until that has taken it."""
        self.softphone = Softphone(
            self.number,
            sip_port=self.sip_port,
            rtp_port=RTP_PORTS.take(40),
            password=password,
            registrar=registrar,
            track=self._tone,
            record=self.ear,
        )
        await self.softphone.start()
        favour(self.softphone.pid)
        self._reading = asyncio.create_task(self._read())
        if registrar:
            await self.wait("registers", lambda: self.registered)

    async def close(self) -> None:
        """Put it away."""
        self._reading.cancel()
        with suppress(asyncio.CancelledError):
            await self._reading
        await self.softphone.close()

    def crash(self) -> None:
        """kill -9: no BYE, no unregistering, silence."""
        os.kill(self.softphone.pid, signal.SIGKILL)
        self.up = self.rings = False

    async def order(self, order: wire.AnyOrder) -> None:
        """Tell it what to do."""
        await self.softphone.order(order)

    async def wait(self, what: str, reached: Callable[[], object], timeout_s: float = PATIENCE_S) -> None:
        """Wait for something to be true of it. Raises AssertionError that says what did not become true."""
        try:
            async with asyncio.timeout(timeout_s):
                while not reached():
                    await asyncio.sleep(0.02)
        except TimeoutError:
            told = [type(one).__name__ for one in self.news if not isinstance(one, wire.Playing | wire.Played)]
            raise AssertionError(f"{self.name}'s telephone never {what}; it told {told[-8:]}") from None

    async def _read(self) -> None:
        async for news in self.softphone:
            self.news.append(news)
            await self._take(news)

    async def _take(self, news: wire.AnyNews) -> None:
        match news:
            case wire.Registered():
                self.registered = True
            case wire.Incoming() if self._refuses:
                await self.order(wire.Reject(status=self._refuses))
            case wire.Incoming():
                self.rings = True
            case wire.Answered():
                self.rings, self.up, self.ended = False, True, None
            case wire.Ended():
                self.rings, self.up, self.ended = False, False, news
