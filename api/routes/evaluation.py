"""How departments and agents have done (考评), with the tickets behind each figure."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from api.access import Supervisor
from api.days import day_bounds, may_be_asked
from api.errors import bad_field
from api.evaluation_table import evaluation_table
from api.figure_answers import Evaluation, EvaluationRow
from api.parts import PartsDep, Reading
from api.schema import JsonAnswer, problems, sends, shape
from api.ticket_answers import Ticket
from api.ticket_rows import ticket
from callflow.units import TicketNumber
from models.repositories import agents, evaluation
from models.repositories.evaluation import Figure, GroupedBy, Period, Record

router = APIRouter(prefix="/api", tags=["figures"])

First = Annotated[date, Query(alias="from")]


def _period(parts: PartsDep, first: First, to: date) -> Period:
    if not (may_be_asked(first) and may_be_asked(to)):
        raise bad_field(("query", "from"), "日期不在 2000 年到 2100 年之间")
    if to < first:
        raise bad_field(("query", "to"), "结束日期不能早于开始日期")
    zone = parts.settings.time_zone
    return Period(from_at=day_bounds(first, zone)[0], until_at=day_bounds(to, zone)[1], now=parts.hotline.now())


PeriodDep = Annotated[Period, Depends(_period)]


@router.get("/evaluation", response_model=shape(Evaluation), responses=problems(401, 403, 503))
async def get_evaluation(
    _viewer: Supervisor, db: Reading, period: PeriodDep, first: First, to: date, by: GroupedBy
) -> JsonAnswer:
    """Everybody's figures over the tickets that were confirmed in these days."""
    return JsonAnswer(Evaluation(from_=first, to=to, by=by, rows=await _rows(db, by, period)))


@router.get("/evaluation.csv", response_class=Response, responses={**sends("text/csv"), **problems(401, 403, 503)})
async def export_evaluation(
    _viewer: Supervisor, db: Reading, period: PeriodDep, first: First, to: date, by: GroupedBy
) -> Response:
    """The same for spreadsheets."""
    named = {"Content-Disposition": f'attachment; filename="12345-{by}-{first}-{to}.csv"'}
    table = evaluation_table(by, await _rows(db, by, period))
    return Response(table, media_type="text/csv; charset=utf-8", headers=named)


@router.get("/evaluation/tickets", response_model=shape(list[Ticket]), responses=problems(401, 403, 503))
async def list_behind(  # noqa: PLR0913, PLR0917 - whose, which, and a page of them
    _viewer: Supervisor,
    db: Reading,
    period: PeriodDep,
    by: GroupedBy,
    key: Annotated[str, Query(min_length=1, max_length=80)],
    figure: Figure,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    before: Annotated[TicketNumber | None, Query(max_length=20)] = None,
) -> JsonAnswer:
    """The tickets behind one figure, newest first, masked."""
    found = await evaluation.behind(db, by, period, key, figure, limit=limit, before=before)
    return JsonAnswer([ticket(row, period.now) for row in found])


async def _rows(db: Reading, by: GroupedBy, period: Period) -> tuple[EvaluationRow, ...]:
    names = {str(row.number): row.name for row in await agents.list_all(db)} if by is GroupedBy.AGENT else {}
    return tuple(_row(record, names) for record in await evaluation.figures(db, by, period))


def _row(record: Record, names: Mapping[str, str]) -> EvaluationRow:
    count = record.figures
    judged = count[Figure.ON_TIME] + count[Figure.LATE]
    return EvaluationRow(
        key=record.key,
        name=names.get(record.key, record.key),
        tickets=count[Figure.TICKETS],
        had=count[Figure.HAD],
        done=count[Figure.DONE],
        on_time=count[Figure.ON_TIME],
        late=count[Figure.LATE],
        on_time_rate=_rate(count[Figure.ON_TIME], judged),
        returned=count[Figure.RETURNED],
        return_rate=_rate(count[Figure.RETURNED], count[Figure.HAD]),
        reopened=count[Figure.REOPENED],
        reopen_rate=_rate(count[Figure.REOPENED], count[Figure.HAD]),
        rated=count[Figure.RATED],
        satisfied=count[Figure.SATISFIED],
        satisfaction_rate=_rate(count[Figure.SATISFIED], count[Figure.RATED]),
        direct=count[Figure.DIRECT],
    )


def _rate(part: int, of: int) -> float | None:
    return round(part / of, 3) if of else None
