"""What the city learns from its citizens' requests, on screen and as a daily report. Masked data only."""

from datetime import date
from typing import Any, TypeVar

import msgspec
from fastapi import APIRouter, Response

from api.access import Supervisor
from api.daily_report import as_csv, as_html
from api.days import may_be_asked
from api.errors import bad_field
from api.figure_answers import PeriodInsights
from api.masking import mask_text
from api.parts import Parts, PartsDep
from api.reading_days import first_day, read_insights
from api.schema import JsonAnswer, problems, sends, shape
from callflow.insights import Count, Insights, PeriodKind
from callflow.topics import Topic

ToldT = TypeVar("ToldT", Count, Topic)

router = APIRouter(prefix="/api", tags=["figures"])


@router.get("/insights", response_model=shape(PeriodInsights), responses=problems(401, 403, 503))
async def get_insights(_viewer: Supervisor, parts: PartsDep, period: PeriodKind, day: date) -> JsonAnswer:
    """Counts and topics of a day, or of the seven days that end with it."""
    figures = _masked(await _figures(parts, period, day))
    days: dict[str, Any] = {"period": period, "from_": first_day(period, day), "to": day}
    return JsonAnswer(PeriodInsights(**days, **_fields(figures)))


@router.get("/reports/{day}.html", response_class=Response, responses={**sends("text/html"), **problems(401, 403, 503)})
async def get_report_page(day: date, _viewer: Supervisor, parts: PartsDep) -> Response:
    """The daily report as a page to read and print."""
    page = as_html(parts.hotline.system().city, day, await _figures(parts, PeriodKind.DAY, day))
    return Response(page, media_type="text/html; charset=utf-8")


@router.get("/reports/{day}.csv", response_class=Response, responses={**sends("text/csv"), **problems(401, 403, 503)})
async def get_report_table(day: date, _viewer: Supervisor, parts: PartsDep) -> Response:
    """The daily report for spreadsheets."""
    table = as_csv(parts.hotline.system().city, day, await _figures(parts, PeriodKind.DAY, day))
    named = {"Content-Disposition": f'attachment; filename="12345-{day}.csv"'}
    return Response(table, media_type="text/csv; charset=utf-8", headers=named)


async def _figures(parts: Parts, period: PeriodKind, day: date) -> Insights:
    if not may_be_asked(day):
        raise bad_field(("query", "day"), "日期不在 2000 年到 2100 年之间")
    return await read_insights(parts.records, period, day, parts.settings.time_zone, parts.hotline.now())


def _fields(figures: Insights) -> dict[str, Any]:
    return {name: getattr(figures, name) for name in figures.__struct_fields__}


def _masked(figures: Insights) -> Insights:
    """Every text is one that people filled in."""
    counts = ("types", "categories", "departments", "districts", "sources")
    named = {name: tuple(_without_number(one, "name") for one in getattr(figures, name)) for name in counts}
    told = tuple(_without_number(one, "title", "category", "place") for one in figures.topics)
    return msgspec.structs.replace(figures, topics=told, **named)


def _without_number(told: ToldT, *texts: str) -> ToldT:
    return msgspec.structs.replace(told, **{text: mask_text(getattr(told, text)) for text in texts})
