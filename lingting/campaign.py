"""The campaign's caller (回访): one planned follow-up after the other, while enough lines are left for citizens.

Citizens whose call the rules have planned, because a department has replied, are called in the calling hours; whom a
supervisor wants to be called, at once. Who is to be called stands in the records (`models.repositories.follow_ups`);
what a call learned goes there with its case's log, and so does a citizen who was not reached, who is due again later.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, tzinfo
from typing import NamedTuple

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from callflow.call_out import is_follow_up
from callflow.hours import Hours, is_open
from callflow.units import CaseId, TicketNumber, WallMs
from callflow.views import Phase
from lingting.casebook import Casebook
from lingting.outgoing import Outgoing
from models.engine import Records
from models.repositories import follow_ups, ticket_rules
from models.writer import AWAY
from telephony.line import Lines

LOOK_EVERY_S = 2.0
AT_ONCE = 2
"""Follow-up calls at a time."""
LINES_LEFT = 2
"""So many free lines are never taken from citizens."""

_OVER = (Phase.CLOSING, Phase.CLOSED, Phase.ARCHIVED)

log = structlog.get_logger()


class Due(NamedTuple):
    """A citizen to call."""

    ticket: TicketNumber
    case: CaseId | None
    number: str


class Campaign:
    """Dials."""

    def __init__(  # noqa: PLR0913, PLR0917  whom to ask, how to dial, and when
        self,
        records: Records,
        outgoing: Outgoing,
        casebook: Casebook,
        lines: Lines,
        zone: tzinfo,
        now: Callable[[], WallMs],
    ) -> None:
        self._records = records
        self._outgoing = outgoing
        self._casebook = casebook
        self._lines = lines
        self._zone = zone
        self._now = now

    async def keep_calling(self) -> None:
        """Follow the plan for ever."""
        while True:
            with suppress(*AWAY, OSError):
                await self.call_next()
            await asyncio.sleep(LOOK_EVERY_S)

    async def call_next(self) -> bool:
        """Call the next citizen who is due, if there is room; tell whether one is called."""
        if not self._has_room():
            return False
        async with self._records.writing() as session:
            await follow_ups.give_back_lost(session, self._now())
            by_rule = is_open(await self._calling_hours(session), self._clock())
            row = await follow_ups.take_due(session, self._now(), by_rule=by_rule)
            due = None if row is None else Due(row.ticket, row.of.case_id, row.of.contact_number)
        if due is None:
            return False
        self._outgoing.follow_up(due.number, due.ticket, due.case)
        return True

    def _clock(self) -> datetime:
        return datetime.fromtimestamp(self._now() / 1_000, self._zone)

    async def _calling_hours(self, session: AsyncSession) -> Hours:
        return Hours.model_validate((await ticket_rules.read(session)).calling_hours)

    def _has_room(self) -> bool:
        free, _ = self._lines.counts()
        calling = sum(is_follow_up(one.state) and one.state.phase not in _OVER for one in self._casebook.values())
        return calling < AT_ONCE and free > LINES_LEFT
