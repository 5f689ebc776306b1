"""Numbers as they are said: years digit by digit, doors and numbers to call with 幺, 2个 as 两个, others by size."""

import re

import cn2an

_DIGITS = "零一二三四五六七八九"
_LONGEST_AMOUNT = 8
"""Digits of the longest number that is said by its size; longer ones are no amounts."""
_COUNTED = "个次天名户家台辆周条处种项块位件张座人公里米吨小时年分钟"
_CALLED = "热线|专线|电话|平台|服务热线|政务"
_LINE = re.compile(
    rf"(?<![\d.])(?:123\d\d|9[56]\d{{3}})(?![\d.万亿{_COUNTED}元平立])|(?<![\d.])\d{{3,6}}(?=(?:{_CALLED}))"
    r"|(?<=拨打)\d{3,6}(?!\d)|(?<=致电)\d{3,6}(?!\d)|(?<=(?:电话|热线|专线|号码)[:为是])\d{3,6}(?!\d)"
)
"""A short number to call. What has seven digits or more is masked before."""
_PLATE = re.compile(r"(?<![\d.])\d{3,4}(?=室|房(?!屋)|路(?!程)|国道|省道|县道|次列车)|(?<=杠)\d{3,4}")
_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d\d(?=年(?![以多来]))|(?<=[〔\[(])(?:19|20)\d\d(?=[〕\])])")
_PART = re.compile(r"(\d+(?:\.\d+)?) ?([%‰])")
_TWO = re.compile(rf"(?<![\d.第]|杠|点)2(?=[{_COUNTED}](?!月|级|中|小))")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def in_words(text: str) -> str:
    """Write every number out."""
    text = _LINE.sub(lambda found: by_digit(found[0], one="幺"), text)
    text = _PLATE.sub(lambda found: by_digit(found[0], one="幺"), text)
    text = _YEAR.sub(lambda found: by_digit(found[0]), text)
    text = _PART.sub(lambda found: f"{'百' if found[2] == '%' else '千'}分之{_by_size(found[1])}", text)
    text = _TWO.sub("两", text)
    return _NUMBER.sub(lambda found: _by_size(found[0]), text)


def by_digit(digits: str, one: str = "一") -> str:
    """Digits one by one; `one` is what 1 is called: 幺 in numbers to call and on doors."""
    return "".join(one if digit == "1" else _DIGITS[int(digit)] for digit in digits)


def _by_size(number: str) -> str:
    whole, point, rest = number.partition(".")
    if len(whole) > _LONGEST_AMOUNT or (len(whole) > 1 and whole.startswith("0")):
        return by_digit(whole, one="幺") + (f"点{by_digit(rest)}" if point else "")
    said = str(cn2an.an2cn(whole))
    said = said.removeprefix("一") if said.startswith("一十") else said
    return said + (f"点{by_digit(rest)}" if point else "")
