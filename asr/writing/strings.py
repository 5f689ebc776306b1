"""Numbers said digit by digit: 一零三路 is 103路, 二零二五年 is 2025年, 要二三四五 is 12345.

Three digits in a row are a number; two only with 零 or 幺 among them, as a year, or as the end of a number
(最后是八八), because 五一, 一二 and 三八 are words as well. A recogniser writes 要, 夭 or 么 for 幺 (yāo, the spoken
1); they count as 1 where nothing but a digit can stand.
"""

import re

from asr.writing.lists import any_of
from asr.writing.numerals import DIGIT, DIGITS, NUMERAL, ONES, WRITTEN
from asr.writing.sheet import Sheet

_ONE = f"[一幺{ONES}]"
_ALONE = f"(?<![{NUMERAL}{WRITTEN}])"
_ENDS = f"(?![{NUMERAL}])"
_SERVICE = re.compile(
    rf"(?<=[转接通打拨呼叫报系知过])(?:{_ONE}{_ONE}[零九]|{_ONE}二[零二]){_ENDS}"
    rf"|{_ALONE}(?:{_ONE}{_ONE}[零九]|{_ONE}二[零二])(?=报警|火警|急救|指挥中心|救护车|消防)"
    rf"|{_ALONE}[一幺{ONES}交]二三四五{_ENDS}"
)
_HEAD = (
    rf"(?:(?:[{ONES}](?=[零〇][{DIGIT}]|[{DIGIT}]{{3}})|(?<=工号)[{ONES}]|[{ONES}]{{2}}(?=[{DIGIT}]号))(?=[{DIGIT}]))?"
)
_TAIL = rf"(?:(?<=[{DIGIT}]{{2}})[{ONES}](?=号|$))?"
_RUN = re.compile(rf"(?<!第){_ALONE}{_HEAD}[{DIGIT}]+(?:[{ONES}]+[{DIGIT}]+)*{_TAIL}{_ENDS}(?![毛角分])")
_LAST = re.compile(
    rf"(?:最后|尾号|末尾|后面)(?:几位|[两三四]位)?(?:应该)?是?(?P<digits>[{DIGIT}]+[{ONES}{DIGIT}]+){_ENDS}"
)
_YEAR = re.compile(rf"{_ALONE}(?:两零[{DIGIT}]{{2}}|[一二五六七八九零][{DIGIT}])(?=年(?!级))")
_UNIT = re.compile(any_of("units", "always", "from_ten"))
_CERTAIN = re.compile("[零〇幺]")
_ASCENDING = "一二三四五六七八九"
_LEAST = 3


def as_digits(said: str) -> str:
    """Digits said one by one, 幺 in whatever guise, as digits; other characters are left out."""
    return "".join("1" if char in ONES else "2" if char == "两" else DIGITS.get(char, "") for char in said)


def write_strings(sheet: Sheet) -> None:
    """Write the service numbers, years and other strings of digits."""
    for start, end in sheet.found_between_pauses(_SERVICE):
        sheet.write(start, end, "1" + as_digits(sheet.text[start + 1 : end]))
    for start, end in sheet.found_between_pauses(_LAST):
        sheet.write(start, end, as_digits(sheet.text[start:end]))
    for start, end in sheet.found_between_pauses(_YEAR):
        if not _is_about(sheet.text[start:end]):
            sheet.write(start, end, as_digits(sheet.text[start:end]))
    for start, end in sheet.found_between_pauses(_RUN):
        _write_run(sheet, start, end - sheet.has_article(end))


def _write_run(sheet: Sheet, start: int, end: int) -> None:
    run = sheet.text[start:end]
    meant = len(run) >= _LEAST or (len(run) > 1 and bool(_CERTAIN.search(run)))
    if meant and not (_is_about(run) and _UNIT.match(sheet.text, end)):
        sheet.write(start, end, as_digits(run))


def _is_about(run: str) -> bool:
    """七八年 is seven or eight years, 三四五楼 three floors."""
    return run in _ASCENDING
