"""A whole hotline with an agent at a screen: what tests of real calls stand on."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

from callflow.log import Entry
from callflow.units import CaseId
from lingting.accounts import Newcomer, first_accounts
from lingting.demo.screen import Screen
from lingting.folder import read_case
from lingting.settings import City, Settings, Sip, Web
from telephony import softphone_wire as news
from telephony.softphone_client import Softphone
from tests.sip.peers import LOOPBACK, Ports
from tests.supervision.hotline import Hotline

LIMIT_S = 30.0
_phone_ports = Ports(range(17_800, 17_990))
_rtp_ports = Ports(range(32_000, 34_000))
_numbers: Iterator[int] = count(1)


class RunningHotline(Hotline):
    """`lingting serve`, and what its people do."""

    def __init__(self, folder: Path, first_port: int, **changes: str) -> None:
        self._changes = changes
        super().__init__(folder, first_port)
        self.wait_ready()
        self.settings = self._settings()

    @property
    def environ(self) -> dict[str, str]:
        """The environment of its processes."""
        return super().environ | {f"LINGTING_{name}": value for name, value in self._changes.items()}

    @property
    def web(self) -> str:
        """Where the page is."""
        return f"http://{LOOPBACK}:{self.web_port}"

    @property
    def target(self) -> str:
        """Where the trunk calls."""
        return f"{LOOPBACK}:{self.sip_port}"

    def pid(self, kind: str) -> int:
        """The pid of the switchboard or Kamailio, or of the first worker of a kind."""
        found = self.roster[kind]
        return int(found[0]["pid"] if isinstance(found, list) else found)

    def kill(self, pid: int) -> None:
        """kill -9."""
        os.kill(pid, signal.SIGKILL)

    def cases(self) -> list[CaseId]:
        """Every case folder, oldest first."""
        return sorted(CaseId(folder.name) for folder in (self.var / "cases").iterdir())

    def log(self, case: CaseId) -> list[Entry]:
        """A case's log so far."""
        return read_case(self.var / "cases" / case)

    def told(self, case: CaseId, kind: type) -> list[Any]:
        """Events and commands of one kind in a case's log."""
        return [said for entry in self.log(case) if isinstance(said := entry.event or entry.command, kind)]

    def open_cases(self) -> set[str]:
        """Cases that are not archived."""
        return {marker.name for marker in (self.var / "open").iterdir()}

    async def first_agent(self) -> Newcomer:
        """The agent who is there from the beginning."""
        return (await first_accounts(self.settings))[0]

    @asynccontextmanager
    async def agent_at_work(
        self, *, track: Path | None = None, record: Path | None = None, answers: bool = True
    ) -> AsyncIterator["AtWork"]:
        """An agent with a screen and a phone (which answers by itself), ready for calls."""
        agent = await self.first_agent()
        phone = Softphone(
            agent.agent,
            sip_port=_phone_ports.take(2),
            rtp_port=_rtp_ports.take(40),
            password=agent.phone_password,
            registrar=f"sip:{self.target}",
            auto_answer=answers,
            track=track,
            record=record,
        )
        async with phone, Screen(self.web) as screen:
            await phone.wait_for(news.Registered)
            await screen.log_in(agent.agent, agent.password)
            await eventually(lambda: _is_registered(screen))
            await screen.ask("PUT", "/api/me/presence", {"presence": "ready"})
            yield AtWork(agent=agent, phone=phone, screen=screen)

    @asynccontextmanager
    async def citizen(self, *, track: Path | None = None, record: Path | None = None) -> AsyncIterator[Softphone]:
        """A citizen's phone that has not called yet; each has a number of its own."""
        number = f"1390000{next(_numbers):04d}"
        ports = {"sip_port": _phone_ports.take(2), "rtp_port": _rtp_ports.take(40)}
        async with Softphone(number, **ports, track=track, record=record) as phone:
            yield phone

    async def dial(self, citizen: Softphone) -> news.Answered:
        """Call 12345; returns when the hotline has answered."""
        await citizen.dial(f"sip:12345@{self.target}")
        return await citizen.wait_for(news.Answered)

    def _settings(self) -> Settings:
        url = self._changes.get("RECORDS__URL")
        given: dict[str, Any] = {"records": {"url": url}} if url else {}
        return Settings(
            var_dir=self.var,
            city=City(),
            sip=Sip(port=self.sip_port, worker_ports_from=self.sip_port + 10),
            web=Web(port=self.web_port),
            **given,
        )


class AtWork:
    """An agent at a screen with a phone."""

    def __init__(self, agent: Newcomer, phone: Softphone, screen: Screen) -> None:
        self.agent = agent
        self.phone = phone
        self.screen = screen

    async def act(self, deed: str, body: dict[str, Any] | None = None) -> Any:
        """Press a button of the case on the screen: `hold`, `resume`, `hangup`, `confirm`, `wrap-up/end`."""
        assert self.screen.case is not None
        return await self.screen.ask("POST", f"/api/cases/{self.screen.case}/{deed}", body)


async def eventually(reached: Callable[[], Any], timeout_s: float = LIMIT_S) -> Any:
    """Wait until something is true, and return it; it may be a coroutine function."""
    until = time.monotonic() + timeout_s
    while True:
        found = reached()
        if asyncio.iscoroutine(found):
            found = await found
        if found:
            return found
        assert time.monotonic() < until, "it never became true"
        await asyncio.sleep(0.05)


async def _is_registered(screen: Screen) -> bool:
    return bool((await screen.ask("GET", "/api/me"))["phone_registered"])
