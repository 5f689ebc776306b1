"""An agent's page that comes back after every outage, and a memory of what it was sent, twice or not at all."""

import asyncio
import contextlib
from typing import Self

import httpx
import msgspec
import websockets

from callflow.screen import CaseEntry, CaseGone, CaseSnapshot, CaughtUp, Hello, Resume, ToScreen, read_frame
from callflow.units import CaseId

PAUSE_S = 0.2


class ResumingScreen:
    """Logs in once; then it connects again and again, each time saying what it has seen."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._cookie = ""
        self._epoch: str | None = None
        self._task: asyncio.Task[None] | None = None
        self.seen: dict[CaseId, int] = {}
        self.entries: list[CaseEntry] = []
        """Every entry in the order in which it came, however often."""
        self.snapshots: dict[CaseId, CaseSnapshot] = {}
        self.caught_up = 0
        """How often it has come back and been told everything."""

    async def log_in(self, agent: str, password: str) -> Self:
        headers = {"X-Lingting": "1"}
        async with httpx.AsyncClient(base_url=self._base, headers=headers, timeout=60, trust_env=False) as http:
            answer = await http.post("/api/login", json={"agent": agent, "password": password})
            answer.raise_for_status()
            self._cookie = "; ".join(f"{name}={value}" for name, value in http.cookies.items())
        return self

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._stay())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._task is not None
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    def indexes(self, case: CaseId) -> list[int]:
        """The indexes of a case's entries in the order in which they came."""
        return [entry.index for entry in self.entries if entry.case == case]

    async def _stay(self) -> None:
        while True:
            with contextlib.suppress(OSError, TimeoutError, websockets.WebSocketException):
                await self._listen()
            await asyncio.sleep(PAUSE_S)

    async def _listen(self) -> None:
        address = self._base.replace("http", "ws", 1) + "/api/screen"
        origin = websockets.Origin(self._base)
        headers = {"Cookie": self._cookie}
        async with websockets.connect(address, additional_headers=headers, origin=origin, proxy=None) as socket:
            await socket.send(msgspec.json.encode(Resume(epoch=self._epoch, seen=self.seen)).decode())
            async for frame in socket:
                self._take(read_frame(frame))

    def _take(self, message: ToScreen) -> None:
        match message:
            case Hello(epoch=epoch):
                if epoch != self._epoch:
                    self.seen.clear()
                self._epoch = epoch
            case CaseEntry():
                self.entries.append(message)
                self.seen[message.case] = message.index
            case CaseSnapshot():
                self.snapshots[message.case] = message
            case CaseGone():
                self.seen.pop(message.case, None)
            case CaughtUp():
                self.caught_up += 1
