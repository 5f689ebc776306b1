"""Requests of citizens by other channels than the telephone, sent by programs with a key."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.exc import IntegrityError

from api.api_keys import Scope, key_hash
from api.channel_answers import RequestTaken
from api.channel_bodies import CitizenRequest
from api.errors import problem
from api.intake import drafted
from api.parts import Parts, PartsDep
from api.request_alarms import show_standing
from api.schema import JsonAnswer, problems, shape
from callflow.request_alarms import advice
from callflow.views import TicketState
from models.repositories import channels, tickets
from models.tables import ApiKey, Ticket

router = APIRouter(prefix="/api/requests", tags=["channels"])

_bearer = HTTPBearer(auto_error=False, description="an API key, made by `lingting key add`")


async def _sender(parts: PartsDep, given: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]) -> ApiKey:
    """Find whose key it is, and let nobody send faster than agreed."""
    now = parts.hotline.now()
    async with parts.records.reading() as db:
        key = await channels.find_key(db, key_hash(given.credentials)) if given else None
    if key is None:
        raise problem(401, "没有有效的接口密钥，请在 Authorization: Bearer 中提供。", {"WWW-Authenticate": "Bearer"})
    if Scope.REQUESTS not in key.scopes:
        raise problem(403, "这个密钥不能提交诉求，请联系管理员。")
    if wait_ms := parts.pace.wait_ms(key.key_hash, key.per_minute, now):
        raise problem(429, "提交过快，请稍后再试。", {"Retry-After": str(-(-wait_ms // 1_000))})
    return key


Sender = Annotated[ApiKey, Depends(_sender)]


@router.post("", status_code=201, response_model=shape(RequestTaken), responses=problems(401, 403, 409, 429, 503))
async def take_request(body: CitizenRequest, key: Sender, parts: PartsDep) -> JsonAnswer:
    """Make a draft that any agent may take; an emergency in its words raises an alarm.

    Sent again it is the same ticket: 200, and 409 when its content differs.
    """
    if earlier := await _sent_before(parts, key, body):
        return JsonAnswer(earlier)
    try:
        return JsonAnswer(await _make(parts, key, body), 201)
    except IntegrityError:
        earlier = await _sent_before(parts, key, body)
        if earlier is None:
            raise
        return JsonAnswer(earlier)


async def _sent_before(parts: Parts, key: ApiKey, body: CitizenRequest) -> RequestTaken | None:
    async with parts.records.reading() as db:
        sent = await channels.find_sent(db, key.id, body.sender_id)
        row = await tickets.get(db, sent.ticket) if sent else None
    if sent is None or row is None:
        return None
    if sent.body_hash != body.fingerprint():
        raise problem(409, "这个 sender_id 已经提交过其他内容，请换一个编号。")
    return _taken(row)


async def _make(parts: Parts, key: ApiKey, body: CitizenRequest) -> RequestTaken:
    """Raises IntegrityError when the same was sent at the same time."""
    now = parts.hotline.now()
    values, emergencies = await asyncio.to_thread(drafted, body, parts.hotline.system().city, now)
    number = parts.hotline.next_ticket_number()
    async with parts.records.writing() as db:
        sent_by = {"source": body.source, "sender_id": body.sender_id}
        row = await tickets.make(db, number, **sent_by, values=values, now=now, emergencies=emergencies)
        await channels.note_sent(db, key.id, body.sender_id, body.fingerprint(), number)
        await channels.note_use(db, key.id, now)
    if emergencies:
        await show_standing(parts)
    return _taken(row)


def _taken(row: Ticket) -> RequestTaken:
    return RequestTaken(
        number=row.number,
        state=TicketState(row.state),
        title=row.title,
        created_at=row.created_at,
        advice=advice(one["service"] for one in row.emergencies or ()),
    )
