"""What the city decides of its tickets, and the time in which they are counted."""

from datetime import tzinfo
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from callflow.clocks import Dial, OfficeTime
from callflow.hours import Hours
from callflow.ticket_rules import TicketRules
from callflow.units import AgentId, WallMs
from models.repositories import calendar
from models.tables import RuleSet

_NAME = "tickets"


async def read(db: AsyncSession) -> TicketRules:
    """The rules that an admin wrote last; the defaults where nobody has."""
    row = await db.get(RuleSet, _NAME)
    return msgspec.convert(row.content, TicketRules) if row else TicketRules()


async def write(db: AsyncSession, rules: TicketRules, by: AgentId, now: WallMs) -> None:
    """Let these rules stand: those that `callflow.ticket_rules.complaints` has nothing against."""
    row = await db.get(RuleSet, _NAME) or RuleSet(name=_NAME)
    content: dict[str, Any] = msgspec.to_builtins(rules)
    row.content, row.changed_at, row.changed_by = content, now, by
    db.add(row)
    await db.flush()


async def dial(db: AsyncSession, zone: tzinfo) -> Dial:
    """What reads tickets' clocks: the rules, with the calendar's holidays and working days, in the city's zone."""
    rules = await read(db)
    hours = (await calendar.read(db)).upon(Hours.model_validate(rules.office_hours))
    assert hours is not None  # noqa: S101  hours that are given stay given
    return Dial(rules, OfficeTime(hours, zone))
