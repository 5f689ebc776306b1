"""What agent and departments said for the record: read back and confirmed, noted without contradiction, answered.

Greetings, courtesies, questions, what happens to the ticket and what concerns the caller's name and number is left out.
"""

import re
from collections.abc import Iterator
from itertools import zip_longest

import msgspec

from callflow.drafting.conversation import AGENT, BOUNDARY, CITIZEN, Conversation, Turn, agrees
from callflow.drafting.matter import states_a_matter
from callflow.drafting.numbers import digit_runs
from callflow.drafting.questions import agents_clauses, asks
from callflow.drafting.terms import alternation
from callflow.drafting.written import written

_SCRIPT = alternation(
    (
        # Understood, agreed
        r"好+的?|明白了?|理解[^，]*|嗯+|行|对+的?|是的|可以的?|没问题|收到|知道了|了解|马上办|对吗|对吧|是吗|是吧",
        # Courtesies
        r"抱歉|非常抱歉|不好意思|不客气|您?稍等|您[^，]{0,6}(?:好|别[^，]*)|放心|请您?放心|您放心",
        r"感谢[^，]*|谢谢[^，]*|再见|祝您[^，]*|(?:好的)?[^，]{1,2}(?:先生|女士|老师|同学|阿姨|师傅)(?:您好)?",
        # The word given to the citizen
        r"请(?:讲|说|问)[^，]*|您(?:请)?(?:讲|说)[^，]*",
        # What the agent does at the desk
        r"(?:我|那我)?(?:再)?(?:跟您)?(?:核对|确认|重复|捋|总结)(?:一下|一遍)?|我(?:先)?(?:帮您)?(?:查|看)(?:一下|下)?",
        r"(?:这边|我)?(?:帮您|给您|为您|马上|现在)?(?:登记|记录|记下)(?:好|下)?(?:来)?了?",
        r"(?:我)?(?:已经|都)?记(?:下|好)?(?:来)?了?",
    )
)
"""A whole clause that says nothing of the matter."""
_BEFORE_PASSING_ON = (
    r"(?:好的?)?(?:我|这边|我们)?"
    r"(?:马上|现在|这就|帮您|给您|为您|按[^，]{2,6}件|立即|会|先|一起|再|已经?|将|把[^，]{1,12})*"
)
_PASSED_ON = r"(?:转|派|交|提交|登记|记录|反映)(?:给|到|至|交|派)?"
_RECEIVER = (
    r"[^，]{0,10}(?:局|委|公司|中心|所|办|部门|街道|镇|乡|科|队|支队|院|单位|处|11\d|12\d|幺[^，]{1,2})"
    r"(?:[和跟][^，]{2,8})?"
)
_FOR_WHAT = r"(?:核查|处理|办理|抢修|核实|查处|解决|接|尽快处理)?"
_DOES_AT_THE_DESK = "(?:帮|给|为|加|记|登记|转|接|(?:查|看|问)(?![到了过见])|捋|核对|把|将|会|跟|按)"
_PROCESS = alternation(
    (
        # How soon there is an answer
        r"(?:工作日|小时|分钟|[天日周])(?:之?内|后)[^，]*(?:答复|回复|反馈|回访|联系|办结|办理|来电|回电|查询)",
        # What is noted down, and how the citizen will hear of it
        r"保密|匿名|(?<!有)工单|短信(?:通知|告知|评价|回访)|不回访|知识库里?有|留存|件办理|联系电话",
        r"来电(?=号码|显示|查询|登记|这个)|重复来电|可以来电|保持(?:电话)?畅通",
        # What happens to the call
        r"稍等|挂机|别挂|三方|接通|人工|转给|您好|接一?下",
        # What the agent is about to do, or wants somebody to do
        rf"^(?:这个|那)?(?:我|我们|这边)(?:先|再|来|就|马上|现在)*{_DOES_AT_THE_DESK}",
        r"^(?:这个|先)?请[^，]{1,8}(?:直接)?(?:解答|回答|说明一下)",
        # To whom the ticket goes
        rf"^{_BEFORE_PASSING_ON}{_PASSED_ON}{_RECEIVER}{_FOR_WHAT}$",
    )
)
_ABOUT_THE_CALLER = re.compile(r"(?:您|贵)姓|称呼|电话号|手机号|号码|保密|匿名|感谢来电|再见|为您服务|工号|话务员|竭诚")
_TELEPHONE = 7
_DIGITS_ALONE = re.compile(r"[0-9零〇幺一二三四五六七八九]{2,}")
_EMERGENCY = re.compile(r"(?:转|接通|联系|通知|拨打|打|报)(?:了|给)?(?:1(?:10|19|20|22)|幺(?:幺零|幺九|二零|二二))")
_GREETED = alternation(
    (
        # By name
        r"^(?:好的?，?)?(?:[^，]{1,2}|欧阳|上官|司马|诸葛)(?:先生|女士|老师|同学)(?=[^，])",
        # What a read-back begins with, before what is read back
        r"^(?:好的|那么|那)(?=[^，]{4})|^您(?=要求|希望|反映|家|是[^，]{4})|^是(?=[^，]{4})",
        r"^(?:也就是|就是)(?:说)?(?=[^，]{4})",
    )
)
_CONTRADICTS = re.compile(r"(?:哎|啊|哦|，)*(?:不对|不是|错了|说错|没有说|不准确)")
_LEAST, _LEAST_CLAUSE = 4, 2


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Sentences in written form, by whose word they have."""

    confirmed: tuple[str, ...] = ()
    """The agent's, to which the citizen said yes."""
    told: tuple[str, ...] = ()
    """The agent's other words, which the citizen did not contradict."""
    departments: tuple[str, ...] = ()


def recorded(conversation: Conversation) -> Record:
    """Read the turns of agent and departments, from the citizen's first matter on."""
    confirmed: list[str] = []
    told: list[str] = []
    for turn, reply in _statements(conversation):
        said = agents_words(turn.text)
        if len(said) >= _LEAST and not _CONTRADICTS.match(reply):
            (confirmed if agrees(reply) else told).append(said)
    answers = [said for turn in conversation.departments if len(said := agents_words(turn.text)) >= _LEAST]
    return Record(confirmed=tuple(confirmed), told=tuple(told), departments=tuple(answers))


def agents_words(text: str) -> str:
    """A turn of the agent or of a department without script, questions and what concerns the caller."""
    clauses = [_GREETED.sub("", _GREETED.sub("", clause)) for clause in agents_clauses(text)]
    return written(BOUNDARY.join(clause for clause in clauses if len(clause) >= _LEAST_CLAUSE and _counts(clause)))


def _counts(clause: str) -> bool:
    return bool(_EMERGENCY.search(clause)) or not (
        any(digit_runs(clause, least=_TELEPHONE))
        or _DIGITS_ALONE.fullmatch(clause)
        or _SCRIPT.fullmatch(clause)
        or _PROCESS.search(clause)
        or _ABOUT_THE_CALLER.search(clause)
        or asks(clause)
    )


def _statements(conversation: Conversation) -> Iterator[tuple[Turn, str]]:
    """The agent's turns after the citizen's first matter, and what the citizen said next ("" when nothing)."""
    begun = False
    for turn, reply in zip_longest(conversation.turns, conversation.turns[1:]):
        begun = begun or (turn.role == CITIZEN and states_a_matter(turn.text))
        if begun and turn.role == AGENT:
            yield turn, reply.text if reply else ""
