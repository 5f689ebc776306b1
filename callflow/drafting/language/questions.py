"""What an agent's turn asks: which clauses are questions, which ask what the citizen wants, which learn nothing."""

import re
from functools import lru_cache

from callflow.drafting.language.marks import BOUNDARY, LEADS_ON, QUESTION_MARK
from callflow.drafting.language.terms import LINES_KEPT, alternation, either

HOW_MANY = "几[个栋号楼层位点户天年人次岁月件]"
_HOW_MUCH = f"多少|多久|多长|多大|{HOW_MANY}"

_NONE_ASKED = either(r"不管|无论|不论|不能|没有规定", r"(?:谁|哪|什么|怎么|多少|几)[^，]{0,8}(?:都|也)")
"""Words with which 什么 and 谁 are no question: 不管什么, 谁都."""
_ENDS_ASKING = either(r"吗|呢|么|是吧|对吧", r"(?:有.+|[过了])没有?")
_ASKING_WORDS = either(
    r"有没有|是不是|能不能|可不可以|要不要|会不会|知不知道|还是(?!要|没|不|得|很)",
    r"谁|哪|什么(?!都)|怎[么样]",
    r"([\u4e00-\u9fff])[没不]\1",
    _HOW_MUCH,
    r"贵姓|称呼|(?:诉求|要求|建议|想法)(?:是|呢|是什么呢)?$|什么事",
)
_ASKS = re.compile(f"(?!.*{_NONE_ASKED})(?:.*{_ENDS_ASKING}[啊呀]?$|.*{_ASKING_WORDS})")
OPEN = re.compile(rf"谁|哪|什么|怎么|{_HOW_MUCH}|还是")

_ABOUT_THE_CALLER = re.compile(
    r"姓(?!名不)|称呼|(?<![司服业线局方])电话|手机|号码|联系方式|保密|匿名|公开|怎么叫|您是.{0,3}(?:先生|女士)|名字|留个|回访"
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
        rf"诉求|(?:希望|想要?{_NOT_TO_LEARN}|要求|打算|需要)[^，]{{0,6}}(?:怎|什么|如何|哪|咋)",
        rf"有什么(?:要求|想法|建议)|您(?:是)?(?:希望|想{_NOT_TO_LEARN})",
    )
)

_SPEAKS_OF_DEMAND = re.compile(r"您[^，]{0,5}(?:诉求|要求|建议|想法)(?:就?是|呢|$)|您(?:是|就是|主要是?)?(?:希望|要求)")
_OPENS_A_CALL = re.compile(r"帮(?:到|助)?您|需要(?:什么)?帮|反映|投诉|咨询|请讲|请说|有什么需要|夸|表扬|热线|哪方面")
"""Words of a question with which an agent opens a call; the answer is the matter, not yet a demand."""

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


@lru_cache(maxsize=LINES_KEPT)
def agents_clauses(text: str) -> tuple[str, ...]:
    """The clauses of a turn of the agent, also of one that a recogniser has run together."""
    return tuple(_NEW_CLAUSE.sub(BOUNDARY, text).split(BOUNDARY))


@lru_cache(maxsize=LINES_KEPT)
def asks(clause: str) -> bool:
    """Whether a clause of the agent is a question, or leads to one."""
    return clause.endswith((QUESTION_MARK, LEADS_ON)) or bool(_ASKS.match(clause))


@lru_cache(maxsize=LINES_KEPT)
def asks_for_demand(asked: str) -> bool:
    """Whether the agent asked what the citizen wants."""
    return any(
        (_SPEAKS_OF_DEMAND.search(clause) or (_ASKS_DEMAND.search(clause) and asks(clause)))
        and not _OPENS_A_CALL.search(clause)
        for clause in asked.split(BOUNDARY)
    )


@lru_cache(maxsize=LINES_KEPT)
def questions_in(asked: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """All clauses of a turn without their marks, and those that are questions from which something can be learned."""
    clauses = tuple(_unmarked(each) for each in agents_clauses(asked) if not _only_leads_on(each))
    return clauses, tuple(each for each in clauses if _is_question(each, asked) and not _learns_nothing(each))


def is_open(question: str) -> bool:
    """Whether a question asks for more than yes or no."""
    return bool(OPEN.search(question))


def _unmarked(clause: str) -> str:
    return clause.rstrip(QUESTION_MARK + LEADS_ON)


def _only_leads_on(clause: str) -> bool:
    return clause.endswith(LEADS_ON) and not _ASKS.match(clause.removesuffix(LEADS_ON))


def _is_question(clause: str, asked: str) -> bool:
    return bool(_ASKS.match(clause)) or f"{clause}{QUESTION_MARK}" in asked


def _learns_nothing(question: str) -> bool:
    return bool(_ABOUT_THE_CALLER.search(question) or _KEEPS_TALKING.search(question) or _ASKS_DEMAND.search(question))
