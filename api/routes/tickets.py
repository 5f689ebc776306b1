"""Tickets, as a list and one by one."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.access import Supervisor, ViewerDep
from api.answers import Ticket, TicketDetail
from api.audit import Deed
from api.days import day_bounds
from api.errors import problem
from api.parts import PartsDep, Reading, Writing
from api.rows import ticket, ticket_detail
from api.schema import JsonAnswer, problems, shape
from callflow.units import AgentId, TicketNumber
from callflow.views import TicketState
from models.repositories import audit, tickets

router = APIRouter(prefix="/api/tickets", tags=["tickets"])

TicketPath = Annotated[TicketNumber, Path(pattern=r"^[0-9]{1,20}$")]


@router.get("", response_model=shape(list[Ticket]), responses=problems(401, 403, 503))
async def list_tickets(  # noqa: PLR0913, PLR0917 - these are the list's filters
    viewer: ViewerDep,
    db: Reading,
    parts: PartsDep,
    day: date | None = None,
    agent: Annotated[AgentId | None, Query(max_length=32)] = None,
    q: Annotated[str | None, Query(max_length=100)] = None,
    state: TicketState | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    before: Annotated[TicketNumber | None, Query(max_length=20)] = None,
) -> JsonAnswer:
    """Tickets, newest first; `before` is the last ticket of the page before. An agent sees its own."""
    from_at, until_at = day_bounds(day, parts.settings.time_zone) if day else (None, None)
    mine = viewer.own_filter(agent)
    wanted = tickets.TicketFilter(from_at=from_at, until_at=until_at, agent=mine, state=state, text=q)
    found = await tickets.list_newest(db, wanted, limit=limit, before=before)
    return JsonAnswer([ticket(row) for row in found])


@router.get("/{number}", response_model=shape(TicketDetail), responses=problems(401, 403, 404, 503))
async def get_ticket(number: TicketPath, viewer: ViewerDep, db: Writing, parts: PartsDep) -> JsonAnswer:
    """Tell one ticket with every change to it; numbers are whole, and showing them is noted."""
    row = await tickets.get(db, number)
    if row is None:
        raise problem(404, "没有这张工单，请检查工单号。")
    if not viewer.may_see(row.agent):
        raise problem(403, "这不是您的工单，不能查看。")
    at = parts.hotline.now()
    await audit.note(db, who=viewer.agent, what=Deed.NUMBER_SHOWN, object=f"ticket:{number}", at=at)
    return JsonAnswer(ticket_detail(row, await tickets.revisions(db, row.case_id) if row.case_id else ()))


@router.post("/{number}/resolve", response_model=shape(Ticket), responses=problems(401, 403, 404, 409, 503))
async def resolve_ticket(number: TicketPath, viewer: Supervisor, db: Writing, parts: PartsDep) -> JsonAnswer:
    """Note that the department has done its part; the ticket is due for a follow-up then."""
    row = await tickets.get(db, number)
    if row is None:
        raise problem(404, "没有这张工单，请检查工单号。")
    now = parts.hotline.now()
    try:
        await tickets.resolve(db, row, viewer.agent, now)
    except tickets.NotResolvableError as error:
        raise problem(409, "只有已确认或重新打开的工单才能办结。") from error
    await audit.note(db, who=viewer.agent, what=Deed.TICKET_RESOLVED, object=f"ticket:{number}", at=now)
    return JsonAnswer(ticket(row))
