"""Which moment a relative time means: 昨天晚上8点半 against the day of the call is `2026-11-28 20:30`.

Local time is China's, UTC+8 without daylight saving. What is not exact stays as exact as it was said: a day, a month.
A complaint tells of what happened, so a weekday or a date without a year lies behind us. The night belongs to the
evening it begins with: 昨晚12点 is today's 00:00, 凌晨12点 that of the day named.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))
_DAYS = {
    "大前天": -3,
    "前天": -2,
    "前晚": -2,
    "昨": -1,
    "今天": 0,
    "今日": 0,
    "今早": 0,
    "今晚": 0,
    "刚": 0,
    "正在": 0,
    "明天": 1,
    "明早": 1,
    "明晚": 1,
    "大后天": 3,
    "后天": 2,
}
_WEEKDAY = re.compile(r"(上上|上|这|本|下)?个?(?:周|星期|礼拜)([一二三四五六日天末])")
_WEEKS = {"上上": -2, "上": -1, "这": 0, "本": 0, "下": 1}
_YEAR = r"(?:(\d{4}|(?<!\d)\d{2})年|(去年|前年|今年|明年|后年))"
_DATE = re.compile(rf"{_YEAR}?(?:(\d{{1,2}})月)?(?:份)?(?:(\d{{1,2}})[日号])")
_MONTH = re.compile(rf"{_YEAR}?(\d{{1,2}})月|(上上|上|这|本|下)个?月")
_CLOCK = re.compile(
    r"(凌晨|清晨|早上|早晨|今早|上午|中午|下午|傍晚|晚上|昨晚|昨夜|今晚|前晚|夜里|半夜|深夜)?(\d{1,2})点(半|\d{1,2})?"
)
_AFTERNOON = ("下午", "傍晚")
_EVENINGS = ("晚上", "昨晚", "昨夜", "今晚", "前晚", "明晚")
_NIGHTS = ("夜里", "半夜", "深夜")
_YEARS = {"去年": -1, "前年": -2, "今年": 0, "明年": 1, "后年": 2}
_CENTURY = 100
_NOON, _MIDNIGHT, _EVENING, _DAWN = 12, 24, 6, 5
_SATURDAY, _SUNDAY = 5, 6


def moment_of(said: str, started_at: int) -> str:
    """The moment as `YYYY-MM-DD HH:MM`, `YYYY-MM-DD` or `YYYY-MM`; "" when the words name none.

    `started_at` is when the call began, in ms since 1970 (UTC).
    """
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
        return _weekday(found[1], found[2], today)
    return _date(said, today)


def _weekday(week: str | None, day: str, today: date) -> date:
    """The day of a week that was named, or the last such day when none was."""
    weekday = _SATURDAY if day == "末" else min("一二三四五六日天".index(day), _SUNDAY)
    if week is None:
        return today - timedelta(days=(today.weekday() - weekday) % 7)
    return today + timedelta(weeks=_WEEKS[week], days=weekday - today.weekday())


def _date(said: str, today: date) -> date | None:
    found = _DATE.search(said)
    if found is None:
        return None
    year = _year(found[1], found[2], today)
    meant = _made(year or today.year, int(found[3]) if found[3] else today.month, int(found[4]))
    if meant is None or year or meant <= today:
        return meant
    if found[3]:
        return _made(meant.year - 1, meant.month, meant.day)
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=min(meant.day, last.day))


def _made(year: int, month: int, day: int) -> date | None:
    """A date, or None when the calendar has none such (29 February)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(figures: str | None, word: str | None, today: date) -> int | None:
    """The year in two or four figures or as a word; two figures lie at most one year ahead (98年 is 1998)."""
    if not figures:
        return today.year + _YEARS[word] if word else None
    year = int(figures)
    if year >= _CENTURY:
        return year
    year += today.year // _CENTURY * _CENTURY
    return year if year <= today.year + 1 else year - _CENTURY


def _month(said: str, today: date) -> str:
    found = _MONTH.search(said)
    if found is None or _DATE.search(said):
        return ""
    if found[4]:
        months = today.year * 12 + today.month - 1 + _WEEKS[found[4]]
        return f"{months // 12:04d}-{months % 12 + 1:02d}"
    month, year = int(found[3]), _year(found[1], found[2], today)
    if year is None:
        year = today.year - (month > today.month)
    return f"{year:04d}-{month:02d}" if 1 <= month <= _NOON else ""


def _clock(said: str) -> tuple[int, int] | None:
    """(hour, minute); hours of 24 and more belong to the next day."""
    found = _CLOCK.search(said)
    if found is None or int(found[2]) > _MIDNIGHT:
        return None
    hour, minute = int(found[2]), 30 if found[3] == "半" else int(found[3] or 0)
    if minute > 59:  # noqa: PLR2004
        return None
    return _hour(hour, found[1] or "", said[: found.start()]), minute


def _hour(hour: int, part: str, before: str) -> int:
    """The hour of the day, counted from the morning of the day that was named; `before` is what was said before."""
    if hour > _NOON:
        return hour
    of_an_evening = part in ("", "凌晨", *_NIGHTS) and any(evening in before for evening in _EVENINGS)
    if part in _EVENINGS or of_an_evening:
        return hour + (_MIDNIGHT if hour <= _DAWN else _NOON)
    if part in _AFTERNOON:
        return hour % _NOON + _NOON
    if part == "中午":
        return hour + _NOON if hour < _EVENING else hour
    if part in _NIGHTS:
        return hour + _NOON if hour > _EVENING else hour
    return 0 if part == "凌晨" and hour == _NOON else hour
