"""A hotline of its own on which one scenario after the other is played: processes, accounts, the city's network."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from callflow import events
from callflow.units import CaseId
from callflow.views import CaseView
from lingting.accounts import Newcomer, first_accounts
from lingting.case_view import view
from lingting.casebook import replayed
from lingting.folder import LOG_NAME
from tests.calls.running import RunningHotline, eventually
from tests.scenarios.desk import Desk
from tests.scenarios.hearing import write_tones
from tests.scenarios.public_network import PublicNetwork
from tests.sip.peers import LOOPBACK, Ports

WORKERS = 3
SIP_PORTS = Ports(range(27_840, 27_960))
"""Three times as many as the stages take: what a run before this one has closed is not free for a minute."""
RTP_PORTS = Ports(range(28_160, 29_400))
PASSWORD = "a-word-for-all-of-them"  # noqa: S105
STAFF = {"1027": ("王芳", "agent"), "1028": ("赵强", "agent"), "1029": ("陈晨", "agent")}
SETTINGS = {
    "CALL__RING_MS": "12000",
    "CALL__WRAP_UP_MS": "120000",
    "CALL__FIRST_ANNOUNCE_MS": "3000",
    "CALLS__WORKERS": str(WORKERS),
    "SIP__RTP_TIMEOUT_S": "6",
}


class Stage:
    """The hotline and what its scenarios share."""

    def __init__(self, folder: Path, network: PublicNetwork, hotline: RunningHotline) -> None:
        self.folder, self.network, self.hotline = folder, network, hotline
        self.tones = write_tones(folder)
        self.people: dict[str, Newcomer] = {}
        self._numbers: dict[CaseId, str] = {}
        self._views: dict[CaseId, tuple[int, CaseView]] = {}
        self.control = Desk(hotline.web)
        """An administrator's desk, which sees and may do everything."""

    async def take_on_staff(self) -> None:
        """Accounts for all who work here."""
        self.people = {one.agent: one for one in await first_accounts(self.hotline.settings)}
        await self.control.log_in("1000", self.password("1000"))
        await asyncio.gather(*(self._take_on(*one) for one in STAFF.items()))

    async def log_in(self, number: str) -> Desk:
        """Somebody sits down at a desk."""
        return await Desk(self.hotline.web).log_in(number, self.password(number))

    def folder_for(self, name: str) -> Path:
        """A new folder for a play's own files."""
        made = self.folder / name.removesuffix(".yaml")
        made.mkdir()
        return made

    def password(self, number: str) -> str:
        """Of the page."""
        return self.people[number].password

    def phone_password(self, number: str) -> str:
        """Of the phone."""
        return self.people[number].phone_password

    def cases_of(self, number: str, known: set[CaseId]) -> list[CaseId]:
        """The cases of a citizen's number that are not among the known, oldest first."""
        new = [case for case in self.hotline.cases() if case not in known and self._number_of(case) == number]
        return sorted(new, key=lambda case: self.view(case).started_at)

    def view(self, case: CaseId) -> CaseView:
        """A case as its folder has it; replayed only when the folder has grown."""
        size = (self.hotline.var / "cases" / case / LOG_NAME).stat().st_size
        if self._views.get(case, (0, None))[0] != size:
            self._views[case] = size, view(replayed(self.hotline.log(case)).state)
        return self._views[case][1]

    async def empty(self) -> None:
        """Wait until nobody is in a call: every worker is free, every case closed."""
        await eventually(self._is_idle)

    async def _is_idle(self) -> bool:
        health = await self.hotline.health()
        return bool(health.get("ok")) and health["calls"]["busy"] == 0

    def _number_of(self, case: CaseId) -> str | None:
        if case not in self._numbers:
            told = (entry.event for entry in self.hotline.log(case)[:4])
            found = next((number for event in told if (number := _number_in(event))), None)
            if found is None:
                return None
            self._numbers[case] = found
        return self._numbers[case]

    async def _take_on(self, number: str, who: tuple[str, str]) -> None:
        name, role = who
        body = {"agent": number, "name": name, "role": role, "password": PASSWORD, "phone_password": PASSWORD}
        await self.control.ask("POST", "/api/agents", body)
        self.people[number] = Newcomer(
            agent=number,
            name=name,
            role=role,
            password=PASSWORD,
            phone_password=PASSWORD,  # type: ignore[arg-type]
        )


@asynccontextmanager
async def open_stage(folder: Path) -> AsyncIterator[Stage]:
    """A stage with its staff, and nothing of it left in the end."""
    async with AsyncExitStack() as ending:
        network = PublicNetwork(SIP_PORTS.take(2))
        await network.open()
        ending.callback(network.close)
        hotline = await asyncio.to_thread(_started, folder, _ports(network.port))
        ending.push_async_callback(asyncio.to_thread, hotline.close)
        stage = Stage(folder, network, hotline)
        ending.push_async_callback(stage.control.close)
        await stage.take_on_staff()
        yield stage


def _number_in(event: object) -> str | None:
    match event:
        case events.CallArrived(calling_number=number):
            return number
        case events.CaseOpened(call_out=events.CallOut(number=number)):
            return number
    return None


def _ports(trunk_port: int) -> dict[str, str]:
    first = SIP_PORTS.take(10)
    return {
        "SIP__PORT": str(first),
        "SIP__WORKER_PORTS_FROM": str(first + 2),
        "SIP__RTP_PORTS_FROM": str(RTP_PORTS.take(2 * WORKERS * 40)),
        "SIP__TRUNK_URI": f"sip:{LOOPBACK}:{trunk_port}",
        "WEB__PORT": str(first + 8),
    }


def _started(folder: Path, ports: dict[str, str]) -> RunningHotline:
    folder.mkdir()
    hotline = RunningHotline(folder, int(ports["SIP__PORT"]), **SETTINGS, **ports)
    hotline.web_port = int(ports["WEB__PORT"])
    return hotline
