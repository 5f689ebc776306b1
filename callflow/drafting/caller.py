"""The caller's name: the surname from the citizen's own 我姓刘, the form of address from how the agent speaks to them.

The agent's 刘先生 may be heard as 由先生: while the citizen's own 我姓刘 was understood, only the 先生 is taken from
there. Only when the citizen was asked and the answer was not understood, the agent's address stands in, with little
confidence.
"""

import re
from typing import NamedTuple

from callflow.drafting.conversation import AGENT, Conversation, Line
from callflow.drafting.draft import DraftField, Span
from callflow.drafting.surname import DOUBLE, SURNAMES, surname
from callflow.units import UtteranceId

_SURNAME = rf"(?:{DOUBLE}|[{SURNAMES}])"
_HEARD = rf"({DOUBLE}|[\u4e00-\u9fff])"
_TITLES = "先生|女士|老师|同学|小姐|同志|师傅|阿姨|大姐|大爷|大妈|医生"
_NAMED_END = rf"(?=$|，|[的]|电话|手机|号码|住|我|是|在|这|联系|幺|一三|一五|一八|要三|要五|要八|身份证|{_TITLES})"
_SPELT = re.compile(rf"(?<![百同您])[姓性信幸][^，]?[^，]{{1,3}}的{_HEARD}(?!的)")
_FAMILY = re.compile(rf"(?<![百同您])姓是?(?!名|什么|氏|的){_HEARD}({_TITLES})?")
_MISHEARD_FAMILY = re.compile(rf"(?:我|免贵|，|嗯|啊)*[性信幸兴形行](?:是)?{_HEARD}")
_FULL = re.compile(
    rf"(?:我叫|我的?名字(?:叫|是)|全名(?:叫|是)?|本人叫?)({_SURNAME}[\u4e00-\u9fff]{{1,2}}?){_NAMED_END}"
)
_SELF = re.compile(rf"(?:叫我|称呼我|我是|我)({_SURNAME})({_TITLES})")
_ASKED = re.compile(r"贵姓|称呼|姓名|名字|您姓")
_WORDS = "方便|明白|安全|应该|全部|时间|车|边|成|路|关|高兴|包|连|管|查|解|项|简|全|单|向|原来"
_ANSWER = re.compile(
    rf"(?:啊|嗯|哦|，|免贵|我叫|叫|我是|我)*(?!{_WORDS})({_SURNAME})"
    rf"(?:({_TITLES})|([\u4e00-\u9fff]{{1,2}}?)?{_NAMED_END})"
)
_SPELT_ANSWER = re.compile(rf"[^，]{{0,4}}的({_SURNAME})$")
_ADDRESS = re.compile(rf"{_HEARD}(先生|女士)")
_EXACTLY, _ALMOST, _BY_SOUND, _UNADDRESSED, _BY_AGENT = 0.95, 0.85, 0.75, 0.6, 0.5
_NAMELESS = re.compile(r"匿名|不想?留(?:名|姓)|不(?:方便|想|愿意?)(?:说|透露|提供|告诉)(?:名字|姓名|姓)|不留名")
_TEACHER = re.compile(r"我(?:就)?是[^，]{0,14}(?:的)?(?:一名)?(?:老师|教师)(?=，|$)")
_HIS, _HERS = re.compile(r"我(?:的)?(?:老婆|媳妇|妻子)"), re.compile(r"我(?:的)?(?:老公|丈夫|婆婆)")


class _Given(NamedTuple):
    """A name, its form of address ("" when none was said), and the words that gave them."""

    name: str
    title: str
    span: Span


def draft_caller_name(conversation: Conversation) -> DraftField | None:
    """刘先生, 刘女士, 谢老师, a full name, 匿名; 刘先生/女士 as long as nobody said how to address them."""
    for line in reversed(conversation.lines):
        if found := _named(line):
            return _addressed(found, conversation)
    return _nameless(conversation) or _as_addressed(conversation)


def _named(line: Line) -> _Given | None:
    """What this line gives."""
    if full := _FULL.search(line.text):
        return _Given(full[1], "", line.span(*full.span(1)))
    if (spelt := _SPELT.search(line.text)) and (name := surname(spelt[1])):
        return _Given(name, "", line.span(*spelt.span()))
    for found in _FAMILY.finditer(line.text):
        if name := surname(found[1]):
            return _Given(name, found[2] or "", line.span(*found.span()))
    if called := _SELF.search(line.text):
        return _Given(called[1], called[2], line.span(*called.span()))
    return _answered(line) if _ASKED.search(line.asked) else None


def _answered(line: Line) -> _Given | None:
    if (heard := _MISHEARD_FAMILY.match(line.text)) and (name := surname(heard[1])):
        return _Given(name, "", line.span(*heard.span()))
    if found := _ANSWER.match(line.text):
        return _Given(found[1] + (found[3] or ""), found[2] or "", line.span(*found.span()))
    spelt = _SPELT_ANSWER.match(line.text)
    return _Given(spelt[1], "", line.span(*spelt.span())) if spelt else None


def _addressed(given: _Given, conversation: Conversation) -> DraftField:
    if len(given.name) > 1 and given.name not in DOUBLE.split("|"):
        return _field(given, given.name, 0.8)
    if given.title:
        return _field(given, given.name + given.title, _EXACTLY)
    for turn in conversation.of(AGENT):
        if found := _address_of(given.name, turn.text):
            return _field(given, given.name + found[0], found[1], turn.ids[0])
    return _field(given, given.name + _guessed(conversation), _UNADDRESSED)


def _field(given: _Given, value: str, confidence: float, *others: UtteranceId) -> DraftField:
    sources = (given.span.utterance, *others)
    return DraftField(value=value, confidence=confidence, sources=sources, spans=(given.span,))


def _address_of(name: str, text: str) -> tuple[str, float] | None:
    if exact := re.search(rf"{name}({_TITLES})", text):
        return exact[1], _EXACTLY
    if loose := _ADDRESS.search(text):
        return loose[2], _ALMOST if surname(loose[1]) == name else _BY_SOUND
    return None


def _as_addressed(conversation: Conversation) -> DraftField | None:
    """How the agent addresses a caller whose answer to the question for the name was not understood."""
    answers = [line for line in conversation.lines if _ASKED.search(line.asked)]
    for turn in conversation.of(AGENT) if answers else ():
        if (called := _ADDRESS.search(turn.text)) and (name := surname(called[1])):
            sources = (answers[0].id, turn.ids[0])
            return DraftField(value=name + called[2], confidence=_BY_AGENT, sources=sources)
    return None


def _guessed(conversation: Conversation) -> str:
    if _TEACHER.search(conversation.said):
        return "老师"
    if _HIS.search(conversation.said):
        return "先生"
    return "女士" if _HERS.search(conversation.said) else "先生/女士"


def _nameless(conversation: Conversation) -> DraftField | None:
    for line in conversation.lines:
        if found := _NAMELESS.search(line.text):
            return _field(_Given("匿名", "", line.span(*found.span())), "匿名", 0.8)
    return None
