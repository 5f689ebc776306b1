"""Chinese numerals as they are spoken: 三百五 is 350, 十八万五 is 185,000, 一百零五 is 105.

Spoken numerals leave the last scale out, which the rules for written ones do not know. What is no single number
(七八百, 三十五六, 十几) has no value here and hence stays as it was said.
"""

import re

DIGITS = {char: str(value) for value, char in enumerate("零一二三四五六七八九")} | {"〇": "0", "幺": "1"}
"""What is said for a digit, one by one."""

ONES = "要夭么腰邀妖"
"""What recognisers write for 幺 (yāo), the spoken 1."""

DIGIT = "零〇一二三四五六七八九幺"
NUMERAL = DIGIT + "两十百千万亿"
"""All characters that a number may consist of."""

WRITTEN = "0-9\ue000"
"""In expressions: digits, and the place of what has been written in digits already (`asr.writing.sheet`)."""

NOT_BEFORE = rf"(?<![{NUMERAL}{WRITTEN}几数好第初])"
"""In expressions: no number begins in the middle of another one, nor after these."""

NUMBER = rf"[{NUMERAL.replace('幺', '')}]+"

_SECTION = re.compile(
    r"(?:(?P<k>[一二两三四五六七八九])千)?(?P<k0>零)?(?:(?P<h>[一二两三四五六七八九])百)?(?P<h0>零)?"
    r"(?:(?P<t>[一二三四五六七八九])?(?P<ten>十))?(?P<o>[零一二两三四五六七八九])?"
)
_SCALES = {"万": 10_000, "亿": 100_000_000}
_DIGIT_VALUES = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}


def value(words: str) -> int | None:
    """The number that these words say; None when they say none or more than one."""
    for scale, size in reversed(_SCALES.items()):
        high, said, low = words.partition(scale)
        if said:
            return _scaled(high, low, size)
    return _section(words)


def digits(words: str) -> str:
    """Digits said one by one, as digits."""
    return "".join(DIGITS[char] for char in words)


def in_digits(words: str) -> str | None:
    """A number as people write it: 一千二百 is 1200, 十二万 is 12万, 十八万五 is 18.5万; None when it is no number."""
    number = value(words)
    if number is None:
        return None
    for scale, size in reversed(_SCALES.items()):
        if scale in words and number >= size:
            return _with_scale(number, scale, size, short=_is_short(words, scale))
    return str(number)


def _with_scale(number: int, scale: str, size: int, *, short: bool) -> str:
    whole, rest = divmod(number, size)
    if rest == 0:
        return f"{whole}{scale}"
    tenths, finer = divmod(rest * 10, size)
    return f"{whole}.{tenths}{scale}" if short or (scale == "亿" and not finer) else str(number)


def _is_short(words: str, scale: str) -> bool:
    """十八万五: one digit behind the scale, which counts tenths of it."""
    low = words.partition(scale)[2]
    return len(low) == 1 and low in _DIGIT_VALUES


def _scaled(high: str, low: str, size: int) -> int | None:
    """`high` times a scale, and what comes below it."""
    above = value(high)
    if not above:
        return None
    if _is_short(f"万{low}", "万") and low != "零":
        return above * size + _DIGIT_VALUES[low] * size // 10
    if not low:
        return above * size
    below = value(low)
    return above * size + below if below and below < size else None


def _section(words: str) -> int | None:
    """A number below ten thousand; one 零 before it says that a scale was left out."""
    if words.startswith("零"):
        return 0 if words == "零" else _nonzero(words[1:])
    return _nonzero(words)


def _nonzero(words: str) -> int | None:
    found = _SECTION.fullmatch(words)
    if not words or not found:
        return None
    thousands, hundreds = _place(found["k"]), _place(found["h"])
    tens = _place(found["t"] or ("一" if found["ten"] else None))
    ones = _ones(found)
    return None if ones is None else thousands * 1000 + hundreds * 100 + tens * 10 + ones


def _place(said: str | None) -> int:
    return _DIGIT_VALUES[said] if said else 0


def _ones(found: re.Match[str]) -> int | None:
    """The last digit: of the next scale where that was left out (三百五), else of ones."""
    last = found["o"]
    if last is None:
        return None if (found["k0"] or found["h0"]) and not found["ten"] else 0
    if found["ten"] or found["h0"] or found["k0"] or not (found["h"] or found["k"]):
        return _place(last) if last != "零" or not found["ten"] else None
    return _place(last) * (10 if found["h"] else 100)
