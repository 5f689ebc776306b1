"""Answers that make sense only beside their question, as statements: 有发票吗 — 没有 is 无发票.

A question that yes or no answers is turned into what was answered; one that asks how long, how many or when gives its
subject to a short answer (`受影响：80多户`). A question about the caller's name, number or secrecy, and one that only
keeps the talk going, states nothing.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from callflow.drafting.conversation import BOUNDARY
from callflow.drafting.numbers import digit_runs
from callflow.drafting.terms import LINES_KEPT, alternation, either

_HOW_MANY = "几[个栋号楼层位点户天年人次岁月件]"
_HOW_MUCH = f"多少|多久|多长|多大|{_HOW_MANY}"

_NONE_ASKED = either(r"不管|无论|不论|不能|没有规定", r"(?:谁|哪|什么|怎么|多少|几)[^，]{0,8}(?:都|也)")
"""Words with which 什么 and 谁 are no question: 不管什么, 谁都."""
_ENDS_ASKING = either(r"吗|呢|么|是吧|对吧", r"(?:有.+|[过了])没有?")
_ASKING_WORDS = either(
    r"有没有|是不是|能不能|可不可以|要不要|会不会|知不知道|还是(?!要|没|不|得|很)",
    r"谁|哪|什么(?!都)|怎么",
    _HOW_MUCH,
    r"贵姓|称呼|诉求是$|什么事",
)
_ASKS = re.compile(f"(?!.*{_NONE_ASKED})(?:.*{_ENDS_ASKING}[啊呀]?$|.*{_ASKING_WORDS})")
_OPEN = re.compile(rf"谁|哪|什么|怎么|{_HOW_MUCH}|还是")

_ABOUT_THE_CALLER = re.compile(
    r"姓(?!名不)|称呼|电话|手机|号码|联系方式|保密|匿名|公开|怎么叫|您是.{0,3}(?:先生|女士)|名字|留个|回访"
)
_KEEPS_TALKING = alternation(
    (
        # Whether there is more
        r"(?:还有|有)(?:什么|没有)?(?:其[他它]|别的|补充|需要)",
        # What the call is about
        r"可以帮|帮到?您|需要我|要我|什么事|什么问题|怎么回事|具体(?:情况|是?什么|说)",
        # Whether the other one hears, agrees or has time
        r"听(?:得|清)|方便(?:说|讲|吗)|(?:可以|好|行)吗$",
        r"^(?:是)?(?:对吗|对吧|对不对|是吗|是吧|可以吗|好吗|行吗|是这样吗|没错吧)$",
    )
)
_NOT_TO_LEARN = "(?!了解|咨询|问|反映|知道)"
"""Behind 想: 想咨询 is why the citizen calls, no demand."""
_ASKS_DEMAND = alternation(
    (
        rf"诉求|(?:希望|想要?{_NOT_TO_LEARN}|要求|打算|需要)[^，]{{0,4}}(?:怎么|什么|如何|哪)",
        rf"有什么(?:要求|想法|建议)|您(?:是)?(?:希望|想{_NOT_TO_LEARN})",
    )
)

_SAYS_YES = either(
    r"差不多|可不是|就是|应该是|好像是|算是|正是|那当然|对+|是+|嗯+|当然|肯定|没错",
    r"有|能|会|要|可以|收到|看到|知道",
)
_DOINGS = either(
    r"讲|说|找|问|打|去|报|反映|投诉|联系|交涉|沟通",
    r"签|交|办|看|检查|停|通知|报警",
)
_AGREED = alternation(
    (
        # 就是这个
        r"就(?:是)?(?:这|那)[^，]{0,2}$",
        # 对的
        rf"{_SAYS_YES}(?:的|啊|呀|过|了|是|对)*$",
        # 早就报过好几次
        rf"(?:早就|都|已经)?{_DOINGS}(?:了|过)(?:了|的|好几次|几次|多次|两次|三次)?$",
    )
)
_DENIED = re.compile(
    r"(?:都|从来|也|还|根本|暂时|目前)?(?:没有?|未|不是?|不能|不会|不知道|不行|不可以|不给)"
    r"(?:过|的|啊|呀|呢|吧)*(?P<rest>[^，]{0,8})$"
)

_VERB_AGAIN = re.compile(r"(?:早就|都|已经|也)?([^没不未，]{1,2})(?:了|过)(?:的|了|啊|呀)?")
_DONE_SO_OFTEN = re.compile(r"(?:早就|都|已经)?(?:来|去|找|说|讲|看|问|打|报|反映|投诉|通知|修|通|收)(?:过|了).{1,6}$")
_CONTACTED = re.compile(r"(?:联系|找|问|打电话|跟|向|和|给)[^，]{2,}")
_TURNED_TO = re.compile(r"(?:了|过)$")
_HEAD = re.compile(
    r"^(?:那|请问|您看|您们?这边|您们?那边|您们|您|你们?|他们?(?=有没有)"
    r"|现在|目前|之前|以前|当时|具体|是想问|想问|方便问|一下)+"
)
_TAIL = re.compile(r"(?:是吗|是吧|对吗|对吧|没有|吗|么|吧|呢|没|啊|呀)+$")
_DOUBLED = re.compile(r"(有|是|能|会|要|可以|知道|愿意?|同意|在)(?:没有|不\1|没)|可不可以|知不知道|能不能")
_MODAL = re.compile(r"知道|可以|能(?!耗)|会(?=[^议员])|愿意|同意|属于|需要|要(?=[^求])|(?<![但可就还都总老])是")
_HAS = re.compile(r"([^，]{0,4}?)有(?!过|关|些|点|的)(?!.*过$)")
_BE = re.compile(r"^是(?=.{2})")

_SPEAKS_OF_NOTHING = re.compile(r"^(?:这种|这个|那个|这样|情况|问题|现象|状况|持续|发生|已经?|有|大概|是|的)+$")
_HAS_LASTED = re.compile(r"^(?:有|已经?|都)+|了$")
_LASTS = re.compile(
    r"^(?P<what>[^，]{0,10}?)(?:有|大概|已经?)*(?:多久|多长时间|几天|几年|几个月|多少天)(?:了|啦)?[呢啊]?$"
)
_DURATION = re.compile(
    r"(?:快|差不多|大概|将近|有|已经|都|近|约)*[0-9一二三四五六七八九十两半几百]+"
    r"(?:多|来)?个?(?:来)?(?:多)?(?:多)?(?:小时|钟头|分钟|天|年|月|周|星期|礼拜)"
)
_LIVES = re.compile(r"住(?:在)?(?:几|哪)")
_WHEN = re.compile(r"什么时候|什么时间|哪一?天|几点|几号|何时")
_LABEL_LEFT = alternation(
    (
        # What is asked for
        r"多少(?:户|人|名|位|家|个|元|钱|块)?|多久|多长时间|多长|多大|什么时候|什么时间|什么样?",
        rf"哪一?[个家类种些里儿天位年边]?|怎么样?|{_HOW_MANY}|谁",
        # How exactly
        r"请问|具体|大概|大约|大致|一般|平时|通常",
        # Of what, of whom, of when
        r"这种|这个|那个|这些|情况|问题|说的|[您你他她它]们?|现在|目前|当时|之前|您家",
        # What any call does, and any matter
        r"咨询|反映|投诉|帮|特殊|持续|发生",
        # Words that carry no meaning of their own
        r"是|的|了|有|呢|啊|吗|想|说|呀|要|在|被|到|都|一共|总共",
    )
)
"""What a question loses to become the label of its answer: 受影响的大概有多少户 is 受影响."""
_YES_AHEAD = re.compile(r"^(对+的?|是的|是啊|没错)(?=[^，的啊呀面方不于我他比]{2})")
_AGENT_GOES_ON = either(
    # What happens to the ticket
    r"转[^，]{2,6}(?:局|委|公司|中心|办|镇|街道)(?!的)|[一二三四五七十\d]+个?(?:工作日|小时)内",
    # The end of the call, or a question
    r"感谢来电|再见|请问|您?贵姓|怎么称呼|信息(?:需要|不用)|联系电话|手机号|(?:对吗|对吧)$|还有(?:其他|别的)",
    r"祝您|请放心|您放心",
)
_NEW_CLAUSE = alternation(
    (
        f"(?<=[^，]{{4}})(?={_AGENT_GOES_ON})",
        # Behind an announcement, and behind whom it is spoken to
        r"(?<=核对一下)(?=[^，])|(?<=先生|女士|老师|同学)(?=[^，好您]{4})",
    )
)
"""Where a clause begins that a recogniser has not parted from the one before."""
_HESITATION = re.compile(r"^(?:(?:嗯+|呃+|哦|啊+|哎|那个)，)+")
_WHERE = re.compile(
    r"哪里|哪儿|在哪|什么(?:位置|地方|地址)|住"
    r"|哪一?个?(?:区|县|小区|社区|村|镇|街道|路|站|位置|地方|路段|路口|学校|医院)"
)
_HEADS = re.compile(r"几个人|多少人|几位")
_SHORT_ANSWER, _LABEL, _PAIR = 24, range(2, 9), 2


@lru_cache(maxsize=LINES_KEPT)
def agents_clauses(text: str) -> tuple[str, ...]:
    """The clauses of a turn of the agent, also of one that a recogniser has run together."""
    return tuple(_NEW_CLAUSE.sub(BOUNDARY, text).split(BOUNDARY))


@lru_cache(maxsize=LINES_KEPT)
def asks(clause: str) -> bool:
    """Whether a clause of the agent is a question."""
    return bool(_ASKS.match(clause))


@lru_cache(maxsize=LINES_KEPT)
def asks_for_demand(asked: str) -> bool:
    """Whether the agent asked what the citizen wants."""
    return any(_ASKS_DEMAND.search(clause) and asks(clause) for clause in asked.split(BOUNDARY))


@lru_cache(maxsize=LINES_KEPT)
def stated(asked: str, answer: str) -> str:
    """An answer's clauses, of which the first says what was asked as well, where it would not be clear without."""
    clauses = agents_clauses(asked)
    questions = [each for each in clauses if asks(each) and not _states_nothing(each)]
    first, *rest = _YES_AHEAD.sub(rf"\1{BOUNDARY}", _HESITATION.sub("", answer)).split(BOUNDARY)
    closed = [each for each in questions if not _OPEN.search(each)]
    opened = [each for each in questions if _OPEN.search(each)]
    if closed and (said := _by_yes_or_no(closed[-1], first)):
        return _joined([*_unless_told(said[0], [*said[1:], *rest]), *said[1:], *rest])
    if len(opened) == 1 and clauses[-1] == opened[0]:
        return _joined([_with_subject(opened[0], first), *rest])
    if 1 < len(opened) == len(rest) + 1:
        return _joined([_with_subject(one, clause) for one, clause in zip(opened, (first, *rest), strict=True)])
    return answer


