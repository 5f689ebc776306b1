"""Citizens by their number: what they called about, and what agents noted of them."""

from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy.ext.asyncio import AsyncSession

from api.access import ViewerDep
from api.answers import Caller
from api.audit import Deed
from api.errors import problem
from api.hotline import Hotline
from api.masking import mask_number
from api.parts import HotlineDep, PartsDep, Reading
from api.rows import case_row
from api.schema import JsonAnswer, problems, shape
from api.setup_bodies import CallerNote
from api.ticket_rows import ticket
from api.viewer import Viewer
from callflow.units import CaseId, WallMs
from models.repositories import audit, callers

router = APIRouter(prefix="/api/callers", tags=["callers"])

NumberPath = Annotated[str, Path(pattern=r"^\+?[0-9A-Za-z._-]{1,32}$")]


@router.get("/{number}", response_model=shape(Caller), responses=problems(401, 403, 503))
async def get_caller(number: NumberPath, viewer: ViewerDep, hotline: HotlineDep, db: Reading) -> JsonAnswer:
    """Tell a caller's history, without the call that is on. An agent may ask about the caller on its own line."""
    return JsonAnswer(await _tell(db, number, _let_look(hotline, viewer, number), hotline.now()))


@router.put("/{number}", response_model=shape(Caller), responses=problems(401, 403, 503))
async def note_caller(number: NumberPath, body: CallerNote, viewer: ViewerDep, parts: PartsDep) -> JsonAnswer:
    """Note what is known of a citizen; an elder is served before others from the next call on."""
    on_line, now = _let_look(parts.hotline, viewer, number), parts.hotline.now()
    async with parts.records.writing() as db:
        await callers.note_facts(db, number, elder=body.elder, note=body.note, by=viewer.agent, now=now)
        what, detail = Deed.CALLER_NOTED, {"elder": body.elder}
        on = f"caller:{mask_number(number)}"
        await audit.note(db, who=viewer.agent, what=what, object=on, at=now, detail=detail)
        return JsonAnswer(await _tell(db, number, on_line, now))


async def _tell(db: AsyncSession, number: str, on_line: CaseId | None, now: WallMs) -> Caller:
    history = await callers.history(db, number, without=on_line)
    facts = await callers.facts(db, number)
    return Caller(
        number=number,
        elder=bool(facts and facts.elder),
        note=facts.note if facts else "",
        calls=history.calls,
        open_tickets=tuple(ticket(row, now) for row in history.open_tickets),
        recent=tuple(case_row(row) for row in history.recent),
    )


def _let_look(hotline: Hotline, viewer: Viewer, number: str) -> CaseId | None:
    on_line = _on_line(hotline, viewer, number)
    if on_line is None and not viewer.sees_all:
        raise problem(403, "只能查看正在接听的来电人的历史。")
    return on_line


def _on_line(hotline: Hotline, viewer: Viewer, number: str) -> CaseId | None:
    views = (snapshot.view for snapshot in hotline.snapshots())
    own = (view.case for view in views if view.agent == viewer.agent and view.calling_number == number)
    return max(own, default=None)
