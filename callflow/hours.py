"""When a hotline's people are there: hours of the week, holidays, and the days worked to make up for them.

    hours:
      weekly: {mon-fri: ["08:30-12:00", "14:00-17:30"], sat: ["22:00-06:00"], sun: all day}
      holidays: ["2026-10-01..2026-10-07", "2027-01-01"]
      workdays: ["2026-10-10"]

All times are the city's wall clock: a moment is asked about by what its clock shows, its zone is not looked at.
A span belongs to the day on which it begins, so Saturday's 22:00-06:00 lasts into Sunday even if Sunday is a
holiday. On a workday Monday's hours hold, whatever weekday or holiday it is. Ends are exclusive.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES = 24 * 60
FARTHEST_DAYS = 400
"""How far ahead an opening is looked for: over a year, so that no holiday season hides it."""

_DAY = "|".join(WEEKDAYS)
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")


def _span(written: Any) -> tuple[int, int]:
    """Begin and end in minutes of the day it begins on; an end past midnight is above 1440."""
    found = _SPAN.fullmatch(written) if isinstance(written, str) else None
    if found is None:
        raise ValueError(f'{written!r} is no span of a day: write "08:30-12:00"')
    hours_from, minutes_from, hours_to, minutes_to = map(int, found.groups())
    begin, end = hours_from * 60 + minutes_from, hours_to * 60 + minutes_to
    if end > DAY_MINUTES or begin == end:
        raise ValueError(f'{written!r} has no length: write "00:00-24:00" or "all day" for a whole day')
    return begin, end if end > begin else end + DAY_MINUTES


def _spans(written: Any) -> Any:
    return ["00:00-24:00"] if written == "all day" else written


def _days(written: Any) -> tuple[date, date]:
    """First and last day; YAML itself makes a date of a bare 2026-10-01."""
    if isinstance(written, date) and not isinstance(written, datetime):
        return written, written
    first, dots, last = str(written).partition("..")
    try:
        begin, end = date.fromisoformat(first), date.fromisoformat(last if dots else first)
    except ValueError as error:
        raise ValueError(f'{written!r} is no day: write "2026-10-01" or "2026-10-01..2026-10-07"') from error
    if end < begin:
        raise ValueError(f"{written!r} ends before it begins")
    return begin, end


Spans = Annotated[tuple[Annotated[tuple[int, int], BeforeValidator(_span)], ...], BeforeValidator(_spans)]
Days = Annotated[tuple[date, date], BeforeValidator(_days)]
Weekdays = Annotated[str, Field(pattern=rf"^({_DAY})(-({_DAY}))?$")]


class Hours(BaseModel):
    """Opening hours. `weekly` maps a weekday or a range of them (`mon-fri`, `sat-sun`) to spans or `all day`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    weekly: dict[Weekdays, Spans]
    holidays: tuple[Days, ...] = ()
    workdays: tuple[Days, ...] = ()
    """Days worked to make up for holidays (调休), with Monday's hours."""

    @model_validator(mode="after")
    def _each_day_once(self) -> Self:
        named = [day for key in self.weekly for day in weekdays(key)]
        twice = sorted({day for day in named if named.count(day) > 1}, key=WEEKDAYS.index)
        if twice:
            raise ValueError(f"weekly names {', '.join(twice)} twice")
        if not any(self.weekly.values()):
            raise ValueError("weekly is never open: leave hours out for always open")
        if self.workdays and not self.on_weekday("mon"):
            raise ValueError("workdays have Monday's hours, and weekly gives mon none")
        return self

    def on_weekday(self, day: str) -> tuple[tuple[int, int], ...]:
        """The spans of a weekday (`mon`), in minutes."""
        return next((spans for key, spans in self.weekly.items() if day in weekdays(key)), ())

    def on(self, day: date) -> tuple[tuple[int, int], ...]:
        """The spans that begin on this day, in minutes."""
        if _among(day, self.workdays):
            return self.on_weekday("mon")
        return () if _among(day, self.holidays) else self.on_weekday(WEEKDAYS[day.weekday()])


def weekdays(key: str) -> tuple[str, ...]:
    """The days that `mon`, `mon-fri` or `sat-mon` names."""
    first, _, last = key.partition("-")
    begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    return WEEKDAYS[begin : end + 1] if begin <= end else WEEKDAYS[begin:] + WEEKDAYS[: end + 1]


def is_open(hours: Hours | None, moment: datetime) -> bool:
    """Whether somebody works at this moment of the city's clock; no hours mean always."""
    if hours is None:
        return True
    minute = moment.hour * 60 + moment.minute
    today, yesterday = hours.on(moment.date()), hours.on(moment.date() - timedelta(days=1))
    late = minute + DAY_MINUTES
    return any(a <= minute < b for a, b in today) or any(a <= late < b for a, b in yesterday)


def next_opening(hours: Hours | None, moment: datetime) -> datetime | None:
    """When it is open next: the moment itself if it is open then, None if not within 400 days."""
    if is_open(hours, moment):
        return moment
    return next((begin for begin in _beginnings(hours, moment) if begin > moment), None) if hours else None


def _beginnings(hours: Hours, moment: datetime) -> Iterator[datetime]:
    midnight = datetime.combine(moment.date(), time(), moment.tzinfo)
    for days in range(FARTHEST_DAYS + 1):
        day = midnight + timedelta(days=days)
        yield from (day + timedelta(minutes=begin) for begin, _ in sorted(hours.on(day.date())))


def _among(day: date, listed: tuple[tuple[date, date], ...]) -> bool:
    return any(first <= day <= last for first, last in listed)
