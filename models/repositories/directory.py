"""Whom to dial now: the directory asked at one moment.

A department is reached by its on-duty contact, then by its numbers, then by its deputy's in the same order. A number
that is answered in duty hours only is left out outside them. The answer holds plain numbers: what a SIP address looks
like is known where calls are dialled. A deputy's own deputy is not asked, so that no ring
of deputies rings for ever.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from callflow.hours import Hours, is_open
from callflow.units import WallMs
from models.repositories import calendar, departments
from models.tables import Department, DutyContact

CONTACT_RING_S = 25


@dataclass(frozen=True, kw_only=True)
class Line:
    """A number to dial, what a screen calls it, and how long it may ring (seconds)."""

    number: str
    label: str
    ring_s: int


class Reach(NamedTuple):
    """Numbers in the order in which they are to be tried; when there is none, `why` says so in Chinese."""

    numbers: tuple[Line, ...]
    why: str = ""


class Contact(NamedTuple):
    """Who answers to a menu's contact now; `department` is empty when it is a person."""

    name: str
    department: str
    numbers: tuple[Line, ...]


async def numbers_of(db: AsyncSession, department: str, at: datetime) -> Reach:
    """Where a department can be reached. `at` is aware and shows the city's clock."""
    row = await departments.get(db, department)
    if row is None:
        return Reach((), "单位目录里没有这个单位，请刷新后重选。")
    deputy = await departments.get(db, row.deputy_id) if row.deputy_id else None
    return reach(row, deputy, at, await calendar.read(db))


async def contact(db: AsyncSession, name: str, at: datetime) -> Contact | None:
    """Who a menu's contact is: the department of this id, or whoever is on duty under this name.

    None when the directory knows neither. A contact whom nobody answers for now has no numbers.
    """
    row = await departments.get(db, name)
    if row is not None:
        return Contact(row.name, row.id, (await numbers_of(db, row.id, at)).numbers)
    listed = select(DutyContact).where(DutyContact.name == name).order_by(DutyContact.from_at)
    persons = (await db.scalars(listed)).all()
    return Contact(name, "", tuple(_on_duty(persons, _wall(at)))) if persons else None


async def contacts(db: AsyncSession) -> frozenset[str]:
    """Every name that a menu may connect to: departments' ids, and people who are or were to be on duty."""
    people = await db.scalars(select(DutyContact.name).distinct())
    units = await db.scalars(select(Department.id))
    return frozenset({*people.all(), *units.all()})


def reach(row: Department, deputy: Department | None, at: datetime, days: calendar.Calendar) -> Reach:
    """Where a department that was read whole can be reached, by its deputy's row and the calendar. Pure."""
    if not row.enabled:
        return Reach((), f"{row.name}已停用，请选择其他单位。")
    own = tuple(_lines(row, at, days))
    stands_in = deputy if deputy is not None and deputy.enabled else None
    numbers = own + (tuple(_in_stead(stands_in, at, days)) if stands_in else ())
    return Reach(numbers, "" if numbers else _why(row, stands_in))


def _lines(row: Department, at: datetime, days: calendar.Calendar) -> Iterator[Line]:
    there = is_open(days.upon(hours_of(row)), at)
    yield from _on_duty(row.on_duty, _wall(at))
    for one in row.numbers:
        if there or not one.duty_only:
            yield Line(number=one.number, label=one.label or one.number, ring_s=one.ring_s)


def _in_stead(deputy: Department, at: datetime, days: calendar.Calendar) -> Iterator[Line]:
    for line in _lines(deputy, at, days):
        yield Line(number=line.number, label=f"{deputy.name} {line.label}", ring_s=line.ring_s)


def hours_of(row: Department) -> Hours | None:
    """A department's hours without the city's calendar; None: around the clock."""
    return None if row.hours is None else Hours.model_validate(row.hours)


def _on_duty(listed: Sequence[DutyContact], now: WallMs) -> Iterator[Line]:
    for one in listed:
        if one.from_at <= now < one.until_at:
            yield Line(number=one.number, label=f"值班 {one.name}", ring_s=CONTACT_RING_S)


def _why(row: Department, deputy: Department | None) -> str:
    if not row.numbers and not row.on_duty:
        return f"{row.name}没有登记电话，请联系班长补充单位目录。"
    also = f"，代班的{deputy.name}也联系不上" if deputy else ""
    return f"{row.name}现在不在值班时间，也没有值班人员{also}。请登记工单转办，或改拨其他号码。"


def _wall(at: datetime) -> WallMs:
    return WallMs(int(at.timestamp() * 1_000))
