"""What the city decides of its tickets: review, limits, escalation."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Body

from api.access import Admin, ViewerDep
from api.audit import Deed
from api.errors import bad_field
from api.parts import PartsDep, Reading
from api.schema import JsonAnswer, problems, shape
from callflow.ticket_rules import TicketRules, complaints
from models.repositories import audit, ticket_rules

router = APIRouter(prefix="/api/ticket-rules", tags=["tickets"])


@router.get("", response_model=shape(TicketRules), responses=problems(401, 403, 503))
async def get_rules(_viewer: ViewerDep, db: Reading) -> JsonAnswer:
    """The rules as they stand."""
    return JsonAnswer(await ticket_rules.read(db))


@router.put("", response_model=shape(TicketRules), responses=problems(401, 403, 503))
async def set_rules(body: Annotated[dict[str, Any], Body()], viewer: Admin, parts: PartsDep) -> JsonAnswer:
    """Let these rules stand, whole. 422 says what is wrong with them."""
    rules, now = _read(body), parts.hotline.now()
    async with parts.records.writing() as db:
        await ticket_rules.write(db, rules, viewer.agent, now)
        detail = {"review": rules.review, "limits": len(rules.limits)}
        what = Deed.TICKET_RULES_CHANGED
        await audit.note(db, who=viewer.agent, what=what, object="ticket_rules", at=now, detail=detail)
    await parts.hotline.settings_changed()
    return JsonAnswer(rules)


def _read(body: dict[str, Any]) -> TicketRules:
    unknown = body.keys() - set(TicketRules.__struct_fields__)
    if unknown:
        raise bad_field(("body", min(unknown)), "没有这个字段")
    try:
        rules = msgspec.convert(body, TicketRules)
    except msgspec.ValidationError as error:
        raise bad_field(("body", _field(str(error))), "填写有误，请检查类型和范围") from error
    for field, reason in complaints(rules):
        raise bad_field(("body", field), reason)
    return rules


def _field(said: str) -> str:
    """Where msgspec says that something is wrong: `… - at `$.limits[0].amount``."""
    return said.rpartition("$.")[2].rstrip("`") if "$." in said else ""
