"""Telephone and identity numbers: said in groups, with 嗯 between, with 幺 or what is heard for it, with 三个八.

Only what is a number by its own rules is taken: a mobile or fixed line by the numbering plan of +86 (phonenumbers), an
identity number by its checksum (GB 11643). A number begins and ends where a word or a pause does. Where its end is
corrected in the same breath (…啊不对，最后是九幺), the span has the corrected number; the text stays as it was said.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from asr.writing.numerals import DIGIT, NUMERAL, ONES
from asr.writing.sheet import Sheet
from asr.writing.strings import as_digits
from callflow.utterance import SpanKind

_FILLER = "(?:嗯|呃|啊|哦|额|那个)"
_SAID = f"{DIGIT}两{ONES}"
_PART = rf"(?:[二两三四五六]个)?[{_SAID}xX叉]"
_RUN = re.compile(rf"(?<![{NUMERAL}第]){_PART}(?:{_FILLER}*{_PART}){{6,}}(?![十百千万亿])")
_PARTS = re.compile(_PART)
_MOBILE_DIGITS, _IDENTITY_DIGITS = 11, 18
_FIXED_DIGITS = range(10, 13)
_MENDED = re.compile(
    rf"^.{{0,4}}?(?:不对|错了|说错|不是|更正).{{0,6}}?(?:最后|后面|尾号|末尾)(?:几位|[两三四]位)?(?:应该)?是?(?P<digits>[{_SAID}]{{2,}})"
)
_LONGEST_TAIL = 8


class Found(msgspec.Struct, frozen=True):
    """A number that stands in the line from character `start` to `end` (not included)."""

    start: int
    end: int
    kind: SpanKind
    value: str


class _Digits(msgspec.Struct, frozen=True):
    """The digits that one place of the line stands for (three for 三个八)."""

    start: int
    end: int
    text: str


def write_telephones(sheet: Sheet, bounds: frozenset[int]) -> list[Found]:
    """Write every whole number in digits and tell where they are; `bounds` is where words begin or end."""
    told = []
    for run in sheet.found(_RUN):
        places = list(_digits(run))
        for found in _numbers(places, sheet.pauses) or _numbers(places, bounds):
            sheet.write(found.start, found.end, found.value)
            told.append(found)
    return [_mended(found, sheet) for found in told]


def _digits(run: re.Match[str]) -> Iterator[_Digits]:
    for part in _PARTS.finditer(run[0]):
        yield _Digits(run.start() + part.start(), run.start() + part.end(), _meant(part[0]))


def _meant(part: str) -> str:
    if part in "xX叉":
        return "X"
    times = int(as_digits(part[0])) if "个" in part else 1
    return as_digits(part[-1]) * times


def _numbers(places: list[_Digits], bounds: frozenset[int]) -> list[Found]:
    """The numbers in a run that begin and end at these bounds, from left to right, the longest first."""
    found: list[Found] = []
    starts = [at for at, place in enumerate(places) if at == 0 or place.start in bounds]
    for at in starts:
        if not found or places[at].start >= found[-1].end:
            found.extend(_longest(places[at:], bounds)[:1])
    return found


def _longest(places: list[_Digits], bounds: frozenset[int]) -> list[Found]:
    told, digits = [], ""
    for at, place in enumerate(places):
        digits += place.text
        if len(digits) > _IDENTITY_DIGITS:
            break
        ends = at == len(places) - 1 or place.end in bounds
        if ends and (kind := kind_of(digits)):
            told.append(Found(places[0].start, place.end, kind, digits))
    return told[::-1]


@lru_cache(maxsize=1024)
def kind_of(digits: str) -> SpanKind | None:
    """What number this is; None when it is none that can be checked."""
    if len(digits) == _IDENTITY_DIGITS:
        return SpanKind.IDENTITY if _is_identity(digits) else None
    if not digits.isdecimal():
        return None
    if len(digits) == _MOBILE_DIGITS and digits[0] == "1":
        return SpanKind.MOBILE if _is_dialled(digits) else None
    fixed = digits[0] == "0" and len(digits) in _FIXED_DIGITS
    return SpanKind.FIXED_LINE if fixed and _is_dialled(digits) else None


def _is_identity(digits: str) -> bool:
    from stdnum.cn import ric  # noqa: PLC0415  wanted only when somebody says eighteen digits

    return bool(ric.is_valid(digits))


def _is_dialled(digits: str) -> bool:
    import phonenumbers  # noqa: PLC0415  heavy, and wanted only when somebody dictates a number

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(digits, "CN"))
    except phonenumbers.NumberParseException:
        return False


def _mended(found: Found, sheet: Sheet) -> Found:
    """The number with its end as corrected behind it, where that makes a number."""
    mended = _MENDED.match(sheet.heard[found.end :])
    if not mended:
        return found
    first, last = (found.end + at for at in mended.span("digits"))
    tail = as_digits(sheet.heard[first : min([last, *(pause for pause in sheet.pauses if first < pause)])])
    value = found.value[: -len(tail)] + tail
    fits = len(tail) <= _LONGEST_TAIL and kind_of(value) is found.kind
    return msgspec.structs.replace(found, value=value) if fits else found
