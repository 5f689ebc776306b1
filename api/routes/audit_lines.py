"""What is kept account of, for whoever has to look into it: lines are read here and changed nowhere."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.access import Admin
from api.answers import AuditLine
from api.parts import Reading
from api.rows import audit_line
from api.schema import JsonAnswer, problems, shape
from callflow.units import AgentId
from models.repositories import audit

router = APIRouter(prefix="/api/audit", tags=["audit"])


@router.get("", response_model=shape(list[AuditLine]), responses=problems(401, 403, 503))
async def list_lines(  # noqa: PLR0913, PLR0917 - these are the list's filters
    _admin: Admin,
    db: Reading,
    who: Annotated[AgentId | None, Query(max_length=32)] = None,
    what: Annotated[str | None, Query(max_length=40)] = None,
    on: Annotated[str | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
) -> JsonAnswer:
    """Who did what to what, newest first; `on` is the object as it is written (`ticket:…`, `case:…`)."""
    found = await audit.list_newest(db, who=who, what=what, object=on, limit=limit, before=before)
    return JsonAnswer([audit_line(row) for row in found])
