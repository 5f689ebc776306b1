"""What a line of the citizen tells for the ticket's body: facts and demands in written form, clause by clause.

Greeting, courtesy, small talk, name, number and the wish for secrecy are left out; they stand in fields of their own.
A demand is a wish or a question. It takes along what follows it in its sentence, where the citizen's words have
sentences: a recogniser's have none, there the clause is all that is known.
"""

import re
from collections.abc import Iterator
from enum import Enum, auto
from functools import lru_cache
from itertools import groupby

import msgspec

from callflow.drafting.callers.privacy import asks_for_secrecy
from callflow.drafting.conversation import Line
from callflow.drafting.language.fillers import FILLER
from callflow.drafting.language.marks import BOUNDARY, clean
from callflow.drafting.language.numbers import digit_runs
from callflow.drafting.language.questions import asks_for_demand
from callflow.drafting.language.terms import LINES_KEPT, alternation, either
from callflow.drafting.language.written import written
from callflow.drafting.text.answers import stated

_WISH = alternation(
    (
        # Said to be one
        r"希望|请求|恳求|要求(?!我|必须|先|他|业|大家)|^(?:我)?建议|督促|一视同仁",
        r"我?(?:就)?(?:想|要)(?:让|请|求)|别再|不要再|不能再|就行$|就好$",
        # Hurried
        r"尽快|赶紧|赶快|早点|明确时间",
        # Asked of whoever listens
        r"麻烦(?!了)|^请(?!问|了|假|客|过|的|不)|(?:^|能否|请|再|也)(?:你们?|您)?帮(?:我|忙|助)(?![^，]*了)|派人(?!来过)|给个|给予",
        # What is to be done, where a clause begins or ends with it
        r"^(?:要|先|再|也)?(?:把|将)(?!我们?)|^先(?![后前是不去到生天期叫让说喊])[^，了过]{2,8}$",
        r"^(?:退(?![休役伍出掉不去])|停止|赔|维修(?!的|完)|修(?=好|复|一)|拆|查处|核查|处理|恢复|增加|取消|道歉|解决)(?!了|的)|(?:退款|赔偿|道歉)$",
        # One remedy or another
        r"要么|[^，]或[^，]*(?:退|赔|换|修)",
    )
)
_QUERY = alternation(
    (
        # Whether, how, why
        r"(?:吗|呢|么)$|能否|可否|是否|有无|如何|何时|为何|怎么办|是何",
        # Where, who, which
        r"哪(?:里(?:能|可|办|交|领|查)|个(?:能|部门)|些|一?年|一?家)|谁(?:来)?管",
        # How much, how long
        r"多少(?:费用|钱)$|多久(?:能|才|$)|(?<![那这前好十过])几(?:天|年|个月|月)(?:能|内|$)|最晚",
        # On what terms
        r"什么(?:材料|手续|条件|叫(?!做)|标准|样|政策)|够条件|合不合",
    )
)
_NO_DEMAND = alternation(
    (
        # What somebody refuses, or does not do or know
        r"不(?:肯|给|退|愿|想|知道|清楚|晓得|确定)|拒绝|禁止|无人|哪(?:知道|来|有|敢|像)",
        # What others say, or make the citizen do
        r"[说称讲](?!法)|让我(?!们知道)|叫我|逼|问(?:他|过)|回复我",
        # What is past
        r"已经?|一直|从未|过$|(?<!就行)(?<!好)了$",
    )
)
"""What tells rather than demands, whatever else a clause has of a wish or a question."""

