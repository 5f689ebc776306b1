"""What the API needs from the switchboard; `lingting/` implements it, `tests/api/fake_hotline.py` plays it.

All of it runs on one loop. What is not `async` answers at once from memory, so a screen can subscribe and
read where things stand in one step, with nothing told in between.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import msgspec

from callflow.events import Event
from callflow.log import Entry
from callflow.request_alarms import RequestAlarm
from callflow.screen import CaseSnapshot, RequestAlarms, Told
from callflow.units import AgentId, CaseId, TicketNumber, WallMs
from callflow.views import AgentState, CaseDetail, Floor, Place, Presence, Way
from callflow.wallboard import Wallboard

Listener = Callable[[Told], None]
"""Takes what is told, in order. It must return at once and must not raise."""

Unsubscribe = Callable[[], None]
"""Ends a subscription; a second call does nothing."""


class UnknownCase(LookupError):  # noqa: N818 - the field's word, as KeyError's family is read
    """No open case has this id: it never was, or it is archived and lives in the records alone."""


class NotPossible(Exception):  # noqa: N818 - as above
    """The case is not in a state for this.

    `reason` is Chinese, for the agent: what is wrong and what to do.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SystemInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What runs here.

    The city, the speech model in use, and whether calls come without Kamailio (`--direct`).
    """

    city: str
    model: str
    demo_model: bool
    direct: bool
    version: str


class SpeechModel(msgspec.Struct, frozen=True, kw_only=True):
    """A speech model installed on this machine."""

    name: str
    demo: bool
    """It is for demonstrations, and does not understand people."""
    own: bool
    """The hotline's own: all are heard with it for whom no queue says otherwise."""
    whole: bool
    """Nothing is missing in its folder."""
    loaded: bool
    """A speech worker has it now."""


class CallCapacity(msgspec.Struct, frozen=True, kw_only=True):
    """Call workers that are free and busy."""

    free: int
    busy: int


class SpeechCapacity(msgspec.Struct, frozen=True, kw_only=True):
    """Speech workers that are up, and how they keep pace (milliseconds)."""

    workers: int
    lag_ms: int
    """How far the slowest leg lies behind its recording."""
    legs: int = 0
    waiting: int = 0
    """Legs that wait for a worker."""
    backlog_ms: int = 0
    """Recorded speech that is decoded when there is room."""
    decoded_ms: int = 0
    """Recorded time decoded since the switchboard started."""
    busy_ms: int = 0
    """Time that all workers took for it."""
    real_time_factor: float = 0.0
    """The same as a ratio, of late."""
    missing_models: tuple[str, ...] = ()
    """Speech models of queues that no worker has."""


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """`ok` when calls can be taken and transcribed.

    The records may be down meanwhile, which `records` says.
    """

    ok: bool
    records: bool
    calls: CallCapacity
    speech: SpeechCapacity


class Callee(StrEnum):
    """What kind of party is called into a conversation."""

    DEPARTMENT = "department"
    EMERGENCY = "emergency"
    AGENT = "agent"
    NUMBER = "number"


class Whom(msgspec.Struct, frozen=True, kw_only=True):
    """Who is called in: a department by its id, 110 and its like, a colleague by number, or any number."""

    kind: Callee
    name: str


class Colleague(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody to whom a call can be handed."""

    agent: AgentId
    name: str
    state: AgentState
    skills: tuple[str, ...]


class Hotline(Protocol):
    """The switchboard as the API sees it."""

    @property
    def epoch(self) -> str:
        """Names the numbering of case logs.

        It survives a restart; a new one makes screens forget all cases.
        """

    def now(self) -> WallMs:
        """Wall time."""

    def snapshots(self) -> Sequence[CaseSnapshot]:
        """Every case that is not archived, as it stands."""

    def snapshot(self, case: CaseId) -> CaseSnapshot:
        """One case as it stands; `index` is its last entry's. Raises UnknownCase."""

    def detail(self, case: CaseId) -> CaseDetail:
        """One case with its words and draft. Raises UnknownCase."""

    def entries(self, case: CaseId, after: int) -> Sequence[Entry]:
        """The case log's entries with an index above `after` (-1: all), in order. Raises UnknownCase."""

    def case_dir(self, case: CaseId) -> Path:
        """Folder of a case, open or archived, whether it exists or not."""

    async def tell(self, case: CaseId, event: Event) -> None:
        """Put an event into a case; its commands are logged when this returns.

        Raises UnknownCase, NotPossible.
        """

    async def invite(self, case: CaseId, by: AgentId, way: Way, whom: Whom) -> None:
        """Look into the directory and call somebody in (`events.PartyInvited`).

        Raises UnknownCase; NotPossible when nobody is on duty, the colleague is busy, or the case refuses.
        """

    async def transfer(self, case: CaseId, by: AgentId, *, queue: str = "", wants: AgentId | None = None) -> None:
        """Hand the citizen to a queue (empty: the one it came by), or through it to one agent: a blind transfer.

        Raises UnknownCase; NotPossible for an unknown queue, an agent who is not free, or when the case refuses.
        """

    async def supervise(self, case: CaseId, by: AgentId, place: Place) -> None:
        """Dial a supervisor's own phone into a case at `listen`, `whisper` or `room`, or move there who is in it.

        Raises UnknownCase; NotPossible without a registered phone, in another call, or when the case refuses.
        """

    async def dial_back(self, after: CaseId, by: AgentId) -> CaseId:
        """Open a case that dials the citizen of `after`, archived or not, and then is the agent's.

        Raises UnknownCase; NotPossible when the agent is busy, no line is free or the number is withheld.
        """

    def wallboard(self) -> Wallboard:
        """The figures of the hour. They are told to listeners as well."""

    def request_alarms(self) -> RequestAlarms:
        """The alarms of requests without a call, as they were shown last."""

    def show_request_alarms(self, standing: Sequence[RequestAlarm]) -> None:
        """These stand now. Listeners are told when they differ from what was shown last."""

    def colleagues(self) -> Sequence[Colleague]:
        """Every enabled agent, by number."""

    async def speech_models(self) -> Sequence[SpeechModel]:
        """What is installed, by name."""

    async def settings_changed(self) -> None:
        """Queues, departments, the calendar, the surge switch, menus or follow-ups were written: read them again."""

    def next_ticket_number(self) -> TicketNumber:
        """A number that no ticket has, nor will be given again. Raises OSError when it cannot be written down."""

    def presence(self, agent: AgentId) -> Presence:
        """Give what the agent last said of itself; away when it never did."""

    async def set_presence(self, agent: AgentId, presence: Presence) -> None:
        """Say it for the agent. Raises NotPossible."""

    async def signed_out(self, agent: AgentId) -> None:
        """The agent has no session left: the queue counts on it no more."""

    async def agents_changed(self) -> None:
        """Accounts were written: read names, roles and phone passwords again."""

    def floor(self) -> Floor:
        """Queue, agents and workers as they stand."""

    def system(self) -> SystemInfo:
        """What runs here."""

    def health(self) -> Health:
        """Whether it runs well."""

    def watch(self, listener: Listener) -> Unsubscribe:
        """Call `listener` with everything told from now on.

        Of one case: its entries in order, each once, and after them the snapshot. `CaseGone` when it is
        archived.
        """
