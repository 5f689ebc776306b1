"""Some days read off the records and worked out beside the loop that serves calls.

A few hundred requests take a moment on a thread; a great city's week takes seconds, and those are spent in a process of
their own, because a thread would hold up the calls.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from functools import partial
from multiprocessing import get_context
from zoneinfo import ZoneInfo

from api.days import day_bounds
from callflow.insights import Insights, PeriodKind, Request, insights
from callflow.units import WallMs
from models.engine import Records
from models.repositories.insights import requests

FEW = 400
_DAYS = {PeriodKind.DAY: 1, PeriodKind.WEEK: 7}


def first_day(kind: PeriodKind, last: date) -> date:
    """Where a period begins that ends with this day."""
    return last - timedelta(days=_DAYS[kind] - 1)


async def read_insights(records: Records, kind: PeriodKind, last: date, zone: ZoneInfo, now: WallMs) -> Insights:
    """What the period that ends with this day comes to, beside the one before it."""
    first = first_day(kind, last)
    begin, end = day_bounds(first, zone)[0], day_bounds(last, zone)[1]
    earlier, _ = day_bounds(first_day(kind, first - timedelta(days=1)), zone)
    async with records.reading() as db:
        here, before = await requests(db, begin, end), await requests(db, earlier, begin)
    days = [first + timedelta(days=nth) for nth in range(_DAYS[kind])]
    return await _aside(here, before, partial(insights, here, before, zone, now, days))


async def _aside(here: Sequence[Request], before: Sequence[Request], work: Callable[[], Insights]) -> Insights:
    if len(here) + len(before) <= FEW:
        return await asyncio.to_thread(work)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return await asyncio.get_running_loop().run_in_executor(process, work)
