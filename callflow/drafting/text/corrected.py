"""Slips that the citizen takes back at once: 四号楼，不对，是六号楼 was 六号楼 from the start.

Only a number with its unit, or a number plate's letters and digits, is put right, and only where the new value has the
same unit: then nothing but the slip can be meant. A value of the utterance before is put right only when the agent had
said it again in between. What is said of the old value later on stands as it was said.
"""

import re
from collections.abc import Iterable

from callflow.drafting.language.terms import either
from callflow.drafting.language.written import numbers_written

_DIGITS = "[零〇一二三四五六七八九幺A-Z0-9]{4,6}"
_NUMBER = "[零〇一二两三四五六七八九十百千万半幺0-9.]+"
_UNIT = either(
    r"号楼|号线|栋|幢|单元|楼|层|号|室|期|组|路|户|个?人|名|位|岁",
    r"亩|斤|吨|平方米|平方|公里|米|万?元|万?块|个",
    r"天|年|个?月|周|点半?|个?小时|次|台|辆|张",
)
_VALUE = re.compile(
    rf"(?P<value>{_NUMBER}(?P<unit>{_UNIT})(?:[到至]{_NUMBER}(?P=unit))?)(?!{_NUMBER})"
    rf"|(?P<plate>[A-Z]{_DIGITS})"
)
_TAKES_BACK = re.compile(
    r"(?:^|[，。…！？；,.])(?:哎呀?|啊|哦|呃|嗯|，)*"
    r"(?:不对|不是不是|不是(?=[，。…,]|是)|错了|不好意思(?=，|是)|(?:我)?(?:说|讲|记|报|看)(?:错|反)了?)(?:不对|，|啊|了)*"
)
_NEW_VALUE = re.compile(rf"(?:^|(?<=[，。…！,.是在为有]))(?:{_VALUE.pattern})")
"""A value with which a clause begins, or what follows 是: 不是，楼上四楼漏的 tells of another floor."""
_REACH = 40
"""Characters behind the slip's end in which the right value has to come."""
_TAIL = re.compile(rf"，?是?({_DIGITS})(?![\d零一二三四五六七八九十百千万])")
"""Digits that are told again without the letter before them."""
_AT_ONCE = 20
"""Characters of an utterance within which it takes back what stands in the one before."""


def corrected(said: Iterable[tuple[str, str]]) -> list[str]:
    """The citizen's utterances in order, each with what it answers; right values in place of slips."""
    right: list[str] = []
    for text, asked in said:
        right.append(text)
        for taken_back in _TAKES_BACK.finditer(text):
            after = text[taken_back.end() : taken_back.end() + _REACH]
            left = len(text) - taken_back.start()
            if here := _slip(text[:-left], after):
                right[-1] = _with(right[-1][:-left], *here) + right[-1][-left:]
            elif len(right) > 1 and taken_back.start() < _AT_ONCE:
                there = _slip(right[-2], after)
                right[-2] = _with(right[-2], *there) if there and _says(asked, there[0]) else right[-2]
    return right


def _slip(before: str, after: str) -> tuple[str, str] | None:
    """The last value in a text that is of the same kind as the next one, and that next one; None when there is none."""
    if new := _NEW_VALUE.search(after):
        kind = (new["unit"], not new["plate"])
        kin = [old[0] for old in _VALUE.finditer(before) if (old["unit"], not old["plate"]) == kind]
        return (kin[-1], new[0]) if kin else None
    if tail := _TAIL.match(after):
        kin = [old[0] for old in _VALUE.finditer(before) if old["plate"] and len(old[0]) == len(tail[1]) + 1]
        return (kin[-1], kin[-1][0] + tail[1]) if kin else None
    return None


def _says(asked: str, value: str) -> bool:
    """Whether the agent had said a value, as words or as digits."""
    return numbers_written(value) in numbers_written(asked)


def _with(text: str, slip: str, value: str) -> str:
    return _VALUE.sub(lambda found: value if found[0] == slip else found[0], text)
