"""Tickets, as lists and one by one. Moving them on is `ticket_acts`'."""

import asyncio
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.access import Supervisor, ViewerDep
from api.audit import Deed
from api.days import day_bounds
from api.errors import problem
from api.exports import PAGE, read_pages
from api.parts import HotlineDep, Parts, PartsDep, Reading, Writing
from api.schema import JsonAnswer, problems, sends, shape
from api.spreadsheet import spreadsheet
from api.ticket_acts import NOT_FOUND, TicketPath
from api.ticket_answers import Ticket, TicketCounts, TicketDetail, Unmasked
from api.ticket_bodies import Why
from api.ticket_detail import may_act, tell
from api.ticket_rows import counts, ticket
from api.viewer import Viewer
from callflow.ticket import OPEN
from callflow.ticket_steps import Flag
from callflow.units import AgentId, TicketNumber, WallMs
from callflow.views import TicketState
from models import tables
from models.repositories import audit, tickets
from models.repositories.tickets import Due, TicketFilter

router = APIRouter(prefix="/api", tags=["tickets"])


class Pile(StrEnum):
    """Tickets that wait for the same thing."""

    INTAKE = "intake"
    """Drafts without a call, which anybody may take."""
    REVIEW = "review"
    TO_DISPATCH = "to_dispatch"
    RETURNED = "returned"
    EXTENSIONS = "extensions"
    OPEN = "open"


class FlagWish(StrEnum):
    """Which colours."""

    ANY = "any"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"


class Order(StrEnum):
    """Which tickets come first."""

    NEWEST = "newest"
    DUE = "due"


_PILES = {
    Pile.REVIEW: (TicketState.IN_REVIEW,),
    Pile.TO_DISPATCH: (TicketState.CONFIRMED, TicketState.REVIEWED, TicketState.REOPENED),
    Pile.RETURNED: (TicketState.RETURNED,),
    Pile.OPEN: tuple(sorted(OPEN)),
}
FLAGS = {wish: (Flag(wish.value),) for wish in FlagWish if wish is not FlagWish.ANY} | {
    FlagWish.ANY: (Flag.YELLOW, Flag.ORANGE, Flag.RED)
}


async def _wanted(  # noqa: PLR0913, PLR0917 - these are the list's filters
    viewer: ViewerDep,
    parts: PartsDep,
    day: date | None = None,
    agent: Annotated[AgentId | None, Query(max_length=32)] = None,
    q: Annotated[str | None, Query(max_length=100)] = None,
    state: Annotated[list[TicketState] | None, Query()] = None,
    department: Annotated[str | None, Query(max_length=40)] = None,
    flag: FlagWish | None = None,
    due: Due | None = None,
    source: Annotated[str | None, Query(max_length=20)] = None,
    pile: Annotated[Pile | None, Query(alias="list")] = None,
) -> TicketFilter:
    """Which tickets are asked for. An agent is given its own, and what anybody may take."""
    from_at, until_at = day_bounds(day, parts.settings.time_zone) if day else (None, None)
    return TicketFilter(
        from_at=from_at,
        until_at=until_at,
        agent=agent if pile is Pile.INTAKE else viewer.own_filter(agent),
        states=state or _PILES.get(pile) if pile else state,
        department=department,
        flags=FLAGS[flag] if flag else None,
        due=(due, parts.hotline.now()) if due else None,
        source=source,
        intake=True if pile is Pile.INTAKE else None,
        extension_asked=True if pile is Pile.EXTENSIONS else None,
        text=q,
    )


Wanted = Annotated[TicketFilter, Depends(_wanted)]


@router.get("/tickets", response_model=shape(list[Ticket]), responses=problems(401, 403, 503))
async def list_tickets(  # noqa: PLR0913, PLR0917 - what is wanted, in which order, from where
    wanted: Wanted,
    db: Reading,
    hotline: HotlineDep,
    sort: Order = Order.NEWEST,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    before: Annotated[TicketNumber | None, Query(max_length=20)] = None,
) -> JsonAnswer:
    """Tickets, newest first or nearest limit first; `before` is the last ticket of the page before."""
    if sort is Order.DUE:
        found = await tickets.list_due(db, wanted, limit=limit)
    else:
        found = await tickets.list_newest(db, wanted, limit=limit, before=before)
    return JsonAnswer([ticket(row, hotline.now()) for row in found])


@router.get("/tickets/counts", response_model=shape(TicketCounts), responses=problems(401, 403, 503))
async def count_tickets(viewer: ViewerDep, db: Reading, hotline: HotlineDep) -> JsonAnswer:
    """How many tickets there are of each kind, of those that the viewer may see."""
    now = hotline.now()
    mine = await tickets.count(db, TicketFilter(agent=viewer.own_filter(None)), now)
    everybodys = await tickets.count_intake(db)
    return JsonAnswer(counts(mine, intake=everybodys))


@router.get("/tickets.csv", response_class=Response, responses={**sends("text/csv"), **problems(401, 403, 503)})
async def export_tickets(wanted: Wanted, viewer: Supervisor, parts: PartsDep) -> Response:
    """At most 10,000 tickets for a spreadsheet, masked; noted in the audit."""
    rows, now = await _exported(parts, wanted), parts.hotline.now()
    table = await asyncio.to_thread(_table, rows, now)
    detail = {"tickets": len(rows)}
    async with parts.records.writing() as db:
        await audit.note(db, who=viewer.agent, what=Deed.TICKETS_EXPORTED, object="tickets", at=now, detail=detail)
    return Response(table, media_type="text/csv; charset=utf-8")


async def _exported(parts: Parts, wanted: TicketFilter) -> Sequence[tables.Ticket]:
    async with parts.records.reading() as db:
        return await read_pages(
            lambda last: tickets.list_newest(db, wanted, limit=PAGE, before=last.number if last else None)
        )


def _table(rows: Sequence[tables.Ticket], now: WallMs) -> str:
    return spreadsheet(ticket(row, now) for row in rows)


@router.get("/tickets/{number}", response_model=shape(TicketDetail), responses=problems(401, 403, 404, 503))
async def get_ticket(number: TicketPath, viewer: ViewerDep, db: Reading, parts: PartsDep) -> JsonAnswer:
    """Tell one ticket with its whole life; numbers are masked (`unmask`)."""
    return JsonAnswer(await tell(db, await _seen(db, number, viewer), viewer, parts))


@router.post("/tickets/{number}/unmask", response_model=shape(Unmasked), responses=problems(401, 403, 404, 503))
async def unmask(number: TicketPath, viewer: ViewerDep, body: Why, db: Writing, parts: PartsDep) -> JsonAnswer:
    """Show what is masked elsewhere; who looked, and why, is noted."""
    row = await _seen(db, number, viewer)
    at, detail = parts.hotline.now(), {"reason": body.reason}
    on = f"ticket:{row.number}"
    await audit.note(db, who=viewer.agent, what=Deed.NUMBER_UNMASKED, object=on, at=at, detail=detail)
    calling = row.case.calling_number if row.case else ""
    return JsonAnswer(
        Unmasked(
            calling_number=calling,
            callback_number=row.callback_number,
            caller_name=row.caller_name,
            body=row.body,
        )
    )


async def _seen(db: Reading, number: TicketNumber, viewer: Viewer) -> tables.Ticket:
    row = await tickets.get(db, number)
    if row is None:
        raise problem(404, NOT_FOUND)
    if not may_act(row, viewer):
        raise problem(403, "这不是您的工单，不能查看。")
    return row
