"""The WebSocket `/api/screen`: the thin shell around `screen_feed` and `outbox`.

Three things go on while a screen is connected: what is told goes through the feed into the outbox as it is told (no
task, no await: a listener is a function), one task empties the outbox onto the wire, and others wait for what ends the
connection: the screen leaves, its session ends, or it lies too far behind.
"""

import asyncio
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from urllib.parse import urlsplit

import msgspec
import structlog
from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from api.department_feed import DepartmentFeed
from api.masking import mask_alarms
from api.outage import OUTAGES
from api.outbox import Outbox
from api.parts import Parts, parts
from api.screen_feed import ScreenFeed, desk_for, me_on
from api.sessions import COOKIE, Session
from callflow.screen import CaughtUp, Hello, Resume, Told, ToScreen, read_resume, to_frame

LOG_IN_AGAIN = 4401
WRONG_ORIGIN = 4403
NO_RESUME = 4408
TOO_SLOW = 4429
TRY_LATER = 1013
OUR_FAULT = 1011
_CLOSE_TIMEOUT_S = 5

router = APIRouter()
log = structlog.get_logger()


class _Closed(Exception):  # noqa: N818 - it ends a connection and is nobody's error
    def __init__(self, code: int) -> None:
        self.code = code


@router.websocket("/api/screen")
async def screen(socket: WebSocket) -> None:
    """Serve one screen until it leaves, or is closed with 4401, 4403, 4408, 4429, or 1013 when the records are away."""
    await socket.accept()
    try:
        session = await _admit(socket)
        resume = await _resume(socket)
        await _Connection(socket, session, parts(socket)).run(resume)
    except _Closed as closed:
        await _close(socket, closed.code)
    except OUTAGES:
        await _close(socket, TRY_LATER)
    except WebSocketDisconnect:
        return


async def _close(socket: WebSocket, code: int) -> None:
    with suppress(TimeoutError, WebSocketDisconnect, RuntimeError):
        await asyncio.wait_for(socket.close(code), _CLOSE_TIMEOUT_S)


async def _admit(socket: WebSocket) -> Session:
    if urlsplit(socket.headers.get("origin", "")).netloc != socket.headers.get("host"):
        raise _Closed(WRONG_ORIGIN)
    session = await parts(socket).sessions.find(socket.cookies.get(COOKIE, ""))
    if session is None:
        raise _Closed(LOG_IN_AGAIN)
    return session


async def _resume(socket: WebSocket) -> Resume:
    limit = parts(socket).settings.resume_timeout_s
    try:
        return read_resume(await asyncio.wait_for(socket.receive_text(), limit))
    except (TimeoutError, KeyError, msgspec.DecodeError) as error:
        raise _Closed(NO_RESUME) from error


class _Connection:
    """One screen that has been let in."""

    def __init__(self, socket: WebSocket, session: Session, parts: Parts) -> None:
        self._socket = socket
        self._session = session
        self._parts = parts
        feed = DepartmentFeed if session.viewer.is_department else ScreenFeed
        self._feed = feed(session.viewer, parts.hotline.entries)
        self._outbox = Outbox()
        self._something = asyncio.Event()
        self._end: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def run(self, resume: Resume) -> None:
        """Tell what was missed, then what happens. Raises _Closed, WebSocketDisconnect."""
        stop_watching = self._parts.hotline.watch(self._listen)
        stop_session = self._parts.sessions.watch(self._session.token_hash, lambda: self._end_with(LOG_IN_AGAIN))
        try:
            sending = self._send(self._greeting(resume))
            await _first(sending, self._until_gone(), self._until_ended(), self._check_session())
        finally:
            stop_watching()
            stop_session()

    def _greeting(self, resume: Resume) -> Sequence[ToScreen]:
        hotline, viewer = self._parts.hotline, self._session.viewer
        floor = hotline.floor()
        seen = resume.seen if resume.epoch == hotline.epoch else {}
        hello = Hello(epoch=hotline.epoch, now=hotline.now(), me=me_on(floor, viewer))
        missed = self._feed.resume(seen, hotline.snapshots())
        if viewer.is_department:
            return [hello, *missed, CaughtUp()]
        wall = [hotline.wallboard()] if viewer.sees_all else []
        alarms = mask_alarms(hotline.request_alarms())
        return [hello, *missed, desk_for(floor, viewer), alarms, *wall, CaughtUp()]

    def _listen(self, told: Told) -> None:
        try:
            for message in self._feed.take(told):
                self._outbox.put(message)
        except Exception:
            log.exception("screen_feed_failed", agent=self._session.viewer.agent)
            self._end_with(OUR_FAULT)
        if self._outbox.overflowed:
            self._end_with(TOO_SLOW)
        self._something.set()

    async def _send(self, first: Sequence[ToScreen]) -> None:
        for message in first:
            await self._tell(message)
        while True:
            while waiting := self._outbox.pop():
                await self._tell(waiting)
            self._something.clear()
            await self._something.wait()

    async def _tell(self, message: ToScreen) -> None:
        await self._socket.send_text(to_frame(message))

    async def _until_gone(self) -> None:
        while (await self._socket.receive())["type"] != "websocket.disconnect":
            pass

    async def _until_ended(self) -> None:
        raise _Closed(await self._end)

    async def _check_session(self) -> None:
        while await self._parts.sessions.holds(self._session):  # noqa: ASYNC110 - what ends by the clock tells nobody
            await asyncio.sleep(self._parts.settings.session_check_s)
        raise _Closed(LOG_IN_AGAIN)

    def _end_with(self, code: int) -> None:
        if not self._end.done():
            self._end.set_result(code)


async def _first(*works: Awaitable[None]) -> None:
    """Run all until one ends, end the others, and raise what it raised."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
