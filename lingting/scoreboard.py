"""The wallboard's shell: notes how each case was served, and shows the floor with the day's figures."""

from collections.abc import Callable, Iterable
from datetime import datetime, time, tzinfo

from callflow.service_level import Day, Wait, wait_of
from callflow.state import Case
from callflow.units import WallMs
from callflow.wallboard import NO_TICKETS, TicketFigures, Wallboard, wallboard
from lingting.floor import FloorShell


class Scoreboard:
    """The figures of the day. What it is told may be told again: a case counts once."""

    def __init__(self, floor: FloorShell, zone: tzinfo, now: Callable[[], WallMs]) -> None:
        self._floor = floor
        self._zone = zone
        self._day = Day(zone)
        self._now = now
        self._tickets = NO_TICKETS

    def note_tickets(self, tickets: TicketFigures) -> None:
        """So many tickets are late now."""
        self._tickets = tickets

    def note_case(self, case: Case) -> None:
        """A case stands so now."""
        self._note(wait_of(case))

    def remember(self, waits: Iterable[Wait]) -> None:
        """After a restart: the records tell how the day's cases were served."""
        for wait in waits:
            self._note(wait)

    def midnight(self) -> WallMs:
        """When the day that is counted began."""
        today = datetime.fromtimestamp(self._now() / 1_000, self._zone)
        return WallMs(int(datetime.combine(today.date(), time(), self._zone).timestamp()) * 1_000)

    def view(self) -> Wallboard:
        """The wallboard at this moment."""
        states = (agent.state for agent in self._floor.agents() if agent.enabled)
        return wallboard(self._floor.state, self._day, states, self._now(), self._tickets)

    def _note(self, wait: Wait) -> None:
        """A queue that is not there (any more) counts as the one in which its callers wait."""
        outcome = wait.outcome()
        if outcome is not None:
            self._day.note(outcome, self._floor.state.queue_named(outcome.queue))
