"""Tickets on paper: made and moved on in the records, without a call."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from callflow import ticket_steps as steps
from callflow.drafting import FieldName
from callflow.ticket_steps import Actor, By, TicketStep
from callflow.units import AgentId, TicketNumber, WallMs
from models import Records, tables
from models.repositories import ticket_clocks, ticket_lives, ticket_rules

ZONE = ZoneInfo("Asia/Shanghai")
AGENT = By(actor=Actor.AGENT, agent=AgentId("1026"))
CHIEF = By(actor=Actor.SUPERVISOR, agent=AgentId("9001"))
WATER = By(actor=Actor.DEPARTMENT, agent=AgentId("8001"), department="water")

Taken = tuple[TicketStep, By]
CONFIRMED: Taken = (steps.Confirmed(urgency="一般", suggested="water"), AGENT)
DISPATCHED: Taken = (steps.Dispatched(department="water", name="市水务局"), CHIEF)
ACCEPTED: Taken = (steps.Accepted(), WATER)
REPLIED: Taken = (steps.Replied(text="已于今日 9 时抢修完毕，恢复供水。"), WATER)

VALUES = {
    FieldName.REQUEST_TYPE: "投诉",
    FieldName.URGENCY: "一般",
    FieldName.CATEGORY: "城乡建设 / 城市建设和市政管理",
    FieldName.PLACE: "江城市东湖区人民路 88 号翠湖苑 12 栋",
    FieldName.INCIDENT_TIME: "今早六点起",
    FieldName.CALLER_NAME: "刘先生",
    FieldName.CALLBACK_NUMBER: "13812345678",
    FieldName.TITLE: "翠湖苑 12 栋停水",
    FieldName.BODY: "市民反映翠湖苑 12 栋今早六点起停水，未见通知，请尽快恢复供水并答复。",
}


async def file(
    records: Records,
    number: str,
    now: WallMs,
    *taken: Taken,
    values: dict[FieldName, str] | None = None,
    agent: str | None = "1026",
) -> TicketNumber:
    """Make a ticket that came by another channel, and let it take these steps."""
    name = TicketNumber(number)
    async with records.writing() as db:
        row = tables.Ticket(number=name, source="web", agent=AgentId(agent) if agent else None, created_at=now)
        row.take(VALUES | (values or {}))
        await ticket_lives.open_draft(db, row, now)
        await _take(db, row, now, taken)
    return name


async def move(records: Records, number: str, now: WallMs, *taken: Taken) -> None:
    """Let a ticket take further steps."""
    async with records.writing() as db:
        row = await db.get_one(tables.Ticket, TicketNumber(number))
        await _take(db, row, now, taken)


async def _take(db: AsyncSession, row: tables.Ticket, now: WallMs, taken: Sequence[Taken]) -> None:
    for step, by in taken:
        await ticket_lives.advance(db, row, step, by, now)
    ticket_clocks.set_hand(row, await ticket_rules.dial(db, ZONE), now)
