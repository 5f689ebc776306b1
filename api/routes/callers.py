"""Citizens by their number: what they called about, and whom we owe a call."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.access import CasePath, ViewerDep
from api.answers import Caller
from api.audit import Deed
from api.errors import problem
from api.hotline import Hotline
from api.parts import HotlineDep, Reading, Writing
from api.rows import case_row, ticket
from api.schema import JsonAnswer, problems, shape
from api.viewer import Viewer
from callflow.units import CaseId
from models.repositories import audit, call_backs, callers

router = APIRouter(prefix="/api", tags=["callers"])

NumberPath = Annotated[str, Path(pattern=r"^\+?[0-9A-Za-z._-]{1,32}$")]


@router.get("/callers/{number}", response_model=shape(Caller), responses=problems(401, 403, 503))
async def get_caller(number: NumberPath, viewer: ViewerDep, hotline: HotlineDep, db: Reading) -> JsonAnswer:
    """Tell a caller's history, without the call that is on. An agent may ask about the caller on its own line."""
    on_line = _on_line(hotline, viewer, number)
    if on_line is None and not viewer.sees_all:
        raise problem(403, "只能查看正在接听的来电人的历史。")
    history = await callers.history(db, number, without=on_line)
    return JsonAnswer(
        Caller(
            number=number,
            calls=history.calls,
            open_tickets=tuple(ticket(row) for row in history.open_tickets),
            recent=tuple(case_row(row) for row in history.recent),
        )
    )


def _on_line(hotline: Hotline, viewer: Viewer, number: str) -> CaseId | None:
    views = (snapshot.view for snapshot in hotline.snapshots())
    own = (view.case for view in views if view.agent == viewer.agent and view.calling_number == number)
    return max(own, default=None)


@router.post("/callbacks/{case}/done", status_code=204, responses=problems(401, 403, 404, 503))
async def called_back(case: CasePath, viewer: ViewerDep, hotline: HotlineDep, db: Writing) -> None:
    """Note that the citizen has been called back; a second time changes nothing."""
    now = hotline.now()
    if await call_backs.mark_done(db, case, viewer.agent, now) is None:
        raise problem(404, "这通来电不在待回拨名单上。")
    await audit.note(db, who=viewer.agent, what=Deed.CALLED_BACK, object=f"case:{case}", at=now)
