"""Every part of the switchboard's process, made from the settings when first asked for, and connected.

The order in which parts are made follows from what each needs; what two of them need of each other is set where the
later one is made. Nothing runs yet when all of them are there (`compose`).
"""

import asyncio
import secrets
import time
from collections.abc import Callable, Collection
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from api.days import day_of
from api.hotline import SystemInfo
from api.suggesting import suggest
from asr.models import overview, resolve
from asr.pool import SpeechPool
from callflow.drafting.matters.learned import use as use_weights
from callflow.log import Entry
from callflow.queue import QueueRules
from callflow.state import CaseRules
from callflow.suggestions import Asked, Suggested
from callflow.units import CaseId, DurationMs, WallMs
from lingting import version
from lingting.campaign import Campaign
from lingting.casebook import Casebook
from lingting.deadlines import Deadlines
from lingting.department_words import DepartmentWords
from lingting.dial_plan import DialPlan
from lingting.directory import Directory
from lingting.disk import DiskRoom
from lingting.draft_weights import read_weights
from lingting.exchange import Exchange
from lingting.floor import FloorShell
from lingting.folder import CaseFolders
from lingting.hotline import SwitchboardHotline
from lingting.house_rules import FOLLOW_UP_FLOW, HouseRules, load_flow
from lingting.layout import ASSETS
from lingting.lookup import Lookups
from lingting.numbers import TicketNumbers
from lingting.opening import Opening
from lingting.outgoing import Outgoing
from lingting.presence import PresenceBook
from lingting.reading import ReplyReader
from lingting.retention import Retention
from lingting.scoreboard import Scoreboard
from lingting.screens import Screens
from lingting.settings import Settings
from lingting.speech_choice import SpeechChoice
from lingting.staff import Staff
from lingting.steering import Steering
from lingting.suggesting import Suggester
from lingting.switchboard import Switchboard
from lingting.ticket_keeper import TicketKeeper
from models.engine import Records
from models.writer import RecordsWriter
from telephony.line import Lines
from telephony.voice import CommandVoice


