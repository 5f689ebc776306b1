"""Dates and times of day: 八月十六号 is 8月16号, 晚上八点半 is 晚上8点半, 下午三点二十 is 下午3点20.

两点 and 一点 are words as well: an hour below ten is one only beside a part of the day, minutes, 半, 钟, 从 or 到.
"""

import re

from asr.writing.numerals import NUMERAL, WRITTEN, value
from asr.writing.sheet import Sheet

_ALONE = f"(?<![{NUMERAL}{WRITTEN}第几数好初])"
_PART_OF_DAY = (
    r"(?:凌晨|清晨|早上|早晨|上午|中午|正午|下午|午后|傍晚|晚上|夜里|夜晚|半夜|深夜|[今明昨当每]晚|[今明]早|夜间)的?"
)
_MINUTE = "(?:[一二三四五]?十[一二三四五六七八九]?|零[一二三四五六七八九]|[一二三四五六七八九](?=分))"
_HOUR = "(?:二十[一二三四]?|十[一二三四五六七八九]?|[零一二两三四五六七八九])"
_AFTER_HOUR = "半|整|钟|一刻|三刻|多|左右|准时|以前|以后|之前|之后|到|至"
_NO_HOUR = "(?!点(?:都|也|儿|声|没|不|意见|建议|要求|问题|想法|诉求|滴|点))"
_MINUTES = re.compile(
    rf"(?P<by>{_PART_OF_DAY})?{_ALONE}(?P<hour>{_HOUR})点"
    rf"(?P<minute>{_MINUTE})(?![{NUMERAL}])(?=(?P<word>分(?![之钟类享]))?)"
)
_CLOCK = re.compile(
    rf"(?:{_PART_OF_DAY}|(?<=[从到至]))(?P<hour>{_HOUR}){_NO_HOUR}(?=点(?![{NUMERAL}{WRITTEN}]))"
    rf"|(?<![有这那几第提说讲]){_ALONE}(?P<late>二十[一二三四]?|十[一二三四五六七八九]?){_NO_HOUR}(?=点(?![{NUMERAL}{WRITTEN}]))"
    rf"|(?<![有这那几第提说讲]){_ALONE}(?P<early>[零二两三四五六七八九]|一(?=点(?:半|钟|整)))(?=点(?:{_AFTER_HOUR}))"
)
_MONTH = "(?:十[一二]?|[一二三四五六七八九])"
_DAY = "(?:三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])"
_DATE = re.compile(
    rf"{_ALONE}(?P<month>{_MONTH})月(?![亮光饼球票台经薪子租嫂])(?:份的?)?"
    rf"(?:(?P<day>{_DAY})(?=[号日](?![常子本夜用]))|(?P<late>(?:[二三]?十[一二三四五六七八九]?))(?![{NUMERAL}几多来余个天年月点元块万]))?"
)
_DAY_ALONE = re.compile(rf"{_ALONE}(?P<day>{_DAY})(?=日(?:[内前后起止至到之]|$))")


def write_times(sheet: Sheet) -> None:
    """Write dates, then times with minutes, then whole hours."""
    for found in sheet.found(_DATE):
        _write(sheet, found, "month", "day", "late")
    for found in sheet.found(_DAY_ALONE):
        _write(sheet, found, "day")
    for found in sheet.found(_MINUTES):
        if _is_emphasis(found):
            sheet.keep(*found.span())
        else:
            _write(sheet, found, "hour", "minute")
    for found in sheet.found(_CLOCK):
        _write(sheet, found, "hour", "late", "early")


def _is_emphasis(found: re.Match[str]) -> bool:
    """两点十分重要 says how important two points are."""
    return bool(found["minute"] == "十" and found["word"] and not found["by"] and found["hour"] in "一两")


def _write(sheet: Sheet, found: re.Match[str], *groups: str) -> None:
    for group in groups:
        said = found[group]
        if said and (number := value(said)) is not None:
            sheet.write(*found.span(group), _padded(said, number))


def _padded(said: str, number: int) -> str:
    """零五 is 05."""
    return f"0{number}" if said[0] == "零" and len(said) > 1 else str(number)
