"""What agent and departments said for the record: read back and confirmed, noted without contradiction, answered.

Greetings, courtesies, questions, what happens to the ticket and what concerns the caller's name and number is left out.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile, zip_longest

import msgspec

from callflow.drafting.conversation import AGENT, CITIZEN, Conversation, Turn, agrees
from callflow.drafting.language.marks import BOUNDARY, QUESTION_MARK
from callflow.drafting.language.numbers import digit_runs
from callflow.drafting.language.questions import agents_clauses, asks
from callflow.drafting.language.terms import alternation
from callflow.drafting.language.written import written
from callflow.drafting.matters.matter import states_a_matter

_ADDRESS = "(?:老?师傅|先生|女士|阿姨|奶奶|爷爷|大姐|大哥|大爷|大叔|大娘|老人家|老板|老师|同学)"
_SCRIPT = alternation(
    (
        # Understood, agreed
        r"好+的?|明白了?|理解[^，]*|嗯+|行|对+的?|是的|可以的?|没问题|收到|知道了|了解|马上办|对吗|对吧|是吗|是吧",
        # Courtesies
        r"[^，]{0,3}抱歉[^，]*|不好意思|不客气|您?稍等|您[^，]{0,6}(?:好|别[^，]*)|放心|请您?放心|您放心",
        rf"{_ADDRESS}?(?:您|你)?(?:先)?(?:别(?:急|着急|慌|激动|担心)|不(?:要|用)(?:急|着急|慌)|消消气|冷静(?:一下)?|慢慢[讲说来])",
        rf"(?:[^，]{{1,3}})?{_ADDRESS}(?:您|你)?|(?:先|您先|您)?(?:讲讲|说说)(?:看)?|您?继续|请继续|您看(?:行|可以|好)[^，]?",
        r"(?:按|作为)[^，]{0,3}件|就(?:是)?这个号|当然(?:可以|行)|(?:那)?(?:太好了|真好)|真是[^，]{1,4}|没(?:事|关系|错)|听得(?:到|见|清)|不用|不过分|(?:请)?注意安全",
        r"(?:您|请)?(?:直接)?(?:跟|和|与)(?:他|她|他们|部门)(?:说|讲)|情况我(?:听到|了解|知道)了|查到了|(?:您|你)好",
        r"感谢[^，]*|谢谢[^，]*|再见|祝您[^，]*|(?:好的)?[^，]{1,2}(?:先生|女士|老师|同学|阿姨|师傅)(?:您好)?",
        # The word given to the citizen
        r"请(?:讲|说|问)[^，]*|您(?:请)?(?:讲|说)[^，]*",
        # What the agent does at the desk
        r"(?:我|那我)?(?:再)?(?:跟您)?(?:核对|确认|重复|捋|总结)(?:一下|一遍)?|我(?:先)?(?:帮您)?(?:查|看)(?:一下|下)?",
        r"(?:这边|我)?(?:帮您|给您|为您|马上|现在)?(?:登记|记录|记下)(?:好|下)?(?:来)?了?",
        r"(?:我|这几点|这些)*(?:都|已经|一并|给您)*记(?:下|好|上|录)?(?:来)?了?|我?(?:给您)?(?:归纳|复述|总结|重复|捋)(?:一)?[下遍]?(?:给您)?",
        # What the citizen is asked to give
        r"[^，]{1,12}(?:说|报|讲|留)(?:一)?下|(?:请|麻烦)?(?:您|你)?留(?:一)?(?:个|下)[^，]*|[^，]{0,6}(?:您|你)报一下[^，]*",
    )
)
"""A whole clause that says nothing of the matter."""
_BEFORE_PASSING_ON = (
    r"(?:好的?)?(?:我|这边|我们|单子|件|工单|建议|表扬件|咨询件|投诉件)?"
    r"(?:马上|现在|这就|替您|照样|还是|正式|帮您|给您|为您|按[^，]{2,6}件|立即|会|先|一起|再|已经?|将|把[^，]{1,12})*"
)
_PASSED_ON = r"(?:转|派|交|提交|登记|记录|反映)(?:给|到|至|交|派)?"
_RECEIVER = (
    r"[^，]{0,10}(?:局|委|公司|中心|所|办|部门|街道|办事处|政府|镇|乡|科|队|支队|监察|院|单位|处|11\d|12\d|幺[^，]{1,2})"
    r"(?:[和跟][^，]{2,8})?"
)
_FOR_WHAT = r"(?:去|下去|正式|牵头|夜间去)?(?:核查|查|盯着|处理|办理|抢修|核实|查处|解决|研究|参考|跟进|接|尽快处理)?"
_DOES_AT_THE_DESK = "(?:帮|给|为|加|记|登记|转|接|(?:查|看|问)(?![到了过见])|捋|核对|把|将|会|跟|按)"
_PROCESS = alternation(
    (
        # How soon there is an answer
        r"(?:工作日|小时|分钟|[天日周])(?:之?内|后|里面?)[^，]*(?:答复|回复|反馈|回访|联系|办结|办理|来电|回电|查询|处理|结果|说法|找您)",
        r"[一二三四五六七八九十两\d]+个工作日",
        # What is noted down, and how the citizen will hear of it
        r"保密|匿名|(?<!有)工单|短信(?:通知|告知|评价|回访)|不回访|知识库里?有|留存|件办理|联系电话",
        r"来电(?=号码|显示|查询|登记|这个)|重复来电|可以来电|保持(?:电话)?畅通",
        # What happens to the call
        r"稍等|挂机|别挂|三方|接通|人工|转给|您好|接一?下",
        # What the agent is about to do, or wants somebody to do
        rf"^(?:这个|那)?(?:我|我们|这边)(?:先|再|来|就|马上|现在)*{_DOES_AT_THE_DESK}",
        r"^(?:这个|先)?请[^，]{1,8}(?:直接)?(?:解答|回答|说明一下)",
        r"^(?:我)?(?:现在|马上)?(?:把|请|接)[^，]{2,14}(?:接进来|进来一起|一起核实)",
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
        r"^(?:好的|那么|那)(?=[^，]{4})|^您(?=要求|希望|反映|家|是[^，]{4})|^是(?!不是)(?=[^，]{4})",
        r"^(?:也就是|就是)(?:说)?(?=[^，]{4})|^我?(?:再|给您)*(?:备注|标注)(?:一下)?(?=[^，]{2})",
    )
)
_DEMAND_READ_BACK = re.compile(
    r"^(?:(?:那|好)*(?:您|你)(?:的|主要|现在|最|这次|还|就)*(?:是|就是|说的是)?"
    r"(?:诉求|要求|希望|意思|想法|建议|想(?!了解|咨询|问|知道|确认|反映|查)|要(?=[^求]))|(?:要求|希望))"
    r"(?:也|就|主要)?(?:是|为)?(?:希望|要求|要|让|请)?"
)
"""How an agent begins to say what the citizen wants."""
_ONE_OF_MORE = re.compile(r"^(?:第?[一二三]个?是|[一二三]是|还有|并且?|同时|然后|以及|再)")
_WANTING = re.compile(f"(?:{_DEMAND_READ_BACK.pattern})?(?:{_ONE_OF_MORE.pattern[1:]})?")
_ASKED_BACK = re.compile(r"(?:对|是)?(?:吗|吧|么)$")
_CONTRADICTS = re.compile(r"(?:哎|啊|哦|，)*(?:不对|不是|错了|说错|没有说|不准确|等一?下|等等|不好意思)")
_TAKES_BACK = re.compile(r"(?:[^，]{1,8}，){1,2}(?:不对|不好意思|说错|记错|错了)")
_LEAST, _LEAST_CLAUSE, _LEAST_WANTED = 4, 2, 2


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Sentences in written form, by whose word they have."""

    confirmed: tuple[str, ...] = ()
    """The agent's, to which the citizen said yes."""
    demands: tuple[str, ...] = ()
    """What the agent said that the citizen wants, to which the citizen said yes."""
    told: tuple[str, ...] = ()
    """The agent's other words, which the citizen did not contradict."""
    departments: tuple[str, ...] = ()