def wall_ms() -> WallMs:
    """The time of day."""
    return WallMs(time.time_ns() // 1_000_000)


def compose(settings: Settings) -> "Parts":
    """Make all parts and connect them; nothing runs yet. Raises FlowError, OSError."""
    use_weights(read_weights(settings.layout))
    parts = Parts(settings)
    _ = parts.hotline, parts.campaign, parts.ticket_keeper, parts.suggester
    return parts


class Parts:
    """Each is made once."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.layout = settings.layout
        self.zone = settings.city.zone
        self.plan = DialPlan.of(settings)
        self.screens = Screens()
        self.floor_changed = asyncio.Event()

    # --- cases and what keeps them ---

    @cached_property
    def folders(self) -> CaseFolders:
        """Case folders on disk."""
        return CaseFolders(self.layout)

    @cached_property
    def casebook(self) -> Casebook:
        """The open cases."""
        return Casebook(self.folders)

    @cached_property
    def room(self) -> DiskRoom:
        """Whether there is room for another case."""
        return DiskRoom(self.folders, self.settings.min_free_mb << 20)

    @cached_property
    def records(self) -> Records:
        """The database."""
        return Records.at(self.settings.database_url)

    @cached_property
    def writer(self) -> RecordsWriter:
        """What writes the database from the case logs."""
        return RecordsWriter(self.records, _reader(self.folders), written=self.casebook.recorded)

    @cached_property
    def exchange(self) -> Exchange:
        """Where events go in and commands come out."""
        exchange = Exchange(self.casebook, self.writer, self.screens, wall_ms)
        exchange.deadlines = Deadlines(exchange.pass_deadline, wall_ms)
        return exchange

    # --- people ---

    @cached_property
    def floor(self) -> FloorShell:
        """The queue and the agents."""
        presence = PresenceBook(self.layout.var / "presence.json")
        floor = FloorShell(presence, self.casebook, self.exchange.tell, self.plan.agent, wall_ms)
        floor.changed = self.floor_changed.set
        return floor

    @cached_property
    def scoreboard(self) -> Scoreboard:
        """The day's figures."""
        scoreboard = Scoreboard(self.floor, self.zone, wall_ms)
        self.exchange.noted = scoreboard.note_case
        return scoreboard

    @cached_property
    def staff(self) -> Staff:
        """Accounts, queues and phones, as the records have them."""
        front = None if self.settings.direct.enabled else self.layout.kamailio
        return Staff(
            self.records,
            self.floor.know,
            self._learn_queues,
            self.floor.logged_in,
            front=front,
            realm=self.settings.sip.realm,
            now=wall_ms,
        )

    def _learn_queues(self, rules: Collection[QueueRules]) -> None:
        self.floor.rules(rules)
        self.speech_choice.learn(rules)

    # --- how cases begin and what they ask ---

    @cached_property
    def opening(self) -> Opening:
        """Each case's first event."""
        return Opening(
            city=self.settings.city.name,
            rules=CaseRules(**{name: int(value) for name, value in self.settings.call.model_dump().items()}),
            zone=self.zone,
            flow=load_flow(self.settings.flow, self.layout.prompts),
            follow_up=load_flow(FOLLOW_UP_FLOW, self.layout.prompts),
        )

    @cached_property
    def house_rules(self) -> HouseRules:
        """Calendar, surge switch and menus, as the records have them."""
        prompts = self.layout.prompts
        return HouseRules(self.records, self.opening, flow=self.settings.flow, prompts=prompts, now=wall_ms)

    @cached_property
    def outgoing(self) -> Outgoing:
        """Cases that the service begins."""
        return Outgoing(
            casebook=self.casebook,
            folders=self.folders,
            exchange=self.exchange,
            opening=self.opening,
            plan=self.plan,
            now=wall_ms,
        )

    @cached_property
    def campaign(self) -> Campaign:
        """The follow-up calls."""
        return Campaign(self.records, self.outgoing, self.casebook, self.lines, self.zone, wall_ms)

    @cached_property
    def ticket_keeper(self) -> TicketKeeper:
        """What tickets do by themselves."""
        return TicketKeeper(
            self.records,
            self.zone,
            tell=self.screens.tell,
            show=self.scoreboard.note_tickets,
            alarm=self.screens.show_request_alarms,
            now=wall_ms,
        )

    @cached_property
    def retention(self) -> Retention:
        """What deletes what has been kept long enough."""
        return Retention(self.records, self.folders, self.settings.retention, wall_ms)

    @cached_property
    def directory(self) -> Directory:
        """Whom to dial, and who calls."""
        return Directory(self.records, self.plan, self.zone, self.exchange.tell, wall_ms)

    @cached_property
    def lookups(self) -> Lookups:
        """How tickets stand, for citizens who ask by keys."""
        return Lookups(self.records, self.exchange.tell, wall_ms)

    @cached_property
    def replies(self) -> ReplyReader:
        """Replies read out."""
        voice = self.settings.voice
        return ReplyReader(
            replied=self.lookups.replied,
            voice=CommandVoice(voice.command, voice.reads) if voice.command else None,
            folder=self.folders.path,
            tell=self.exchange.tell,
            patience_ms=DurationMs(voice.patience_ms),
            most_characters=voice.most_characters,
        )

    @cached_property
    def department_words(self) -> DepartmentWords:
        """Departments' names, as speech listens for them."""
        return DepartmentWords(self.records, self.layout.city, self.settings.city.name)

    @cached_property
    def numbers(self) -> TicketNumbers:
        """Ticket numbers."""
        return TicketNumbers(self.layout.var / "ticket_number", self.zone)

    @cached_property
    def suggester(self) -> Suggester:
        """What helps agents while citizens speak."""
        suggester = Suggester(self.casebook.state_of, self._suggest, self.screens.tell)
        self.screens.watch(suggester.listen)
        return suggester

    async def _suggest(self, asked: Asked) -> Suggested:
        today = day_of(wall_ms(), self.zone).isoformat()
        async with self.records.reading() as db:
            return await suggest(db, asked, today)

    # --- calls and speech ---

    @cached_property
    def switchboard(self) -> Switchboard:
        """What connects the core with everything here."""
        return Switchboard(
            opening=self.opening,
            outgoing=self.outgoing,
            room=self.room,
            casebook=self.casebook,
            folders=self.folders,
            exchange=self.exchange,
            floor=self.floor,
            screens=self.screens,
            numbers=self.numbers,
            lookups=self.lookups,
            replies=self.replies,
            directory=self.directory,
            speech_choice=self.speech_choice,
            now=wall_ms,
        )

    @cached_property
    def speech_choice(self) -> SpeechChoice:
        """With which model cases are heard."""

        def has(model: str) -> bool:
            return self.pool.has(model)

        return SpeechChoice(self.casebook, has, self.exchange.tell, wall_ms, self.layout.queue_models)

    @cached_property
    def lines(self) -> Lines:
        """The call workers."""
        lines = Lines(
            folder=self.layout.calls,
            on_told=self.switchboard.told,
            on_hello=self.switchboard.greeted,
            on_lost=self.switchboard.lost,
            on_claimed=self.switchboard.claimed,
            on_claim_failed=self.switchboard.not_claimed,
        )
        self.switchboard.lines = lines
        return lines

    @cached_property
    def pool(self) -> SpeechPool:
        """The speech workers."""
        pool = SpeechPool(
            self.layout.speech,
            on_partial=self.switchboard.partial,
            on_heard=self.switchboard.heard,
            on_finished=self.switchboard.transcribed,
        )
        self.switchboard.pool = pool
        return pool

    # --- the API's side ---

    @cached_property
    def steering(self) -> Steering:
        """Wishes that need more than the case."""
        return Steering(
            casebook=self.casebook,
            exchange=self.exchange,
            floor=self.floor,
            directory=self.directory,
            plan=self.plan,
            outgoing=self.outgoing,
        )

    @cached_property
    def hotline(self) -> SwitchboardHotline:
        """The switchboard as the API sees it."""
        return SwitchboardHotline(
            epoch=_epoch(self.layout.var / "epoch"),
            system=_system(self.settings),
            casebook=self.casebook,
            folders=self.folders,
            room=self.room,
            steering=self.steering,
            house_rules=self.house_rules,
            floor=self.floor,
            scoreboard=self.scoreboard,
            screens=self.screens,
            staff=self.staff,
            numbers=self.numbers,
            writer=self.writer,
            lines=self.lines,
            pool=self.pool,
            speech_choice=self.speech_choice,
            installed=partial(overview, self.layout.var),
            now=wall_ms,
        )


def _reader(folders: CaseFolders) -> Callable[[CaseId, int], Any]:
    async def read(case: CaseId, from_index: int) -> list[Entry]:
        return (await asyncio.to_thread(folders.read_whole, case))[from_index:]

    return read


def _system(settings: Settings) -> SystemInfo:
    model = resolve(settings.layout.var, ASSETS)
    return SystemInfo(
        city=settings.city.name,
        model=model.name,
        demo_model=model.demo,
        direct=settings.direct.enabled,
        version=version(),
    )


def _epoch(path: Path) -> str:
    if not path.exists():
        path.write_text(secrets.token_hex(8), encoding="ascii")
    return path.read_text(encoding="ascii").strip()
