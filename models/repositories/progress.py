"""How a ticket stands, for whoever can name it and the last four digits of its citizen's phone."""

import re
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from callflow.units import TicketNumber
from callflow.views import TicketState
from models.repositories import tickets
from models.tables import Ticket

DIGITS = 4
_WHOLE = 7
"""Digits of the shortest number that a citizen can be called back under."""
_NOT_DIGITS = re.compile(r"\D")


@dataclass(frozen=True)
class Found:
    """A ticket with `case` loaded, and the one that it stands with: itself, or the one that it was merged into."""

    ticket: Ticket
    stands: Ticket

    def is_of(self, digits: str) -> bool:
        """Whether these end a number of its citizen: the one that called, or the one that was left.

        A whole number may come with the country's code where the other one stands without it.
        """
        digits = _NOT_DIGITS.sub("", digits)
        return len(digits) >= DIGITS and any(_ends_alike(number, digits) for number in self._numbers())

    def _numbers(self) -> tuple[str, ...]:
        called = self.ticket.case.calling_number if self.ticket.case else ""
        return tuple(_NOT_DIGITS.sub("", number) for number in (called, self.ticket.callback_number))


def _ends_alike(number: str, digits: str) -> bool:
    return number.endswith(digits) or (len(number) >= _WHOLE and digits.endswith(number))


async def find(db: AsyncSession, number: str) -> Found | None:
    """Find a ticket by its number."""
    row = await tickets.get(db, TicketNumber(number))
    if row is None:
        return None
    target = await db.get(Ticket, row.merged_into) if row.state is TicketState.MERGED and row.merged_into else None
    return Found(row, target or row)
