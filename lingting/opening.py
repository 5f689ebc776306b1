"""How a new case begins: which menu it gets and at which step, by the hour, the calendar and the surge switch.

What a case is told here stands in its log and holds for the whole call, whatever is changed meanwhile.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from callflow import events
from callflow.flow import Flow, start_step
from callflow.hours import Hours
from callflow.state import CaseRules
from callflow.units import CaseId, WallMs


class Calendar(Protocol):
    """The city's holidays and make-up working days (`models.repositories.calendar.Calendar`)."""

    def upon(self, hours: Hours | None) -> Hours | None:
        """Opening hours with the city's days added."""


class NoCalendar:
    """Before the records have told it."""

    def upon(self, hours: Hours | None) -> Hours | None:
        """The hours as they are."""
        return hours


class Opening:
    """Makes each case's first event."""

    def __init__(
        self, *, city: str, rules: CaseRules, zone: ZoneInfo, flow: dict[str, Any], follow_up: dict[str, Any]
    ) -> None:
        self._city = city
        self._rules = {name: getattr(rules, name) for name in rules.__struct_fields__}
        self._zone = zone
        self._calendar: Calendar = NoCalendar()
        self._surge = False
        self.use(flow, follow_up)

    def use(self, flow: dict[str, Any], follow_up: dict[str, Any]) -> None:
        """These are the menus from now on, as read from YAML and checked."""
        self._flow, self._follow_up = flow, follow_up
        self._read = Flow.model_validate(flow)

    def learn(self, calendar: Calendar, *, surge: bool) -> None:
        """The records have told the calendar and the surge switch."""
        self._calendar, self._surge = calendar, surge

    def incoming(self, case: CaseId, now: WallMs) -> events.CaseOpened:
        """A citizen calls."""
        moment = datetime.fromtimestamp(now / 1000, self._zone)
        flow = self._read.model_copy(update={"hours": self._calendar.upon(self._read.hours)})
        return self._opened(case, self._flow, start_step(flow, moment, surge=self._surge), None)

    def outgoing(self, case: CaseId, call_out: events.CallOut) -> events.CaseOpened:
        """The service calls."""
        follow_up = call_out.reason is events.CallOutReason.FOLLOW_UP
        return self._opened(case, self._follow_up if follow_up else self._flow, "", call_out)

    def _opened(
        self, case: CaseId, flow: Mapping[str, Any], start: str, call_out: events.CallOut | None
    ) -> events.CaseOpened:
        return events.CaseOpened(
            case=case, city=self._city, flow=dict(flow), rules=self._rules, start=start, call_out=call_out
        )