def _states_nothing(question: str) -> bool:
    return bool(_ABOUT_THE_CALLER.search(question) or _KEEPS_TALKING.search(question) or _ASKS_DEMAND.search(question))


def _joined(clauses: Sequence[str]) -> str:
    return BOUNDARY.join(clause for clause in clauses if clause)


def _unless_told(said: str, rest: Sequence[str]) -> list[str]:
    """The statement, unless the citizen goes on to say it in full."""
    pairs = _pairs(said)
    told = BOUNDARY.join(rest)
    return [] if pairs and all(pair in told for pair in pairs) else [said]


def _by_yes_or_no(question: str, answer: str) -> list[str]:
    """What an answer of yes or no states, with what it says beside; empty when the answer is neither."""
    core = _core(question)
    if _AGREED.match(answer) or _says_again(answer, core):
        return [core]
    if core.endswith("过") and _DONE_SO_OFTEN.match(answer):
        return [core, answer]
    denied = _DENIED.match(answer)
    if denied and _stands_in(denied["rest"].rstrip("的了"), core):
        return [_denial(core)]
    if denied and _HAS.match(core):
        return [_denial(core), answer]
    if any(pair in answer for pair in _pairs(core)):
        return []
    return [f"{_TURNED_TO.sub('', core)}：{answer}"] if _CONTACTED.match(core) and len(answer) <= _SHORT_ANSWER else []


