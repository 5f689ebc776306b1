"""A telephone number as the citizen dictates it: in groups, over several turns, and with parts corrected.

A number may be the citizen's own, or somebody else's of whom they tell (the company, the driver); the words before it
and the agent's question say which.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec

from callflow.drafting.conversation import BOUNDARY, CITIZEN, Turn
from callflow.drafting.numbers import digit_runs
from callflow.drafting.terms import alternation, either
from callflow.units import UtteranceId

ASKED = re.compile(r"电话|号码|手机|座机|联系方式|怎么联系|联系您|打哪个|留哪个")
_MINE = alternation(
    (
        r"(?:电话|号码|手机号?|座机|固话|联系方式|打我|联系我|打给我|(?:打|留)[^，]{0,6}的)[^，]{0,8}，?[^，]{0,6}，?$",
        r"^[^，]{0,3}$",
    )
)
_SOMEBODY_ELSE = either(
    r"对方|他们?的?|她的?|骗子|商家|卖家|公司|物业|客服|陌生|店里?|老板|房东|中介|司机|快递员?|师傅",
    r"厂里?|学校|医院|单位|办公室|负责人|经理|包工头|广告|牌子|招牌|短信|热线|那个",
)
_OTHERS = alternation(
    (
        r"(?:对方|他们?的|她的|骗子|商家|公司|物业|客服|陌生|店里?|老板)[^，我]{0,8}$",
        rf"{_SOMEBODY_ELSE}[^，我]{{0,8}}(?:电话|号码|手机|号)(?:号)?(?:就)?(?:是|叫|，)?$",
        r"(?:显示的?|打来的|打给我的|骚扰|贴的|写的|留的是)[^，我]{0,4}(?:是)?$",
    )
)
_YOURS_ASKED = re.compile(r"[您你]的?(?:电话|手机|联系)")
_CALL_THEM = re.compile(r"(?:就|先|也|可以)?(?:打|联系|留|写|记)(?:给)?[^，]{0,8}$")
_OTHERS_ASKED = re.compile(rf"{_SOMEBODY_ELSE}[^，您你]{{0,8}}(?:电话|号码|手机|联系)")
_NO_TELEPHONE = re.compile(r"(?:车牌|车号|订单|单号|身份证|卡号|账号|工号|编号|运单|合同|户号|灯杆|门牌)[^，]{0,6}，?$")
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
_MIDDLE = re.compile(rf"中间(?:{_PLACES})?(?:数)?(?:{_WRONG})?，?(?:应该|改成)?是$")
_HEAD = re.compile(rf"(?:(?:前面|前)(?:{_PLACES})|开头(?:{_PLACES})?)(?:数)?(?:{_WRONG})?，?(?:应该|改成)?是$")
_LACKS = re.compile(r"(?:还有|还差|少|漏|掉)(?:说|讲|念|报|写|记)?了?(?:一个|个)$")
_UNIT_BEHIND = re.compile(
    r"号楼|号院|[米栋幢楼层天块元年月户岁人次回趟分点万亩度斤十百千多来]|单元|公里|小时|左右"
    r"|个(?![0-9零〇一二两三四五六七八九幺])"
)
_INSTEAD = re.compile(r"(?:是|改成|换成)$")
_DENIED = re.compile(r"^(?:哎|呃|啊|哦|嗯|，)*(?:不对|不是|错了?|说错|多了?|我?多[讲说报念]|少了?|没有)")
_MOBILE, _LEAST, _MIDDLE_AT = 11, 7, 3


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """The digits so far, the utterances that they came from, and whether a read-back was confirmed."""

    digits: str
    ids: tuple[UtteranceId, ...]
    confirmed: bool = False


def dictated(turns: Sequence[Turn]) -> Heard | None:
    """The number that the citizen's turns leave standing; None when they gave none."""
    heard: Heard | None = None
    asked = ""
    for turn in turns:
        if turn.role == CITIZEN:
            heard = _after(heard, turn, asked)
        asked = turn.text
    return heard


@lru_cache(maxsize=1024)
def is_number(digits: str) -> bool:
    """Whether digits can be dialled in China: a mobile or a fixed line with its area code (numbering plan of +86)."""
    import phonenumbers  # noqa: PLC0415  heavy, and wanted only once somebody dictates a number

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(digits, "CN"))
    except phonenumbers.NumberParseException:
        return False


