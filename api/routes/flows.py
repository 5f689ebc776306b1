"""Menus: the shipped ones, and those that an admin saved over them. What could strand a caller is not saved."""

import re
from collections.abc import Collection
from datetime import datetime
from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy.ext.asyncio import AsyncSession

from api.access import Admin, Supervisor
from api.audit import Deed
from api.errors import bad_field, problem
from api.parts import Parts, PartsDep, Reading
from api.schema import JsonAnswer, problems, shape
from api.setup_answers import FlowComplaint, FlowContent, FlowRow, FlowVerdict, FlowWalk
from api.setup_bodies import FlowText, Steps
from api.walking import walked
from callflow.flow import Flow, FlowError, read_flow, start_step
from callflow.flow_walk import Walk
from models.repositories import audit, directory, flows, queues
from models.tables import FlowVersion

router = APIRouter(prefix="/api/flows", tags=["flows"], responses=problems(401, 403, 404, 503))

FlowPath = Annotated[str, Path(pattern=r"^[0-9A-Za-z_-]{1,40}$")]
_PLACE = re.compile(r"^[^:]*:(\d+): (.*)$", re.DOTALL)


@router.get("", response_model=shape(list[FlowRow]))
async def list_flows(_viewer: Supervisor, db: Reading, parts: PartsDep) -> JsonAnswer:
    """Every menu that there is, shipped or saved, by name."""
    shipped = {file.stem: _row(file.stem, file.read_text(encoding="utf-8"), None) for file in _shipped(parts)}
    saved = {row.name: _row(row.name, row.text, row) for row in await flows.list_newest(db)}
    return JsonAnswer(sorted((shipped | saved).values(), key=lambda row: row.name))


@router.get("/{name}", response_model=shape(FlowContent))
async def get_flow(name: FlowPath, _viewer: Supervisor, db: Reading, parts: PartsDep) -> JsonAnswer:
    """A menu's text as it stands: the version saved last, else the shipped one, which is version 0."""
    saved = await flows.newest(db, name)
    if saved is not None:
        return JsonAnswer(FlowContent(name=name, version=saved.version, text=saved.text))
    file = next((file for file in _shipped(parts) if file.stem == name), None)
    if file is None:
        raise problem(404, "没有这个菜单，请检查名称。")
    return JsonAnswer(FlowContent(name=name, version=0, text=file.read_text(encoding="utf-8")))


@router.put("/{name}", response_model=shape(FlowContent))
async def save_flow(name: FlowPath, body: FlowText, viewer: Admin, parts: PartsDep) -> JsonAnswer:
    """Let a menu serve callers from now on. 422 names the line that is wrong."""
    at = parts.hotline.now()
    async with parts.records.writing() as db:
        verdict = await _verdict(parts, db, name, body.text)
        for complaint in verdict.errors:
            raise bad_field(("body", "text"), f"第 {complaint.line} 行：{complaint.message}")
        row = await flows.save(db, name, body.text, viewer.agent, at)
        detail = {"version": row.version}
        await audit.note(db, who=viewer.agent, what=Deed.FLOW_CHANGED, object=f"flow:{name}", at=at, detail=detail)
    await parts.hotline.settings_changed()
    return JsonAnswer(FlowContent(name=name, version=row.version, text=row.text))


@router.post("/{name}/check", response_model=shape(FlowVerdict))
async def check_flow(name: FlowPath, body: FlowText, _viewer: Supervisor, db: Reading, parts: PartsDep) -> JsonAnswer:
    """Say whether a menu may serve callers, and which line is wrong."""
    return JsonAnswer(await _verdict(parts, db, name, body.text))


@router.post("/{name}/walk", response_model=shape(FlowWalk))
async def walk_flow(name: FlowPath, body: Steps, _viewer: Supervisor, parts: PartsDep) -> JsonAnswer:
    """Walk through a menu as a caller would: what is heard, and where each key leads."""
    flow = _readable(name, body.text)
    at = datetime.fromtimestamp((body.at or parts.hotline.now()) / 1_000, parts.settings.time_zone)
    begins = start_step(flow, at, surge=body.surge)
    walk = Walk(flow, begins)
    steps = walked(walk, body.keys, parts.settings.clips or {})
    return JsonAnswer(FlowWalk(begins=begins, steps=steps, over=walk.over, kept=walk.menu.values))


def _shipped(parts: Parts) -> Collection[FilePath]:
    return sorted(parts.settings.flows.glob("*.yaml"))


def _row(name: str, text: str, saved: FlowVersion | None) -> FlowRow:
    return FlowRow(
        name=name,
        title=_title(text),
        version=saved.version if saved else 0,
        saved_at=saved.saved_at if saved else None,
        saved_by=saved.saved_by if saved else None,
    )


def _title(text: str) -> str:
    try:
        return read_flow(text, "flow").title
    except FlowError:
        return ""


def _readable(name: str, text: str) -> Flow:
    try:
        return read_flow(text, name)
    except FlowError as error:
        complaint = _complaint(error)
        raise bad_field(("body", "text"), f"第 {complaint.line} 行：{complaint.message}") from error


async def _verdict(parts: Parts, db: AsyncSession, name: str, text: str) -> FlowVerdict:
    """An unknown contact is a warning only: a menu says where to go when nobody answers, and people come and go."""
    lines = {queue.name for queue in await queues.rules(db)}
    try:
        read_flow(text, name, parts.settings.clips, None, lines)
    except FlowError as error:
        return FlowVerdict(ok=False, errors=(_complaint(error),), warnings=())
    try:
        read_flow(text, name, contacts=await directory.contacts(db))
    except FlowError as error:
        return FlowVerdict(ok=True, errors=(), warnings=(_complaint(error),))
    return FlowVerdict(ok=True, errors=(), warnings=())


def _complaint(error: FlowError) -> FlowComplaint:
    found = _PLACE.match(str(error))
    line, message = found.groups() if found else ("1", str(error))
    return FlowComplaint(line=int(line), message=message)
