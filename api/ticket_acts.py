"""Taking one step with a ticket: one transaction, answered by the ticket as it is then."""

from typing import Annotated

from fastapi import Depends, Path
from sqlalchemy.ext.asyncio import AsyncSession

from api.access import AnybodyDep, ViewerDep
from api.errors import problem
from api.parts import Parts, PartsDep
from api.request_alarms import show_standing
from api.schema import JsonAnswer
from api.ticket_detail import may_act, tell
from api.viewer import Viewer
from callflow.drafting.draft import FieldName
from callflow.ticket_steps import Discarded, ExtensionGranted, TicketStep
from callflow.units import TicketNumber
from callflow.views import TicketState
from models.repositories import ticket_clocks, ticket_lives, ticket_rules, tickets
from models.tables import Ticket

TicketPath = Annotated[TicketNumber, Path(pattern=r"^[0-9]{1,20}$")]

NOT_FOUND = "没有这张工单，请检查工单号。"


class TicketAct:
    """What one request may do with the ticket that its path names."""

    def __init__(self, number: TicketNumber, viewer: Viewer, parts: Parts) -> None:
        self.number = number
        self.viewer = viewer
        self.parts = parts

    async def take(self, step: TicketStep) -> JsonAnswer:
        """Take a step. Raises 403, 404, 409, OUTAGES."""
        async with self.parts.records.writing() as db:
            row = await self.find(db)
            if isinstance(step, Discarded):
                _leave_to_the_call(row, "作废")
            await self._advance(db, row, step)
            answer = JsonAnswer(await tell(db, row, self.viewer, self.parts))
        if isinstance(step, Discarded) and row.emergencies:
            await show_standing(self.parts)
        return answer

    async def confirm(self, values: dict[FieldName, str]) -> JsonAnswer:
        """Stand by a draft that came without a call, with these values changed. Raises as `take`."""
        async with self.parts.records.writing() as db:
            row = await self.find(db)
            _leave_to_the_call(row, "确认")
            row.take(row.values | values)
            await self._advance(db, row, await ticket_lives.confirmation(db, row))
            answer = JsonAnswer(await tell(db, row, self.viewer, self.parts))
        if row.emergencies:
            await show_standing(self.parts)
        return answer

    async def grant(self, days: int | None, note: str) -> JsonAnswer:
        """Give the department more time, as it asked for or otherwise. Raises as `take`."""
        async with self.parts.records.writing() as db:
            row = await self.find(db)
            asked = int(row.asked["days"]) if row.asked else 0
            await self._advance(db, row, ExtensionGranted(days=days or asked, note=note))
            return JsonAnswer(await tell(db, row, self.viewer, self.parts))

    async def find(self, db: AsyncSession) -> Ticket:
        """The ticket, kept for this transaction. Raises 403, 404."""
        row = await tickets.get_to_change(db, self.number)
        if row is None or (self.viewer.is_department and not may_act(row, self.viewer)):
            raise problem(404, NOT_FOUND)
        if not may_act(row, self.viewer):
            raise problem(403, "这不是您的工单，不能处理。")
        return row

    async def _advance(self, db: AsyncSession, row: Ticket, step: TicketStep) -> None:
        now = self.parts.hotline.now()
        await ticket_lives.advance(db, row, step, self.viewer.by, now)
        ticket_clocks.set_hand(row, await ticket_rules.dial(db, self.parts.settings.time_zone), now)


def _leave_to_the_call(row: Ticket, act: str) -> None:
    """Refuse with 409 what a call's case says of its draft: the records follow the case, and could not any more."""
    if row.case_id is not None and row.state is TicketState.DRAFT:
        raise problem(409, f"来电的工单请在通话页面{act}。")


async def _act(number: TicketPath, viewer: ViewerDep, parts: PartsDep) -> TicketAct:
    return TicketAct(number, viewer, parts)


async def _department_act(number: TicketPath, viewer: AnybodyDep, parts: PartsDep) -> TicketAct:
    if not viewer.is_department:
        raise problem(403, "只有承办单位的账号可以使用这个页面。")
    return TicketAct(number, viewer, parts)


Act = Annotated[TicketAct, Depends(_act)]
DepartmentAct = Annotated[TicketAct, Depends(_department_act)]
