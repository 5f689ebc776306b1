"""Amounts: percentages, decimals, money and counts.

A number from ten on is written in digits before a unit (十二个 is 12个), one below ten only before units of address,
age and money (三单元 is 3单元, but 三个 stays), and one of a hundred or more wherever it stands (一千二 is 1200).
What is said roughly (七八百, 三十五六, 十几) is no single number and stays.
"""

import re

from asr.writing.lists import any_of
from asr.writing.numerals import NOT_BEFORE, NUMBER, NUMERAL, digits, in_digits, value
from asr.writing.sheet import Sheet

_PLAIN_DIGIT = "零一二三四五六七八九"
_UNITS = any_of("units", "always", "from_ten")
_PERCENT = re.compile(
    rf"百分之(?:(?P<all>百)(?!分)|(?P<whole>{NUMBER})(?:点(?P<part>[{_PLAIN_DIGIT}]{{1,4}}))?)(?![{NUMERAL}])"
)
_DECIMAL = re.compile(
    rf"{NOT_BEFORE}(?P<whole>{NUMBER})点(?P<part>[{_PLAIN_DIGIT}]{{1,4}})(?![{_PLAIN_DIGIT}十百千])"
    rf"(?=(?P<unit>{any_of('units', 'decimal')})?)"
)
_MONEY = re.compile(
    rf"{NOT_BEFORE}(?P<whole>{NUMBER})(?P<unit>[块元毛米度])(?P<part>[一二三四五六七八九])"
    rf"(?:(?![{NUMERAL}])(?!{_UNITS})|(?=[毛角])|(?=一[个斤人米次平吨位]))"
)
_WHOLE = rf"{NOT_BEFORE}{NUMBER}(?![{NUMERAL}])"
_ALWAYS = re.compile(rf"{_WHOLE}(?=[多来余]?(?:{any_of('units', 'always')}))")
_GROUP = re.compile(rf"(?:(?<=[村区队屯会])|(?<=[村区队屯会].组)|(?<=[村区队屯会].组.组)){_WHOLE}(?=组)")
_BUS = re.compile(
    rf"(?:(?<=[坐乘等搭换])|(?<=公交)){_WHOLE}(?=路(?![口上边面段灯况人程障]))|{_WHOLE}(?=路(?:公交|车|大巴))"
)
_FROM_TEN = re.compile(rf"{_WHOLE}(?=[多来余]?(?:{any_of('units', 'from_ten')}))")
_LARGE = re.compile(rf"{_WHOLE}(?![几里山庄寺岭湾村庙坡塘桥河沟洞铺堡塔])")
_TEN, _HUNDRED = 10, 100


def write_amounts(sheet: Sheet) -> None:
    """Write what is more than a count first, then counts by their units."""
    _write_percentages(sheet)
    _write_decimals(sheet)
    _write_money(sheet)
    for pattern, least in ((_ALWAYS, 0), (_GROUP, 0), (_BUS, 0), (_FROM_TEN, _TEN), (_LARGE, _HUNDRED)):
        for found in sheet.found(pattern):
            _write_count(sheet, *found.span(), least)


def _write_percentages(sheet: Sheet) -> None:
    for found in sheet.found(_PERCENT):
        whole = "100" if found["all"] else in_digits(found["whole"])
        if whole is not None:
            sheet.write(*found.span(), f"{whole}{_part(found)}%")


def _write_decimals(sheet: Sheet) -> None:
    for found in sheet.found(_DECIMAL):
        whole = in_digits(found["whole"])
        if whole is not None and (found["unit"] or found["whole"] == "零"):
            sheet.write(found.start(), found.end("part"), f"{whole}{_part(found)}")


def _part(found: re.Match[str]) -> str:
    return f".{digits(found['part'])}" if found["part"] else ""


def _write_money(sheet: Sheet) -> None:
    """Write 十二块五, 一米八 and 三十八度五, whose last digit counts tenths."""
    for found in sheet.found(_MONEY):
        if (whole := in_digits(found["whole"])) is not None:
            sheet.write(*found.span("whole"), whole)
            sheet.write(*found.span("part"), digits(found["part"]))


def _write_count(sheet: Sheet, start: int, end: int, least: int) -> None:
    said = sheet.text[start:end]
    if value(said) is None and sheet.has_article(end):
        said = said[:-1]
        end -= 1
    number, written = value(said), in_digits(said)
    if number is not None and written is not None and number >= least:
        sheet.write(start, end, written)
