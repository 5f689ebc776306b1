"""The body: who, when, where, what and what is asked for, in written Chinese; facts stand as they were said.

Hesitation and courtesies go. What the agent summed up and the citizen confirmed stands in a sentence of its own, so
that a reader sees whose words they are; so does what the agent answered when the call was answered at once.
"""

import re
from collections.abc import Sequence

from callflow.drafting.conversation import AGENT, BOUNDARY, CITIZEN, Conversation, Line, Turn
from callflow.drafting.draft import YES, DraftField, FieldName
from callflow.drafting.matter import is_personal, states_a_matter
from callflow.drafting.written import written

_DEMAND = re.compile(
    r"希望|要求|尽快|赶紧|赶快|麻烦(?!了)|派人|请(?!问)|能不能|什么时候|给个说法|解决|处理一下|修好|建议|退(?:钱|款|给)|道歉|赔"
)
_GREETING = re.compile(
    r"^(?:(?:你|您)好(?:啊)?|喂|同志|领导|话务员|，|请问|我?(?:想|要)?反映一下|我?想问(?:一下|个)?)+"
)
_THANKS = re.compile(r"(?:，|好的?)*(?:谢谢|感谢|麻烦(?:你们?|您|了))(?:你们?|您)?(?:了|啊)?$")
_CONTACT = re.compile(r"姓|电话|号码|保密|称呼|贵姓|感谢来电|再见|请讲|为您服务|[0-9幺一二三四五六七八九零]{7,}")
_SUMMARY = re.compile(
    r"核对|确认一下|记录|您(?:是|反映|的(?:诉求|建议|要求|意思)|要|希望|想)|转[^，]{2,8}|对吗|对吧|是吧|登记|就是"
)
_SCRIPT = re.compile(
    r"^(?:好的?|明白了?|理解[^，]*|嗯|行|您[^，]{0,6}(?:好|别[^，]*)|(?:我)?(?:跟您|再)?(?:核对|确认|重复)(?:一下)?|跟您(?:核对|确认)(?:一下)?|.{1,2}(?:先生|女士|老师|同学)|收到|知道了|感谢来电|再见|对吗|对吧|是吗|是吧"
    r"|[^，]*(?:工作日|小时|分钟)内[^，]*(?:答复|回复|反馈|回访|联系)[^，]*|[^，]*(?:保密|请您?稍等|不要挂机|别挂|工单|短信|查一下|记(?:下|录)|来电)[^，]*|转[^，]{2,10}|请(?:讲|问)[^，]*)$"
)
_QUESTION = re.compile(r"(?:吗|呢|么|没有|谁|哪里|哪儿|什么|怎么|多少|几[个栋号楼层位点]|多久|贵姓|称呼)(?:啊|呀)?$")
_SAYS_NOTHING = re.compile(
    r"(?:对|是|嗯|好|行|可以|不用|不需要|需要|没有?|有|知道|谢谢|再见|就这个|不客气|要|的|了|吧|，)*"
)
_ABOUT_THE_CALLER = re.compile(
    r"(?:您|贵)姓|称呼|电话号|手机号|号码|保密|匿名|感谢来电|再见|为您服务|[0-9幺一二三四五六七八九零]{7,}"
)
_NUMBER = re.compile(r"[0-9零〇幺一二三四五六七八九]{7,}")
_TAKEN_BACK = re.compile(r"(?:哦|啊|哎)?(?:不对|不是|错了|说错了|对对?|是的?|好的?)")
_BESIDES = 6
_SUMMARY_LENGTH, _LEAST = 12, 2


