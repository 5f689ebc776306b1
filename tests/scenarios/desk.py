"""An agent's or a supervisor's desk: logged in, with everything that its screen was sent."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self

import httpx
import msgspec
import websockets

from callflow.screen import CaseGone, CaseSnapshot, Resume, ToScreen, read_frame
from callflow.screen import Desk as FloorMessage
from tests.calls.running import eventually

if TYPE_CHECKING:
    from callflow.units import CaseId
    from callflow.views import CaseView

PATIENCE_S = 30.0


class Desk:
    """One person's screen. Use as an async context manager after `log_in`."""

    def __init__(self, base: str) -> None:
        self._base = base
        once = httpx.Limits(max_keepalive_connections=0)
        headers = {"X-Lingting": "1"}
        self._http = httpx.AsyncClient(base_url=base, headers=headers, timeout=60, trust_env=False, limits=once)
        self._listening: asyncio.Task[None] | None = None
        self.number = ""
        self.views: dict[CaseId, CaseView] = {}
        self.frames: list[str] = []
        """Everything that it was sent, as it came."""
        self.floor: FloorMessage | None = None

    async def log_in(self, number: str, password: str) -> Self:
        """Log in and open the screen."""
        self.number = number
        await self.ask("POST", "/api/login", {"agent": number, "password": password})
        self._listening = asyncio.create_task(self._listen())
        await eventually(lambda: self.floor or self._listening is None)
        return self

    async def close(self) -> None:
        """Leave."""
        if self._listening:
            self._listening.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await self._listening
        await self._http.aclose()

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        """A REST request; returns the decoded body. Raises RefusedError with what a person would read."""
        answer = await self._http.request(method, path, json=body)
        if answer.is_error:
            raise RefusedError(answer.status_code, f"{method} {path}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else None

    async def is_ready(self, presence: str) -> None:
        """示闲 or 示忙."""
        await self.ask("PUT", "/api/me/presence", {"presence": presence})

    async def wait(self, what: Callable[[], str], reached: Callable[[], object]) -> None:
        """Wait for something on the screen. Raises AssertionError with what `what` says then."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not reached():
                    await asyncio.sleep(0.03)
        except TimeoutError:
            raise AssertionError(what()) from None

    async def _listen(self) -> None:
        cookie = "; ".join(f"{name}={value}" for name, value in self._http.cookies.items())
        address = self._base.replace("http", "ws", 1) + "/api/screen"
        origin = websockets.Origin(self._base)
        headers = {"Cookie": cookie}
        async with websockets.connect(address, additional_headers=headers, origin=origin, proxy=None) as socket:
            await socket.send(msgspec.json.encode(Resume()).decode())
            async for frame in socket:
                self.frames.append(str(frame))
                self._take(read_frame(frame))

    def _take(self, message: ToScreen) -> None:
        match message:
            case FloorMessage():
                self.floor = message
            case CaseSnapshot():
                self.views[message.case] = message.view
            case CaseGone():
                self.views.pop(message.case, None)


class RefusedError(Exception):
    """The hotline has said no."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(said)
        self.status = status