def is_mobile(digits: str) -> bool:
    """Whether digits have the form of a mobile number."""
    return len(digits) == _MOBILE and digits[0] == "1" and digits[1] in "3456789"


def asks_for_anothers(asked: str) -> bool:
    """Whether the agent asked for the number of somebody else only."""
    others = any(map(_OTHERS_ASKED.search, asked.split(BOUNDARY)))
    return others and not _YOURS_ASKED.search(asked)


def _after(heard: Heard | None, turn: Turn, asked: str) -> Heard | None:
    denied = bool(_DENIED.match(turn.text))
    wrong = ""
    for run, before in _runs(turn, asked):
        digits = (_corrected(heard.digits, run, before, wrong) if heard else "") or ""
        wrong = run if before.endswith(("不是", "不对")) else ""
        if heard and digits:
            heard = Heard(digits=digits, ids=heard.ids + turn.ids)
        elif heard and _goes_on(heard.digits, run, denied=denied):
            heard = Heard(digits=heard.digits + run, ids=heard.ids + turn.ids)
        elif number := _number_in(run, before, asked, corrects=heard is not None and denied):
            heard = Heard(digits=number, ids=turn.ids)
    return heard


def _runs(turn: Turn, asked: str) -> Iterator[tuple[str, str]]:
    """Every run of the turn that may be of the caller's number, with the words before it."""
    anothers = asks_for_anothers(asked)
    for run in digit_runs(turn.text):
        start = run.start + 2 if turn.text.startswith(("一个", "1个"), run.start) and len(run.digits) > 1 else run.start
        digits, before = run.digits[start != run.start :], turn.text[max(0, start - 16) : start]
        if len(digits) < _LEAST and _UNIT_BEHIND.match(turn.text, run.end):
            continue
        if len(digits) < 2 and not (_LAST_DIGIT.search(before) or _LACKS.search(before)):  # noqa: PLR2004
            continue
        theirs = anothers or (_OTHERS.search(before) and not (ASKED.search(asked) and _CALL_THEM.search(before)))
        if not theirs and not _NO_TELEPHONE.search(before):
            yield digits, before


def _corrected(digits: str, run: str, before: str, wrong: str) -> str | None:
    """The number after a correction of a part of it; None when the words correct none."""
    if len(run) >= _MOBILE:
        return None
    if wrong and _INSTEAD.search(before) and len(wrong) == len(run) and wrong in digits:
        return _with(digits, run, digits.rindex(wrong))
    if _LACKS.search(before):
        return digits + run[0] if len(digits) + 1 == _MOBILE else digits + run
    if _TAIL.search(before) or (len(run) == 1 and _LAST_DIGIT.search(before)):
        return digits + run if len(digits) + len(run) == _MOBILE else _with_tail(digits, run)
    at = _MIDDLE_AT if _MIDDLE.search(before) else 0 if _HEAD.search(before) else None
    return None if at is None else _with(digits, run, at)


def _with(digits: str, run: str, at: int) -> str:
    return digits[:at] + run + digits[at + len(run) :]


def _goes_on(digits: str, run: str, *, denied: bool) -> bool:
    whole = len(digits) >= _LEAST and digits[0] not in "01"
    return len(digits) < _MOBILE and len(digits + run) <= _MOBILE and not denied and not whole


def _number_in(run: str, before: str, asked: str, *, corrects: bool) -> str | None:
    mobiles = [run[at : at + _MOBILE] for at in range(len(run) - _MOBILE + 1) if is_mobile(run[at : at + _MOBILE])]
    if mobiles:
        return mobiles[-1]
    if run[0] == "0" and is_number(run):
        return run
    wanted = ASKED.search(asked) or _MINE.search(before) or corrects
    looks_begun = len(run) >= _LEAST or (run[0] == "1" and len(run) >= 3 and ASKED.search(asked))  # noqa: PLR2004
    return run if wanted and looks_begun and len(run) <= _MOBILE + 1 else None


def _with_tail(digits: str, tail: str) -> str:
    """Replace the end of a number; 八八，六二八八 says the same end twice, the longer time counts."""
    for size in range(2, len(tail) // 2 + 1):
        if tail[size:].endswith(tail[:size]) and len(tail) > 2 * size:
            tail = tail[size:]
            break
    return digits[: max(0, len(digits) - len(tail))] + tail