_OFFICIAL = (
    r"(?:尊敬的)?[^，]{0,2}(?:书记|市长|局长|主任|区长|县长|厅长|领导)(?:同志|大人)?"
    r"(?=，|(?:你|您)?好)"
)
_HELLO = r"(?:你|您)们?好(?:啊)?(?!像|多|几|不)|好(?=，|同志|领导)"
_YES_TO_BEGIN_WITH = r"(?:对+的?|是的|嗯+|好的)(?=[^，的啊呀面方不于我他它她比称付待]{2})|(?:行|有)(?=再|那|你|他们|我)"
_CALLED_OUT = r"喂|嗨|小?同志|领导|话务员|师傅|(?:姑娘|老师|老板|大姐|小姐姐?|妹子|小伙子|美女|姐)(?=，)|，|请问"
_WHY_CALLING = (
    r"(?:那)?我?(?:是)?(?:想|要|来|就)*(?:反映|咨询|投诉|举报|问|建议|提)"
    r"(?!过|了|好|多|几|无|没|他|她|对方)"
    r"(?:一下|下|一个|个|你们?)*(?:事情?|情况|问题|建议|意见)?(?:，|$|(?=[^，]{3}))"
)
_GREETING = re.compile(f"^{either(_OFFICIAL, _HELLO, _YES_TO_BEGIN_WITH, _CALLED_OUT, _WHY_CALLING)}+")
_THANKS = re.compile(
    r"(?:，|好的?|行|真的|太)*(?:(?:谢谢|感谢|多谢|辛苦)[^，]{0,6}|麻烦(?:你们?|您|了)(?:了|啊|您|你们?|[两二2]个|感谢)*)(?:，都是好人)?$"
)

_YES_AND_NO = (
    r"哦|啊|哎|嗯|那|对+|是|有|没有?|好+|行|可以|能|会|要|不|不用|不需要|需要|不是|不对|错|的"
    r"|了|吧|呢|呀|啊|就|我|都|请|再"
)
_UNDERSTOOD = r"知道|明白|清楚|了解|懂|放心|太好|原来|这样|这个"
_SAID_TO_THE_AGENT = either(
    r"保(?:啥子?|什么)密|要得|得嘛|中|成|是嘞?|对头|拜拜|晓得|哈哈|听得(?:到|见)[不吗]?|你接|问吧",
    r"我?(?:今天)?(?:打来)?不(?:是)?(?:来)?(?:投诉|告状)的?|我?(?:不太会|小声)(?:说|讲)|我?耳朵(?:背|不好)|你?(?:声音)?大(?:点|一点)声?",
    r"(?:真的?|都|快)*(?:气|急|烦|愁|吓)死(?:我|人)?了?(?:真的)?|求求?你们?了?|救命|拜托了?|你们?(?:救救我|管管|帮帮忙)|你?们?管不管(?:的|这个)?",
    r"你?等(?:我)?(?:一)?(?:下|会儿?|等|想想?|看看?)|我(?:想想|看看|算算|数数|找找)|算一[下哈]",
    r"我(?:就)?跟?你(?:们)?(?:讲|说)|你(?:说|讲)[^，]{1,4}不[^，]{1,4}|你(?:想想|算算|评评理|看看)|我容易吗我?|我这就(?:下)?去",
)
_COURTESIES = r"谢谢|感谢|再见|拜拜|挂|辛苦|没事|不客气|麻烦|算"
_ABOUT_THE_CALL = r"先|等着?|去|谈谈|看看|试试|问问|别的|(?:刚才?)?(?:说|讲|记|念)[错反]|快点|转"
_SMALL_TALK = re.compile(f"{either(_SAID_TO_THE_AGENT, _YES_AND_NO, _UNDERSTOOD, _COURTESIES, _ABOUT_THE_CALL)}*")
_SPELLING = alternation(
    (
        # Characters of a name (双木的林), last digits of a number, and how they are to be put down
        r"[^，]{0,4}[字人]?(?:字头|字旁|人旁|偏旁)[^，]{0,6}|念[^，]|(?P<spelt>[^，]{1,2})就?(?:是)?[^，]{2,5}(?:那个|的)(?P=spelt)",
        r"[^，]{1,3}的(?:那个)?[^，]|[0-9零〇幺一二三四五六七八九]{3,6}",
        r"(?:不对|不是|啊)*(?:最后|后面|前面|中间|尾号)(?:四位|几位)?是?[0-9零幺一二三四五六七八九]*",
        r"你(?:们)?(?:就|先)?(?:写|记)[^，]*|[^，]{0,4}别留名字?",
        # How the citizen comes to speak of something
        r"(?:那)?我(?:又来|说个具体)[^，]{0,2}|(?:也|再)?(?:顺便)?(?:帮我|给我)问一下|你说[^，](?:不[^，])?[^，]?",
    )
)

