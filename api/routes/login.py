"""Coming, going, and what an agent says of itself."""

from fastapi import APIRouter, Request, Response

from api.access import AnybodyDep, SessionDep, ViewerDep
from api.audit import Deed
from api.bodies import Credentials, PresenceWish
from api.login import log_in
from api.parts import HotlineDep, Parts, PartsDep
from api.schema import JsonAnswer, problems, shape
from api.screen_feed import me_on
from api.sessions import COOKIE, LIFETIME
from api.viewer import Viewer
from callflow.views import Me
from models.repositories import audit

router = APIRouter(prefix="/api", tags=["login"])


@router.post("/login", response_model=shape(Me), responses=problems(401, 403, 423, 503))
async def login(body: Credentials, parts: PartsDep, request: Request) -> JsonAnswer:
    """Log in; the session is a cookie that lives 12 h from its last use, and goes over TLS only if this came so."""
    viewer, token = await log_in(parts, body)
    answer = _me(parts, viewer)
    _set_cookie(request, answer, token, LIFETIME // 1_000)
    return answer


@router.post("/logout", status_code=204, responses=problems(401, 403, 503))
async def logout(session: SessionDep, parts: PartsDep, request: Request) -> Response:
    """Log out; an agent who is logged in nowhere else gets no more calls."""
    viewer = session.viewer
    try:
        await parts.sessions.close(session)
    finally:
        if not parts.sessions.any_of(viewer.agent):
            await parts.hotline.signed_out(viewer.agent)
    async with parts.records.writing() as db:
        await audit.note(
            db, who=viewer.agent, what=Deed.LOGGED_OUT, object=f"agent:{viewer.agent}", at=parts.hotline.now()
        )
    answer = Response(status_code=204)
    _set_cookie(request, answer, "", 0)
    return answer


@router.get("/me", response_model=shape(Me), responses=problems(401, 503))
async def me(viewer: AnybodyDep, parts: PartsDep) -> JsonAnswer:
    """Who is logged in."""
    return _me(parts, viewer)


@router.put("/me/presence", response_model=shape(Me), responses=problems(401, 403, 409, 503))
async def say_presence(body: PresenceWish, viewer: ViewerDep, hotline: HotlineDep, parts: PartsDep) -> JsonAnswer:
    """Be ready for calls, or away."""
    await hotline.set_presence(viewer.agent, body.presence)
    return _me(parts, viewer)


def _me(parts: Parts, viewer: Viewer) -> JsonAnswer:
    return JsonAnswer(me_on(parts.hotline.floor(), viewer))


def _set_cookie(request: Request, answer: Response, token: str, seconds: int) -> None:
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, token, max_age=seconds, path="/", secure=secure, httponly=True, samesite="strict")
