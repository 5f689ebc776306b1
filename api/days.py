"""A day in the city's time zone, as wall times."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from callflow.units import WallMs


def may_be_asked(day: date) -> bool:
    """Whether there can be figures of this day: within a century of ours, where days have bounds."""
    return date(2000, 1, 31) <= day < date(2100, 1, 1)


def day_of(at: WallMs, zone: ZoneInfo) -> date:
    """The day of a moment there."""
    return datetime.fromtimestamp(at / 1_000, zone).date()


def day_bounds(day: date, zone: ZoneInfo) -> tuple[WallMs, WallMs]:
    """When a day begins there, and when the next one does. A day may have 23 or 25 hours."""
    return _midnight(day, zone), _midnight(day + timedelta(days=1), zone)


def _midnight(day: date, zone: ZoneInfo) -> WallMs:
    return WallMs(int(datetime.combine(day, time(), zone).timestamp() * 1_000))