_YES = r"(?:对+的?|是的?|嗯+|好的?|行)*"
_DIGIT = "[0-9零〇幺一二三四五六七八九]"
_NAMED = either(
    r"(?:我|本人)?(?:的)?(?:免贵)?(?:姓|名字(?:是|叫)?)[^，]{1,4}",
    r"(?:我|本人)叫[^，]{2,4}",
    r"(?:就)?(?:叫)?我[^，]{0,2}(?:先生|女士|老师|师傅)(?:就行|吧)?",
)
_NUMBER_IS = (
    r"(?:我|就|你|您)*(?:的)?(?:联系|手机|来电|本机|座机)?(?:电话|手机|号码|联系方式)(?:号码?)?"
    rf"(?:就|是|打|用|也)*(?:这个|来电|本机|现在(?:打的|这个)?|{_DIGIT}*)(?:这个|号码?|电话)*"
)
_CALL_THIS_ONE = (
    r"(?:就|打|用|是|可以|留|联系)+(?:我)?(?:的)?(?:这个|来电|本机|现在这个|现在打的)"
    r"(?:号码?|电话|手机|就行|就可以|就好)*"
)
_WITHHELD = (
    r"[^，]{0,3}(?:不想?|别|不要|不方便|没法)(?:留|说|报|透露|写)(?:我的?)?"
    r"(?:电话|号码|手机|名字|姓名|姓)"
)
_HOW_TO_REACH = (
    r"(?:就|你|你们|可以|还是|叫他们|都)*打(?:给)?我[^，]{0,6}(?:电话|手机|座机|号码?|的)?|(?:来电|本机|现在)[^，]{0,6}(?:号码?|打的)[^，]{0,4}"
    r"|(?:打|用|回)(?:给)?(?:这个|我家)(?:座机|固话|手机)|(?:微信|手机)同号|电话是?(?:座机|手机)|(?:留|打)我的?|[^，]{0,4}给我办的号|(?:上午|下午|白天|晚上|中午|别中午)打|我家座机"
)
_TO_WRITE_DOWN = r"(?:你|您)(?:们)?(?:就|先|可以)?(?:写|记|留)[^，]{1,8}"
_HOTLINE_OR_ITS_SOUND = r"一[二2]三四五|听得[^，]{1,2}"
_CONTACT = re.compile(
    _YES + either(_NAMED, _NUMBER_IS, _CALL_THIS_ONE, _WITHHELD, _HOW_TO_REACH, _TO_WRITE_DOWN, _HOTLINE_OR_ITS_SOUND)
)
_TELEPHONE, _NEAR = 7, 8
"""Digits that are told in a row, as of a telephone; how far before them stands of what they are."""
_BEFORE_NUMBER = re.compile(
    r"(?:我?(?:免贵|敝)?姓[^，]{1,2})?我?的?(?:联系|备用|手机|座机|固定)?的?"
    r"(?:电话|手机|座机|号码|联系方式)?(?:号码?|号)?(?:就|也|是|打|用|为)*$"
)
_NAME_INSIDE = alternation(
    (
        # A surname before the number, or before a word that it is of
        r"(?:我|免贵|敝)姓[^，]{1,2}?(?=，|$|手机|电话|号码|联系|就?打|就用|这个)",
        # A surname that the clause begins with, maybe spelt (双木的林), before other words
        r"^我?(?:免贵|敝)?姓(?!名|氏)(?:欧阳|上官|司马|诸葛|[^，])(?:[^，]{1,2}的[^，](?=$|，|[^，]{3})|(?=[^，]{5}))",
        # The number that is calling, or none
        r"(?:就|可以|你们?)*(?:打|用)这个(?:电话|号码|手机|号)(?:就行|就可以|吧)?",
        r"不留(?:电话|名字|姓名|号码)了?",
    )
)
_NEW_CLAUSE = alternation(
    (
        # A wish
        r"(?<=[^，]{6})(?=希望|能不能|可不可以|麻烦你|请你|请帮|请尽|建议你|想请)",
        # What is joined to what was said
        r"(?<=[^，]{8})(?=然后|还有就是|而且|但是|可是|因为|所以)",
    )
)
"""Where a clause begins that a recogniser has not parted from the one before."""
_OF_A_THING = re.compile(r"[户单编卡车表房票桩箱柜杆站案]号|(?<!身份)证号|车牌|订单|保单|合同|文号")
_OF_AN_AMOUNT = re.compile(r"元|块|万|亿|吨|米|平")
_PARTICLES = re.compile(r"(?:了|啊|呢|吧|哈|呀|的)+$")
_LEAST = 2
_SENTENCE_END = re.compile(r"(?<=[。！？；!?;…])")


