"""The switchboard as the API sees it (`api.hotline.Hotline`)."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from api.hotline import (
    CallCapacity,
    Colleague,
    Health,
    Listener,
    SpeechCapacity,
    SpeechModel,
    SystemInfo,
    UnknownCase,
    Unsubscribe,
    Whom,
)
from asr.models import Installed
from asr.pool import SpeechPool
from callflow.events import Event
from callflow.log import Entry
from callflow.request_alarms import RequestAlarm
from callflow.screen import CaseSnapshot, RequestAlarms
from callflow.units import AgentId, CaseId, TicketNumber, WallMs
from callflow.views import CaseDetail, Floor, Place, Presence, Way
from callflow.wallboard import Wallboard
from lingting.case_view import detail, snapshot
from lingting.casebook import Casebook, OpenCase
from lingting.disk import DiskRoom
from lingting.floor import FloorShell
from lingting.folder import CaseFolders
from lingting.house_rules import HouseRules
from lingting.numbers import TicketNumbers
from lingting.scoreboard import Scoreboard
from lingting.screens import Screens
from lingting.speech_choice import SpeechChoice
from lingting.staff import Staff
from lingting.steering import Steering
from models.writer import RecordsWriter
from telephony.line import Lines


class SwitchboardHotline:
    """What the API may ask and say. Everything answers from memory."""

    def __init__(  # noqa: PLR0913  the parts are what it shows
        self,
        *,
        epoch: str,
        system: SystemInfo,
        casebook: Casebook,
        folders: CaseFolders,
        room: DiskRoom,
        steering: Steering,
        house_rules: HouseRules,
        floor: FloorShell,
        scoreboard: Scoreboard,
        screens: Screens,
        staff: Staff,
        writer: RecordsWriter,
        lines: Lines,
        pool: SpeechPool,
        speech_choice: SpeechChoice,
        installed: Callable[[], Sequence[Installed]],
        numbers: TicketNumbers,
        now: Callable[[], WallMs],
    ) -> None:
        self._epoch = epoch
        self._system = system
        self._casebook = casebook
        self._folders = folders
        self._room = room
        self._steering = steering
        self._house_rules = house_rules
        self._floor = floor
        self._scoreboard = scoreboard
        self._screens = screens
        self._staff = staff
        self._writer = writer
        self._lines = lines
        self._pool = pool
        self._speech_choice = speech_choice
        self._installed = installed
        self._numbers = numbers
        self._now = now
        self._version = 0
        self._told_version = 0
        self._last: Floor | None = None
        self._wall: Wallboard | None = None

    @property
    def epoch(self) -> str:
        """Names the numbering of case logs."""
        return self._epoch

    def now(self) -> WallMs:
        """Wall time."""
        return self._now()

    def snapshots(self) -> Sequence[CaseSnapshot]:
        """Every case that is not archived, as it stands."""
        return [snapshot(opened.state) for opened in self._casebook.values()]

    def snapshot(self, case: CaseId) -> CaseSnapshot:
        """One case as it stands. Raises UnknownCase."""
        return snapshot(self._opened(case).state)

    def detail(self, case: CaseId) -> CaseDetail:
        """One case with its words and draft. Raises UnknownCase."""
        return detail(self._opened(case).state)

    def entries(self, case: CaseId, after: int) -> Sequence[Entry]:
        """The case log's entries above `after`. Raises UnknownCase."""
        return self._opened(case).entries[max(after + 1, 0) :]

    def case_dir(self, case: CaseId) -> Path:
        """Folder of a case, open or archived."""
        return self._folders.path(case)

    async def tell(self, case: CaseId, event: Event) -> None:
        """Put a person's event into a case. Raises UnknownCase, NotPossible."""
        self._steering.tell(case, event)

    async def invite(self, case: CaseId, by: AgentId, way: Way, whom: Whom) -> None:
        """Call somebody into the conversation. Raises UnknownCase, NotPossible."""
        await self._steering.invite(case, by, way, whom)

    async def transfer(self, case: CaseId, by: AgentId, *, queue: str = "", wants: AgentId | None = None) -> None:
        """Hand the citizen on. Raises UnknownCase, NotPossible."""
        self._steering.transfer(case, by, queue, wants)

    async def supervise(self, case: CaseId, by: AgentId, place: Place) -> None:
        """Come into the call as a supervisor, or move there. Raises UnknownCase, NotPossible."""
        self._steering.supervise(case, by, place)

    async def dial_back(self, after: CaseId, by: AgentId) -> CaseId:
        """Open a case that dials the citizen of an earlier one. Raises UnknownCase, NotPossible."""
        return await self._steering.dial_back(after, by)

    def wallboard(self) -> Wallboard:
        """Who waits, who is there, and how callers were served today."""
        return self._scoreboard.view()

    def request_alarms(self) -> RequestAlarms:
        """The alarms of requests without a call, as they were shown last."""
        return self._screens.request_alarms

    def show_request_alarms(self, standing: Sequence[RequestAlarm]) -> None:
        """These stand now; screens are told when they differ from what was shown last."""
        self._screens.show_request_alarms(standing)

    def colleagues(self) -> Sequence[Colleague]:
        """Every enabled agent, by number."""
        return [
            Colleague(agent=one.agent, name=one.name, state=one.state, skills=self._floor.skills_of(one.agent))
            for one in self._floor.agents()
            if one.enabled
        ]

    async def speech_models(self) -> Sequence[SpeechModel]:
        """What is installed, by name."""
        own = self.system().model
        return [
            SpeechModel(
                name=one.name, demo=one.demo, whole=one.whole, own=one.name == own, loaded=self._pool.has(one.name)
            )
            for one in await asyncio.to_thread(self._installed)
        ]

    async def settings_changed(self) -> None:
        """Queues, the calendar, the surge switch or menus were written: read them again."""
        await self._staff.read()
        await self._house_rules.read()

    def next_ticket_number(self) -> TicketNumber:
        """Take the next number of this day."""
        return self._numbers.take(self._now())

    def presence(self, agent: AgentId) -> Presence:
        """Give what the agent last said of itself; away when it never did."""
        return self._floor.presence_of(agent) or Presence.AWAY

    async def set_presence(self, agent: AgentId, presence: Presence) -> None:
        """Say it for the agent."""
        self._floor.say(agent, presence)

    async def signed_out(self, agent: AgentId) -> None:
        """The agent has logged out everywhere: the queue no longer counts on it."""
        self._floor.say(agent, None)

    async def agents_changed(self) -> None:
        """Accounts were written: read them again."""
        await self._staff.read()

    def floor(self) -> Floor:
        """Queue, agents and workers as they stand; the version grows with every change."""
        free, busy = self._lines.counts()
        found = Floor(
            version=self._version,
            queue=self._floor.length(),
            agents=self._floor.agents(),
            caption_lag_ms=self._pool.lag_ms(),
            records_up=self._writer.up,
            calls_free=free,
            calls_busy=busy,
        )
        if self._last is None or found != self._last:
            self._version += 1
            self._last = msgspec.structs.replace(found, version=self._version)
        return self._last

    def tell_floor(self) -> None:
        """Tell screens the floor and the wallboard if they have changed since they were told last."""
        floor, wall = self.floor(), self.wallboard()
        if floor.version != self._told_version:
            self._told_version = floor.version
            self._screens.tell(floor)
        if wall != self._wall:
            self._wall = wall
            self._screens.tell(wall)

    def system(self) -> SystemInfo:
        """What runs here; the model is the one that speech workers have loaded."""
        model = self._pool.model()
        if model is None:
            return self._system
        return msgspec.structs.replace(self._system, model=model.name, demo_model=model.demo)

    def health(self) -> Health:
        """Whether calls can be taken and transcribed."""
        free, busy = self._lines.counts()
        return Health(
            ok=free + busy > 0 and self._pool.has("") and self._room.left(),
            records=self._writer.up,
            calls=CallCapacity(free=free, busy=busy),
            speech=self._speech(),
        )

    def _speech(self) -> SpeechCapacity:
        load = self._pool.workload
        return SpeechCapacity(
            workers=self._pool.workers(),
            lag_ms=load.lag_ms(),
            legs=load.legs(),
            waiting=self._pool.waiting(),
            backlog_ms=load.backlog_ms(),
            decoded_ms=load.decoded_ms,
            busy_ms=load.busy_ms,
            real_time_factor=load.real_time_factor(),
            missing_models=self._speech_choice.missing(),
        )

    def watch(self, listener: Listener) -> Unsubscribe:
        """Call `listener` with everything told from now on."""
        return self._screens.watch(listener)

    def _opened(self, case: CaseId) -> OpenCase:
        if case not in self._casebook:
            raise UnknownCase(case)
        return self._casebook[case]
