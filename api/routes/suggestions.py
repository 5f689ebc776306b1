"""What may help with a call: articles that answer, open tickets that are alike."""

from fastapi import APIRouter

from api.access import CasePath, ViewerDep
from api.days import day_of
from api.errors import problem
from api.parts import PartsDep, Reading
from api.schema import JsonAnswer, problems, shape
from api.suggesting import suggest
from callflow.suggestions import Asked, Suggested, asked_now
from callflow.views import CaseDetail

router = APIRouter(prefix="/api/cases/{case}", tags=["knowledge"])


@router.get("/suggestions", response_model=shape(Suggested), responses=problems(401, 403, 404, 503))
async def get_suggestions(case: CasePath, viewer: ViewerDep, parts: PartsDep, db: Reading) -> JsonAnswer:
    """Ask now; while the call is on, the screen is told whenever the answer changes."""
    detail = parts.hotline.detail(case)
    if not viewer.may_look(detail.view):
        raise problem(403, "这通来电不是您接的，不能查看。")
    today = day_of(parts.hotline.now(), parts.settings.time_zone).isoformat()
    return JsonAnswer(await suggest(db, _asked(detail), today))


def _asked(detail: CaseDetail) -> Asked:
    values = {name: field.value for name, field in detail.draft.fields.items()} | detail.edited
    number, ticket = detail.view.calling_number, detail.view.ticket
    return asked_now(detail.utterances, values, number=number, ticket=ticket)
