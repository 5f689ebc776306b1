"""Agents' phones made of sipp: one process registers, another one answers in the way of its kind."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from lingting.accounts import Newcomer

from .scenarios import PHONES, REGISTER
from .sipp import Sipp

REGISTER_EVERY_MS = 5_000


@dataclass(frozen=True)
class Phone:
    """Whose it is, what it does (`scenarios.PHONES`), and the first of its two SIP and sixteen RTP ports."""

    owner: Newcomer
    kind: str
    port: int
    mp: int

    async def start(self, folder: Path, target: str) -> list[asyncio.subprocess.Process]:
        """Answer, then register."""
        answers = Sipp(PHONES[self.kind], folder / f"{self.owner.agent}-{self.kind}", self.port, self.mp)
        login = ("-au", self.owner.agent, "-ap", self.owner.phone_password, "-key", "phone", str(self.port))
        often = ("-r", "1", "-rp", str(REGISTER_EVERY_MS), "-m", "1000000", "-key", "user", self.owner.agent)
        registers = Sipp(REGISTER, folder / f"{self.owner.agent}-registers", self.port + 1, self.mp + 8, login + often)
        return [await answers.start(), await registers.start(target)]


@asynccontextmanager
async def phones(those: Iterable[Phone], folder: Path, target: str) -> AsyncIterator[None]:
    """All of them, on the hook."""
    started = [process for phone in those for process in await phone.start(folder, target)]
    try:
        yield
    finally:
        for process in started:
            if process.returncode is None:
                process.kill()
            await process.wait()
