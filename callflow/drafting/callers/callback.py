"""The number to call back: what the citizen dictated, corrected and confirmed, else the calling number.

The last whole number that the citizen gave stands. 最后是八八 replaces the end of what was said before. A read-back by
the agent that the citizen confirms raises the confidence; it replaces only a number that the citizen gave incompletely
or corrected in part, and only when it is close to it, so that nothing is taken from the agent's side alone. A number
that the agent reads from an earlier call (还是原来的…吗) is the citizen's word once they say yes to it, and so is a
mobile number that the agent repeats, of which no digit was understood when the citizen told it.
"""

import re
from collections.abc import Iterator

from callflow.drafting.callers.dictated import ASKED, Heard, dictated, is_mobile, is_number
from callflow.drafting.conversation import AGENT, CITIZEN, Conversation, Line, agrees
from callflow.drafting.draft import DraftContext, DraftField, Span
from callflow.drafting.language.numbers import digit_runs
from callflow.units import UtteranceId

_THIS = re.compile(
    r"(?:就|打|用|是)(?:打|是|用)?(?:我)?(?:现在)?(?:打的)?这个(?:号|电话|手机|吧|就|嘛|，|$)|来电(?:的|这个)?(?:号|电话|就)|(?:打|用)来电"
    r"|(?:就)?(?:我)?(?:现在|正在)?打(?:过来|进来)?的?(?:这个|这部)(?:号|电话|手机)|本机|这个(?:号码?|电话|手机号?)(?:就|联系|就可以|可以)"
    r"|(?:就|是)我?(?:现在|正在)打的|现在这个(?:号|电话|手机|，|$)"
)
_NOT_THIS = re.compile(
    r"(?:别|不要|不是|不用|莫|甭)(?:打|用)?这个|这个(?:号码?|电话|手机)?[^，]{0,4}(?:打不通|停机?了?|不用了|欠费|不方便|没人接|不是我)"
)
_CALLING_ASKED = re.compile(r"来电|这个(?:号码?|电话)|本机|打进来|打过来|现在的?号码?|就用")
_KEPT = re.compile(r"(?:还是|还用|还打|原来|登记的|预留|上次|系统里)[^，]{0,12}$")
_YES_TO_IT = re.compile(r"(?:是|对|就)这个|没错|没变|对的")
_TO_RING = re.compile(r"(?:拨打?|(?:可以|直接|请)(?:打|联系|咨询)|他们|那边|工作人员|负责人)[^，]{0,10}$")
_DIALLED, _LOCAL, _TELLING = 10, 7, 3
_SURE, _GIVEN, _ODD, _CALLING_SAID, _CALLING_SILENT = 0.98, 0.85, 0.4, 0.9, 0.4


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


def _dictated(line: Line, number: str) -> Iterator[Span]:
    """The runs of digits in a line of which the number has three in a row, or all there are."""
    for run in digit_runs(line.text, least=2):
        pieces = (run.digits[at : at + _TELLING] for at in range(max(1, len(run.digits) - _TELLING + 1)))
        if any(piece in number for piece in pieces):
            yield line.span(run.start, run.end)


def _confidence(heard: Heard) -> float:
    if not is_number(heard.digits):
        return _ODD
    return _SURE if heard.confirmed else _GIVEN


def _said(conversation: Conversation) -> Heard | None:
    heard = dictated(conversation.turns)
    return _checked(heard, conversation) if heard else _on_record(conversation) or _not_understood(conversation)


def _checked(heard: Heard, conversation: Conversation) -> Heard:
    for back in reversed(conversation.read_backs):
        for run in digit_runs(back.text, least=_DIALLED):
            if run.digits == heard.digits:
                return Heard(digits=heard.digits, ids=(*heard.ids, back.id), confirmed=True)
            if not is_number(heard.digits) and is_number(run.digits) and _close(heard.digits, run.digits):
                return Heard(digits=run.digits, ids=(*heard.ids, back.id), confirmed=True)
    return heard


def _close(one: str, other: str) -> bool:
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415  wanted only when a number was heard oddly

    return Levenshtein.distance(one, other) <= 2  # noqa: PLR2004


def _on_record(conversation: Conversation) -> Heard | None:
    """The number of an earlier call that the agent asked about, once the citizen has said yes to it."""
    for before, turn in zip(conversation.turns, conversation.turns[1:], strict=False):
        if before.role == AGENT and turn.role == CITIZEN and (agrees(turn.text) or _YES_TO_IT.search(turn.text)):
            for run in digit_runs(before.text, least=_LOCAL):
                if _KEPT.search(before.text[: run.start]):
                    return Heard(digits=run.digits, ids=turn.ids, confirmed=True)
    return None


def _not_understood(conversation: Conversation) -> Heard | None:
    """The last mobile number that the agent read back and the citizen said yes to; not one to ring (您可以拨打…)."""
    for back in reversed(conversation.read_backs):
        for run in digit_runs(back.text, least=_DIALLED):
            if is_mobile(run.digits) and not _TO_RING.search(back.text[: run.start]):
                return Heard(digits=run.digits, ids=(back.id,))
    return None


def _calling_meant(conversation: Conversation, said: Heard | None) -> tuple[UtteranceId, ...]:
    """The utterances in which the citizen pointed at the number they call from, after any one they dictated."""
    lines = conversation.lines
    if said is not None:
        last = max((at for at, line in enumerate(lines) if line.id in said.ids), default=len(lines))
        lines = lines[last + 1 :]
    for line in lines:
        read_back = any(digit_runs(line.asked, least=_LOCAL))
        if not read_back and _THIS.search(line.text) and not _NOT_THIS.search(line.text):
            return (line.id,)
    for back in conversation.read_backs if said is None else ():
        if _CALLING_ASKED.search(back.text) and ASKED.search(back.text):
            return (back.id,)
    return ()
