"""Whether the caller stays anonymous (匿名) or confidential (保密): asked for, answered, or given as a reason.

Who is anonymous is confidential too. What the agent asks counts by the citizen's answer alone.
"""

import re
from collections.abc import Iterator

from callflow.drafting.conversation import AGENT, Conversation, Line, agrees
from callflow.drafting.draft import NO, YES, DraftField, Span
from callflow.drafting.terms import alternation

_ANONYMOUS = alternation(
    (
        r"匿名",
        # The name is not to be told
        r"不想?(?:留|报|说|给|透露)(?:我的)?(?:名字?|姓名|姓|真名)",
        r"(?:名字|姓名|姓)(?:就|我)?不(?:留|说|报|方便|想)",
        r"不(?:方便|愿意?|能)(?:说|透露|提供|告诉|留)[^，]{0,4}(?:名字|姓名|姓|身份)|不留名",
    )
)
_GIVEN_AWAY = r"(?:透露|泄露|说出去|知道是我|告诉[^，]{1,6}|知道我)"
_NOBODY_IS_TO = (
    rf"保密|(?:别|不要|不能|千万别|可别)(?:把|让|跟|和|给)?[^，]{{0,8}}{_GIVEN_AWAY}"
    r"|(?:别|不要|不能)(?:让[^，]{1,6}知道|(?:跟[^，]{1,6})?(?:说|讲)是我)|(?:别|不要)(?:透露|泄露|公开)"
)
_CONFIDENTIAL = alternation(
    (
        _NOBODY_IS_TO,
        # What is feared
        r"怕[^，]{0,8}(?:报复|找我|为难|穿小鞋|知道|打击|麻烦)",
    )
)
_NOT = alternation(
    (
        r"不保密|(?:不用|不需要|不必|无需|没必要|不要紧|无所谓|可以公开)[^，]{0,4}(?:保密|匿名)?",
        r"公开(?:没事|就行)",
    )
)
_SPEAKS_OF_SECRECY = alternation(
    (
        _NOBODY_IS_TO,
        r"怕[^，]{0,8}(?:报复|找我们?麻烦|为难|穿小鞋|知道是我|打击)",
        r"不保密|(?:不用|不需要|不必|无需|没必要|不要紧|无所谓|可以公开)[^，]{0,4}(?:保密|匿名)",
        r"^(?:不要紧|无所谓|可以公开)$|公开(?:没事|就行)",
    )
)
"""Said of nothing else: what _NOT and fears take for an answer to the agent may be part of any matter."""
_ASKED_ANONYMOUS, _ASKED_CONFIDENTIAL = re.compile(r"匿名"), re.compile(r"保密|公开|透露")
_WANTS = re.compile(r"^(?:嗯+|啊|，)*(?:要|需要|要的|当然|必须|最好|肯定|希望|麻烦|保密|匿名|请)")
_BY_AGENT = re.compile(r"(?:给您|为您|已经?|帮您)[^，需用不]{0,6}保密(?!吗|吧|么|呢)|设置(?:了)?保密")
_SAID, _BY_ACT, _BY_SILENCE = 0.9, 0.8, 0.6


def draft_anonymous(conversation: Conversation) -> DraftField | None:
    """YES or NO; None as long as the citizen said nothing."""
    return _drafted(conversation, list(_wishes(conversation, _ANONYMOUS, _ASKED_ANONYMOUS)))


def draft_confidential(conversation: Conversation) -> DraftField | None:
    """YES or NO; None as long as the citizen said nothing."""
    anonymous = list(_wishes(conversation, _ANONYMOUS, _ASKED_ANONYMOUS))
    wishes = [*_wishes(conversation, _CONFIDENTIAL, _ASKED_CONFIDENTIAL), *anonymous]
    return _drafted(conversation, wishes) if wishes else _set_by_agent(conversation)


def asks_for_secrecy(clause: str) -> bool:
    """Whether a clause asks that nobody may learn who called, or that it need not be kept from anybody."""
    return any(asked.search(clause) for asked in (_ANONYMOUS, _SPEAKS_OF_SECRECY))


def _set_by_agent(conversation: Conversation) -> DraftField | None:
    """What the agent says to have set: 已经给您保密 is an act, where a question would be none."""
    for turn in conversation.of(AGENT):
        if _BY_AGENT.search(turn.text):
            return DraftField(value=YES, confidence=_BY_ACT, sources=turn.ids)
    return _drafted(conversation, [])


def _drafted(conversation: Conversation, wishes: list[Span]) -> DraftField | None:
    if not conversation.lines:
        return None
    if not wishes:
        return DraftField(value=NO, confidence=_BY_SILENCE)
    raw = {line.id: line.raw for line in conversation.lines}
    return DraftField(
        value=YES,
        confidence=_SAID,
        sources=tuple(dict.fromkeys(span.utterance for span in wishes)),
        spans=tuple(wishes),
        why=tuple(dict.fromkeys(raw[span.utterance][span.start : span.end] for span in wishes)),
    )


def _wishes(conversation: Conversation, said: re.Pattern[str], asked: re.Pattern[str]) -> Iterator[Span]:
    for line in conversation.lines:
        found = said.search(line.text)
        if found and not _NOT.search(line.text):
            yield line.span(*found.span())
        elif asked.search(line.asked) and _answers_yes(line):
            yield line.span(0, len(line.text))


def _answers_yes(line: Line) -> bool:
    if _NOT.search(line.text) or re.match(r"(?:嗯|啊|，)*(?:不|没)", line.text):
        return False
    last = line.asked.split("，")[-1]
    asked_last = bool(_ASKED_CONFIDENTIAL.search(last) or _ASKED_ANONYMOUS.search(last))
    return bool(_WANTS.match(line.text)) or (asked_last and agrees(line.text))
