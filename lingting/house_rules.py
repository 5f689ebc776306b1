"""What supervisors and admins change while calls go on: the calendar, the surge switch and the menus.

Read from the records at the start, whenever the API has written them, and every few seconds. While the records are away
what was read last stands. A menu that could strand a caller is not taken, whoever has saved it.
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog
import yaml

from callflow.flow import FlowError, read_flow
from callflow.units import WallMs
from lingting.layout import SHIPPED_FLOWS
from lingting.opening import Opening
from models.engine import Records
from models.repositories import calendar, flows, surge
from models.writer import AWAY

READ_EVERY_S = 3.0
FOLLOW_UP_FLOW = "follow_up"

log = structlog.get_logger()


class HouseRules:
    """Reads them, and passes them on to where cases begin."""

    def __init__(
        self, records: Records, opening: Opening, *, flow: str, prompts: Path, now: Callable[[], WallMs]
    ) -> None:
        self._records = records
        self._opening = opening
        self._flow = flow
        self._prompts = prompts
        self._now = now
        self._texts: dict[str, str] | None = None

    async def read(self) -> None:
        """Read everything now. Raises what a database that is away raises."""
        async with self._records.reading() as session:
            days = await calendar.read(session)
            switch = await surge.read(session, self._now())
            kept = {row.name: row.text for row in await flows.list_newest(session)}
        self._opening.learn(days, surge=switch.on)
        if kept != self._texts:
            self._texts = kept
            self._take_flows(kept)

    async def keep_reading(self) -> None:
        """Follow the records for ever."""
        while True:
            with suppress(*AWAY):
                await self.read()
            await asyncio.sleep(READ_EVERY_S)

    def _take_flows(self, kept: Mapping[str, str]) -> None:
        try:
            taken = [load_flow(name, self._prompts, kept.get(name)) for name in (self._flow, FOLLOW_UP_FLOW)]
        except FlowError as error:
            log.error("flow_not_taken", reason=str(error), remedy="the one before stands; mend it on the flows page")  # noqa: TRY400
            return
        self._opening.use(*taken)


def load_flow(name: str, prompts: Path, text: str | None = None) -> dict[str, Any]:
    """A flow, checked against the prompts at hand: this text, or the shipped one. Raises FlowError with file:line."""
    path = SHIPPED_FLOWS / f"{name}.yaml"
    if text is None and not path.exists():
        raise FlowError(f"{path}:1: there is no such flow; `flow` in lingting.toml names a file of this folder")
    text = path.read_text(encoding="utf-8") if text is None else text
    read_flow(text, str(path), {clip.stem for clip in prompts.glob("*.wav")})
    content: dict[str, Any] = yaml.safe_load(text)
    return content
