"""Calls, as a list from the records and one by one."""

import asyncio
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from api.access import CasePath, ViewerDep
from api.answers import CaseRow
from api.audit import Deed
from api.days import day_bounds
from api.errors import problem
from api.finished import case_detail
from api.hotline import UnknownCase
from api.opinions import comparisons
from api.parts import Parts, PartsDep, Reading
from api.rows import case_row
from api.schema import JsonAnswer, problems, shape
from api.supervision import detail_without_supervision
from api.viewer import Viewer
from callflow.second_opinion import Comparison
from callflow.units import AgentId, CaseId
from callflow.views import CaseDetail
from models.repositories import audit, cases

router = APIRouter(prefix="/api/cases", tags=["cases"])


@router.get("", response_model=shape(list[CaseRow]), responses=problems(401, 403, 503))
async def list_cases(  # noqa: PLR0913, PLR0917 - these are the list's filters
    viewer: ViewerDep,
    db: Reading,
    parts: PartsDep,
    day: date | None = None,
    agent: Annotated[AgentId | None, Query(max_length=32)] = None,
    number: Annotated[str | None, Query(max_length=32)] = None,
    callback: bool | None = None,  # noqa: FBT001 - a filter
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    before: Annotated[CaseId | None, Query(max_length=80)] = None,
) -> JsonAnswer:
    """Cases, newest first; `before` is the last case of the page before.

    An agent sees its own, and all whose citizens wait for our call.
    """
    mine = viewer.own_filter(agent) if callback is not True else agent
    from_at, until_at = day_bounds(day, parts.settings.time_zone) if day else (None, None)
    wanted = cases.CaseFilter(from_at=from_at, until_at=until_at, agent=mine, number=number, call_back=callback)
    found = await cases.list_newest(db, wanted, limit=limit, before=before)
    return JsonAnswer([case_row(row) for row in found])


@router.get("/{case}", response_model=shape(CaseDetail), responses=problems(401, 403, 404, 503))
async def get_case(case: CasePath, viewer: ViewerDep, parts: PartsDep) -> JsonAnswer:
    """Tell one case with its words and its draft; numbers are whole, and showing them is noted."""
    detail = await _looked_at(case, viewer, parts)
    return JsonAnswer(detail if viewer.sees_all else detail_without_supervision(detail))


@router.get("/{case}/opinions", response_model=shape(list[Comparison]), responses=problems(401, 403, 404, 503))
async def get_opinions(case: CasePath, viewer: ViewerDep, parts: PartsDep) -> JsonAnswer:
    """Tell what other models heard in a finished case, each beside the case's own words; showing numbers is noted."""
    detail = await _looked_at(case, viewer, parts)
    said = (detail if viewer.sees_all else detail_without_supervision(detail)).utterances
    folder = parts.hotline.case_dir(case)
    found = await asyncio.to_thread(comparisons, folder, said, with_supervision=viewer.sees_all)
    return JsonAnswer(found)


async def _looked_at(case: CaseId, viewer: Viewer, parts: Parts) -> CaseDetail:
    """A case with its numbers whole, which is noted unless it is the viewer's own."""
    detail = await _detail(parts, case)
    _let_look(viewer, detail)
    if not viewer.watches_own(detail.view):
        await _note_number(parts, viewer, case)
    return detail


def _let_look(viewer: Viewer, detail: CaseDetail) -> None:
    if not (viewer.may_look(detail.view) or detail.view.call_back):
        raise problem(403, "这通来电不是您接的，不能查看。")


async def _detail(parts: Parts, case: CaseId) -> CaseDetail:
    try:
        return parts.hotline.detail(case)
    except UnknownCase:
        async with parts.records.reading() as db:
            row = await cases.get_whole(db, case)
        if row is None:
            raise
        return case_detail(row)


async def _note_number(parts: Parts, viewer: Viewer, case: CaseId) -> None:
    async with parts.records.writing() as db:
        at = parts.hotline.now()
        await audit.note(db, who=viewer.agent, what=Deed.NUMBER_SHOWN, object=f"case:{case}", at=at)
