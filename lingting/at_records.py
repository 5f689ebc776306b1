"""A command's work on the records: opened for it, closed after it, and away told without a traceback."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer

from api.outage import OUTAGES
from lingting.settings import Settings, load_prepared
from models import migrate
from models.engine import Records
from models.revisions import revision

Result = TypeVar("Result")


def run_at_records(work: Callable[[Settings, Records], Awaitable[Result]]) -> Result:
    """Do it; exits with status 1 when the records do not answer. Raises OSError when `var_dir` cannot be written."""
    settings = load_prepared()
    try:
        return asyncio.run(_opened(settings, work))
    except OUTAGES as error:
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        typer.echo(f"The records do not answer ({reason}): start the database, or set records.url", err=True)
        raise typer.Exit(1) from None


async def _opened(settings: Settings, work: Callable[[Settings, Records], Awaitable[Result]]) -> Result:
    """On a machine where `serve` has never run, the tables are made first."""
    if await revision(settings.database_url) is None:
        await migrate(settings.database_url)
    records = Records.at(settings.database_url)
    try:
        return await work(settings, records)
    finally:
        await records.close()
