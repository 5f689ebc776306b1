"""Whether the caller stays anonymous (匿名) or confidential (保密): asked for, answered, or given as a reason.

Who is anonymous is confidential too. What the agent asks counts by the citizen's answer alone.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from callflow.drafting.callers.name_said import asked_for_name, name_in
from callflow.drafting.conversation import AGENT, CITIZEN, Conversation, Line, agrees
from callflow.drafting.draft import NO, YES, DraftField, Span
from callflow.drafting.language.terms import alternation, either

_NAMES = r"(?:我)?(?:们)?(?:的)?(?:名字?|姓名|姓(?!名|什么|啥)|真名|大名|身份)"
_TO_TELL = r"(?:留|报|说|讲|给|透露|登记|写|记|填|提供|告诉)(?:你们?|您)?(?:下|出|了)?"
_ANONYMOUS = re.compile(r"匿名(?!信|电话|短信|账号|网友)|不记名")
"""Said by its word: it stands whatever name was told before."""
_NAMELESS = alternation(
    (
        # The name is not to be told, or put down
        rf"不(?:想|要|用|愿意?|打算|方便|能|太想)?{_TO_TELL}{_NAMES}",
        rf"(?:别|莫|甭|不要){_TO_TELL}{_NAMES}(?!错)",
        r"(?:名字|姓名|姓)(?:我)?(?:就)?(?:我)?(?:不|别|莫)(?:留|说|讲|报|写|记|登记|方便|想|用)",
        r"(?:我)?(?:叫|姓)(?:什么|啥)(?:名字)?(?:我)?(?:就)?(?:不|别|莫)(?:说|讲|报|留|问)|不留名|(?:别|莫|不要)(?:问|管)我(?:是谁|叫|姓)",
        rf"不(?:想|愿意?|能|敢|方便)?{_TO_TELL}我?(?:是谁|是哪个|叫(?:什么|啥|么)|姓(?:什么|啥|甚|么))",
    )
)
_WHOEVER = either(
    r"村|镇|乡|厂|公司|单位|学校|老师|老板|物业|社区|领导|街道|店|房东",
    r"他们?|她|对方|邻居|人家|别人|楼上|楼下|队|家里",
)
_GIVEN_AWAY = r"(?:透露|泄露|说出去|讲出去|传出去|传到|透给|(?:知道|晓得)是我|告诉[^，]{1,6}|(?:知道|晓得)我|暴露)"
_DO_NOT = r"(?:别|莫|甭|勿|不要|不能|不许|不得|可别|千万别|千万莫|千万不要)"
_NOBODY_IS_TO = (
    rf"保密|{_DO_NOT}(?:把|让|跟|和|给|对)?[^，]{{0,8}}{_GIVEN_AWAY}"
    rf"|{_DO_NOT}(?:让[^，]{{1,6}}(?:知道|晓得)|(?:跟[^，]{{1,6}})?(?:说|讲)(?:是|出去|我(?:打|说|讲|反映)))|{_DO_NOT}(?:透露|泄露|公开|外传|外泄)"
    rf"|(?:电话|号码|信息|名字|姓名|我的)[^，]{{0,8}}，?[^，]{{0,4}}{_DO_NOT}(?:往外)?(?:给|转给|传给|转到|发给|交给)[^，]{{0,3}}{_WHOEVER}"
    r"|会不会[^，]{0,8}(?:(?:知道|晓得|查到|看到|找到)(?:是)?我|传到|传出去|泄露|透露)|(?:只有|就)你们(?:自己)?(?:知道|晓得|留着)"
    rf"|不会(?:跟|和|给|告诉|让)[^，]{{0,6}}(?:讲|说|知道|晓得)?[^，]{{0,4}}(?:是谁|哪个|哪一?家|是我)"
    r"|不想?让[^，]{1,6}(?:知道|晓得)(?:是)?我"
)
_CONFIDENTIAL = alternation(
    (
        _NOBODY_IS_TO,
        # What is feared
        r"怕[^，]{0,8}(?:报复|找我|为难|穿小鞋|知道|晓得|打击|麻烦|针对我|刁难|整我|找茬|开除|辞退)",
    )
)
_NOT = alternation(
    (
        r"不保密|(?:不用|不需要|不必|无需|没必要|不要紧|无所谓|可以公开|不怕)[^，]{0,4}(?:保密|匿名)?",
        r"公开(?:没事|就行)|不匿名|^实名|我实名|(?:是|要|用)实名",
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
_REFUSES = re.compile(
    r"(?:算了|哎呀|这个|嗯|啊|，)*(?:就|我)*(?:不留|不说|不方便(?:说|留)|不想(?:说|留)|不报)(?!电话|号码)"
)
_OPTION = r"(?<!可以)(?<!能)(?<!能够)(?<!需要)(?<!要)(?<!是否)"
_BY_AGENT = re.compile(
    r"(?:给您|为您|已经?|帮您)[^，需用不]{0,6}保密(?!吗|吧|么|呢)|设置?(?:了)?(?:成|为)?保密(?!吗|吧|么|呢)"
    rf"|{_OPTION}(?:备注|标注|注明|严格|做好?|按|选)(?:了|为|成|上)?保密(?!吗|吧|么|呢)|(?:^|，)(?:全程|信息)?保密(?:转办|处理|件|登记|，|$)"
)
_ANONYMOUS_BY_AGENT = re.compile(
    rf"匿名(?:举报)?件|(?:^|，|{_OPTION}(?:按|给您|为您|做))匿名(?:了|，|$|处理|登记|转|受理)"
)
_SAID, _BY_ACT, _BY_SILENCE = 0.9, 0.8, 0.6


def draft_anonymous(conversation: Conversation) -> DraftField | None:
    """YES or NO; None as long as the citizen said nothing."""
    return _drafted(conversation, _anonymous(conversation))


def draft_confidential(conversation: Conversation) -> DraftField | None:
    """YES or NO; None as long as the citizen said nothing."""
    wishes = [*_wishes(conversation, _CONFIDENTIAL, _ASKED_CONFIDENTIAL), *_anonymous(conversation)]
    return _drafted(conversation, wishes) if wishes else _set_by_agent(conversation)


def asks_for_secrecy(clause: str) -> bool:
    """Whether a clause asks that nobody may learn who called, or that it need not be kept from anybody."""
    return any(asked.search(clause) for asked in (_ANONYMOUS, _NAMELESS, _SPEAKS_OF_SECRECY))


def _anonymous(conversation: Conversation) -> list[Span]:
    """The wishes to stay anonymous. Who tells a surname then or later wants only that no more of the name is known."""
    explicit = list(_wishes(conversation, _ANONYMOUS, _ASKED_ANONYMOUS))
    ids = [line.id for line in conversation.lines]
    named = max((at for at, line in enumerate(conversation.lines) if name_in(line)), default=-1)
    wishes = [wish for wish in _wishes(conversation, _NAMELESS, None) if ids.index(wish.utterance) > named]
    wishes += [line.span(0, len(line.text)) for line in conversation.lines[named + 1 :] if _refuses_a_name(line)]
    if named < 0 and not wishes:
        wishes += _recorded_as_anonymous(conversation)
    return [*explicit, *wishes]


def _refuses_a_name(line: Line) -> bool:
    return asked_for_name(line.asked) and bool(_REFUSES.match(line.text))


def _recorded_as_anonymous(conversation: Conversation) -> Iterator[Span]:
    """The citizen's words before the agent said that the case is an anonymous one."""
    for before, turn in pairwise(conversation.turns):
        if turn.role == AGENT and before.role == CITIZEN and _ANONYMOUS_BY_AGENT.search(turn.text):
            line = next(line for line in conversation.lines if line.id == before.ids[-1])
            yield line.span(0, len(line.text))


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


def _wishes(conversation: Conversation, said: re.Pattern[str], asked: re.Pattern[str] | None) -> Iterator[Span]:
    for line in conversation.lines:
        found = said.search(line.text)
        if found and not _NOT.search(line.text):
            yield line.span(*found.span())
        elif asked and asked.search(line.asked) and _answers_yes(line):
            yield line.span(0, len(line.text))


def _answers_yes(line: Line) -> bool:
    if _NOT.search(line.text) or re.match(r"(?:嗯|啊|，)*(?:不|没)", line.text):
        return False
    last = line.asked.split("，")[-1]
    asked_last = bool(_ASKED_CONFIDENTIAL.search(last) or _ASKED_ANONYMOUS.search(last))
    return bool(_WANTS.match(line.text)) or (asked_last and agrees(line.text))
