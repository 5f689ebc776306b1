"""Which moment a relative time means: 昨天晚上8点半 against the day of the call is `2026-11-28 20:30`.

Local time is China's, UTC+8 without daylight saving. What is not exact stays as exact as it was said: a day, a month.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))
_DAYS = {"大前天": -3, "前天": -2, "前晚": -2, "昨": -1, "今天": 0, "今日": 0, "今早": 0, "今晚": 0, "刚": 0, "正在": 0}
_WEEKDAY = re.compile(r"(上上|上|这|本)?个?(?:周|星期|礼拜)([一二三四五六日天末])")
_DATE = re.compile(r"(?:(\d{4})年|(去年|前年|今年))?(?:(\d{1,2})月)?(?:份)?(?:(\d{1,2})[日号])")
_MONTH = re.compile(r"(?:(\d{4})年|(去年|前年|今年|明年))?(\d{1,2})月|(上上|上|这|本)个?月")
_CLOCK = re.compile(
    r"(凌晨|清晨|早上|早晨|今早|上午|中午|下午|傍晚|晚上|昨晚|今晚|前晚|夜里|半夜|深夜)?(\d{1,2})点(半|\d{1,2})?"
)
_AFTERNOON = ("下午", "傍晚", "晚上", "昨晚", "今晚", "前晚")
_YEARS = {"去年": -1, "前年": -2}
_NOON, _MIDNIGHT, _EVENING = 12, 24, 6


def moment_of(said: str, started_at: int) -> str:
    """The moment as `YYYY-MM-DD HH:MM`, `YYYY-MM-DD` or `YYYY-MM`; "" when the words name none."""
    called = datetime.fromtimestamp(started_at / 1000, UTC).astimezone(CHINA)
    day = _day(said, called.date())
    clock = _clock(said)
    if day is None:
        return _month(said, called.date()) if clock is None else ""
    if clock is None:
        return day.isoformat()
    hour, minute = clock
    day += timedelta(days=hour // _MIDNIGHT)
    return f"{day.isoformat()} {hour % _MIDNIGHT:02d}:{minute:02d}"


def _day(said: str, today: date) -> date | None:
    for word, offset in _DAYS.items():
        if word in said:
            return today + timedelta(days=offset)
    if found := _WEEKDAY.search(said):
        weeks = {"上上": -2, "上": -1}.get(found[1] or "", 0)
        weekday = min("一二三四五六日天末".index(found[2]), 6) if found[2] != "末" else 5
        return today - timedelta(days=today.weekday()) + timedelta(weeks=weeks, days=weekday)
    return _date(said, today)


def _date(said: str, today: date) -> date | None:
    found = _DATE.search(said)
    if found is None:
        return None
    year = int(found[1]) if found[1] else today.year + _YEARS.get(found[2] or "", 0)
    try:
        meant = date(year, int(found[3]) if found[3] else today.month, int(found[4]))
    except ValueError:
        return None
    return _before(meant, today, free=not (found[1] or found[2]), monthly=not found[3])


def _before(meant: date, today: date, *, free: bool, monthly: bool) -> date:
    """What happened lies behind us: a day that is still to come was last year's, or last month's."""
    if not free or meant <= today:
        return meant
    if not monthly:
        return meant.replace(year=meant.year - 1)
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=min(meant.day, last.day))


def _month(said: str, today: date) -> str:
    found = _MONTH.search(said)
    if found is None or _DATE.search(said):
        return ""
    if found[4]:
        back = {"上上": 2, "上": 1}.get(found[4], 0)
        months = today.year * 12 + today.month - 1 - back
        return f"{months // 12:04d}-{months % 12 + 1:02d}"
    month = int(found[3])
    year = int(found[1]) if found[1] else today.year + _YEARS.get(found[2] or "", 0)
    year -= 1 if not (found[1] or found[2]) and month > today.month else 0
    return f"{year:04d}-{month:02d}" if 1 <= month <= _NOON else ""


def _clock(said: str) -> tuple[int, int] | None:
    """(hour, minute); hours of 24 and more belong to the next day."""
    found = _CLOCK.search(said)
    if found is None or int(found[2]) > _MIDNIGHT:
        return None
    hour, minute = int(found[2]), 30 if found[3] == "半" else int(found[3] or 0)
    if minute > 59:  # noqa: PLR2004
        return None
    if found[1] in _AFTERNOON and hour < _NOON:
        return hour + _NOON, minute
    if found[1] == "中午" and hour < _EVENING:
        return hour + _NOON, minute
    if found[1] in ("半夜", "夜里", "深夜") and _EVENING < hour <= _NOON:
        return hour + _NOON, minute
    return hour, minute
