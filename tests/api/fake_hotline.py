"""A switchboard that does as the test says. It passes `hotline_contract.py` as the real one does."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from api.broadcast import Broadcast
from api.hotline import (
    CallCapacity,
    Colleague,
    Health,
    Listener,
    NotPossible,
    SpeechCapacity,
    SpeechModel,
    SystemInfo,
    UnknownCase,
    Unsubscribe,
    Whom,
)
from callflow import events
from callflow.drafting.draft import TicketDraft
from callflow.log import Entry, to_line
from callflow.request_alarms import RequestAlarm
from callflow.screen import CaseGone, CaseSnapshot, Partial, RequestAlarms, Told, case_entry
from callflow.units import AgentId, CallMs, CaseId, DurationMs, LegId, SampleIndex, TicketNumber, WallMs
from callflow.utterance import Utterance, utterance_id
from callflow.views import (
    AgentState,
    CaseDetail,
    CaseView,
    DeskAgent,
    Floor,
    Party,
    PartyRole,
    PartyState,
    Phase,
    Place,
    Presence,
    QueueLength,
    Role,
    TicketState,
    Way,
)
from callflow.wallboard import Figures, QueueFigures, Wallboard

START = WallMs(1_795_000_000_000)


class FakeHotline:
    """Cases are opened, written to and moved by hand."""

    def __init__(self, folder: Path = Path("/nonexistent")) -> None:
        self.epoch = "e1"
        self.clock = START
        self.folder = folder
        self.refuses: dict[type[events.Event], str] = {}
        self.told: list[tuple[CaseId, events.Event]] = []
        self.agents: dict[AgentId, DeskAgent] = {}
        self.records_up = True
        self.ok = True
        self.account_changes = 0
        self.setting_changes = 0
        self.models = [("broken", False), ("dialect", True)]
        """Speech models that are installed, and whether they are whole."""
        self.cannot: dict[str, str] = {}
        """Why a method of this name refuses."""
        self.asked: list[tuple[object, ...]] = []
        """What was asked of it beside `tell`: the method's name and what it was given."""
        self._alarms = RequestAlarms()
        self._version = 0
        self._numbers = 0
        self._views: dict[CaseId, CaseView] = {}
        self._logs: dict[CaseId, list[Entry]] = {}
        self._broadcast = Broadcast()
        self._held_back: list[Told] | None = None

    # --- what the test does ---------------------------------------------------------------------------------

    def open_case(
        self, case: str, agent: str | None = None, phase: Phase = Phase.TALKING, number: str = "13812345678"
    ) -> CaseId:
        """Open a case whose first two entries are its opening and its call."""
        name = CaseId(case)
        citizen = LegId("citizen")
        self._logs[name] = []
        self._views[name] = CaseView(
            case=name,
            phase=phase,
            calling_number=number,
            agent=AgentId(agent) if agent else None,
            ticket=TicketNumber(f"2611{len(self._views):08}"),
            ticket_state=TicketState.DRAFT,
            started_at=self.clock,
            parties=(Party(leg=citizen, role=PartyRole.CITIZEN, label=number, state=PartyState.UP, since=self.clock),),
        )
        self.log(name, events.CaseOpened(case=name, city="江城市", flow={}, rules={}))
        self.log(name, events.CallArrived(leg=citizen, calling_number=number, called_number="12345", sip_call_id=case))
        self.move(name)
        return name

    def log(self, case: CaseId, event: events.Event) -> int:
        """Write an entry and tell it."""
        log = self._logs[case]
        entry = Entry(index=len(log), at=self.clock, event=event)  # type: ignore[arg-type]
        log.append(entry)
        if message := case_entry(case, entry):
            self._say(message)
        return entry.index

    def say(self, case: CaseId, text: str, leg: str = "citizen") -> int:
        """Let something be heard."""
        first = SampleIndex(len(self._logs[case]) * 16_000)
        return self.log(
            case,
            events.UtteranceHeard(
                leg=LegId(leg),
                first_sample=first,
                resume_sample=SampleIndex(first + 8_000),
                start_ms=CallMs(first // 16),
                end_ms=CallMs(first // 16 + 500),
                text=text,
                words=(),
                confidence=0.9,
            ),
        )

    def hold_back(self) -> None:
        """Write from now on, but tell later."""
        self._held_back = self._held_back or []

    def tell_now(self) -> None:
        """Tell what was held back."""
        held, self._held_back = self._held_back or [], None
        for message in held:
            self._broadcast.tell(message)

    def mumble(self, case: CaseId, text: str) -> None:
        """Tell a partial."""
        leg, first, start = LegId("citizen"), SampleIndex(0), CallMs(0)
        self._say(Partial(case=case, leg=leg, first_sample=first, start_ms=start, text=text))

    def move(self, case: CaseId, **changes: object) -> None:
        """Change a view and tell the snapshot."""
        self._views[case] = msgspec.structs.replace(self._views[case], **changes)
        self._say(self.snapshot(case))

    def archive(self, case: CaseId) -> None:
        """Take a case off the floor."""
        del self._views[case], self._logs[case]
        self._say(CaseGone(case=case))

    def seat(self, agent: str, role: Role = Role.AGENT, state: AgentState = AgentState.IDLE) -> None:
        """Put an agent on the floor and tell it."""
        number = AgentId(agent)
        self.agents[number] = DeskAgent(
            agent=number,
            name=f"坐席{agent}",
            role=role,
            enabled=True,
            presence=Presence.READY,
            phone_registered=True,
            state=state,
            since=self.clock,
        )
        self._tell_floor()

    def write_folder(self, case: CaseId) -> Path:
        """Write the case log into the case's folder."""
        folder = self.case_dir(case)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "events.jsonl").write_bytes(b"".join(to_line(entry) for entry in self._logs[case]))
        return folder

    # --- what the API asks ----------------------------------------------------------------------------------

    def now(self) -> WallMs:
        return self.clock

    def snapshots(self) -> Sequence[CaseSnapshot]:
        return [self.snapshot(case) for case in self._views]

    def snapshot(self, case: CaseId) -> CaseSnapshot:
        return CaseSnapshot(case=case, index=len(self._log(case)) - 1, view=self._views[case])

    def detail(self, case: CaseId) -> CaseDetail:
        view = self.snapshot(case).view
        heard = (one.event for one in self._log(case) if isinstance(one.event, events.UtteranceHeard))
        return CaseDetail(view=view, utterances=tuple(map(_utterance, heard)), draft=TicketDraft(), edited={})

    def entries(self, case: CaseId, after: int) -> Sequence[Entry]:
        return self._log(case)[after + 1 :]

    def case_dir(self, case: CaseId) -> Path:
        return self.folder / case

    async def tell(self, case: CaseId, event: events.Event) -> None:
        self._log(case)
        if reason := self.refuses.get(type(event)):
            raise NotPossible(reason)
        self.told.append((case, event))
        self.log(case, event)
        self.move(case)

    async def invite(self, case: CaseId, by: AgentId, way: Way, whom: Whom) -> None:
        self._log(case)
        self._ask("invite", case, by, way, whom)

    async def transfer(self, case: CaseId, by: AgentId, *, queue: str = "", wants: AgentId | None = None) -> None:
        self._log(case)
        self._ask("transfer", case, by, queue, wants)

    async def supervise(self, case: CaseId, by: AgentId, place: Place) -> None:
        self._log(case)
        self._ask("supervise", case, by, place)

    async def dial_back(self, after: CaseId, by: AgentId) -> CaseId:
        self._ask("dial_back", after, by)
        return self.open_case(f"back-{len(self._views)}", agent=by, phase=Phase.DIALLING)

    def wallboard(self) -> Wallboard:
        figures = Figures(
            waiting=1,
            longest_since=START,
            answered=3,
            answered_in_target=2,
            abandoned=1,
            abandoned_short=0,
            service_level=50.0,
            mean_wait_ms=DurationMs(9_000),
        )
        general = QueueFigures(
            name="general", label="综合", answer_target_ms=15_000, agents_there=1, agents_free=0, figures=figures
        )
        states = [agent.state for agent in self.agents.values()]
        agents = {state: states.count(state) for state in AgentState}
        return Wallboard(day="2026-11-22", figures=figures, queues=(general,), agents=agents)

    def request_alarms(self) -> RequestAlarms:
        return self._alarms

    def show_request_alarms(self, standing: Sequence[RequestAlarm]) -> None:
        shown = RequestAlarms(alarms=tuple(standing))
        if shown != self._alarms:
            self._alarms = shown
            self._say(shown)

    def colleagues(self) -> Sequence[Colleague]:
        return [Colleague(agent=a.agent, name=a.name, state=a.state, skills=()) for a in self.agents.values()]

    async def speech_models(self) -> Sequence[SpeechModel]:
        return [SpeechModel(name=name, demo=False, own=False, whole=whole, loaded=False) for name, whole in self.models]

    async def settings_changed(self) -> None:
        self.setting_changes += 1

    def presence(self, agent: AgentId) -> Presence:
        return self.agents[agent].presence if agent in self.agents else Presence.AWAY

    async def set_presence(self, agent: AgentId, presence: Presence) -> None:
        if agent in self.agents:
            self.agents[agent] = msgspec.structs.replace(self.agents[agent], presence=presence)
            self._tell_floor()

    async def signed_out(self, agent: AgentId) -> None:
        await self.set_presence(agent, Presence.AWAY)

    async def agents_changed(self) -> None:
        self.account_changes += 1

    def floor(self) -> Floor:
        return Floor(
            version=self._version,
            queue=QueueLength(waiting=1, longest_since=START),
            agents=tuple(self.agents.values()),
            caption_lag_ms=400,
            records_up=self.records_up,
            calls_free=3,
            calls_busy=1,
        )

    def system(self) -> SystemInfo:
        return SystemInfo(city="江城市", model="demo", demo_model=True, direct=False, version="0.1.0")

    def health(self) -> Health:
        calls, speech = CallCapacity(free=3, busy=1), SpeechCapacity(workers=1, lag_ms=400)
        return Health(ok=self.ok, records=self.records_up, calls=calls, speech=speech)

    def next_ticket_number(self) -> TicketNumber:
        self._numbers += 1
        return TicketNumber(f"2611189{self._numbers:05}")

    def watch(self, listener: Listener) -> Unsubscribe:
        return self._broadcast.watch(listener)

    def _ask(self, method: str, *given: object) -> None:
        if reason := self.cannot.get(method):
            raise NotPossible(reason)
        self.asked.append((method, *given))

    def _log(self, case: CaseId) -> list[Entry]:
        try:
            return self._logs[case]
        except KeyError as error:
            raise UnknownCase(case) from error

    def _say(self, message: Told) -> None:
        if self._held_back is None:
            self._broadcast.tell(message)
        else:
            self._held_back.append(message)

    def _tell_floor(self) -> None:
        self._version += 1
        self._say(self.floor())


def _utterance(heard: events.UtteranceHeard) -> Utterance:
    return Utterance(
        id=utterance_id(heard.leg, heard.first_sample),
        leg=heard.leg,
        role=heard.leg.partition("-")[0],
        start_ms=heard.start_ms,
        end_ms=heard.end_ms,
        text=heard.text,
    )
