"""The middle of the switchboard: events in, one at a time; what the core commands is carried out.

An event is first stepped, logged and told to records and screens, and only then its commands are carried out.
Carrying one out may bring the next event at once (a ticket number, an agent offered); that waits its turn, so every
event meets a case that is at rest.

A fault, in the core or in a shell, costs the one event or command that met it: a worker would repeat it for ever, and
its call would never hear another word. The log says where the fault is, not what the error says, because that may
quote a citizen.
"""

import traceback
from collections import deque
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import structlog

from callflow.commands import Command
from callflow.events import DeadlinePassed, Event
from callflow.log import Entry
from callflow.units import CaseId, WallMs
from callflow.views import Phase
from lingting.casebook import Casebook
from lingting.screens import Screens

if TYPE_CHECKING:
    from callflow.state import Case
    from lingting.deadlines import Deadlines

Carrier = Callable[[CaseId, int, Any], None]
"""Carries out one command: its case, its id and itself."""
Aftermath = Callable[[CaseId, Any], None]
"""What the shell itself does after an event."""

log = structlog.get_logger()


class Records(Protocol):
    """Where entries go besides the folder."""

    def feed(self, case_id: CaseId, entries: list[Entry]) -> None:
        """Take these entries; return at once and never raise."""


class Exchange:
    """Takes events into cases. `carriers` must know every command; `aftermaths` may know some events.

    `noted` is told every case as it stands after an event, and every open case after a restart.
    """

    def __init__(self, casebook: Casebook, records: Records, screens: Screens, now: Callable[[], WallMs]) -> None:
        self.carriers: Mapping[type[Command], Carrier] = {}
        self.aftermaths: Mapping[type[Event], Aftermath] = {}
        self.deadlines: Deadlines | None = None
        self.noted: Callable[[Case], None] = lambda _: None
        self._casebook = casebook
        self._records = records
        self._screens = screens
        self._now = now
        self._waiting: deque[tuple[CaseId, Event, WallMs | None]] = deque()
        self._busy = False

    def tell(self, case: CaseId, event: Event, at: WallMs | None = None) -> None:
        """Take an event, now or at its own time; when this returns it is in the log, unless it waits its turn."""
        self._waiting.append((case, event, at))
        if self._busy:
            return
        self._busy = True
        try:
            while self._waiting:
                self._take(*self._waiting.popleft())
        finally:
            self._busy = False

    def pass_deadline(self, case: CaseId, name: str, due: WallMs) -> None:
        """A moment that the case had set itself has come, also when the wall clock was set back since."""
        self.tell(case, DeadlinePassed(name=name), max(due, self._now()))

    def reopen(self) -> list[Entry]:
        """Make all cases again from their folders, and tell the records what they may lack; deadlines wait.

        Returns everything that the records may lack.
        """
        if self.deadlines:
            self.deadlines.hold()
        logs = self._casebook.reopen_all()
        for case, entries in logs.items():
            self._records.feed(case, entries)
        for opened in self._casebook.values():
            self.noted(opened.state)
            if self.deadlines:
                self.deadlines.follow(opened.state)
        return [entry for entries in logs.values() for entry in entries]

    def caught_up(self) -> None:
        """What happened before the start has been told: deadlines count from now on."""
        if self.deadlines:
            self.deadlines.go_on()

    def forget(self, case: CaseId) -> None:
        """A case is archived: no deadlines any more."""
        if self.deadlines:
            self.deadlines.forget(case)

    def _take(self, case: CaseId, event: Event, at: WallMs | None) -> None:
        if case not in self._casebook:
            log.info("event_for_no_open_case", case_id=case, event_type=type(event).__name__)
            return
        try:
            made = self._casebook.take(case, event, at if at is not None else self._now())
        except Exception as error:  # noqa: BLE001  see above
            _report("event_not_taken", error, case_id=case, what=event, phase=self._phase_of(case))
            return
        state = self._casebook[case].state
        self._records.feed(case, made)
        if self.deadlines:
            self.deadlines.follow(state)
        self._screens.tell_case(state, made)
        self._guard(case, event, partial(self.noted, state))
        self._act(case, event, made)

    def _act(self, case: CaseId, event: Event, made: list[Entry]) -> None:
        if aftermath := self.aftermaths.get(type(event)):
            self._guard(case, event, partial(aftermath, case, event))
        for entry in made:
            if entry.command is not None:
                carrier = self.carriers[type(entry.command)]
                self._guard(case, entry.command, partial(carrier, case, entry.index, entry.command))

    def _phase_of(self, case: CaseId) -> Phase | None:
        state = self._casebook.state_of(case)
        return state.phase if state else None

    def _guard(self, case: CaseId, what: Event | Command, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001  see above
            _report("command_not_carried_out", error, case_id=case, what=what, phase=self._phase_of(case))


def _report(fault: str, error: Exception, *, case_id: CaseId, what: Event | Command, phase: Phase | None) -> None:
    """Name an error and the way to it, without its words."""
    where = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    log.error(
        fault,
        case_id=case_id,
        what=type(what).__name__,
        phase=phase,
        error=type(error).__name__,
        where=where,
        remedy="a fault of this program: please report this line",
    )
