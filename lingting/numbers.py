"""Ticket numbers: `yymmdd` in the city's time and six digits that count up, digits only so that they can be keyed in.

The counter lies in one file and is written before a number is given out, so a number is never given twice, though one
may be left out. `site` is the first of the six digits: several machines of one city take one each.
"""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from callflow.units import TicketNumber, WallMs


class TicketNumbers:
    """Gives out ticket numbers."""

    def __init__(self, path: Path, zone: ZoneInfo, site: int = 0) -> None:
        self._path = path
        self._zone = zone
        self._site = site
        self._last = path.read_text(encoding="ascii").strip() if path.exists() else ""

    def take(self, now: WallMs) -> TicketNumber:
        """The next number of this day. Raises OSError when it cannot be written down."""
        day = datetime.fromtimestamp(now / 1000, self._zone).strftime("%y%m%d")
        count = int(self._last[7:]) + 1 if self._last.startswith(f"{day}{self._site}") else 1
        number = f"{day}{self._site}{count:05d}"
        new = self._path.with_suffix(".new")
        new.write_text(number, encoding="ascii")
        new.replace(self._path)
        self._last = number
        return TicketNumber(number)
