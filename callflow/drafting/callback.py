"""The number to call back: what the citizen dictated, corrected and confirmed, else the calling number.

The last whole number that the citizen gave stands. 最后是八八 replaces the end of what was said before. A read-back by
the agent that the citizen confirms raises the confidence; it replaces only a number that the citizen gave incompletely
or corrected in part, and only when it is close to it, so that nothing is taken from the agent's side alone.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from callflow.drafting.conversation import CITIZEN, Conversation, Line, Turn
from callflow.drafting.draft import DraftContext, DraftField, Span
from callflow.drafting.numbers import digit_runs
from callflow.units import UtteranceId

_ASKED = re.compile(r"电话|号码|手机|联系方式|怎么联系|联系您")
_MINE = re.compile(r"(?:电话|号码|手机号?|联系方式|打我|联系我)[^，]{0,6}$|^[^，]{0,3}$")
_OTHERS = re.compile(r"(?:对方|他们?的|她的|骗子|商家|公司|物业|客服|陌生|店里?|老板)[^，]{0,8}$")
_THIS = re.compile(
    r"(?:就|打|用|是)(?:打|是|用)?(?:我)?(?:现在)?(?:打的)?这个(?:号|电话|手机|吧|就|，|$)|来电(?:的|这个)?(?:号|电话)"
    r"|(?:就)?(?:我)?(?:现在|正在)?打(?:过来|进来)?的?(?:这个|这部)(?:号|电话|手机)|本机|这个(?:号码?|电话|手机号?)(?:就|联系|就可以|可以)"
)
_CALLING_ASKED = re.compile(r"来电|这个(?:号码?|电话)|本机|打进来|打过来|现在的?号码?|就用")
_TAIL = re.compile(
    r"(?:最后|后面|尾号|末尾|结尾|尾数)(?:几位|[两二三四]位|[两二三四]个)?(?:数|号)?(?:字)?(?:应该)?是?$"
)
_WHOLE = 11
_TELLING = 3
_SURE, _GIVEN, _ODD, _CALLING_SAID, _CALLING_SILENT = 0.98, 0.85, 0.4, 0.9, 0.4


class _Heard(msgspec.Struct, frozen=True, kw_only=True):
    digits: str
    ids: tuple[UtteranceId, ...]
    confirmed: bool = False


def draft_callback_number(conversation: Conversation, context: DraftContext) -> DraftField | None:
    """The call-back number as digits; None when none was said and the calling number is withheld."""
    said = _said(conversation)
    calling = _calling_meant(conversation, said)
    if context.calling_number and (calling or said is None):
        sure = _CALLING_SAID if calling else _CALLING_SILENT
        spans = tuple(line.span(0, len(line.text)) for line in conversation.lines if line.id in calling)
        return DraftField(value=context.calling_number, confidence=sure, sources=calling, spans=spans)
    if said is None:
        return None
    spans = tuple(span for line in conversation.lines if line.id in said.ids for span in _dictated(line, said.digits))
    return DraftField(value=said.digits, confidence=_confidence(said), sources=said.ids, spans=spans)


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
    return len(digits) == _WHOLE and digits[0] == "1" and digits[1] in "3456789"


def _dictated(line: Line, number: str) -> Iterator[Span]:
    """The runs of digits in a line of which the number has three in a row, or all there are."""
    for run in digit_runs(line.text, least=2):
        pieces = (run.digits[at : at + _TELLING] for at in range(max(1, len(run.digits) - _TELLING + 1)))
        if any(piece in number for piece in pieces):
            yield line.span(run.start, run.end)


def _confidence(heard: _Heard) -> float:
    if not is_number(heard.digits):
        return _ODD
    return _SURE if heard.confirmed else _GIVEN


def _said(conversation: Conversation) -> _Heard | None:
    heard: _Heard | None = None
    asked = ""
    for turn in conversation.turns:
        if turn.role == CITIZEN:
            heard = _after_citizen(heard, turn, asked)
        asked = turn.text
    return heard and _checked(heard, conversation)


def _after_citizen(heard: _Heard | None, turn: Turn, asked: str) -> _Heard | None:
    for run, before in _runs(turn):
        if heard and _TAIL.search(before) and len(run) < _WHOLE:
            heard = _Heard(digits=_with_tail(heard.digits, run), ids=heard.ids + turn.ids)
        elif heard and len(heard.digits) < _WHOLE and len(heard.digits + run) <= _WHOLE:
            heard = _Heard(digits=heard.digits + run, ids=heard.ids + turn.ids)
        elif number := _number_in(run, before, asked):
            heard = _Heard(digits=number, ids=turn.ids)
    return heard


def _runs(turn: Turn) -> Iterator[tuple[str, str]]:
    for run in digit_runs(turn.text, least=2):
        before = turn.text[max(0, run.start - 12) : run.start]
        if not _OTHERS.search(before):
            yield run.digits, before


def _number_in(run: str, before: str, asked: str) -> str | None:
    mobiles = [run[at : at + _WHOLE] for at in range(len(run) - _WHOLE + 1) if is_mobile(run[at : at + _WHOLE])]
    if mobiles:
        return mobiles[-1]
    if run[0] == "0" and is_number(run):
        return run
    wanted = _ASKED.search(asked) or _MINE.search(before)
    looks_begun = len(run) >= 7 or (run[0] == "1" and len(run) >= 3 and _ASKED.search(asked))  # noqa: PLR2004
    return run if wanted and looks_begun and len(run) <= _WHOLE + 1 else None


def _with_tail(digits: str, tail: str) -> str:
    """Replace the end of a number; 八八，六二八八 says the same end twice, the longer time counts."""
    for size in range(2, len(tail) // 2 + 1):
        if tail[size:].endswith(tail[:size]) and len(tail) > 2 * size:
            tail = tail[size:]
            break
    return digits[: max(0, len(digits) - len(tail))] + tail


def _checked(heard: _Heard, conversation: Conversation) -> _Heard:
    for back in reversed(conversation.read_backs):
        for run in digit_runs(back.text, least=_WHOLE - 1):
            if run.digits == heard.digits:
                return _Heard(digits=heard.digits, ids=(*heard.ids, back.id), confirmed=True)
            if not is_number(heard.digits) and is_number(run.digits) and _close(heard.digits, run.digits):
                return _Heard(digits=run.digits, ids=(*heard.ids, back.id), confirmed=True)
    return heard


def _close(one: str, other: str) -> bool:
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415  wanted only when a number was heard oddly

    return Levenshtein.distance(one, other) <= 2  # noqa: PLR2004


def _calling_meant(conversation: Conversation, said: _Heard | None) -> tuple[UtteranceId, ...]:
    """The utterances in which the citizen pointed at the number they call from, after any one they dictated."""
    lines = conversation.lines
    if said is not None:
        last = max((at for at, line in enumerate(lines) if line.id in said.ids), default=len(lines))
        lines = lines[last + 1 :]
    for line in lines:
        if _THIS.search(line.text):
            return (line.id,)
    for back in conversation.read_backs if said is None else ():
        if _CALLING_ASKED.search(back.text) and _ASKED.search(back.text):
            return (back.id,)
    return ()
