"""How the hotline is set up, as the API tells it."""

from datetime import datetime

from api.setup_answers import (
    CalendarDays,
    Department,
    DepartmentLine,
    DutyPeriod,
    HolidayRow,
    Queue,
    Reachable,
    ReachableLine,
    SurgeState,
)
from callflow.queue import QueueRules
from models import tables
from models.repositories import directory
from models.repositories.calendar import Calendar
from models.repositories.surge import Surge


def department(
    row: tables.Department, every: dict[str, tables.Department], at: datetime, calendar: Calendar
) -> Department:
    """Tell a department that was read whole, and whom calling it would dial at this moment."""
    deputy = every.get(row.deputy_id or "")
    return Department(
        id=row.id,
        name=row.name,
        scope=row.scope,
        deputy=row.deputy_id,
        enabled=row.enabled,
        hours=row.hours,
        numbers=tuple(_line(one) for one in row.numbers),
        on_duty=tuple(_duty(one) for one in row.on_duty),
        reachable=_reachable(directory.reach(row, deputy, at, calendar)),
    )


def _line(row: tables.DepartmentNumber) -> DepartmentLine:
    return DepartmentLine(number=row.number, label=row.label, ring_s=row.ring_s, duty_only=row.duty_only)


def _duty(row: tables.DutyContact) -> DutyPeriod:
    return DutyPeriod(name=row.name, number=row.number, from_=row.from_at, to=row.until_at)


def _reachable(reach: directory.Reach) -> Reachable:
    lines = tuple(ReachableLine(number=one.number, label=one.label, ring_s=one.ring_s) for one in reach.numbers)
    return Reachable(numbers=lines, why=reach.why)


def queue(rules: QueueRules) -> Queue:
    """Tell a queue."""
    return Queue(
        name=rules.name,
        label=rules.label,
        skills=tuple(sorted(rules.skills)),
        overflow_to=rules.overflow_to or None,
        overflow_after_ms=rules.overflow_after_ms,
        answer_target_ms=rules.answer_target_ms,
        speech_model=rules.speech_model or None,
    )


def calendar_days(calendar: Calendar) -> CalendarDays:
    """Tell the calendar."""
    holidays = tuple(HolidayRow(day=day, name=name) for day, name in calendar.holidays.items())
    return CalendarDays(holidays=holidays, workdays=tuple(calendar.workdays))


def surge_state(surge: Surge) -> SurgeState:
    """Tell how the surge switch stands."""
    return SurgeState(on=surge.on, since=surge.since, until=surge.until, by=surge.by)
