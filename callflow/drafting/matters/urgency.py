"""Urgency: 特急 when an emergency service has to come now, 紧急 when daily life has stopped, else 一般.

What the agent says of the ticket (按紧急件转) decides where the citizen's words do not.

Words that only fear, remember or suppose something (怕停水, 去年停电, 消防隐患) do not count.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from callflow.drafting.conversation import Conversation
from callflow.drafting.draft import DraftField, Span
from callflow.drafting.language.terms import LINES_KEPT, patterns
from callflow.drafting.matters.emergency import emergency_in
from callflow.units import UtteranceId

_SUPPOSED = re.compile(
    r"怕|担心|万一|容易|可能|隐患|预防|防止|会不会|如果|要是|差点|好在|以免|避免|避开|以前|之前|曾经|去年|前年|上个?月|上次|几年前"
    r"|历史|规定|条例|应急|演练|知识|怎么办理|生怕|导致过|造成过|没有|不会|别说"
)
_OVER = re.compile(
    r"已经(?:扑灭|灭了|好了|恢复|来水|来电|修好)|火灭了|扑灭了|早就好了|后来(?:修好|恢复|好了|来水|来电)"
)
_PAST = re.compile(r"怕|隐患|去年|前年|上个?月|上次|以前|之前")
_FEARED = re.compile(r"的?(?:安全)?(?:隐患|风险|危险|可能)")
_UNPAID = re.compile(
    r"(?:欠|拖|差)[^，]{0,6}(?:工资|工钱|钱|万)|(?:工资|工钱|血汗钱)[^，]{0,6}(?:没|不|欠)|钱(?:都|也)?要不到|要不到[^，]{0,2}钱|老板不给钱|没发(?:工资|钱)|要工钱"
)
_SEVERAL = re.compile(
    r"(?:[二三四五六七八九十百两\d]+几?多?)(?:个|名|位|号)(?:人|工人|民工|工友|兄弟|员工|老乡)?|我们(?:这)?(?:一伙|班组|十几|几十)|大家|兄弟们|工友们"
)
_HOME_FOR_A_FEAST = re.compile(
    r"(?:快|马上|要|就)[^，]{0,4}(?:过年|过节)|(?:过年|春节|中秋|年关|腊月)[^，]{0,8}，?[^，]{0,8}(?:回家|回去|回不去|火?车票)|回不?去家"
    r"|回家过年|回不了家"
)
_BEFORE = 10
_AGENTS_WORD = 0.85


def draft_urgency(conversation: Conversation) -> DraftField | None:
    """一般, 紧急 or 特急; None as long as the citizen said nothing. The sources hold the words that decided."""
    if not conversation.lines:
        return None
    if spans := tuple(_emergencies(conversation)):
        return _decided("特急", spans, conversation, 0.0)
    if spans := tuple(_standing(conversation)):
        return _decided("紧急", spans, conversation, 0.15)
    if told := next(_agents_decision(conversation), None):
        return DraftField(value="紧急", confidence=_AGENTS_WORD, sources=(told[0],), why=(told[1],))
    return DraftField(value="一般", confidence=0.7, sources=(conversation.lines[0].id,))


def _emergencies(conversation: Conversation) -> Iterator[Span]:
    for line in conversation.lines:
        if found := emergency_in(line.raw):
            yield Span(utterance=line.id, start=found.start, end=found.end)


def _standing(conversation: Conversation) -> Iterator[Span]:
    pressing = patterns(__package__, "urgency")["紧急"]
    yield from _unpaid_before_a_feast(conversation)
    for line in conversation.lines:
        where = None if _OVER.search(line.text) else _present(pressing, line.text)
        if where:
            yield line.span(*where)


def _unpaid_before_a_feast(conversation: Conversation) -> Iterator[Span]:
    """The words for a feast at which several people want to be at home, who have not got their wages."""
    said = conversation.said
    if not (_UNPAID.search(said) and _SEVERAL.search(said)):
        return
    for line in conversation.lines:
        if found := _HOME_FOR_A_FEAST.search(line.text):
            yield line.span(*found.span())
            return


def _agents_decision(conversation: Conversation) -> Iterator[tuple[UtteranceId, str]]:
    """The utterances in which the agent calls the ticket urgent, and the words."""
    pressing = patterns(__package__, "urgency")["agent"]
    for line in conversation.staff:
        if found := pressing.search(line.text):
            yield line.id, found[0]


def _decided(level: str, spans: tuple[Span, ...], conversation: Conversation, less: float) -> DraftField:
    said = {line.id: line.raw for line in conversation.lines}
    return DraftField(
        value=level,
        confidence=round(min(0.95, 0.75 + 0.1 * len(spans)) - less, 2),
        sources=tuple(dict.fromkeys(span.utterance for span in spans)),
        spans=spans,
        why=tuple(dict.fromkeys(said[span.utterance][span.start : span.end] for span in spans)),
    )


@lru_cache(maxsize=LINES_KEPT)
def _present(pressing: re.Pattern[str], text: str) -> tuple[int, int] | None:
    """Where the words stand that are not feared, past or supposed."""
    return next((found.span() for found in pressing.finditer(text) if _is_now(text, found)), None)


def _is_now(text: str, found: re.Match[str]) -> bool:
    before = text[max(0, found.start() - _BEFORE) : found.start()]
    return not (_SUPPOSED.search(before) or _PAST.search(found[0]) or _FEARED.match(text, found.end()))
