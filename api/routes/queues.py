"""Queues: read by all who hand calls on, kept by admins."""

from collections.abc import Iterable
from typing import Annotated

import msgspec
from fastapi import APIRouter, Path
from fastapi.exceptions import RequestValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from api.access import Admin, ViewerDep
from api.audit import Deed
from api.errors import bad_field, problem
from api.hotline import SpeechModel
from api.parts import Parts, PartsDep, Reading
from api.schema import JsonAnswer, problems, shape
from api.setup_answers import Queue
from api.setup_bodies import NewQueue, QueueChange
from api.setup_rows import queue
from api.viewer import Viewer
from callflow.queue import GENERAL, QueueFault, QueueRules, QueueRulesError
from models.repositories import audit, queues

router = APIRouter(prefix="/api/queues", tags=["queues"])

QueuePath = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]

_FAULTS = {
    QueueFault.NAME_TWICE: ("name", "已经有这个名称的队列，请换一个"),
    QueueFault.GENERAL_ASKS_FOR_SKILLS: ("skills", "综合队列接所有来电，不能要求技能"),
    QueueFault.OVERFLOWS_TO_NOTHING: ("overflow_to", "没有这个溢出队列，请另选"),
    QueueFault.OVERFLOWS_BEFORE_IT_BEGINS: ("overflow_after_ms", "溢出时间不能小于零"),
    QueueFault.NO_TIME_TO_ANSWER: ("answer_target_ms", "接听目标要大于零"),
}


@router.get("", response_model=shape(list[Queue]), responses=problems(401, 503))
async def list_queues(_viewer: ViewerDep, db: Reading) -> JsonAnswer:
    """Every queue, the general one first."""
    return JsonAnswer([queue(rules) for rules in await queues.rules(db)])


@router.post("", response_model=shape(Queue), responses=problems(401, 403, 409, 503))
async def make_queue(body: NewQueue, viewer: Admin, parts: PartsDep) -> JsonAnswer:
    """Make a queue."""
    _check_model(body, await parts.hotline.speech_models() if body.speech_model else ())
    made = _changed(QueueRules(name=body.name, label=body.label), body)
    async with parts.records.writing() as db:
        try:
            await queues.create(db, made)
        except queues.QueueExistsError as error:
            raise problem(409, "已经有这个名称的队列，请换一个。") from error
        except QueueRulesError as error:
            raise _bad_rules(error) from error
        await _note(parts, db, viewer, made.name, made=True)
    await parts.hotline.settings_changed()
    return JsonAnswer(queue(made))


@router.patch("/{name}", response_model=shape(Queue), responses=problems(401, 403, 404, 503))
async def change_queue(name: QueuePath, body: QueueChange, viewer: Admin, parts: PartsDep) -> JsonAnswer:
    """Change a queue."""
    installed = await parts.hotline.speech_models() if body.speech_model else ()
    async with parts.records.writing() as db:
        known = next((rules for rules in await queues.rules(db) if rules.name == name), None)
        if known is None:
            raise problem(404, "没有这个队列，请刷新页面。")
        if body.speech_model != known.speech_model:
            _check_model(body, installed)
        rules = _changed(known, body)
        try:
            await queues.change(db, rules)
        except QueueRulesError as error:
            raise _bad_rules(error) from error
        fields = sorted(body.model_fields_set)
        await _note(parts, db, viewer, name, fields=fields)
    await parts.hotline.settings_changed()
    return JsonAnswer(queue(rules))


@router.delete("/{name}", status_code=204, responses=problems(401, 403, 404, 409, 503))
async def delete_queue(name: QueuePath, viewer: Admin, parts: PartsDep) -> None:
    """Take a queue out; who waits in it waits in the general one."""
    if name == GENERAL:
        raise problem(409, "综合队列接所有来电，不能删除。")
    async with parts.records.writing() as db:
        if not await queues.delete(db, name):
            raise problem(404, "没有这个队列，请刷新页面。")
        await _note(parts, db, viewer, name, deleted=True)
    await parts.hotline.settings_changed()


def _changed(rules: QueueRules, body: QueueChange) -> QueueRules:
    given = {name: getattr(body, name) for name in ("label", "overflow_after_ms", "answer_target_ms")}
    changes = {name: value for name, value in given.items() if value is not None}
    if body.skills is not None:
        changes["skills"] = frozenset(body.skills)
    for name in {"overflow_to", "speech_model"} & body.model_fields_set:
        changes[name] = getattr(body, name) or ""
    return msgspec.structs.replace(rules, **changes)


def _check_model(body: QueueChange, installed: Iterable[SpeechModel]) -> None:
    if not body.speech_model:
        return
    found = next((model for model in installed if model.name == body.speech_model), None)
    if found is None:
        raise bad_field(("body", "speech_model"), "本机没有安装这个语音模型，请先安装，或另选一个")
    if not found.whole:
        raise bad_field(("body", "speech_model"), "这个语音模型的文件不完整，不能使用，请重新安装，或另选一个")


def _bad_rules(error: QueueRulesError) -> RequestValidationError:
    field, message = _FAULTS[error.fault]
    return bad_field(("body", field), message)


async def _note(parts: Parts, db: AsyncSession, by: Viewer, name: str, **detail: object) -> None:
    at, on = parts.hotline.now(), f"queue:{name}"
    await audit.note(db, who=by.agent, what=Deed.QUEUE_CHANGED, object=on, at=at, detail=detail)
