"""Holidays and the days worked to make up for them: one calendar for the menus and all departments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from callflow.hours import Hours
from models.states import DayKind
from models.tables import CalendarDay


@dataclass(frozen=True)
class Calendar:
    """`holidays` with their names, and `workdays`. A day that is both is worked."""

    holidays: Mapping[date, str] = field(default_factory=dict)
    workdays: Sequence[date] = ()

    def upon(self, hours: Hours | None) -> Hours | None:
        """Opening hours with these days added to their own; around the clock (None) stays so."""
        if hours is None:
            return None
        holidays = (*hours.holidays, *((day, day) for day in self.holidays))
        workdays = (*hours.workdays, *((day, day) for day in self.workdays))
        return hours.model_copy(update={"holidays": holidays, "workdays": workdays})


async def read(db: AsyncSession) -> Calendar:
    """Every day that is noted."""
    days = (await db.scalars(select(CalendarDay).order_by(CalendarDay.day))).all()
    holidays = {date.fromisoformat(row.day): row.name for row in days if row.kind is DayKind.HOLIDAY}
    return Calendar(holidays, [date.fromisoformat(row.day) for row in days if row.kind is DayKind.WORKDAY])


async def write(db: AsyncSession, calendar: Calendar) -> None:
    """Let these days be noted and no others."""
    await db.execute(delete(CalendarDay))
    days = chain(
        ((day, DayKind.HOLIDAY, name) for day, name in calendar.holidays.items() if day not in calendar.workdays),
        ((day, DayKind.WORKDAY, "") for day in calendar.workdays),
    )
    db.add_all(CalendarDay(day=day.isoformat(), kind=kind, name=name) for day, kind, name in days)
    await db.flush()
