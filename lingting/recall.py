"""After a start: the records tell how the day's callers were served before it."""

import asyncio
from contextlib import suppress

from lingting.scoreboard import Scoreboard
from models.engine import Records
from models.repositories import waits
from models.writer import AWAY

AGAIN_AFTER_S = 5.0


async def recall_day(records: Records, scoreboard: Scoreboard) -> None:
    """Read it once, as soon as the records are there; figures are low until then."""
    while True:
        with suppress(*AWAY):
            async with records.reading() as session:
                scoreboard.remember(await waits.waits_since(session, scoreboard.midnight()))
            return
        await asyncio.sleep(AGAIN_AFTER_S)
