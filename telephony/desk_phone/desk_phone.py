"""The telephone at work: a softphone process, a terminal, and the screen between them."""

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from typing import IO

from rich.console import Console
from rich.live import Live

from callflow.units import WallMs
from telephony import softphone_wire as wire
from telephony.desk_phone.keypad import pressed
from telephony.desk_phone.screen import draw
from telephony.desk_phone.state import PhoneState, told
from telephony.desk_phone.terminal import keys_of_terminal
from telephony.softphone_client import Softphone, SoftphoneGoneError
from telephony.softphone_settings import SoftphoneSettings

DRAW_EVERY_S = 0.2
NO_TERMINAL = "请在终端里运行。Run it in a terminal."
NO_SOUND = {
    wire.Missing.PACKAGE: (
        "没有安装 PyAudio，电话没有声音：请先运行 make setup-phone。"
        "PyAudio is not installed: run make setup-phone (or pip install 'lingting[phone]')."
    ),
    wire.Missing.CARD: (
        "没有找到麦克风或扬声器：请接好耳机再试。No microphone or no loudspeaker: plug in a headset and try again."
    ),
}


class DeskPhoneError(Exception):
    """The telephone cannot work; the text says why and what to do, in Chinese and in English."""


class DeskPhone:
    """A softphone's news and a person's keys, on one screen."""

    def __init__(self, phone: Softphone, state: PhoneState, show: Callable[[PhoneState], None]) -> None:
        self._phone, self._state, self._show = phone, state, show
        self._orders: asyncio.Queue[wire.AnyOrder] = asyncio.Queue()

    def press(self, key: str) -> None:
        """Take a key."""
        self._state, orders = pressed(self._state, key)
        for order in orders:
            self._orders.put_nowait(order)

    def leave(self) -> None:
        """Quit, whatever the line does."""
        self._orders.put_nowait(wire.Quit())

    async def run(self) -> None:
        """Until it is told to quit. Raises SoftphoneGoneError when its softphone ends by itself."""
        obeying, drawing = asyncio.create_task(self._obey()), asyncio.create_task(self._draw())
        listening = asyncio.create_task(self._listen())
        done, left = await asyncio.wait({obeying, drawing, listening}, return_when=asyncio.FIRST_COMPLETED)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        for task in done:
            task.result()

    async def _obey(self) -> None:
        while not isinstance(order := await self._orders.get(), wire.Quit):
            await self._phone.order(order)

    async def _listen(self) -> None:
        async for news in self._phone:
            self._phone.told.clear()
            self._state = told(self._state, news)
        raise SoftphoneGoneError("its process has ended")

    async def _draw(self) -> None:
        while True:
            self._show(self._state)
            await asyncio.sleep(DRAW_EVERY_S)


async def run_desk_phone(settings: SoftphoneSettings, console: Console) -> None:
    """Be a telephone in this terminal until its user quits.

    Raises:
        DeskPhoneError: there is no terminal, no sound, or its softphone cannot start or has ended by itself.
    """
    if not sys.stdin.isatty():
        raise DeskPhoneError(NO_TERMINAL)
    phone = Softphone.of(settings)
    with tempfile.TemporaryFile() as log:
        try:
            await _at_terminal(phone, settings, console, log)
        except (SoftphoneGoneError, TimeoutError) as error:
            raise DeskPhoneError(_what_went_wrong(phone, log)) from error
        finally:
            await phone.close()


async def _at_terminal(phone: Softphone, settings: SoftphoneSettings, console: Console, log: IO[bytes]) -> None:
    with console.status(f"正在打开声音设备，注册分机 {settings.user}"):
        await phone.start(log)
    with Live(console=console, screen=True, auto_refresh=False) as live:

        def show(state: PhoneState) -> None:
            live.update(draw(state, WallMs(time.time_ns() // 1_000_000)), refresh=True)

        state = PhoneState(user=settings.user, server=settings.home)
        for news in phone.told:
            state = told(state, news)
        desk_phone = DeskPhone(phone, state, show)
        with keys_of_terminal(desk_phone.press, desk_phone.leave):
            await desk_phone.run()


def _what_went_wrong(phone: Softphone, log: IO[bytes]) -> str:
    for news in phone.told:
        if isinstance(news, wire.NoSound):
            return f"{NO_SOUND[news.missing]}（{news.reason}）"
    log.seek(0)
    last = ""
    with suppress(IndexError):
        last = log.read().decode(errors="replace").strip().splitlines()[-1]
    return f"电话程序意外结束。The telephone's process has ended: {last}"
