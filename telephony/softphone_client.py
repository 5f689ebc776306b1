"""A softphone process seen from asyncio: orders are methods, news come by iteration."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from types import TracebackType
from typing import IO, Self, TypedDict, TypeVar, Unpack

from telephony import softphone_wire as wire
from telephony.softphone_settings import PASSWORD_VARIABLE, SoftphoneSettings

START_TIMEOUT_S = 30.0
END_TIMEOUT_S = 5.0

NewsT = TypeVar("NewsT", bound=wire.News)


class SoftphoneGoneError(Exception):
    """The softphone's process has ended."""


class SoftphoneRefusedError(Exception):
    """The softphone could not do what it was told."""


class Options(TypedDict, total=False):
    """What may be said of a phone besides its number and ports."""

    password: str
    registrar: str | None
    tls: bool
    ca: Path | None
    srtp: str
    address: str
    auto_answer: bool
    answer_when_asked: bool
    track: Path | None
    record: Path | None
    sound: bool


class Softphone:
    """One softphone process. Use as an async context manager, or call `start` and `close`."""

    def __init__(self, user: str, *, sip_port: int, rtp_port: int, **options: Unpack[Options]) -> None:
        """Describe it (see `telephony.softphone_settings.SoftphoneSettings`); nothing is started yet."""
        self._settings = SoftphoneSettings(user=user, sip_port=sip_port, rtp_port=rtp_port, **options)
        self.user = user
        self.sip = f"{self._settings.address}:{sip_port}"
        self._process: asyncio.subprocess.Process | None = None
        self.told: list[wire.AnyNews] = []
        """Everything heard from it so far that was waited past or iterated over."""

    @classmethod
    def of(cls, settings: SoftphoneSettings) -> Self:
        """The same, from settings."""
        return cls(**vars(settings))

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def start(self, log: IO[bytes] | None = None) -> None:
        """Start it and wait until it listens; its log goes to `log`, or to this process's stderr.

        Raises:
            SoftphoneGoneError: it could not start (its log says why; `told` may hold NoSound).
            TimeoutError: it does not come up; it has been ended.
        """
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "telephony.softphone", *self._settings.options()),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
            env={**os.environ, PASSWORD_VARIABLE: self._settings.password},
        )
        try:
            await self.wait_for(wire.Ready, timeout_s=START_TIMEOUT_S)
        except BaseException:
            await self.close()
            raise

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._running().pid

    async def dial(self, to: str) -> None:
        """Call a number at the registrar, or a SIP URI."""
        await self.order(wire.Dial(to=to))

    async def answer(self) -> None:
        """Take the call that rings."""
        await self.order(wire.Answer())

    async def reject(self, status: int = 486) -> None:
        """Refuse the call that rings."""
        await self.order(wire.Reject(status=status))

    async def keys(self, digits: str, method: wire.KeyMethod = wire.KeyMethod.RTP) -> None:
        """Press keys."""
        await self.order(wire.Keys(digits=digits, method=method))

    async def play(self, file: Path) -> wire.Playing:
        """Play a WAV into the call; returns what says at which wall millisecond its first sample went out."""
        await self.order(wire.Play(file=str(file)))
        return await self.wait_for(wire.Playing)

    async def hold(self) -> None:
        """Put the peer on hold."""
        await self.order(wire.Hold())

    async def resume(self) -> None:
        """Take the peer off hold."""
        await self.order(wire.Resume())

    async def mute(self) -> None:
        """Send silence."""
        await self.order(wire.Mute())

    async def unmute(self) -> None:
        """Send sound again."""
        await self.order(wire.Unmute())

    async def transfer(self, to: str) -> None:
        """Have the peer call a number at the registrar, or a SIP URI, instead."""
        await self.order(wire.Transfer(to=to))

    async def hang_up(self) -> None:
        """End the call, if there is one."""
        await self.order(wire.HangUp())

    async def order(self, order: wire.AnyOrder) -> None:
        """Give any order.

        Raises:
            SoftphoneGoneError: nobody is there to obey.
        """
        pipe = self._running().stdin
        if pipe is None or pipe.is_closing():
            raise SoftphoneGoneError(f"softphone {self.user} is gone")
        pipe.write(wire.encode(order))
        await pipe.drain()

    async def __aiter__(self) -> AsyncIterator[wire.AnyNews]:
        """All news in order, until the process ends."""
        while (news := await self._next()) is not None:
            yield news

    async def wait_for(self, kind: type[NewsT], *, timeout_s: float = 10.0) -> NewsT:
        """The next news of this kind; others on the way go to `told`.

        Raises:
            TimeoutError: none came.
            SoftphoneRefusedError: it refused an order meanwhile.
            SoftphoneGoneError: the process ended.
        """
        async with asyncio.timeout(timeout_s):
            while (news := await self._next()) is not None:
                if isinstance(news, kind):
                    return news
                if isinstance(news, wire.Refused):
                    raise SoftphoneRefusedError(f"softphone {self.user} refused {news.order}: {news.reason}")
        status = await self._running().wait()
        raise SoftphoneGoneError(f"softphone {self.user} ended with {status}; its log on stderr says why")

    async def _next(self) -> wire.AnyNews | None:
        pipe = self._running().stdout
        line = await pipe.readline() if pipe else b""
        if not line:
            return None
        news = wire.decode_news(line)
        self.told.append(news)
        return news

    def _running(self) -> asyncio.subprocess.Process:
        if self._process is None:
            raise SoftphoneGoneError(f"softphone {self.user} has not been started")
        return self._process

    async def close(self) -> None:
        """Have it hang up, unregister and leave; a second time does nothing."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), END_TIMEOUT_S)
        except TimeoutError:
            process.kill()
            await process.wait()