class Kind(Enum):
    """What clauses are for the ticket."""

    FACT = auto()
    WISH = auto()
    QUESTION = auto()


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """Clauses of one sentence, in written form, that are of one kind."""

    clauses: tuple[str, ...]
    kind: Kind
    sentence: int
    """The sentence's number in its line."""


def told(line: Line, asked: str) -> tuple[Told, ...]:
    """What a line tells; `asked` is what the agent had said right before it ("" when it goes on with a turn)."""
    return _told(line.raw, asked, wanted=asks_for_demand(line.asked))


@lru_cache(maxsize=LINES_KEPT)
def _told(raw: str, asked: str, *, wanted: bool) -> tuple[Told, ...]:
    found: list[Told] = []
    for at, sentence in enumerate(clean(each) for each in _SENTENCE_END.split(raw)):
        clauses = _written(stated(asked, sentence) if asked and not at else sentence)
        answers = wanted and not found
        found += [Told(clauses=run, kind=kind, sentence=at) for kind, run in _parted(clauses, wanted=answers)]
    return tuple(found)


def _written(sentence: str) -> list[str]:
    clauses = _NEW_CLAUSE.sub(BOUNDARY, _without_contact(sentence)).split(BOUNDARY)
    kept = [clause for clause in clauses if clause and not _is_left_out(clause)]
    text = written(_THANKS.sub("", _GREETING.sub("", BOUNDARY.join(kept))))
    return [clause for clause in text.split(BOUNDARY) if len(clause) >= _LEAST and not _SMALL_TALK.fullmatch(clause)]


def _without_contact(sentence: str) -> str:
    """A sentence without name and telephone number, where they are run into other words."""
    told: list[str] = []
    end = 0
    for run in digit_runs(sentence, least=_TELEPHONE):
        before = sentence[end : run.start]
        if _OF_A_THING.search(before[-_NEAR:]) or _OF_AN_AMOUNT.match(sentence, run.end):
            told.append(sentence[end : run.end])
        else:
            told += [_BEFORE_NUMBER.sub("", before), BOUNDARY]
        end = run.end
    return _NAME_INSIDE.sub("", "".join([*told, sentence[end:]]))


def _is_left_out(clause: str) -> bool:
    """Whether a clause is small talk, or about the caller's name, number or secrecy."""
    says = _PARTICLES.sub("", FILLER.sub("", clause))
    return any(kind.fullmatch(says) for kind in (_SMALL_TALK, _SPELLING, _CONTACT)) or asks_for_secrecy(clause)


def _parted(clauses: list[str], *, wanted: bool) -> Iterator[tuple[Kind, tuple[str, ...]]]:
    """A sentence by kinds, in order; where the agent had asked for a wish, what is none is taken for one."""
    kinds = list(_kinds(clauses))
    if (
        wanted
        and (first := next((at for at, clause in enumerate(clauses) if not _NO_DEMAND.search(clause)), None))
        is not None
    ):
        kinds[first:] = [Kind.WISH] * (len(kinds) - first)
    runs = groupby(zip(kinds, clauses, strict=True), key=lambda each: each[0])
    return ((kind, tuple(clause for _, clause in run)) for kind, run in runs)


def _kinds(clauses: list[str]) -> Iterator[Kind]:
    wishing = False
    for clause in clauses:
        wishing = wishing or _is(clause, _WISH)
        yield Kind.WISH if wishing else Kind.QUESTION if _is(clause, _QUERY) else Kind.FACT


def _is(clause: str, kind: re.Pattern[str]) -> bool:
    return bool(kind.search(clause)) and not _NO_DEMAND.search(clause)
