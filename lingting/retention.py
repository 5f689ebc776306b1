"""Deletes recordings and transcripts that have been kept as long as the city wants (`[retention]`).

Files go first and the records learn of it after: whoever is interrupted finds the case due again, and a file that is
gone already is no error. Every deletion is a line of the log and of the audit.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import Deed
from callflow.units import CaseId, WallMs
from lingting.folder import CaseFolders
from lingting.settings import Retention as Days
from models.engine import Records
from models.repositories import audit, retention
from models.writer import AWAY

LOOK_EVERY_S = 600.0
DAY_MS = 86_400_000

Due = Callable[[AsyncSession, WallMs, CaseId | None], Awaitable[Sequence[CaseId]]]
Erase = Callable[[CaseId], Awaitable[None]]

log = structlog.get_logger()


class Kept(NamedTuple):
    """What is kept for so many days, which cases have done so, and how it is erased."""

    what: str
    days: int
    due: Due
    erase: Erase


class Retention:
    """Deletes what is due."""

    def __init__(self, records: Records, folders: CaseFolders, days: Days, now: Callable[[], WallMs]) -> None:
        self._records = records
        self._folders = folders
        self._days = days
        self._now = now

    async def keep_erasing(self) -> None:
        """Look every ten minutes, for ever."""
        while True:
            with suppress(*AWAY):
                await self.erase_due()
            await asyncio.sleep(LOOK_EVERY_S)

    async def erase_due(self) -> int:
        """Delete what is due now; tell from how many cases. Raises what a database that is away raises."""
        sound = Kept("recordings", self._days.recordings_days, retention.recordings_due, self._erase_recordings)
        words = Kept("transcript", self._days.transcripts_days, retention.words_due, self._erase_words)
        return await self._erase_all(sound) + await self._erase_all(words)

    async def _erase_all(self, kept: Kept) -> int:
        """Each case that is due once: one that cannot be erased holds up no other."""
        erased = 0
        found = await self._due(kept, None)
        while found:
            erased += sum([await self._erase(case, kept.erase, kept.what) for case in found])
            found = await self._due(kept, found[-1])
        return erased

    async def _due(self, kept: Kept, after: CaseId | None) -> Sequence[CaseId]:
        """The cases that are due; 0 days keep everything."""
        if not kept.days:
            return ()
        async with self._records.reading() as db:
            return await kept.due(db, WallMs(self._now() - kept.days * DAY_MS), after)

    async def _erase(self, case: CaseId, erase: Erase, what: str) -> bool:
        """Erase one case's; a file that cannot be deleted is said once a look and left for the next."""
        try:
            await erase(case)
        except OSError as error:
            log.error("retention_failed", case_id=case, what=what, reason=str(error))  # noqa: TRY400  the reason says it
            return False
        log.info("retention_erased", case_id=case, what=what)
        return True

    async def _erase_recordings(self, case: CaseId) -> None:
        async with self._records.reading() as db:
            names = await retention.recordings(db, case)
        for name in names:
            await asyncio.to_thread((self._folders.path(case) / name).unlink, missing_ok=True)
        with suppress(OSError):  # there may be more in it, or no folder
            await asyncio.to_thread(self._folders.path(case).rmdir)
        async with self._records.writing() as db:
            await retention.note_recordings_erased(db, case, self._now())
            await self._note(db, case, "recordings")

    async def _erase_words(self, case: CaseId) -> None:
        """What was said stands in the case's log and in what was made of it: all but the sound goes."""
        async with self._records.reading() as db:
            sound = set(await retention.recordings(db, case))
        await asyncio.to_thread(self._folders.erase, case, but=sound)
        async with self._records.writing() as db:
            await retention.erase_words(db, case, self._now())
            await self._note(db, case, "transcript")

    async def _note(self, db: AsyncSession, case: CaseId, what: str) -> None:
        at, deed = self._now(), Deed.RETENTION_ERASED
        await audit.note(db, who=None, what=deed, object=f"case:{case}", at=at, detail={"what": what})
