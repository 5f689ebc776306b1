"""What a supervisor does in others' calls. Works without the records, but for correcting who is responsible first."""

from fastapi import APIRouter

from api.access import CasePath, Supervisor
from api.audit import Deed
from api.deeds import note_deed
from api.errors import problem
from api.hotline import UnknownCase
from api.parts import Parts, PartsDep
from api.schema import problems
from api.steering_bodies import Responder, Supervision
from callflow import events
from callflow.units import CaseId
from models.repositories import departments, first_responders

router = APIRouter(prefix="/api/cases/{case}", tags=["supervision"], responses=problems(401, 403, 404, 409, 503))


@router.post("/supervise", status_code=204)
async def supervise(case: CasePath, body: Supervision, viewer: Supervisor, parts: PartsDep) -> None:
    """Join a call, or change the manner: `listen`, `whisper` to the agent, or speak with all (`room`)."""
    await parts.hotline.supervise(case, viewer.agent, body.place)
    await note_deed(parts, viewer, Deed.SUPERVISED, f"case:{case}", place=body.place.value)


@router.delete("/supervise", status_code=204)
async def stop_supervising(case: CasePath, viewer: Supervisor, parts: PartsDep) -> None:
    """Leave the call."""
    await parts.hotline.tell(case, events.SupervisorLeft(agent=viewer.agent))
    await note_deed(parts, viewer, Deed.LEFT_SUPERVISION, f"case:{case}")


@router.post("/take-over", status_code=204)
async def take_over(case: CasePath, viewer: Supervisor, parts: PartsDep) -> None:
    """Be the call's agent from now on; the one before is let go."""
    await parts.hotline.tell(case, events.SupervisorTookOver(agent=viewer.agent))
    await note_deed(parts, viewer, Deed.TOOK_OVER, f"case:{case}")


@router.put("/first-responder", status_code=204)
async def change_first_responder(case: CasePath, body: Responder, viewer: Supervisor, parts: PartsDep) -> None:
    """Correct which department is responsible first, and say why; also after the case is archived."""
    name = await _name_of(parts, body.department)
    event = events.FirstResponderChanged(agent=viewer.agent, department=body.department, name=name, reason=body.reason)
    try:
        await parts.hotline.tell(case, event)
    except UnknownCase:
        await _change_archived(parts, case, event)
    detail = {"department": body.department, "name": name, "reason": body.reason}
    await note_deed(parts, viewer, Deed.RESPONDER_CHANGED, f"case:{case}", **detail)


async def _name_of(parts: Parts, department: str) -> str:
    async with parts.records.reading() as db:
        row = await departments.get(db, department)
    if row is None:
        raise problem(404, "单位目录里没有这个单位，请刷新后重选。")
    return row.name


async def _change_archived(parts: Parts, case: CaseId, event: events.FirstResponderChanged) -> None:
    async with parts.records.writing() as db:
        if not await first_responders.change(db, case, event, parts.hotline.now()):
            raise UnknownCase(case)
