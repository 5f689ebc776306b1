"""Whom we owe a call: the list, and an agent's click that dials."""

from fastapi import APIRouter

from api.access import CasePath, ViewerDep
from api.answers import CallBackRow, Opened
from api.audit import Deed
from api.errors import problem
from api.parts import HotlineDep, PartsDep, Reading, Writing
from api.rows import call_back_row
from api.schema import JsonAnswer, problems, shape
from models.repositories import audit, call_backs

router = APIRouter(prefix="/api/callbacks", tags=["callers"])

_NOT_LISTED = "这通来电不在待回拨名单上。"


@router.get("", response_model=shape(list[CallBackRow]), responses=problems(401, 503))
async def list_call_backs(_viewer: ViewerDep, db: Reading) -> JsonAnswer:
    """Everybody who waits for our call, the longest waiting first; numbers are masked."""
    return JsonAnswer([call_back_row(row) for row in await call_backs.list_owed(db)])


@router.post("/{case}/dial", response_model=shape(Opened), responses=problems(401, 403, 404, 409, 503))
async def dial_back(case: CasePath, viewer: ViewerDep, parts: PartsDep) -> JsonAnswer:
    """Dial the citizen; the new case is the agent's. 409 says why it cannot be: no phone, in a call, no free line."""
    async with parts.records.reading() as db:
        owed = await call_backs.get(db, case)
    if owed is None:
        raise problem(404, _NOT_LISTED)
    if owed.done_at is not None:
        raise problem(409, "这位市民已经回拨过了，请刷新名单。")
    opened = await parts.hotline.dial_back(case, viewer.agent)
    async with parts.records.writing() as db:
        await call_backs.note_attempt(db, case, viewer.agent)
        at, detail = parts.hotline.now(), {"opened": opened}
        await audit.note(db, who=viewer.agent, what=Deed.DIALLED_BACK, object=f"case:{case}", at=at, detail=detail)
    return JsonAnswer(Opened(case=opened))


@router.post("/{case}/done", status_code=204, responses=problems(401, 403, 404, 503))
async def called_back(case: CasePath, viewer: ViewerDep, hotline: HotlineDep, db: Writing) -> None:
    """Note that the citizen has been called back; a second time changes nothing."""
    now = hotline.now()
    if await call_backs.mark_done(db, case, viewer.agent, now) is None:
        raise problem(404, _NOT_LISTED)
    await audit.note(db, who=viewer.agent, what=Deed.CALLED_BACK, object=f"case:{case}", at=now)
