"""Units that can be dialled into a call, as they are kept. Whom to dial now is `directory`'s."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from callflow.units import WallMs
from models.tables import Agent, Attachment, Department, DepartmentNumber, DutyContact, FirstResponder, Ticket

_IDS = (
    Department.id,
    Agent.department_id,
    Ticket.department_id,
    Ticket.suggested_id,
    FirstResponder.department,
    Attachment.department,
)
"""Where a department's id may stand, also when it is gone."""
_WHOLE = (selectinload(Department.numbers), selectinload(Department.on_duty))


class DepartmentExistsError(ValueError):
    """There is a department with this id or this name already. `field` is which of the two."""

    def __init__(self, field: str) -> None:
        super().__init__(f"there is a department with this {field} already")
        self.field = field


@dataclass(frozen=True, kw_only=True)
class NumberEntry:
    """A number to keep; `ring_s` is how long it may ring (seconds) before the next one is tried."""

    number: str
    label: str = ""
    ring_s: int = 25
    duty_only: bool = True


@dataclass(frozen=True, kw_only=True)
class DutyEntry:
    """Somebody on duty from `from_at` until before `until_at`."""

    name: str
    number: str
    from_at: WallMs
    until_at: WallMs


@dataclass(frozen=True, kw_only=True)
class DepartmentEntry:
    """A department to keep, whole."""

    name: str
    scope: str = ""
    deputy: str | None = None
    enabled: bool = True
    hours: dict[str, Any] | None = None
    """`callflow.hours.Hours` as written; None: around the clock."""
    numbers: Sequence[NumberEntry] = ()
    on_duty: Sequence[DutyEntry] = ()


async def list_all(db: AsyncSession) -> Sequence[Department]:
    """Every department by name, with `numbers` and `on_duty` loaded."""
    return (await db.scalars(select(Department).order_by(Department.name).options(*_WHOLE))).all()


async def names(db: AsyncSession) -> dict[str, str]:
    """Every department's name by id."""
    found = await db.execute(select(Department.id, Department.name))
    return {row[0]: row[1] for row in found}


async def get(db: AsyncSession, department: str) -> Department | None:
    """Find a department, with `numbers` and `on_duty` loaded."""
    return await db.get(Department, department, options=_WHOLE)


async def create(db: AsyncSession, department: str, entry: DepartmentEntry) -> Department:
    """Make a department. Raises DepartmentExistsError."""
    if await db.get(Department, department):
        raise DepartmentExistsError("id")
    row = Department(id=department, numbers=[], on_duty=[])
    await _keep(db, row, entry)
    return row


async def update(db: AsyncSession, row: Department, entry: DepartmentEntry) -> Department:
    """Let a department that was read whole be what the entry says. Raises DepartmentExistsError."""
    await _keep(db, row, entry)
    return row


async def delete(db: AsyncSession, row: Department) -> None:
    """Take a department out; whose deputy it was has none now."""
    await db.delete(row)
    await db.flush()


async def free_id(db: AsyncSession) -> str:
    """An id that no department has or had: the next of those that are numbers.

    Accounts and tickets outlive their department, and would be another one's under its id.
    """
    known = union(*(select(ids) for ids in _IDS))
    return str(max((int(one) for one in await db.scalars(known) if one.isdecimal()), default=0) + 1)


async def _keep(db: AsyncSession, row: Department, entry: DepartmentEntry) -> None:
    with db.no_autoflush:
        namesake = await db.scalar(select(Department.id).where(Department.name == entry.name, Department.id != row.id))
    if namesake is not None:
        raise DepartmentExistsError("name")
    row.name, row.scope, row.enabled = entry.name, entry.scope, entry.enabled
    row.deputy_id, row.hours = entry.deputy, entry.hours
    row.numbers, row.on_duty = [], []
    db.add(row)
    await db.flush()
    row.numbers = [_number(place, one) for place, one in enumerate(entry.numbers)]
    row.on_duty = [_contact(place, one) for place, one in enumerate(entry.on_duty)]
    await db.flush()


def _number(place: int, entry: NumberEntry) -> DepartmentNumber:
    return DepartmentNumber(
        place=place, number=entry.number, label=entry.label, ring_s=entry.ring_s, duty_only=entry.duty_only
    )


def _contact(place: int, entry: DutyEntry) -> DutyContact:
    return DutyContact(
        place=place, name=entry.name, number=entry.number, from_at=entry.from_at, until_at=entry.until_at
    )
