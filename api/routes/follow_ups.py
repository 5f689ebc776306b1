"""The campaign (回访): supervisors say which resolved tickets' citizens are called, and read what they said."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.access import Supervisor
from api.answers import FollowUpRow, FollowUpSums, Planned
from api.audit import Deed
from api.errors import problem
from api.parts import HotlineDep, PartsDep, Reading, Writing
from api.rows import follow_up_row, follow_up_sums
from api.schema import JsonAnswer, problems, shape
from api.setup_bodies import Campaign
from callflow.units import TicketNumber
from models.repositories import audit, follow_ups
from models.states import FollowUpState

router = APIRouter(prefix="/api/follow-ups", tags=["follow-ups"])

TicketPath = Annotated[TicketNumber, Path(pattern=r"^[0-9]{1,20}$")]


@router.get("", response_model=shape(list[FollowUpRow]), responses=problems(401, 403, 503))
async def list_follow_ups(
    _viewer: Supervisor,
    db: Reading,
    state: FollowUpState | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
) -> JsonAnswer:
    """Calls that are planned, under way or over, those that changed last first."""
    return JsonAnswer([follow_up_row(row) for row in await follow_ups.list_all(db, state=state, limit=limit)])


@router.get("/sums", response_model=shape(FollowUpSums), responses=problems(401, 403, 503))
async def sum_up_follow_ups(_viewer: Supervisor, db: Reading) -> JsonAnswer:
    """Count all calls of the campaign, also those that a list is too short for."""
    return JsonAnswer(follow_up_sums(await follow_ups.sums(db)))


@router.post("", response_model=shape(Planned), responses=problems(401, 403, 503))
async def plan_follow_ups(body: Campaign, viewer: Supervisor, parts: PartsDep) -> JsonAnswer:
    """Plan calls for resolved tickets; those that are planned already, or not resolved, are left alone."""
    now = parts.hotline.now()
    async with parts.records.writing() as db:
        planned = await follow_ups.plan(db, viewer.agent, now, numbers=body.tickets, since=body.resolved_since)
        detail = {"tickets": list(body.tickets), "resolved_since": body.resolved_since, "planned": planned}
        what = Deed.FOLLOW_UPS_PLANNED
        await audit.note(db, who=viewer.agent, what=what, object="follow_ups", at=now, detail=detail)
    await parts.hotline.settings_changed()
    return JsonAnswer(Planned(planned=planned))


@router.delete("/{ticket}", status_code=204, responses=problems(401, 403, 404, 503))
async def cancel_follow_up(ticket: TicketPath, viewer: Supervisor, hotline: HotlineDep, db: Writing) -> None:
    """Call this citizen no more; a call that is on goes on."""
    now = hotline.now()
    if await follow_ups.cancel(db, ticket, now) is None:
        raise problem(404, "这张工单没有安排回访。")
    what = Deed.FOLLOW_UP_CANCELLED
    await audit.note(db, who=viewer.agent, what=what, object=f"ticket:{ticket}", at=now)
