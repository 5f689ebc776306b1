"""The department portal (承办单位页面): a department's own tickets, and what it does with them."""

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy.ext.asyncio import AsyncSession

from api import ticket_bodies as bodies
from api.access import DepartmentViewer
from api.errors import problem
from api.parts import HotlineDep, PartsDep, Reading
from api.routes.tickets import FLAGS, FlagWish, Order
from api.schema import JsonAnswer, problems, shape
from api.ticket_acts import NOT_FOUND, DepartmentAct, TicketPath
from api.ticket_answers import DepartmentName, Ticket, TicketCounts, TicketDetail
from api.ticket_detail import may_act, tell
from api.ticket_rows import counts, ticket, without_caller
from api.viewer import Viewer
from callflow import ticket_steps as steps
from callflow.units import TicketNumber
from callflow.views import TicketState
from models import tables
from models.repositories import departments, tickets
from models.repositories.tickets import Due, TicketFilter

router = APIRouter(prefix="/api/department", tags=["department portal"])

_acts = APIRouter(prefix="/tickets/{number}", responses=problems(401, 403, 404, 409, 503))
_DETAIL = shape(TicketDetail)


@router.get("", response_model=shape(DepartmentName), responses=problems(401, 403, 404, 503))
async def get_department(viewer: DepartmentViewer, db: Reading) -> JsonAnswer:
    """Whose account this is."""
    unit = await departments.get(db, viewer.department)
    if unit is None:
        raise problem(404, "单位目录里已没有贵单位，请联系热线管理员。")
    return JsonAnswer(DepartmentName(id=unit.id, name=unit.name))


@router.get("/tickets", response_model=shape(list[Ticket]), responses=problems(401, 403, 503))
async def list_tickets(  # noqa: PLR0913, PLR0917 - these are the list's filters
    viewer: DepartmentViewer,
    db: Reading,
    hotline: HotlineDep,
    state: Annotated[list[TicketState] | None, Query()] = None,
    due: Due | None = None,
    flag: FlagWish | None = None,
    q: Annotated[str | None, Query(max_length=100)] = None,
    sort: Order = Order.NEWEST,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    before: Annotated[TicketNumber | None, Query(max_length=20)] = None,
) -> JsonAnswer:
    """The department's tickets, newest first or nearest limit first."""
    now = hotline.now()
    wanted = TicketFilter(
        department=viewer.department,
        states=state,
        due=(due, now) if due else None,
        flags=FLAGS[flag] if flag else None,
        heading=q,
    )
    if sort is Order.DUE:
        found = await tickets.list_due(db, wanted, limit=limit)
    else:
        found = await tickets.list_newest(db, wanted, limit=limit, before=before)
    return JsonAnswer([without_caller(ticket(row, now)) for row in found])


@router.get("/counts", response_model=shape(TicketCounts), responses=problems(401, 403, 503))
async def count_tickets(viewer: DepartmentViewer, db: Reading, hotline: HotlineDep) -> JsonAnswer:
    """How many tickets the department has of each kind."""
    wanted = TicketFilter(department=viewer.department)
    return JsonAnswer(counts(await tickets.count(db, wanted, hotline.now()), intake=0))


@router.get("/tickets/{number}", response_model=_DETAIL, responses=problems(401, 403, 404, 503))
async def get_ticket(number: TicketPath, viewer: DepartmentViewer, db: Reading, parts: PartsDep) -> JsonAnswer:
    """Tell one ticket of the department."""
    return JsonAnswer(await tell(db, await own_ticket(db, number, viewer), viewer, parts))


@_acts.post("/accept", response_model=_DETAIL)
async def accept(act: DepartmentAct) -> JsonAnswer:
    """Say that it is the department's job (签收)."""
    return await act.take(steps.Accepted())


@_acts.post("/return", response_model=None, status_code=204)
async def return_ticket(act: DepartmentAct, body: bodies.Why) -> None:
    """Say that it is not (退单); the ticket leaves the department's list."""
    await act.take(steps.Returned(reason=body.reason))


@_acts.post("/reply", response_model=_DETAIL)
async def reply(act: DepartmentAct, body: bodies.Reply) -> JsonAnswer:
    """Say what has been done (答复), and send files along."""
    return await act.take(steps.Replied(text=body.text, attachments=body.attachments))


@_acts.post("/extension", response_model=_DETAIL)
async def ask_extension(act: DepartmentAct, body: bodies.ExtensionWish) -> JsonAnswer:
    """Ask for more time (延期)."""
    return await act.take(steps.ExtensionAsked(days=body.days, reason=body.reason))


async def own_ticket(db: AsyncSession, number: TicketNumber, viewer: Viewer) -> tables.Ticket:
    """A ticket that is the viewer's to work on. Raises 404 for every other one."""
    row = await tickets.get(db, number)
    if row is None or not may_act(row, viewer):
        raise problem(404, NOT_FOUND)
    return row


router.include_router(_acts)