def recorded(conversation: Conversation) -> Record:
    """Read the turns of agent and departments, from the citizen's first matter on."""
    confirmed: list[str] = []
    demands: list[str] = []
    told: list[str] = []
    for turn, reply in _statements(conversation):
        wanted = _wanted(turn.marked) if agrees(reply) else ()
        demands += [written(BOUNDARY.join(_WANTING.sub("", each) for each in wanted))] if wanted else []
        said = agents_words(turn.marked, besides=wanted)
        if len(said) >= _LEAST and not _contradicts(reply):
            (confirmed if agrees(reply) else told).append(said)
    answers = [said for turn in conversation.departments if len(said := agents_words(turn.marked)) >= _LEAST]
    return Record(confirmed=tuple(confirmed), demands=tuple(demands), told=tuple(told), departments=tuple(answers))


def _contradicts(reply: str) -> bool:
    return bool(_CONTRADICTS.match(reply)) or (not agrees(reply) and bool(_TAKES_BACK.match(reply)))


def agents_words(text: str, besides: Sequence[str] = ()) -> str:
    """A turn of the agent or of a department without script, questions, what concerns the caller, and some clauses."""
    kept = (
        clause for clause in agents_clauses(text) if not asks(clause) and _ASKED_BACK.sub("", clause) not in besides
    )
    clauses = [_GREETED.sub("", _GREETED.sub("", clause)) for clause in kept]
    return written(BOUNDARY.join(clause for clause in clauses if len(clause) >= _LEAST_CLAUSE and _counts(clause)))


def _wanted(text: str) -> tuple[str, ...]:
    """The clauses with which the agent says what the citizen wants: 您是希望退押金，对吗."""
    clauses = [_ASKED_BACK.sub("", clause.removesuffix(QUESTION_MARK)) for clause in agents_clauses(text)]
    for at, clause in enumerate(clauses):
        if (begun := _DEMAND_READ_BACK.match(clause)) and len(first := clause[begun.end() :]) >= _LEAST_WANTED:
            return () if asks(first) else (clause, *takewhile(_ONE_OF_MORE.match, clauses[at + 1 :]))
    return ()


def _counts(clause: str) -> bool:
    return bool(_EMERGENCY.search(clause)) or not (
        any(digit_runs(clause, least=_TELEPHONE))
        or _DIGITS_ALONE.fullmatch(clause)
        or _SCRIPT.fullmatch(clause)
        or _PROCESS.search(clause)
        or _ABOUT_THE_CALLER.search(clause)
    )


def _statements(conversation: Conversation) -> Iterator[tuple[Turn, str]]:
    """The agent's turns after the citizen's first matter, and what the citizen said next ("" when nothing)."""
    begun = False
    for turn, reply in zip_longest(conversation.turns, conversation.turns[1:]):
        begun = begun or (turn.role == CITIZEN and states_a_matter(turn.text))
        if begun and turn.role == AGENT:
            yield turn, reply.text if reply else ""
