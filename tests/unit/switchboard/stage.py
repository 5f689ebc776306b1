"""A whole switchboard in memory: every part is the real one, but its lines, its speech pool and its records."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from api.hotline import SystemInfo
from asr.models import Installed
from asr.workload import Workload
from callflow import commands, events
from callflow.log import Entry, to_line
from callflow.state import Case, CaseRules
from callflow.units import CITIZEN, AgentId, CallMs, CaseId, DurationMs, LegId, SampleIndex, WallMs
from callflow.utterance import HeardWith
from callflow.views import Presence, Role
from lingting.casebook import Casebook
from lingting.deadlines import Deadlines
from lingting.dial_plan import DialPlan
from lingting.directory import Reached
from lingting.disk import DiskRoom
from lingting.exchange import Exchange
from lingting.floor import Account, FloorShell
from lingting.folder import CaseFolders
from lingting.hotline import SwitchboardHotline
from lingting.layout import Layout
from lingting.lookup import Question
from lingting.numbers import TicketNumbers
from lingting.opening import Opening
from lingting.outgoing import Outgoing
from lingting.presence import PresenceBook
from lingting.scoreboard import Scoreboard
from lingting.screens import Screens
from lingting.settings import City
from lingting.speech_choice import SpeechChoice
from lingting.steering import Steering
from lingting.switchboard import Switchboard
from telephony.wire import Hello, LegSnapshot
from tests.unit.callflow.course import FLOW, FOLLOW_UP, START

ME = AgentId("1026")
CASE = CaseId("c1")
INSTALLED = [Installed(name="broken", demo=False, whole=False), Installed(name="demo", demo=True, whole=True)]
PLAN = DialPlan("front", {}, "12345")


@dataclass
class FakeLines:
    """Workers by the case that they carry; keeps what each is sent."""

    carries: dict[CaseId, Hello] = field(default_factory=dict)
    sent: list[tuple[CaseId, int, commands.WorkerCommand]] = field(default_factory=list)
    claimed: list[CaseId] = field(default_factory=list)
    free: bool = True

    def send(self, case: CaseId, number: int, command: commands.WorkerCommand) -> bool:
        if case in self.carries:
            self.sent.append((case, number, command))
        return case in self.carries

    def worker_of(self, case: CaseId) -> Hello | None:
        return self.carries.get(case)

    def claim(self, case: CaseId) -> bool:
        self.claimed.append(case)
        return self.free

    def counts(self) -> tuple[int, int]:
        return 1, len(self.carries)

    async def settled(self) -> None:
        """All have said who they are."""


@dataclass
class FakePool:
    """Keeps what it is told to transcribe."""

    transcribed: list[tuple[CaseId, LegId, str, int, int]] = field(default_factory=list)
    closed: list[tuple[CaseId, LegId, int]] = field(default_factory=list)
    models: dict[tuple[CaseId, LegId], tuple[HeardWith, ...]] = field(default_factory=dict)
    installed: set[str] = field(default_factory=set)
    """Models that some worker has, besides the hotline's own."""
    workload: Workload = field(default_factory=Workload)

    def transcribe(
        self,
        case: CaseId,
        leg: LegId,
        path: Path,
        from_sample: SampleIndex,
        offset_ms: CallMs,
        *,
        models: Sequence[HeardWith] = (),
    ) -> None:
        self.transcribed.append((case, leg, path.name, from_sample, offset_ms))
        self.models[case, leg] = tuple(models)

    def change_models(self, case: CaseId, leg: LegId, models: Sequence[HeardWith]) -> None:
        self.models[case, leg] = tuple(models)

    def has(self, model: str) -> bool:
        return not model or model in self.installed

    def close(self, case: CaseId, leg: LegId, samples: int) -> None:
        self.closed.append((case, leg, samples))

    def lag_ms(self) -> DurationMs:
        return DurationMs(400)

    def workers(self) -> int:
        return 1

    def waiting(self) -> int:
        return 0

    def model(self) -> None:
        return None


@dataclass
class FakeRecords:
    """Keeps what is fed."""

    fed: list[tuple[CaseId, list[Entry]]] = field(default_factory=list)
    up: bool = True

    def feed(self, case_id: CaseId, entries: Sequence[Entry]) -> None:
        self.fed.append((case_id, list(entries)))


@dataclass
class FakeLookups:
    """Keeps what is asked."""

    asked: list[tuple[CaseId, Question]] = field(default_factory=list)

    def ask(self, case: CaseId, question: Question) -> None:
        self.asked.append((case, question))


@dataclass
class FakeReplies(FakeLookups):
    """Keeps what is to be read, and whose sounds are deleted."""

    forgotten: list[CaseId] = field(default_factory=list)

    def forget(self, case: CaseId) -> None:
        self.forgotten.append(case)


@dataclass
class FakeDirectory:
    """Answers from memory; keeps what is asked."""

    reaches: dict[str, Reached] = field(default_factory=dict)
    asked: list[tuple[CaseId, str]] = field(default_factory=list)
    recognised: list[tuple[CaseId, str]] = field(default_factory=list)

    def find(self, case: CaseId, contact: str) -> None:
        self.asked.append((case, contact))

    def recognise(self, case: CaseId, number: str) -> None:
        self.recognised.append((case, number))

    async def department(self, department: str) -> Reached:
        return self.reaches.get(department) or Reached(department, (), "单位目录里没有这个单位，请刷新后重选。")

    async def number_of_case(self, case: CaseId) -> str | None:
        return {"archived": "13800001234", "withheld": ""}.get(case)


class FakeStaff:
    """Accounts that never change."""

    async def read(self) -> None:
        """Nothing to read."""


