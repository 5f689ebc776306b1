"""Ticket numbers: `yymmdd` in the city's time and six digits that count up, digits only so that they can be keyed in.

The counter lies in one file and is written before a number is given out, so a number is never given twice, though one
may be left out; nor does a clock that is set back bring a day's numbers again. `site` is the first of the six digits:
several machines of one city take one each.

When the file is lost, the numbers given out are found in the records and in the logs that these may lack
(`found`, `saw`). When the records are away as well, the count jumps to 10,000 plus the seconds since midnight: no
number below it was given out unless a machine opens ten thousand tickets and one more each second, and the same holds
when the file is lost again on the same day.
"""

import asyncio
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from callflow.units import TicketNumber, WallMs
from models.engine import Records
from models.repositories import tickets
from models.writer import AWAY

DAY_DIGITS, SITE_DIGITS, COUNT_DIGITS = 6, 1, 5
LONGEST_JUMP = 10_000
PATIENCE_S = 3.0

log = structlog.get_logger()


class TicketNumbers:
    """Gives out ticket numbers."""

    def __init__(self, path: Path, zone: ZoneInfo, site: int = 0) -> None:
        self._path = path
        self._zone = zone
        self._site = site
        self._last = _read(path)
        self.lost = not self._last
        """Whether nobody knows which numbers were given out: there is no counter file, or it is damaged."""

    def prefix(self, now: WallMs) -> str:
        """How this day's numbers of this site begin."""
        return f"{self._moment(now):%y%m%d}{self._site}"

    def saw(self, number: TicketNumber) -> None:
        """This number was given out: none at or below it is given out again."""
        if _is_number(number):
            self._last = max(self._last, number)

    def found(self, highest: TicketNumber | None) -> None:
        """The records have told the highest number that begins with `prefix`: the counter is no longer lost."""
        self.lost = False
        if highest is not None:
            self.saw(highest)

    def take(self, now: WallMs) -> TicketNumber:
        """The next number of this day. Raises OSError when it cannot be written down."""
        prefix = max(self.prefix(now)[:DAY_DIGITS], self._last[:DAY_DIGITS]) + str(self._site)
        count = self._count(prefix) + 1
        if self.lost:
            count = max(count, LONGEST_JUMP + _second_of_day(self._moment(now)))
        number = TicketNumber(f"{prefix}{count:0{COUNT_DIGITS}d}")
        self._keep(number)
        return number

    def _count(self, prefix: str) -> int:
        return int(self._last[len(prefix) :]) if self._last.startswith(prefix) else 0

    def _keep(self, number: TicketNumber) -> None:
        new = self._path.with_suffix(".new")
        new.write_text(number, encoding="ascii")
        new.replace(self._path)
        if self.lost:
            remedy = "none needed: the numbers between were not given out, or are another ticket's"
            log.warning("ticket_numbers_jumped", to=number, path=str(self._path), remedy=remedy)
        self._last, self.lost = number, False

    def _moment(self, now: WallMs) -> datetime:
        return datetime.fromtimestamp(now / 1000, self._zone)


async def find_numbers(numbers: TicketNumbers, records: Records, now: WallMs) -> None:
    """Ask the records for the last number when the counter file is lost; they are not waited for long."""
    if not numbers.lost:
        return
    try:
        async with asyncio.timeout(PATIENCE_S), records.reading() as session:
            numbers.found(await tickets.highest_number(session, numbers.prefix(now)))
    except AWAY as error:
        remedy = "none needed: the count jumps ahead"
        log.warning("ticket_numbers_not_found", reason=type(error).__name__, remedy=remedy)


def _read(path: Path) -> str:
    kept = path.read_bytes().decode("ascii", "replace").strip() if path.exists() else ""
    if kept and not _is_number(kept):
        log.error("ticket_number_file_damaged", path=str(path), remedy="none needed: the records are asked instead")
        return ""
    return kept


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) >= DAY_DIGITS + SITE_DIGITS + COUNT_DIGITS


def _second_of_day(moment: datetime) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second
