"""What requests bring that set the hotline up: departments, queues, the calendar, the surge switch, menus."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field, ValidationError, field_validator, model_validator

from api.bodies import Body, Skills
from api.steering_bodies import DepartmentId, PhoneNumber, QueueName
from callflow.hours import Hours
from callflow.units import TicketNumber, WallMs

Wall = Annotated[WallMs, Field(ge=0, le=9_999_999_999_999)]
Title = Annotated[str, Field(min_length=1, max_length=40)]


class DepartmentLine(Body):
    """One of a department's numbers. `duty_only`: answered within its hours only."""

    number: PhoneNumber
    label: Annotated[str, Field(max_length=20)] = ""
    ring_s: Annotated[int, Field(ge=5, le=120)] = 25
    duty_only: bool = True


class DutyPeriod(Body):
    """Who is on duty from when until before when, and under which number."""

    name: Title
    number: PhoneNumber
    from_: Annotated[Wall, Field(alias="from")]
    to: Wall

    @model_validator(mode="after")
    def _has_length(self) -> "DutyPeriod":
        if self.to <= self.from_:
            raise ValueError("结束时间要晚于开始时间")
        return self


class DepartmentChange(Body):
    """What is to change of a department; what is absent stays. `hours` null: around the clock."""

    name: Title | None = None
    scope: Annotated[str, Field(max_length=500)] | None = None
    deputy: DepartmentId | None = None
    enabled: bool | None = None
    hours: dict[str, Any] | None = None
    numbers: Annotated[tuple[DepartmentLine, ...], Field(max_length=10)] | None = None
    on_duty: Annotated[tuple[DutyPeriod, ...], Field(max_length=60)] | None = None

    @field_validator("hours")
    @classmethod
    def _readable(cls, written: dict[str, Any] | None) -> dict[str, Any] | None:
        if written is not None:
            try:
                Hours.model_validate(written)
            except ValidationError as error:
                raise ValueError(f"值班时间写得不对：{_first(error)}") from error
        return written


class NewDepartment(DepartmentChange):
    """A department to make. Without an id it gets a number."""

    id: DepartmentId | None = None
    name: Title


class QueueChange(Body):
    """What is to change of a queue; what is absent stays. `overflow_to` null: nowhere; `speech_model` null: the own."""

    label: Title | None = None
    skills: Skills | None = None
    overflow_to: QueueName | None = None
    overflow_after_ms: Annotated[int, Field(ge=0, le=3_600_000)] | None = None
    answer_target_ms: Annotated[int, Field(ge=1_000, le=600_000)] | None = None
    speech_model: Annotated[str, Field(max_length=100)] | None = None


class NewQueue(QueueChange):
    """A queue to make."""

    name: QueueName
    label: Title


class Holiday(Body):
    """A day off."""

    day: date
    name: Annotated[str, Field(max_length=20)] = ""


class CalendarBody(Body):
    """All holidays, and the days worked to make up for them."""

    holidays: Annotated[tuple[Holiday, ...], Field(max_length=400)]
    workdays: Annotated[tuple[date, ...], Field(max_length=400)]

    @model_validator(mode="after")
    def _each_day_once(self) -> "CalendarBody":
        days = [holiday.day for holiday in self.holidays] + list(self.workdays)
        twice = sorted({day for day in days if days.count(day) > 1})
        if twice:
            raise ValueError(f"{twice[0]} 写了两次，请删去一处")
        return self


class SurgeWish(Body):
    """The surge announcement on or off; `until` is when it goes off by itself."""

    on: bool
    until: Wall | None = None


class FlowText(Body):
    """A menu in YAML."""

    text: Annotated[str, Field(min_length=1, max_length=100_000)]


class Steps(Body):
    """A menu in YAML, and what a caller presses; `at` is the city's clock, `2026-11-22T23:10`."""

    text: Annotated[str, Field(min_length=1, max_length=100_000)]
    keys: Annotated[tuple[Annotated[str, Field(max_length=40)], ...], Field(max_length=100)] = ()
    at: Wall | None = None
    surge: bool = False


class Campaign(Body):
    """Which resolved tickets' citizens to call: these, or all that were resolved since a moment."""

    tickets: Annotated[tuple[Annotated[TicketNumber, Field(pattern=r"^[0-9]{1,20}$")], ...], Field(max_length=500)] = ()
    resolved_since: Wall | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "Campaign":
        if bool(self.tickets) == (self.resolved_since is not None):
            raise ValueError("请选定工单，或选定办结时间，二者只选其一")
        return self


class CallerNote(Body):
    """What people know of the citizen behind a number. `elder`: served before others."""

    elder: bool
    note: Annotated[str, Field(max_length=200)] = ""


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where} {first['msg'].removeprefix('Value error, ')}".strip()
