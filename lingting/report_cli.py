"""`lingting report --day … -o FILE`: the daily report without the web page, such as from cron."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from api.daily_report import as_csv, as_html
from api.reading_days import read_insights
from callflow.insights import PeriodKind
from lingting.at_records import run_at_records
from lingting.parts import wall_ms
from lingting.settings import Settings
from models.engine import Records

_FORMS = {".html": as_html, ".csv": as_csv}


def report(
    out: Annotated[Path, typer.Option("-o", "--out", help="Where to write it: FILE.html or FILE.csv.")],
    day: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Which day; without it yesterday, in the city's time.")
    ] = None,
) -> None:
    """Write a day's report: counts, topics, rates; masked data only."""
    form = _FORMS.get(out.suffix)
    if form is None:
        raise typer.BadParameter(f"{out} must end with .html or .csv")

    async def work(settings: Settings, records: Records) -> str:
        zone = settings.city.zone
        wanted = day.date() if day else (datetime.now(UTC).astimezone(zone) - timedelta(days=1)).date()
        figures = await read_insights(records, PeriodKind.DAY, wanted, zone, wall_ms())
        return form(settings.city.name, wanted, figures)

    out.write_text(run_at_records(work), encoding="utf-8", newline="")
    typer.echo(f"{out}")
