"""The directory of departments, as supervisors keep it and agents call from it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path
from sqlalchemy.ext.asyncio import AsyncSession

from api.access import Supervisor, ViewerDep
from api.audit import Deed
from api.errors import bad_field, problem
from api.parts import Parts, PartsDep, Reading
from api.schema import JsonAnswer, problems, shape
from api.setup_answers import Department
from api.setup_bodies import DepartmentChange, NewDepartment
from api.setup_rows import department
from api.viewer import Viewer
from callflow.units import WallMs
from models import tables
from models.repositories import audit, calendar, departments
from models.repositories.departments import DepartmentEntry, DepartmentExistsError, DutyEntry, NumberEntry

router = APIRouter(prefix="/api/departments", tags=["departments"])

DepartmentPath = Annotated[str, Path(pattern=r"^[0-9a-z_-]{1,40}$")]


@router.get("", response_model=shape(list[Department]), responses=problems(401, 503))
async def list_departments(_viewer: ViewerDep, db: Reading, parts: PartsDep) -> JsonAnswer:
    """Tell every department, and whom calling it would dial now."""
    return JsonAnswer(await _tell(parts, db, await departments.list_all(db)))


@router.post("", response_model=shape(Department), responses=problems(401, 403, 409, 503))
async def make_department(body: NewDepartment, viewer: Supervisor, parts: PartsDep) -> JsonAnswer:
    """Make a department."""
    async with parts.records.writing() as db:
        department_id = body.id or await departments.free_id(db)
        entry = await _entry(db, None, body)
        row = await _taken_names(departments.create(db, department_id, entry))
        await _note(parts, db, viewer, row.id, made=True)
        (told,) = await _tell(parts, db, [row])
    await parts.hotline.settings_changed()
    return JsonAnswer(told)


@router.patch("/{department_id}", response_model=shape(Department), responses=problems(401, 403, 404, 409, 503))
async def change_department(
    department_id: DepartmentPath, body: DepartmentChange, viewer: Supervisor, parts: PartsDep
) -> JsonAnswer:
    """Change a department; numbers, hours and people on duty are replaced whole."""
    async with parts.records.writing() as db:
        row = await _known(db, department_id)
        await _taken_names(departments.update(db, row, await _entry(db, row, body)))
        await _note(parts, db, viewer, row.id, fields=sorted(body.model_fields_set))
        (told,) = await _tell(parts, db, [row])
    await parts.hotline.settings_changed()
    return JsonAnswer(told)


@router.delete("/{department_id}", status_code=204, responses=problems(401, 403, 404, 503))
async def delete_department(department_id: DepartmentPath, viewer: Supervisor, parts: PartsDep) -> None:
    """Take a department out; whose deputy it was has none now."""
    async with parts.records.writing() as db:
        await departments.delete(db, await _known(db, department_id))
        await _note(parts, db, viewer, department_id, deleted=True)
    await parts.hotline.settings_changed()


async def _known(db: AsyncSession, department_id: str) -> tables.Department:
    row = await departments.get(db, department_id)
    if row is None:
        raise problem(404, "单位目录里没有这个单位，请刷新页面。")
    return row


async def _tell(parts: Parts, db: AsyncSession, rows: Sequence[tables.Department]) -> list[Department]:
    every = {row.id: row for row in await departments.list_all(db)}
    days = await calendar.read(db)
    at = _city_clock(parts, parts.hotline.now())
    return [department(row, every, at, days) for row in rows]


def _city_clock(parts: Parts, at: WallMs) -> datetime:
    return datetime.fromtimestamp(at / 1_000, parts.settings.time_zone)


async def _entry(db: AsyncSession, row: tables.Department | None, body: DepartmentChange) -> DepartmentEntry:
    given = {name: value for name, value in _given(body).items() if name in body.model_fields_set - {"id"}}
    entry = DepartmentEntry(**(_as_kept(row) | given))
    if entry.deputy is not None and await departments.get(db, entry.deputy) is None:
        raise bad_field(("body", "deputy"), "单位目录里没有这个代班单位")
    if row is not None and entry.deputy == row.id:
        raise bad_field(("body", "deputy"), "代班单位不能是自己")
    return entry


def _given(body: DepartmentChange) -> dict[str, Any]:
    given: dict[str, Any] = {"deputy": body.deputy, "hours": body.hours}
    given |= {name: value for name in ("name", "scope", "enabled") if (value := getattr(body, name)) is not None}
    if body.numbers is not None:
        given["numbers"] = [NumberEntry(**one.model_dump()) for one in body.numbers]
    if body.on_duty is not None:
        given["on_duty"] = [
            DutyEntry(name=one.name, number=one.number, from_at=one.from_, until_at=one.to) for one in body.on_duty
        ]
    return given


def _as_kept(row: tables.Department | None) -> dict[str, Any]:
    if row is None:
        return {}
    numbers = [
        NumberEntry(number=one.number, label=one.label, ring_s=one.ring_s, duty_only=one.duty_only)
        for one in row.numbers
    ]
    on_duty = [
        DutyEntry(name=one.name, number=one.number, from_at=one.from_at, until_at=one.until_at) for one in row.on_duty
    ]
    plain = {"name": row.name, "scope": row.scope, "deputy": row.deputy_id, "enabled": row.enabled, "hours": row.hours}
    return plain | {"numbers": numbers, "on_duty": on_duty}


async def _taken_names(keeping: Any) -> tables.Department:
    try:
        kept: tables.Department = await keeping
    except DepartmentExistsError as error:
        word = {"id": "编号", "name": "名称"}[error.field]
        raise problem(409, f"已经有这个{word}的单位，请换一个。") from error
    return kept


async def _note(parts: Parts, db: AsyncSession, by: Viewer, department_id: str, **detail: object) -> None:
    at, on = parts.hotline.now(), f"department:{department_id}"
    await audit.note(db, who=by.agent, what=Deed.DEPARTMENT_CHANGED, object=on, at=at, detail=detail)
