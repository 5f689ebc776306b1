"""What a step of the projection works with: the session, the case, and which entry is being read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from callflow.units import CaseId, LegId, WallMs
from models.tables import Case, Leg, Ticket

RowT = TypeVar("RowT")


class ProjectionError(Exception):
    """The entries of a case cannot be what happened, so they are not written."""


class GapError(ProjectionError):
    """Entries are missing before the first one offered. `expected` is the index that must come next."""

    def __init__(self, case_id: CaseId, expected: int, offered: int) -> None:
        super().__init__(f"case {case_id}: entry {expected} must come next, {offered} was offered")
        self.expected = expected


@dataclass(frozen=True)
class Work:
    """One entry's place in the records."""

    session: AsyncSession
    case_id: CaseId
    index: int
    at: WallMs

    async def case(self) -> Case:
        """Find the case's row. Raises ProjectionError when no `CaseOpened` came before."""
        return self._known(await self.session.get(Case, self.case_id), "case")

    async def leg(self, leg: LegId) -> Leg:
        """Find a leg's row. Raises ProjectionError when neither `CallArrived` nor `DialLeg` came before."""
        return self._known(await self.session.get(Leg, (self.case_id, leg)), f"leg {leg}")

    async def legs(self) -> Sequence[Leg]:
        """Every leg so far, in the order in which they began."""
        legs = select(Leg).where(Leg.case_id == self.case_id).order_by(Leg.started_at, Leg.leg)
        return (await self.session.scalars(legs)).all()

    async def ticket(self) -> Ticket | None:
        """Find the case's ticket, if it has its number by now."""
        return await self.session.scalar(select(Ticket).where(Ticket.case_id == self.case_id))

    def _known(self, row: RowT | None, name: str) -> RowT:
        if row is None:
            raise ProjectionError(f"case {self.case_id}: entry {self.index} speaks of an unknown {name}")
        return row
