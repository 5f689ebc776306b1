"""A telephone number as the citizen dictates it: in groups, over several turns, and with parts corrected.

A number may be the citizen's own, or somebody else's of whom they tell (the company, the driver); the words before it
and the agent's question say which.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec

from callflow.drafting.callers.number_repair import MOBILE, corrects_a_digit, repaired, swapped
from callflow.drafting.conversation import CITIZEN, Turn
from callflow.drafting.language.marks import BOUNDARY
from callflow.drafting.language.numbers import digit_runs
from callflow.drafting.language.terms import alternation, either
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
_UNIT_BEHIND = re.compile(
    r"号楼|号院|[米栋幢楼层天块元年月户岁人次回趟分点万亩度斤十百千多来]|单元|公里|小时|左右"
    r"|个(?![0-9零〇一二两三四五六七八九幺])"
)
_IF_NOT_REACHED = re.compile(
    r"(?:打不通|没人接|不通|占线|打不到我|联系不上)[^，]{0,3}，?(?:就|再|可以|也可以)?(?:打|联系)|要是|备用|第二个|其他的?(?:电话|号码|联系)"
)
_DENIED = re.compile(r"^(?:哎|呃|啊|哦|嗯|，)*(?:不对|不是|错了?|说错|多了?|我?多[讲说报念]|少了?|没有)")
_LEAST = 7


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
    return len(digits) == MOBILE and digits[0] == "1" and digits[1] in "3456789"


def asks_for_anothers(asked: str) -> bool:
    """Whether the agent asked for the number of somebody else only."""
    others = any(map(_OTHERS_ASKED.search, asked.split(BOUNDARY)))
    return others and not _YOURS_ASKED.search(asked)


def _after(heard: Heard | None, turn: Turn, asked: str) -> Heard | None:
    denied = bool(_DENIED.match(turn.text))
    first = heard
    for run, before in _runs(turn, asked):
        digits = repaired(heard.digits, run, before, denied=denied and heard is first) if heard else None
        if heard and digits:
            heard = Heard(digits=digits, ids=_and(heard, turn))
        elif heard and _goes_on(heard.digits, run, denied=denied):
            heard = Heard(digits=heard.digits + run, ids=_and(heard, turn))
        elif number := _number_in(run, before, asked, corrects=heard is not None and denied):
            only_else = heard is not None and len(heard.digits) == MOBILE and _IF_NOT_REACHED.search(before + asked)
            heard = heard if only_else else Heard(digits=number, ids=turn.ids)
    return _swapped(heard, turn) if heard and len(heard.digits) == MOBILE else heard


def _swapped(heard: Heard, turn: Turn) -> Heard:
    digits = swapped(heard.digits, turn.text)
    return heard if digits == heard.digits else Heard(digits=digits, ids=_and(heard, turn))


def _and(heard: Heard, turn: Turn) -> tuple[UtteranceId, ...]:
    return tuple(dict.fromkeys(heard.ids + turn.ids))


def _runs(turn: Turn, asked: str) -> Iterator[tuple[str, str]]:
    """Every run of the turn that may be of the caller's number, with the words before it."""
    anothers = asks_for_anothers(asked)
    for run in digit_runs(turn.text):
        start = run.start + 2 if turn.text.startswith(("一个", "1个"), run.start) and len(run.digits) > 1 else run.start
        digits, before = run.digits[start != run.start :], turn.text[max(0, start - 16) : start]
        if len(digits) < _LEAST and _UNIT_BEHIND.match(turn.text, run.end):
            continue
        if len(digits) < 2 and not corrects_a_digit(before):  # noqa: PLR2004
            continue
        theirs = anothers or (_OTHERS.search(before) and not (ASKED.search(asked) and _CALL_THEM.search(before)))
        if not theirs and not _NO_TELEPHONE.search(before):
            yield digits, before


def _goes_on(digits: str, run: str, *, denied: bool) -> bool:
    whole = len(digits) >= _LEAST and digits[0] not in "01"
    return len(digits) < MOBILE and len(digits + run) <= MOBILE and not denied and not whole


def _number_in(run: str, before: str, asked: str, *, corrects: bool) -> str | None:
    mobiles = [run[at : at + MOBILE] for at in range(len(run) - MOBILE + 1) if is_mobile(run[at : at + MOBILE])]
    if mobiles:
        return mobiles[-1]
    if run[0] == "0" and is_number(run):
        return run
    wanted = ASKED.search(asked) or _MINE.search(before) or corrects
    looks_begun = len(run) >= _LEAST or (run[0] == "1" and len(run) >= 3 and ASKED.search(asked))  # noqa: PLR2004
    return run if wanted and looks_begun and len(run) <= MOBILE + 1 else None
