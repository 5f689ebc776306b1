"""Numbers as people say them: digit by digit (幺三八九零…), and as counts before a unit (二百六十五号).

Digits are read inside runs only: 要 and 夭 are what a recogniser makes of 幺, and 要 alone is a word.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from callflow.drafting.language.terms import LINES_KEPT

DIGITS = {
    **{str(value): str(value) for value in range(10)},
    **dict(zip("零一二三四五六七八九", "0123456789", strict=True)),
    "〇": "0",
    "洞": "0",
    "幺": "1",
    "么": "1",
    "要": "1",
    "夭": "1",
    "腰": "1",
    "妖": "1",
    "邀": "1",
    "两": "2",
    "拐": "7",
}
_SAFE = "0-9零〇一二两三四五六七八九幺"
_RUN = re.compile(
    rf"(?:[要夭腰妖邀么]，?(?=[{_SAFE}])|[{_SAFE}])"
    rf"(?:(?:，|-|嗯|呃|啊|哦|那个|然后是?|再|后面是?|中间是?)*(?:个(?=[{_SAFE}])|[{_SAFE}要夭腰妖邀么洞拐]))*"
)
_REPEAT = re.compile(r"([二两三四五六])个(\D|\d)")
_UNIT = r"(?=号|栋|幢|座|楼|层|单元|室|组|期|弄|排|路公交|米|亩|户|月|点|日|天|年|周|个|岁|块|元|万|小时|分)"
COUNT_BEFORE_UNIT = re.compile(rf"(?:[零〇一二两三四五六七八九十百千幺]+){_UNIT}")
_SCALES = {"十": 10, "百": 100, "千": 1000}


class DigitRun(msgspec.Struct, frozen=True, kw_only=True):
    """Digits that were spoken in a row: the digits, and where their text begins and ends."""

    digits: str
    start: int
    end: int


def digit_runs(text: str, *, least: int = 1) -> Iterator[DigitRun]:
    """Find runs of at least `least` spoken digits in a cleaned text."""
    for found in _RUN.finditer(text):
        digits = _digits(found[0])
        if len(digits) >= least:
            yield DigitRun(digits=digits, start=found.start(), end=found.end())


def count(words: str) -> str:
    """Write a count as digits: 二百六十五 -> 265, 十二 -> 12, 一八零六 -> 1806."""
    if not any(scale in words for scale in _SCALES):
        return "".join(DIGITS.get(char, "") for char in words)
    total, last, scale = 0, 0, 10
    for char in words:
        if char in _SCALES:
            scale = _SCALES[char]
            total, last = total + (last or 1) * scale, 0
        else:
            last = int(DIGITS[char])
            scale = _SCALES["十"] if char in "零〇" else scale
    spoken_short = scale > _SCALES["十"] and words[-1] not in _SCALES
    return str(total + last * (scale // 10 if spoken_short else 1))


@lru_cache(maxsize=LINES_KEPT)
def counts_as_digits(text: str) -> str:
    """Write every count that stands before a unit as digits, leave all other words alone."""
    return COUNT_BEFORE_UNIT.sub(counted, text)


def counted(found: re.Match[str]) -> str:
    """What was found as digits, where it is a count."""
    return count(found[0]) or found[0]


def _digits(run: str) -> str:
    repeated = _REPEAT.sub(lambda found: found[2] * int(DIGITS[found[1]]), run)
    return "".join(DIGITS[char] for char in repeated if char in DIGITS)
