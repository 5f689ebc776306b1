"""What a correction makes of a telephone number: a part that is named, replaced by another, lacking, or said again.

后四位是…, 中间是…, 第四位是八, 不是六九，是九六, 少了个六. Of a part that is only said again (错了，四五九六) the place
is found by what it shares with the number.
"""

import re
from collections.abc import Iterator

from callflow.drafting.language.numbers import DIGITS, digit_runs
from callflow.drafting.language.terms import alternation

MOBILE = 11
_DIGIT = "[0-9零〇幺么一二三四五六七八九]"
_WRONG = r"(?:错了?|不对|说错了?|念错了?|报错了?|反了)"
_PLACES = r"(?:这)?(?:几位|[一两二三四五1-5]位|[一两二三四五]个)"
_CHANGED = rf"(?:{_WRONG})?，?(?:应该|改成|要)?"
_TAIL = alternation(
    (
        rf"(?:最后|尾号|末尾|结尾|尾数|末位)(?:{_PLACES})?(?:数|号)?(?:字)?{_CHANGED}(?:是|成)?$",
        rf"(?:后面|后头|(?<![以然往随])后)(?:{_PLACES}(?:数|号)?{_CHANGED}是?|{_WRONG}，?(?:应该|改成)?是?|(?:应该)?是)$",
    )
)
_LAST_DIGIT = re.compile(r"(?:最后|末|尾)(?:一|1)?(?:位|个)?(?:数|号|字)*(?:应该)?是$")
_ONE_LAST = re.compile(r"(?:最后|末|尾)(?:一|1)(?:位|个)(?:数|号|字)*(?:应该)?是$")
_MIDDLE = re.compile(rf"中间(?:{_PLACES})?(?:数)?{_CHANGED}是$")
_HEAD = re.compile(rf"(?:(?:前面|前)(?:{_PLACES})|开头(?:{_PLACES})?)(?:数)?{_CHANGED}是$")
_LACKS = re.compile(r"(?:还有|还差|少|漏|掉)(?:说|讲|念|报|写|记)?了?(?:一个|个)$")
_NTH = re.compile(r"(倒数)?第([一二三四五六七八九十]|[0-9]{1,2})(?:位|个)(?:数|号|字)?(?:应该)?是$")
_SAID_AGAIN = re.compile(rf"{_WRONG}|应该|看看|看一下|改|等一?下|结尾")
_SWAPS = tuple(
    re.compile(source)
    for source in (
        rf"不(?:是|对)(?P<wrong>{_DIGIT}{{1,6}})(?:，(?:应该|而|要)?是?|(?:应该|而|要)?是)(?P<right>{_DIGIT}{{1,6}})(?!{_DIGIT})",
        rf"(?P<wrong>{_DIGIT}{{1,6}}){_WRONG}，?(?:应该)?是(?P<right>{_DIGIT}{{1,6}})(?!{_DIGIT})",
        rf"是(?P<right>{_DIGIT}{{1,6}})，?不是(?P<wrong>{_DIGIT}{{1,6}})(?!{_DIGIT})",
    )
)
_MIDDLE_AT, _MIDDLE_SIZE, _SHORTEST_AGAIN = 3, 4, 3


def corrects_a_digit(before: str) -> bool:
    """Whether the words before a single digit make it a part of a number."""
    return any(part.search(before) for part in (_LAST_DIGIT, _LACKS, _NTH))


def swapped(digits: str, text: str) -> str:
    """The number after every 不是六九，是九六 of a text; as it was where there is none."""
    for wrong, right in _swaps(text):
        if len(wrong) == len(right) and (len(wrong) > 1 or digits.count(wrong) == 1) and wrong in digits:
            digits = _with(digits, right, digits.rindex(wrong))
    return digits


def repaired(digits: str, run: str, before: str, *, denied: bool) -> str | None:
    """The number after a run of digits with the words before it; None when they correct no part of it.

    `denied` is whether the citizen began with no.
    """
    if len(run) >= MOBILE:
        return None
    if (named := _in_its_place(digits, run, before)) is not None:
        return named
    again = denied or _SAID_AGAIN.search(before)
    return _aligned(digits, run) if again and len(run) >= _SHORTEST_AGAIN else None


def _swaps(text: str) -> Iterator[tuple[str, str]]:
    for swap in _SWAPS:
        for found in swap.finditer(text):
            yield _figures(found["wrong"]), _figures(found["right"])


def _figures(words: str) -> str:
    return "".join(run.digits for run in digit_runs(words)) or "".join(DIGITS[char] for char in words)


def _in_its_place(digits: str, run: str, before: str) -> str | None:
    if _LACKS.search(before):
        return _with_what_lacked(digits, run)
    if nth := _NTH.search(before):
        place = int(DIGITS.get(nth[2], nth[2] if nth[2].isdigit() else "10"))
        at = len(digits) - place if nth[1] else place - 1
        return _with(digits, run[:1], at) if 0 <= at < len(digits) else digits
    if _ONE_LAST.search(before) and run[1:].endswith(run[0]):
        run = run[1:]
    if _TAIL.search(before) or (len(run) == 1 and _LAST_DIGIT.search(before)):
        return digits + run if len(digits) + len(run) == MOBILE else _with_tail(digits, run)
    if _MIDDLE.search(before):
        return _aligned(digits, run[-_MIDDLE_SIZE:]) or _with(digits, run[-_MIDDLE_SIZE:], _MIDDLE_AT)
    return _with(digits, run, 0) if _HEAD.search(before) else None


def _with_what_lacked(digits: str, run: str) -> str:
    if len(digits) >= MOBILE:
        return digits
    return digits + run[0] if len(digits) + 1 == MOBILE else digits + run


def _aligned(digits: str, run: str) -> str | None:
    """The number with a part of it as it was said again: where that differs least; None when it fits nowhere."""
    if len(digits) < MOBILE:
        begun = digits[: MOBILE - len(run)]
        return begun + run if len(begun) + len(run) == MOBILE and _near(digits[len(begun) :], run) else None
    places = [(_differ(digits[at : at + len(run)], run), -at) for at in range(len(digits) - len(run) + 1)]
    least, at = min(places)
    part = digits[-at : -at + len(run)]
    return _with(digits, run, -at) if least <= 1 or _near(part, run) else None


def _near(part: str, run: str) -> bool:
    """Whether two parts differ in one place, or only in the order of two neighbours."""
    differ = _differ(part, run)
    return differ <= 1 or (differ == 2 and len(part) == len(run) and sorted(part) == sorted(run))  # noqa: PLR2004


def _differ(part: str, run: str) -> int:
    return sum(one != other for one, other in zip(part, run, strict=False))


def _with(digits: str, run: str, at: int) -> str:
    return digits[:at] + run + digits[at + len(run) :]


def _with_tail(digits: str, tail: str) -> str:
    """Replace the end of a number; 八八，六二八八 says the same end twice, the longer time counts."""
    for size in range(2, len(tail) // 2 + 1):
        if tail[size:].endswith(tail[:size]) and len(tail) > 2 * size:
            tail = tail[size:]
            break
    return digits[: max(0, len(digits) - len(tail))] + tail