def draft_body(conversation: Conversation, known: dict[FieldName, DraftField]) -> DraftField | None:
    """Written Chinese in a few sentences; None until the citizen has stated a matter."""
    if not any(states_a_matter(line.text) for line in conversation.lines):
        return None
    lines = [line for line in conversation.lines if _tells(line)]
    facts, demands = _parted(lines)
    answered = FieldName.DIRECT_ANSWER in known and known[FieldName.DIRECT_ANSWER].value == YES
    parts = [
        _opening(known) + "；".join(facts) + "。",
        _told("诉求：", demands),
        _told("经核对：", _summaries(conversation)),
        _told("当场答复：", _answers(conversation)) if answered else "",
    ]
    sources = tuple(line.id for line in lines)
    return DraftField(value="".join(parts), confidence=0.7 if demands else 0.6, sources=sources)


def _tells(line: Line) -> bool:
    """Whether a line says anything beside name, number, yes and no; a short answer does when it was asked for."""
    said = _written(line.text)
    return states_a_matter(said) or (bool(line.asked) and len(said) >= _LEAST and not _SAYS_NOTHING.fullmatch(said))


def _parted(lines: Sequence[Line]) -> tuple[list[str], list[str]]:
    """Facts line by line, and the clauses that ask for something; without facts the demands stand for them."""
    facts: list[str] = []
    demands: list[str] = []
    for line in lines:
        clauses = _written(line.text).split(BOUNDARY)
        facts.append(BOUNDARY.join(clause for clause in clauses if not _DEMAND.search(clause)))
        demands.extend(clause for clause in clauses if _DEMAND.search(clause))
    told = list(dict.fromkeys(fact for fact in facts if len(fact) >= _LEAST))
    return (told, demands) if told else (demands, [])


def _opening(known: dict[FieldName, DraftField]) -> str:
    who = known[FieldName.CALLER_NAME].value if FieldName.CALLER_NAME in known else "市民"
    when = known[FieldName.INCIDENT_TIME].value if FieldName.INCIDENT_TIME in known else ""
    where = known[FieldName.PLACE].value if FieldName.PLACE in known else ""
    about = "，".join(part for part in (f"时间：{when}" if when else "", f"地点：{where}" if where else "") if part)
    return f"{who}来电反映{f'（{about}）' if about else ''}："


def _written(text: str) -> str:
    return written(BOUNDARY.join(_clauses(_THANKS.sub("", _GREETING.sub("", text)))))


def _clauses(text: str) -> list[str]:
    """The clauses of a line without those about name and number."""
    return [clause for clause in text.split(BOUNDARY) if clause and not _is_personal(clause)]


def _is_personal(clause: str) -> bool:
    """Whether a clause is about the caller's name or number, or takes back what was said."""
    number = _NUMBER.search(clause)
    only_a_number = number is not None and len(clause) - len(number[0]) < _BESIDES
    return only_a_number or bool(_TAKEN_BACK.fullmatch(clause)) or bool(_CONTACT.search(clause) and is_personal(clause))


def _told(heading: str, sentences: Sequence[str]) -> str:
    return f"{heading}{'；'.join(dict.fromkeys(sentences))}。" if sentences else ""


def _summaries(conversation: Conversation) -> list[str]:
    """What the agent summed up and the citizen agreed to."""
    turns = [back.text for back in conversation.read_backs if _SUMMARY.search(back.text)]
    return [said for text in turns if len(said := _by_agent(text)) >= _SUMMARY_LENGTH]


def _answers(conversation: Conversation) -> list[str]:
    """What the agent told a citizen who asked."""
    asked = False
    told: list[str] = []
    for turn in conversation.turns:
        asked = asked or (turn.role == CITIZEN and states_a_matter(turn.text))
        if asked and turn.role == AGENT and len(said := _by_agent(turn.text)) >= _SUMMARY_LENGTH and not _asks(turn):
            told.append(said)
    return told


def _asks(turn: Turn) -> bool:
    return bool(_QUESTION.search(turn.text))


def _by_agent(text: str) -> str:
    kept = [clause for clause in text.split(BOUNDARY) if not _SCRIPT.match(clause) and not _QUESTION.search(clause)]
    return written(BOUNDARY.join(clause for clause in kept if not _ABOUT_THE_CALLER.search(clause)))
