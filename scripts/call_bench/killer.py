"""Kills call workers in mid-call."""

import asyncio
import os
import random
import signal
from contextlib import suppress
from dataclasses import dataclass, field

from callflow.log import Entry
from lingting.folder import LOG_NAME, read_case
from lingting.settings import Settings

from .hotline import roster

LOOK_EVERY_S = 0.3
LIVES_S = (0.2, 4.0)


@dataclass
class Killer:
    """Looks for calls of certain callers, lets each live for a moment, and kills its worker with -9."""

    settings: Settings
    numbers: str
    dice: random.Random
    killed: list[str] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    async def keep(self) -> None:
        """Look and kill until cancelled."""
        while True:
            for case in self._new():
                await asyncio.sleep(self.dice.uniform(*LIVES_S))
                self._kill_worker_of(case)
            await asyncio.sleep(LOOK_EVERY_S)

    def _new(self) -> list[str]:
        """A case's marker is there before its log."""
        layout = self.settings.layout
        found = {marker.name for marker in layout.open.iterdir() if (layout.cases / marker.name / LOG_NAME).exists()}
        new = sorted(found - self._seen)
        self._seen |= found
        return [case for case in new if self._is_wanted(case)]

    def _is_wanted(self, case: str) -> bool:
        return any(self._arrived(entry) for entry in read_case(self.settings.layout.cases / case))

    def _arrived(self, entry: Entry) -> bool:
        return getattr(entry.event, "calling_number", "").startswith(self.numbers)

    def _kill_worker_of(self, case: str) -> None:
        """A case bears its worker's name."""
        workers = {one["id"].replace("-", ""): one["pid"] for one in roster(self.settings)["calls"]}
        if pid := workers.get(case.split("-")[2]):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                self.killed.append(case)
