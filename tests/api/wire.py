"""A real server on loopback, and a screen that speaks to it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Self

import httpx
import uvicorn
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from callflow.screen import CaseEntry, CaseGone, CaseSnapshot, CaughtUp, ToScreen, read_frame
from tests.api.conftest import CHANGING, PASSWORD

PATIENCE_S = 20
"""How long a test waits for what must come; only a failing test waits so long."""


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[str]:
    """Serve on a free port of loopback; gives `host:port`."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", lifespan="off", ws="websockets-sansio")
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield f"127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await running


class WireScreen:
    """What a page keeps: whom it is, and the entries it has seen."""

    def __init__(self, host: str, cookie: str) -> None:
        self.host = host
        self.cookie = cookie
        self.epoch: str | None = None
        self.entries: dict[str, list[int]] = {}
        self.views: dict[str, CaseSnapshot] = {}
        self.socket: ClientConnection

    @classmethod
    async def of(cls, host: str, agent: str) -> Self:
        """Log in and make the agent's screen."""
        async with httpx.AsyncClient(base_url=f"http://{host}", headers=CHANGING) as client:
            await client.post("/api/login", json={"agent": agent, "password": PASSWORD})
            return cls(host, client.cookies["lingting_session"])

    async def open(self, **other: Any) -> None:
        """Connect, without a word."""
        options = {"origin": f"http://{self.host}", "compression": None} | other
        headers = {"Cookie": f"lingting_session={self.cookie}"}
        self.socket = await connect(f"ws://{self.host}/api/screen", additional_headers=headers, **options)

    async def resume(self, **other: Any) -> list[ToScreen]:
        """Connect, say what is known, and take all that was missed."""
        await self.open(**other)
        seen = {case: indexes[-1] for case, indexes in self.entries.items()}
        await self.socket.send(json.dumps({"type": "Resume", "epoch": self.epoch, "seen": seen}))
        return await self.until(CaughtUp)

    async def until(self, kind: type[ToScreen]) -> list[ToScreen]:
        """Take messages until one of this kind has come."""
        messages = [await self.take()]
        while not isinstance(messages[-1], kind):
            messages.append(await self.take())
        return messages

    async def take(self, patience_s: float = PATIENCE_S) -> ToScreen:
        """Take one message. Raises TimeoutError when none comes."""
        message = read_frame(await asyncio.wait_for(self.socket.recv(), patience_s))
        match message:
            case CaseEntry(case=case, index=index):
                self.entries.setdefault(case, []).append(index)
            case CaseSnapshot(case=case):
                self.views[case] = message
            case CaseGone(case=case):
                self.entries.pop(case, None)
                self.views.pop(case, None)
        self.epoch = getattr(message, "epoch", self.epoch)
        return message

    async def closed(self) -> int:
        """Take what still comes, and give the code with which the server closes."""
        with suppress(ConnectionClosed):
            while True:
                await asyncio.wait_for(self.socket.recv(), PATIENCE_S)
        code = self.socket.close_code
        assert code is not None, "the server closed without a word"
        return code
