"""The agent's screen in the sample call: a real login, the real WebSocket, and a memory of all that came."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import httpx
import msgspec
import websockets

from callflow import events
from callflow.screen import CaseEntry, CaseSnapshot, CaughtUp, Partial, Resume, ToScreen, read_frame
from callflow.units import CaseId, WallMs
from callflow.views import CaseView, Phase
from lingting.demo.measure import Final, Seen, as_heard

PATIENCE_S = 30.0
LOOK_EVERY_S = 0.05


class Screen:
    """One logged-in agent. Use as an async context manager; what it was sent stands in its fields."""

    def __init__(self, base: str, on_message: Callable[[ToScreen], None] = lambda _: None) -> None:
        self._base = base
        self._http = httpx.AsyncClient(base_url=base, headers={"X-Lingting": "1"}, timeout=PATIENCE_S, trust_env=False)
        self._on_message = on_message
        self._listening: asyncio.Task[None] | None = None
        self._caught_up = False
        self._others: set[CaseId] = set()
        self.case: CaseId | None = None
        self.view: CaseView | None = None
        self.entries: dict[int, CaseEntry] = {}
        self.seen: list[Seen] = []
        self.finals: list[Final] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._listening:
            self._listening.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await self._listening
        await self._http.aclose()

    async def log_in(self, agent: str, password: str) -> None:
        """Log in and open the screen's WebSocket. Raises httpx.HTTPStatusError."""
        await self.ask("POST", "/api/login", {"agent": agent, "password": password})
        self._listening = asyncio.create_task(self._listen())

    async def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """A REST request; returns the decoded body, None for 204. Raises httpx.HTTPStatusError."""
        answer = await self._http.request(method, path, json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    async def wait(self, what: str, reached: Callable[[], object], timeout_s: float = PATIENCE_S) -> None:
        """Wait for something to have come. Raises TimeoutError that says what did not."""
        until = time.monotonic() + timeout_s
        while not reached():
            if self._listening and self._listening.done():
                self._listening.result()
            if time.monotonic() > until:
                raise TimeoutError(what)
            await asyncio.sleep(LOOK_EVERY_S)

    def saw(self, kind: type[events.Event]) -> list[Any]:
        """The events of one kind that this screen was sent, in order."""
        entries = (self.entries[index] for index in sorted(self.entries))
        return [entry.event for entry in entries if isinstance(entry.event, kind)]

    def phase(self) -> Phase | None:
        """Where the case on this screen stands."""
        return self.view.phase if self.view else None

    async def _listen(self) -> None:
        cookie = "; ".join(f"{name}={value}" for name, value in self._http.cookies.items())
        address = self._base.replace("http", "ws", 1) + "/api/screen"
        async with websockets.connect(
            address, additional_headers={"Cookie": cookie}, origin=websockets.Origin(self._base), proxy=None
        ) as socket:
            await socket.send(msgspec.json.encode(Resume()).decode())
            async for frame in socket:
                self._take(read_frame(frame), WallMs(time.time_ns() // 1_000_000))

    def _take(self, message: ToScreen, at: WallMs) -> None:
        if isinstance(message, CaughtUp):
            self._caught_up = True
        if isinstance(message, CaseSnapshot | CaseEntry | Partial):
            if not self._is_mine(message.case):
                return
            self._take_case(message, at)
        self._on_message(message)

    def _take_case(self, message: CaseSnapshot | CaseEntry | Partial, at: WallMs) -> None:
        if isinstance(message, CaseSnapshot):
            self.view = message.view
        elif isinstance(message, CaseEntry):
            self.entries[message.index] = message
            if isinstance(message.event, events.UtteranceHeard):
                self._take_final(message.event, at)
        else:
            self.seen.append(Seen(at=at, leg=message.leg, first_sample=message.first_sample, text=message.text))

    def _take_final(self, heard: events.UtteranceHeard, at: WallMs) -> None:
        self.seen.append(Seen(at=at, leg=heard.leg, first_sample=heard.first_sample, text=as_heard(heard.words)))
        self.finals.append(Final(leg=heard.leg, first_sample=heard.first_sample, words=heard.words))

    def _is_mine(self, case: CaseId) -> bool:
        """The first case that comes after this screen has caught up is the sample call."""
        if not self._caught_up:
            self._others.add(case)
        elif self.case is None and case not in self._others:
            self.case = case
        return case == self.case