class Stage:
    """One start of a switchboard on `var`. Use it within a running loop."""

    def __init__(self, var: Path, *, min_free_bytes: int = 0) -> None:
        self.now = START
        self.layout = Layout(var)
        self.layout.prepare()
        self.folders = CaseFolders(self.layout)
        self.book = Casebook(self.folders)
        self.lines, self.pool, self.records, self.lookups = FakeLines(), FakePool(), FakeRecords(), FakeLookups()
        self.replies = FakeReplies()
        self.screens = Screens()
        self.exchange = Exchange(self.book, self.records, self.screens, self.clock)
        self.exchange.deadlines = Deadlines(self.exchange.pass_deadline, self.clock)
        self.presence = PresenceBook(var / "presence.json")
        self.floor = FloorShell(
            self.presence, self.book, self.exchange.tell, lambda agent: f"sip:{agent}@x", self.clock
        )
        self.board = Scoreboard(self.floor, City().zone, self.clock)
        self.exchange.noted = self.board.note_case
        self.numbers = TicketNumbers(var / "ticket_number", City().zone)
        self.room = DiskRoom(self.folders, min_free_bytes)
        self.directory = FakeDirectory()
        self.opening = Opening(city="江城市", rules=CaseRules(), zone=City().zone, flow=FLOW, follow_up=FOLLOW_UP)
        self.outgoing = Outgoing(
            casebook=self.book,
            folders=self.folders,
            exchange=self.exchange,
            opening=self.opening,
            plan=PLAN,
            now=self.clock,
        )
        self.speech_choice = SpeechChoice(
            self.book, self.pool.has, self.exchange.tell, self.clock, self.layout.queue_models
        )
        self.switchboard = Switchboard(
            opening=self.opening,
            outgoing=self.outgoing,
            room=self.room,
            casebook=self.book,
            folders=self.folders,
            exchange=self.exchange,
            floor=self.floor,
            screens=self.screens,
            numbers=self.numbers,
            lookups=self.lookups,  # type: ignore[arg-type]
            replies=self.replies,  # type: ignore[arg-type]
            directory=self.directory,  # type: ignore[arg-type]
            speech_choice=self.speech_choice,
            now=self.clock,
        )
        self.switchboard.lines = self.lines  # type: ignore[assignment]
        self.switchboard.pool = self.pool  # type: ignore[assignment]

    def clock(self) -> WallMs:
        return self.now

    def hotline(self) -> SwitchboardHotline:
        return SwitchboardHotline(
            epoch="e1",
            system=SystemInfo(city="江城市", model="demo", demo_model=True, direct=False, version="0.1.0"),
            casebook=self.book,
            folders=self.folders,
            room=self.room,
            steering=self.steering(),
            house_rules=FakeStaff(),  # type: ignore[arg-type]
            floor=self.floor,
            scoreboard=self.board,
            screens=self.screens,
            staff=FakeStaff(),  # type: ignore[arg-type]
            writer=self.records,  # type: ignore[arg-type]
            lines=self.lines,  # type: ignore[arg-type]
            pool=self.pool,  # type: ignore[arg-type]
            speech_choice=self.speech_choice,
            installed=lambda: INSTALLED,
            numbers=self.numbers,
            now=self.clock,
        )

    def steering(self) -> Steering:
        return Steering(
            casebook=self.book,
            exchange=self.exchange,
            floor=self.floor,
            directory=self.directory,  # type: ignore[arg-type]
            plan=PLAN,
            outgoing=self.outgoing,
        )

    @property
    def case(self) -> Case:
        return self.book[CASE].state

    @property
    def entries(self) -> list[Entry]:
        return self.book[CASE].entries

    def sent(self) -> list[commands.WorkerCommand]:
        return [command for _, _, command in self.lines.sent]

    def write(self, entries: Sequence[Entry]) -> None:
        """Leave a case as a killed switchboard would."""
        self.folders.begin(CASE)
        (self.folders.path(CASE) / "events.jsonl").write_bytes(b"".join(map(to_line, entries)))

    # --- what others do ---

    async def told(self, event: events.WorkerEvent, after_ms: int = 10) -> None:
        """The worker of the one case tells."""
        self.now = WallMs(self.now + after_ms)
        self.lines.carries.setdefault(CASE, hello())
        await self.switchboard.told(CASE, self.now, event)

    async def call(self) -> None:
        """A citizen calls and is connected."""
        await self.told(arrived())
        await self.told(events.LegAnswered(leg=CITIZEN))
        await self.told(events.RecordingStarted(leg=CITIZEN, file="citizen.wav", sample_zero_at=self.now))

    async def wait_in_queue(self) -> None:
        """A citizen calls and presses 1."""
        await self.call()
        await self.told(events.DigitReceived(leg=CITIZEN, digit="1"))

    async def talk(self) -> None:
        """A citizen talks with the one agent."""
        self.seat(ME)
        await self.wait_in_queue()
        await self.told(events.LegAnswered(leg=LegId("agent-1")))

    def seat(self, agent: AgentId) -> None:
        """An agent is there and ready."""
        self.floor.know([Account(agent=agent, name="李静", role=Role.AGENT)])
        self.floor.register([agent])
        self.floor.say(agent, Presence.READY)


def arrived() -> events.CallArrived:
    return events.CallArrived(leg=CITIZEN, calling_number="13800001234", called_number="12345", sip_call_id="x")


def hello(case: CaseId | None = CASE, applied: int = -1, legs: tuple[LegSnapshot, ...] = ()) -> Hello:
    return Hello(worker="w1-fake", pid=1, sip="127.0.0.1:7100", case=case, applied=applied, legs=legs)
