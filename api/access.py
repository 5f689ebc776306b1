"""Who may come in: dependencies that let a request through or end it with 401 or 403."""

from typing import Annotated

from fastapi import Depends, Header, Path, Request, Security
from fastapi.security import APIKeyCookie

from api.errors import problem
from api.parts import HotlineDep, PartsDep
from api.sessions import COOKIE, Session
from api.viewer import Viewer
from callflow.screen import CaseSnapshot
from callflow.units import CaseId, LegId, UtteranceId

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_cookie = APIKeyCookie(name=COOKIE, auto_error=False)

CasePath = Annotated[CaseId, Path(pattern=r"^[0-9A-Za-z-]{1,80}$")]
LegPath = Annotated[LegId, Path(pattern=r"^[a-z]+(-[0-9]{1,4})?$")]
UtterancePath = Annotated[UtteranceId, Path(pattern=r"^[a-z]+(-[0-9]{1,4})?:[0-9]{1,15}$")]


async def own_page(request: Request, x_lingting: Annotated[str | None, Header()] = None) -> None:
    """Let changing requests through only with `X-Lingting: 1`, which a form on another site cannot send."""
    if request.method not in _SAFE_METHODS and x_lingting != "1":
        raise problem(403, "请求缺少 X-Lingting 标头，请从聆听页面操作。")


async def session(parts: PartsDep, token: Annotated[str | None, Security(_cookie)]) -> Session:
    """Find who is logged in."""
    found = await parts.sessions.find(token or "")
    if found is None:
        raise problem(401, "尚未登录或登录已过期，请重新登录。")
    return found


SessionDep = Annotated[Session, Depends(session)]


async def anybody(session: SessionDep) -> Viewer:
    """The person who asks, of the hotline or of a department."""
    return session.viewer


AnybodyDep = Annotated[Viewer, Depends(anybody)]


async def viewer(asking: AnybodyDep) -> Viewer:
    """The person who asks, one of the hotline's own."""
    if asking.is_department:
        raise problem(403, "承办单位的账号只能使用承办单位页面。")
    return asking


ViewerDep = Annotated[Viewer, Depends(viewer)]


async def _department(asking: AnybodyDep) -> Viewer:
    if not asking.is_department or not asking.department:
        raise problem(403, "只有承办单位的账号可以使用这个页面。")
    return asking


DepartmentViewer = Annotated[Viewer, Depends(_department)]
"""Somebody of a department, who acts for it."""


async def _supervisor(viewer: ViewerDep) -> Viewer:
    if not viewer.sees_all:
        raise problem(403, "只有班长和管理员可以查看。")
    return viewer


async def _admin(viewer: ViewerDep) -> Viewer:
    if not viewer.keeps_accounts:
        raise problem(403, "只有管理员可以操作账号。")
    return viewer


Supervisor = Annotated[Viewer, Depends(_supervisor)]
Admin = Annotated[Viewer, Depends(_admin)]


async def _steered(case: CasePath, viewer: ViewerDep, hotline: HotlineDep) -> CaseSnapshot:
    snapshot = hotline.snapshot(case)
    if not viewer.may_steer(snapshot.view.agent):
        raise problem(403, "这通电话不在您手上，不能操作。")
    return snapshot


async def _worked_on(case: CasePath, viewer: ViewerDep, hotline: HotlineDep) -> CaseSnapshot:
    snapshot = hotline.snapshot(case)
    if not viewer.may_see(snapshot.view.agent):
        raise problem(403, "这不是您的工单，不能修改。")
    return snapshot


SteeredCase = Annotated[CaseSnapshot, Depends(_steered)]
"""An open case whose call the viewer carries."""

WorkedOnCase = Annotated[CaseSnapshot, Depends(_worked_on)]
"""An open case whose draft the viewer may change."""
