"""How much a request may bring: said before any of it is read, and counted while it is.

A body is read whole, into the memory of the process that serves calls, before it is known who sends it.
"""

import re

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import attachments
from api.errors import problem

TOO_LARGE = "内容太大，请减少后再提交。"
MIB = 1 << 20
ROOM = MIB
"""Bytes; no body but these needs as much."""
_MORE_ROOM = (
    (re.compile(r"/api/department/tickets/[^/]+/attachments"), attachments.MOST_BYTES + MIB),
    (re.compile(r"/api/articles/import"), 16 * MIB),
)


class BodyLimit:
    """Answers 413 to whoever announces more, or sends more than that."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on that is not too large."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        room = room_for(scope["path"])
        if _announced(scope) > room:
            await JSONResponse({"detail": TOO_LARGE}, 413)(scope, receive, send)
            return
        await self._app(scope, _counted(receive, room), send)


def room_for(path: str) -> int:
    """How many bytes a request to this path may bring."""
    return next((room for pattern, room in _MORE_ROOM if pattern.fullmatch(path)), ROOM)


def _announced(scope: Scope) -> int:
    length = dict(scope["headers"]).get(b"content-length", b"0")
    return int(length) if length.isdigit() else 0


def _counted(receive: Receive, room: int) -> Receive:
    left = room

    async def counted() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise problem(413, TOO_LARGE)
        return message

    return counted
