"""The directory: departments that can be dialled into a call, and who answers there when."""

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from callflow.units import WallMs
from models.columns import Base, Document


class Department(Base):
    """A unit that can be dialled into a call."""

    __tablename__ = "departments"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    scope: Mapped[str] = mapped_column(default="")
    """What it answers for, in words."""
    deputy_id: Mapped[str | None] = mapped_column(ForeignKey("departments.id", ondelete="SET NULL"))
    """Who answers in its stead when it cannot be reached."""
    enabled: Mapped[bool] = mapped_column(default=True)
    hours: Mapped[dict[str, Any] | None] = mapped_column(Document)
    """`callflow.hours.Hours` as written; none: around the clock."""

    numbers: Mapped[list["DepartmentNumber"]] = relationship(
        lazy="raise", order_by="DepartmentNumber.place", cascade="all, delete-orphan", passive_deletes=True
    )
    on_duty: Mapped[list["DutyContact"]] = relationship(
        lazy="raise", order_by="DutyContact.place", cascade="all, delete-orphan", passive_deletes=True
    )


class DepartmentNumber(Base):
    """One of a department's numbers; they are tried in the order of `place`."""

    __tablename__ = "department_numbers"

    department_id: Mapped[str] = mapped_column(ForeignKey(Department.id, ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]
    label: Mapped[str] = mapped_column(default="")
    ring_s: Mapped[int]
    duty_only: Mapped[bool]
    """Answered within the department's hours only."""


class DutyContact(Base):
    """Who is on duty for a department, from one moment to another, and under which number."""

    __tablename__ = "department_duty"

    department_id: Mapped[str] = mapped_column(ForeignKey(Department.id, ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    number: Mapped[str]
    from_at: Mapped[WallMs]
    until_at: Mapped[WallMs]
