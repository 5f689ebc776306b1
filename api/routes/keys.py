"""Which programs may send requests: kept by admins."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.access import Admin
from api.api_keys import Scope, key_hash, new_key
from api.audit import Deed
from api.channel_answers import Key, KeyMade
from api.channel_bodies import NewKey
from api.errors import problem
from api.parts import PartsDep, Reading
from api.schema import JsonAnswer, problems, shape
from models import tables
from models.repositories import audit, channels

router = APIRouter(prefix="/api/keys", tags=["channels"])

KeyPath = Annotated[int, Path(ge=1, le=2**53)]


@router.get("", response_model=shape(list[Key]), responses=problems(401, 403, 503))
async def list_keys(_viewer: Admin, db: Reading) -> JsonAnswer:
    """Every key, revoked ones too, without the key itself."""
    return JsonAnswer([_key(row) for row in await channels.list_keys(db)])


@router.post("", status_code=201, response_model=shape(KeyMade), responses=problems(401, 403, 409, 503))
async def make_key(body: NewKey, viewer: Admin, parts: PartsDep) -> JsonAnswer:
    """Let a program in. Its key is shown this once."""
    now, key = parts.hotline.now(), new_key()
    async with parts.records.writing() as db:
        try:
            row = await channels.make_key(
                db, body.name, key_hash(key), scopes=body.scopes, per_minute=body.per_minute, by=viewer.agent, now=now
            )
        except channels.KeyExistsError as error:
            raise problem(409, "已经有这个名称的密钥，请换一个。") from error
        await audit.note(db, who=viewer.agent, what=Deed.KEY_MADE, object=f"key:{row.id}", at=now, detail={})
    return JsonAnswer(KeyMade(id=row.id, name=row.name, key=key), 201)


@router.delete("/{key}", status_code=204, responses=problems(401, 403, 404, 503))
async def revoke_key(key: KeyPath, viewer: Admin, parts: PartsDep) -> None:
    """Let this program in no more. What it has sent stays."""
    now = parts.hotline.now()
    async with parts.records.writing() as db:
        row = await channels.get_key(db, key)
        if row is None:
            raise problem(404, "没有这个密钥，请刷新页面。")
        await channels.revoke(db, row, now)
        await audit.note(db, who=viewer.agent, what=Deed.KEY_REVOKED, object=f"key:{key}", at=now, detail={})


def _key(row: tables.ApiKey) -> Key:
    return Key(
        id=row.id,
        name=row.name,
        scopes=tuple(Scope(one) for one in row.scopes),
        per_minute=row.per_minute,
        created_by=row.created_by,
        created_at=row.created_at,
        used_at=row.used_at,
        revoked_at=row.revoked_at,
    )
