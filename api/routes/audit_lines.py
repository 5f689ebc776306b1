"""What is kept account of, for whoever has to look into it: lines are read here and changed nowhere."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Response

from api.access import Admin
from api.answers import AuditLine, DeedName
from api.audit import Deed
from api.audit_table import audit_table
from api.audit_words import DEED_WORDS
from api.days import day_bounds, may_be_asked
from api.errors import bad_field
from api.exports import PAGE, read_pages
from api.parts import PartsDep, Reading
from api.rows import audit_line
from api.schema import JsonAnswer, problems, sends, shape
from callflow.units import AgentId
from models import tables
from models.repositories import agents, audit
from models.repositories.audit import AuditFilter

router = APIRouter(prefix="/api", tags=["audit"])


def _wanted(  # noqa: PLR0913, PLR0917 - these are the list's filters
    parts: PartsDep,
    who: Annotated[AgentId | None, Query(max_length=32)] = None,
    what: Annotated[str | None, Query(max_length=40)] = None,
    on: Annotated[str | None, Query(max_length=100)] = None,
    first: Annotated[date | None, Query(alias="from")] = None,
    to: date | None = None,
) -> AuditFilter:
    if not all(may_be_asked(day) for day in (first, to) if day):
        raise bad_field(("query", "from"), "日期不在 2000 年到 2100 年之间")
    if first and to and to < first:
        raise bad_field(("query", "to"), "结束日期不能早于开始日期")
    zone = parts.settings.time_zone
    return AuditFilter(
        who=who,
        what=what,
        object=on,
        from_at=day_bounds(first, zone)[0] if first else None,
        until_at=day_bounds(to, zone)[1] if to else None,
    )


Wanted = Annotated[AuditFilter, Depends(_wanted)]


@router.get("/audit", response_model=shape(list[AuditLine]), responses=problems(401, 403, 503))
async def list_lines(
    _admin: Admin,
    wanted: Wanted,
    db: Reading,
    parts: PartsDep,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
) -> JsonAnswer:
    """Who did what to what, newest first; `on` is the object as it is written (`ticket:…`, `case:…`)."""
    rows, names = await audit.list_newest(db, wanted, limit=limit, before=before), await agents.names(db)
    return JsonAnswer([audit_line(row, names, parts.settings.time_zone) for row in rows])


@router.get("/audit/deeds", response_model=shape(list[DeedName]), responses=problems(401, 403))
async def list_deeds(_admin: Admin) -> JsonAnswer:
    """Everything that is kept account of, by name."""
    return JsonAnswer([DeedName(what=what, deed=deed) for what, deed in DEED_WORDS.items()])


@router.get("/audit.csv", response_class=Response, responses={**sends("text/csv"), **problems(401, 403, 503)})
async def export_lines(admin: Admin, wanted: Wanted, parts: PartsDep) -> Response:
    """The newest 10,000 of the same for a spreadsheet; that is noted in the audit, too."""
    async with parts.records.reading() as db:
        rows = await read_pages(
            lambda last: audit.list_newest(db, wanted, limit=PAGE, before=last.id if last else None)
        )
        names = await agents.names(db)
    table = await asyncio.to_thread(_table, rows, names, parts.settings.time_zone)
    at, detail = parts.hotline.now(), {"lines": len(rows)}
    async with parts.records.writing() as db:
        await audit.note(db, who=admin.agent, what=Deed.AUDIT_EXPORTED, object="audit", at=at, detail=detail)
    named = {"Content-Disposition": 'attachment; filename="12345-audit.csv"'}
    return Response(table, media_type="text/csv; charset=utf-8", headers=named)


def _table(rows: Sequence[tables.Audit], names: Mapping[str, str], zone: ZoneInfo) -> str:
    return audit_table((audit_line(row, names, zone) for row in rows), zone)