def _says_again(answer: str, core: str) -> bool:
    """Whether an answer is no more than a verb of the question: 签了 for 签合同了吗."""
    verb = _VERB_AGAIN.fullmatch(answer)
    return verb is not None and _stands_in(verb[1], core)


def _core(question: str) -> str:
    """A question as the statement that yes makes of it."""
    statement = _TAIL.sub("", _HEAD.sub("", question))
    statement = _DOUBLED.sub(lambda found: found[1] or found[0][0], statement)
    statement = _HEAD.sub("", _BE.sub("", statement))
    return statement.removeprefix("有") if statement.endswith("过") and len(statement) > 3 else statement  # noqa: PLR2004


def _denial(core: str) -> str:
    if found := _HAS.match(core):
        return f"{found[1]}无{core[found.end() :]}"
    if core.endswith(("过", "了")):
        return f"未{core.removesuffix('了')}"
    if found := _MODAL.search(core):
        return f"{core[: found.start()]}不{core[found.start() :]}"
    return f"未{core}" if len(core) > 1 else ""


def _stands_in(words: str, text: str) -> bool:
    """Whether the characters stand in the text in this order."""
    rest = iter(text)
    return all(char in rest for char in words)


def _with_subject(question: str, answer: str) -> str:
    if (lasting := _LASTS.match(question)) and _DURATION.match(answer):
        return f"{_SPEAKS_OF_NOTHING.sub('', _HEAD.sub('', lasting['what'])) or '已持续'}{_HAS_LASTED.sub('', answer)}"
    if _LIVES.search(question) and any(digit_runs(answer[:1])):
        return f"住{answer}"
    if _WHERE.search(question) or len(_OPEN.findall(question)) > 1:
        return answer
    label = _label(question)
    if len(label) not in _LABEL or len(answer) > _SHORT_ANSWER or any(pair in answer for pair in _pairs(label)):
        return answer
    return f"{label}：{answer}"


def _label(question: str) -> str:
    if _HEADS.search(question):
        return "人数"
    label = _LABEL_LEFT.sub("", question)
    return f"{label}时间" if _WHEN.search(question) and len(label) >= _PAIR and "时间" not in label else label


def _pairs(words: str) -> list[str]:
    return [words[at : at + _PAIR] for at in range(len(words) - 1)]
