"""What holds for the whole city: holidays, and the surge announcement."""

from fastapi import APIRouter

from api.access import Supervisor, ViewerDep
from api.audit import Deed
from api.parts import HotlineDep, PartsDep, Reading
from api.schema import JsonAnswer, problems, shape
from api.setup_answers import CalendarDays, SurgeState
from api.setup_bodies import CalendarBody, SurgeWish
from api.setup_rows import calendar_days, surge_state
from models.repositories import audit, calendar, surge
from models.repositories.calendar import Calendar

router = APIRouter(prefix="/api", tags=["city"])


@router.get("/calendar", response_model=shape(CalendarDays), responses=problems(401, 503))
async def get_calendar(_viewer: ViewerDep, db: Reading) -> JsonAnswer:
    """Holidays, and the days worked to make up for them."""
    return JsonAnswer(calendar_days(await calendar.read(db)))


@router.put("/calendar", response_model=shape(CalendarDays), responses=problems(401, 403, 503))
async def set_calendar(body: CalendarBody, viewer: Supervisor, parts: PartsDep) -> JsonAnswer:
    """Let these days be noted and no others."""
    holidays = {one.day: one.name for one in sorted(body.holidays, key=lambda one: one.day)}
    days = Calendar(holidays, sorted(body.workdays))
    async with parts.records.writing() as db:
        await calendar.write(db, days)
        counts = {"holidays": len(holidays), "workdays": len(body.workdays)}
        at, what = parts.hotline.now(), Deed.CALENDAR_CHANGED
        await audit.note(db, who=viewer.agent, what=what, object="calendar", at=at, detail=counts)
    await parts.hotline.settings_changed()
    return JsonAnswer(calendar_days(days))


@router.get("/surge", response_model=shape(SurgeState), responses=problems(401, 503))
async def get_surge(_viewer: ViewerDep, db: Reading, hotline: HotlineDep) -> JsonAnswer:
    """Whether callers hear the surge announcement."""
    return JsonAnswer(surge_state(await surge.read(db, hotline.now())))


@router.put("/surge", response_model=shape(SurgeState), responses=problems(401, 403, 503))
async def switch_surge(body: SurgeWish, viewer: Supervisor, parts: PartsDep) -> JsonAnswer:
    """Switch the surge announcement."""
    now = parts.hotline.now()
    async with parts.records.writing() as db:
        state = await surge.switch(db, on=body.on, until=body.until, by=viewer.agent, now=now)
        detail = {"on": body.on, "until": body.until}
        await audit.note(db, who=viewer.agent, what=Deed.SURGE_SWITCHED, object="surge", at=now, detail=detail)
    await parts.hotline.settings_changed()
    return JsonAnswer(surge_state(state))
