"""The caller's name: the surname from the citizen's own 我姓刘, the form of address from how the agent speaks to them.

The agent's 刘先生 may be heard as 由先生: while the citizen's own 我姓刘 was understood, only the 先生 is taken from
there. Only when the citizen was asked and the answer was not understood, the agent's address stands in, with little
confidence.
"""

import re

from callflow.drafting.callers.form_of_address import MADAM, SIR, TITLES, as_written, bare_address
from callflow.drafting.callers.name_said import NameSaid, asked_for_name, name_in
from callflow.drafting.callers.surname import DOUBLE, surname
from callflow.drafting.conversation import AGENT, Conversation
from callflow.drafting.draft import DraftField, Span
from callflow.drafting.language.terms import alternation
from callflow.units import UtteranceId

_HEARD = rf"({DOUBLE}|[\u4e00-\u9fff])"
_ADDRESS = re.compile(rf"{_HEARD}(?:(先生|女士)|([宣鲜仙现]生)|(女[是市式事]))")
"""先生 and 女士, also as a recogniser hears them."""
_ADDRESSED = re.compile(rf"{_HEARD}(先生|女士)|(?:^|，|好的?|谢谢){_HEARD}({TITLES})")
_NAMELESS = re.compile(
    r"匿名|不想?留(?:名|姓)|不(?:方便|想|愿意?)(?:说|透露|提供|告诉)(?:名字|姓名|姓)|不留名|不说我?(?:名字|是谁|叫)|不登记(?:我的?)?名字"
)
_TEACHER = re.compile(r"我(?:就)?是[^，]{0,14}(?:的)?(?:一名)?(?:老师|教师)(?=，|$)")
_HIS = alternation(
    (
        r"我(?:的)?(?:老婆|媳妇|妻子|岳父|岳母|丈母娘|女朋友)",
        r"我是?个?(?:大)?男(?:的|人|生)|我是[^，]{0,8}(?:爸爸|父亲|爷爷|外公|儿子|女婿|丈夫|老公)(?=，|$)|(?:^|，)男的?(?=，|$)",
    )
)
_HERS = alternation(
    (
        r"我(?:的)?(?:老公|丈夫|婆婆|公公|男朋友)",
        r"我(?:是)?一?个?女(?:的|人|生|孩子)|我是[^，]{0,8}(?:妈妈|母亲|妈|奶奶|外婆|女儿|媳妇|老婆)(?=，|$)|(?:^|，)女的?(?=，|$)",
    )
)
_EXACTLY, _ALMOST, _WHOLE, _BY_SOUND, _UNADDRESSED, _BY_AGENT = 0.95, 0.85, 0.8, 0.75, 0.6, 0.5


def draft_caller_name(conversation: Conversation) -> DraftField | None:
    """刘先生, 刘女士, 谢老师, a full name, 匿名; 刘先生/女士 as long as nobody said how to address them."""
    said = [(found, line) for line in conversation.lines if (found := name_in(line))]
    if said:
        found, line = max(reversed(said), key=lambda each: each[0].evidence)
        return _addressed(found, line.span(found.start, found.end), conversation)
    return _nameless(conversation) or _as_addressed(conversation)


def _addressed(said: NameSaid, span: Span, conversation: Conversation) -> DraftField:
    if said.whole:
        return _field(said.name, _WHOLE, span)
    if said.title:
        return _field(said.name + as_written(said.title), _EXACTLY, span)
    for turn in conversation.of(AGENT) if said.heard else ():
        if found := _by_name(said.heard, turn.text):
            return _field(said.heard + found[0], found[1], span, turn.ids[0])
    for address in (_by_name, _by_sound, _bare):
        for turn in conversation.of(AGENT):
            if found := address(said.name, turn.text):
                return _field(said.name + found[0], found[1], span, turn.ids[0])
    return _field(said.name + _guessed(conversation), _UNADDRESSED, span)


def _field(value: str, confidence: float, span: Span, *others: UtteranceId) -> DraftField:
    return DraftField(value=value, confidence=confidence, sources=(span.utterance, *others), spans=(span,))


def _by_name(name: str, text: str) -> tuple[str, float] | None:
    exact = re.search(rf"{name}({TITLES})", text)
    return (as_written(exact[1]), _EXACTLY) if exact else None


def _by_sound(name: str, text: str) -> tuple[str, float] | None:
    loose = next((each for each in _ADDRESS.finditer(text) if each[2] or surname(each[1]) == name), None)
    if loose is None:
        return None
    title = loose[2] or (SIR if loose[3] else MADAM)
    return title, _ALMOST if surname(loose[1]) == name else _BY_SOUND


def _bare(_: str, text: str) -> tuple[str, float] | None:
    address = bare_address(text)
    return (address, _BY_SOUND) if address else None


def _as_addressed(conversation: Conversation) -> DraftField | None:
    """How the agent addresses a caller whose answer to the question for the name was not understood."""
    answers = [line for line in conversation.lines if asked_for_name(line.asked)]
    for turn in conversation.of(AGENT) if answers else ():
        if (called := _ADDRESSED.search(turn.text)) and (name := surname(called[1] or called[3])):
            sources = (answers[0].id, turn.ids[0])
            title = as_written(called[2] or called[4])
            return DraftField(value=name + title, confidence=_BY_AGENT, sources=sources)
    return None


def _guessed(conversation: Conversation) -> str:
    said = conversation.said
    if _TEACHER.search(said):
        return "老师"
    if _HIS.search(said):
        return SIR
    return MADAM if _HERS.search(said) else f"{SIR}/{MADAM}"


def _nameless(conversation: Conversation) -> DraftField | None:
    for line in conversation.lines:
        if found := _NAMELESS.search(line.text):
            return _field("匿名", 0.8, line.span(*found.span()))
    return None
