"""A whole hotline with an agent at a screen: what tests of real calls stand on."""

import asyncio
import json
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from callflow import events
from callflow.log import Entry
from callflow.screen import Desk, ToScreen
from callflow.units import CaseId
from lingting.accounts import Newcomer, first_accounts
from lingting.demo.screen import Screen
from lingting.folder import read_case
from lingting.settings import City, Settings, Sip, Web
from telephony import softphone_wire as news
from telephony.softphone_client import Softphone
from tests.sip.peers import LANE, LOOPBACK, Ports, favour
from tests.supervision.hotline import Hotline

LIMIT_S = 60.0
phone_ports = Ports(range(17_800, 17_990)[95 * LANE :][:95])
rtp_ports = Ports(range(32_000, 34_000)[1000 * LANE :][:1000])
_numbers: Iterator[int] = count(1)


class RunningHotline(Hotline):
    """`lingting serve`, and what its people do."""

    def __init__(self, folder: Path, first_port: int, *options: str, **changes: str) -> None:
        self._changes = changes
        super().__init__(folder, first_port, *options)
        try:
            self.wait_ready()
        except BaseException:
            self.close()
            raise
        self._favour_sound()
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

    async def killed(self, kind: str) -> int:
        """kill -9 of what `pid` names; returns the pid of what was started in its stead, which may not be ready."""
        before = self.pid(kind)
        self.kill(before)
        return int(await eventually(lambda: self._successor(kind, before)))

    async def ready_again(self) -> None:
        """Wait until every process is up."""
        await eventually(lambda: self.roster.get("ready"))
        self._favour_sound()

    def worker_of(self, case: CaseId) -> int:
        """The pid of the worker that took a case, whose name the case bears."""
        name = case.split("-")[2]
        return int(next(one["pid"] for one in self.roster["calls"] if one["id"].replace("-", "") == name))

    def pids(self) -> set[int]:
        """Everything that runs now."""
        roster = self.roster
        workers = {one["pid"] for kind in ("calls", "speech") for one in roster[kind]}
        return {roster["kamailio"], roster["switchboard"], *workers}

    def logged_events(self, name: str) -> list[dict[str, Any]]:
        """The lines of one name in the log of all processes."""
        lines = self.logged.read_text(encoding="utf-8").splitlines()
        return [found for line in lines if f'"event": "{name}"' in line and (found := json.loads(line))]

    async def health(self) -> dict[str, Any]:
        """`/api/health`, empty while nobody answers."""
        try:
            async with httpx.AsyncClient(trust_env=False, timeout=LIMIT_S) as client:
                found: dict[str, Any] = (await client.get(f"{self.web}/api/health")).json()
        except httpx.HTTPError:
            return {}
        return found

    async def all_over(self) -> None:
        """Wait until no case is open and every worker is free."""
        await eventually(lambda: not self.open_cases())
        await self.idle()

    async def idle(self) -> None:
        """Wait until every worker is free."""
        await eventually(self._is_idle)

    def _favour_sound(self) -> None:
        for worker in self.roster.get("calls", ()):
            favour(worker["pid"])

    def _is_from(self, case: CaseId, number: str) -> bool:
        return any(arrived.calling_number == number for arrived in self.told(case, events.CallArrived))

    async def _is_idle(self) -> bool:
        health = await self.health()
        return bool(health.get("ok")) and health["calls"] == {"free": len(self.roster["calls"]), "busy": 0}

    def _successor(self, kind: str, before: int) -> int | None:
        found = self.roster.get(kind)
        pids = [one["pid"] for one in found] if isinstance(found, list) else [found]
        return next((pid for pid in pids if pid and pid != before), None) if before not in pids else None

    def cases(self) -> list[CaseId]:
        """Every case folder, oldest first."""
        return sorted(CaseId(log.parent.name) for log in (self.var / "cases").glob("*/events.jsonl"))

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
        self,
        *,
        track: Path | None = None,
        record: Path | None = None,
        answers: bool = True,
        when_asked: bool = False,
    ) -> AsyncIterator["AtWork"]:
        """An agent with a screen and a phone (which answers by itself, or only when asked to), ready for calls."""
        agent = await self.first_agent()
        phone = Softphone(
            agent.agent,
            sip_port=phone_ports.take(2),
            rtp_port=rtp_ports.take(40),
            password=agent.phone_password,
            registrar=f"sip:{self.target}",
            auto_answer=answers and not when_asked,
            answer_when_asked=when_asked,
            track=track,
            record=record,
        )
        desks: list[Desk] = []
        async with phone, Screen(self.web, lambda told: _note_desk(desks, told)) as screen:
            favour(phone.pid)
            await phone.wait_for(news.Registered, timeout_s=LIMIT_S)
            await screen.log_in(agent.agent, agent.password)
            await eventually(lambda: is_registered(screen))
            await screen.ask("PUT", "/api/me/presence", {"presence": "ready"})
            yield AtWork(agent=agent, phone=phone, screen=screen, desks=desks)

    @asynccontextmanager
    async def citizen(self, *, track: Path | None = None, record: Path | None = None) -> AsyncIterator[Softphone]:
        """A citizen's phone that has not called yet; each has a number of its own."""
        number = f"1390000{next(_numbers):04d}"
        ports = {"sip_port": phone_ports.take(2), "rtp_port": rtp_ports.take(40)}
        async with Softphone(number, **ports, track=track, record=record) as phone:
            favour(phone.pid)
            yield phone

    def case_of(self, citizen: Softphone) -> CaseId | None:
        """The latest case of a citizen, known by the number."""
        return next((case for case in reversed(self.cases()) if self._is_from(case, citizen.user)), None)

    async def dial(self, citizen: Softphone) -> CaseId:
        """Call 12345; returns the case when the hotline has answered."""
        await citizen.dial(f"sip:12345@{self.target}")
        await citizen.wait_for(news.Answered, timeout_s=LIMIT_S)
        case = self.case_of(citizen)
        assert case is not None
        return case

    async def talk(self, citizen: Softphone, at_work: "AtWork") -> CaseId:
        """Call, ask for a person, and be answered; returns the case."""
        case = await self.dial(citizen)
        await citizen.keys("1")
        await at_work.phone.wait_for(news.Answered, timeout_s=LIMIT_S)
        await eventually(lambda: self.told(case, events.TicketOpened))
        return case

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

    def __init__(self, agent: Newcomer, phone: Softphone, screen: Screen, desks: list[Desk]) -> None:
        self.agent = agent
        self.phone = phone
        self.screen = screen
        self.desks = desks

    async def act(self, deed: str, body: dict[str, Any] | None = None) -> Any:
        """Press a button of the case on the screen: `hold`, `resume`, `hangup`, `confirm`, `wrap-up/end`."""
        assert self.screen.case is not None
        return await self.screen.ask("POST", f"/api/cases/{self.screen.case}/{deed}", body)

    async def take_leave_of(self, citizen: Softphone) -> None:
        """Let go of the citizen, who hangs up instead of rating the service."""
        await self.act("hangup")
        await citizen.hang_up()
        await citizen.wait_for(news.Ended, timeout_s=LIMIT_S)


def _note_desk(desks: list[Desk], told: ToScreen) -> None:
    if isinstance(told, Desk):
        desks.append(told)


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


async def is_registered(screen: Screen) -> bool:
    return bool((await screen.ask("GET", "/api/me"))["phone_registered"])
