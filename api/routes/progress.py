"""How a ticket stands, for citizens: by its number and the last four digits of their phone, without a login."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.channel_answers import Progress
from api.errors import problem
from api.masking import mask_text
from api.parts import Parts, PartsDep
from api.schema import JsonAnswer, problems, shape
from callflow.progress import in_words, shows_reply
from callflow.units import WallMs
from callflow.views import TicketState
from models.repositories import progress

router = APIRouter(prefix="/api/progress", tags=["channels"])

NumberQuery = Annotated[str, Query(pattern=r"^[0-9]{1,20}$")]
DigitsQuery = Annotated[str, Query(pattern=r"^[0-9]{4}$")]


@router.get("", response_model=shape(Progress), responses=problems(404, 429, 503))
async def get_progress(number: NumberQuery, last4: DigitsQuery, request: Request, parts: PartsDep) -> JsonAnswer:
    """Tell state and reply. A wrong number and wrong digits are answered alike, and only so often.

    Locks are looked at once more after the records have answered: many may have asked at the same time.
    """
    address, now = request.client.host if request.client else "", parts.hotline.now()
    _refuse_guessing(parts, number, address, now)
    async with parts.records.reading() as db:
        found = await progress.find(db, number)
    _refuse_guessing(parts, number, address, now)
    if found is None or not found.is_of(last4):
        parts.guessed_tickets.fail(number, now)
        parts.guessing.fail(address, now)
        raise problem(404, "没有查到这张工单，请核对工单号和电话后四位。")
    return JsonAnswer(_told(found))


def _refuse_guessing(parts: Parts, number: str, address: str, now: WallMs) -> None:
    locks = (parts.guessed_tickets.locked_until(number, now), parts.guessing.locked_until(address, now))
    until = max((lock for lock in locks if lock is not None), default=None)
    if until is not None:
        seconds = -(-(until - now) // 1_000)
        raise problem(429, "查询失败次数过多，请稍后再试，或拨打 12345 查询。", {"Retry-After": str(seconds)})


def _told(found: progress.Found) -> Progress:
    row, stands = found.ticket, found.stands
    state = TicketState(stands.state)
    return Progress(
        number=row.number,
        state=state,
        text=in_words(state, stands.department_name),
        department=stands.department_name,
        received_at=row.created_at,
        changed_at=stands.state_since or stands.created_at,
        reply=mask_text(stands.reply) if shows_reply(state) else "",
    )
