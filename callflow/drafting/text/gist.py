"""The clause of a call that tells its matter best, for the title.

Clauses of the citizen's lines and of the agent's read-backs are weighed: words of the drafted category and of what goes
wrong speak for one, talk about the call itself against it. A citizen seldom begins with the matter; an agent's summary
(…地铁站扶梯停用两周，转…) often is the shortest way to say it.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

import msgspec

from callflow.drafting.conversation import AGENT, Conversation
from callflow.drafting.language.fillers import FILLER
from callflow.drafting.language.marks import BOUNDARY
from callflow.drafting.language.questions import asks
from callflow.drafting.language.terms import LINES_KEPT, alternation, either
from callflow.drafting.language.written import written
from callflow.drafting.matters.matter import states_a_matter
from callflow.drafting.matters.staff import of_the_matter, sums_up
from callflow.drafting.matters.taxonomy import SEPARATOR, second_level_terms
from callflow.drafting.text.told import Kind, told
from callflow.units import UtteranceId

_NOT = "[不没未无]"
_DONE = either(
    "亮|热|开|通|给|退|修|管|发|办|让|走|送|交|到|换|赔|打表|处理|清|还|来|够|能",
    "予|公示|签|付|缴",
)
_WRONG = alternation(
    (
        # What is not, or not any more
        rf"{_NOT}[^，]{{0,2}}{_DONE}",
        # What is broken, stopped, blocked
        r"坏|漏|堵|断|停(?!车)|裂|塌|淹|积水|故障|失灵|脱落|破损|泄漏|爆|倒|着火|起火|困|灭|锁|[锁关][了停门闭]",
        # What disturbs, harms, is owed or taken
        r"扰民|噪|吵|臭|味|油烟|污染|偷|骗|欠|拖|涨|乱|违|占|强制|收费|绕路|拒|丢|打人|死|毁|挡",
        r"无证|非法|跑路|停业|冒领|滞销|卖不",
        # What is asked or wished for
        r"延长|增设|增加|加装|能否|怎么|如何|何时|条件|材料|报销|提取|办理|申请|补偿|认证|入学",
        r"迁|换证|政策|补助|转让",
        # What is praised
        r"表扬|夸|感谢|归还|送还|帮|救|背|上门",
    )
)
_PURPOSE = "投诉|告状|建议|夸人|表扬人?|咨询|反映|举报"
_RECEIVER = "[局委办队]|公司|中心|政府|办事处"
_ABOUT_THE_CALL = alternation(
    (
        # Whether somebody hears, cares and keeps it secret
        r"听[得不]|喂|耳朵|热线|管不管|有无人管|归不归|归你|你怎么|你们(?:管|到底)|能不能看到",
        r"号码|电话|名字|保密|匿名|知道是我|会不会知道|不(?:知道|清楚|晓得)|没(?:记|看清)|看不清|如何弄",
        # Why somebody calls
        rf"^我?(?:不是|就|是|来|想|要|先)*(?:{_PURPOSE})(?:的|人|一下)?(?:一个|个)?(?:事|问题|情况)?$",
        r"要求|希望|诉求|提(?:一?个|一?点)[^，]{0,8}(?:建议|意见)",
        # Courtesies
        r"姑娘|同志|领导|师傅好|小伙|老师好|问(?:一下|一句|个事|你)$|怎么[说讲]|慢慢说|谢|麻烦",
        # What the agent does with it
        rf"[转派](?:[给到至交]|[^，]{{0,6}}(?:{_RECEIVER}))|请[^，]{{0,10}}(?:来|去|上门|核实|处理|答复)",
        r"答复|我这边|知识库|帮您|给您|核实$|^件",
    )
)
_NO_SUMMARY = alternation(
    (
        # What the agent answers
        r"一般|政策上|规定|^(?:但|因为|如果|还是)|不?可以|不用|不能|需要|系统|口径|查[到了]|认定|短信",
        # What the agent notes, advises and wishes
        r"[备标]注|收好|留好|保[留管存]|随时|不要|先别|您别|冲动|过激|提醒|注意|祝|感谢|慢慢|里面|站到",
    )
)
_READ_BACK = re.compile(r"核对|复述|总结|归纳|记录的?是|您?反映的?是|也就是说?|对吗|对吧|是吧|对不对")
_DISTRICT = re.compile(r"^[^，]{1,3}[区县]")

_DAY = either(
    r"今天|昨天|大?前天|今年|去年|前年|上*个?月|上周[一二三四五六日天]?|这个?月|本月|每天|现在|目前|刚[才刚]",
    r"\d{1,4}年|\d{1,2}月",
)
_CLOCK = r"\d{1,2}[点号日](?:\d{1,2}分?)?"
_HOUR = either(r"早上|上午|中午|下午|傍晚|晚上|夜里|半夜|凌晨", _CLOCK, "多|半|左右|以来|开始|至今|起|到|至")
_WHEN = re.compile(rf"^(?:从|自|大概)?{_DAY}{either(_DAY, _HOUR)}*的?|^[从自]?{_CLOCK}{_HOUR}*")
_LEAD = re.compile(
    "^"
    + either(
        # A number, a name, a courtesy
        r"，|\d{7,}|您|好的?|对+|嗯+|[^，]{1,3}(?:先生|女士|阿姨|大爷|师傅|大叔|大哥|大姐|叔叔|老师|同学)",
        # How a read-back begins
        r"我记(?:录的是|一下|下来了?)|我总结一下|我(?:跟您)?(?:核对|复述|核实)(?:一下)?|反映的是|说的是|内容是|也就是",
        # Pronouns, and what a citizen begins with
        r"就是说?|我们?(?![市区县])|俺们?|你们|咱们?|他们?|这边|这里|那边|那个|这个|那|家(?=[那这])|这(?=[^，]{4})",
        r"在|有(?![偿毒])|是(?!否)|就(?=[^，]{4})|想|要(?!求)|问|咨询|投诉|举报|反映|一下|下|一个|个|关于|听说",
        r"的|说|呢|来|跟你[说讲]",
    )
    + "+"
)
_TAIL = re.compile(r"(?:(?:这?个|的)?(?:问题|情况|事情?)|啊|呀|嘛|呢|了|哦|吧|吗|的|哩|哇|嘞)+$")

_WORTH = {"certain": 1.5, "sure": 1.0, "likely": 0.5}
"""What a category's key term in a clause is worth, by its level in `matters/category.yaml`."""
_MOST_TERMS, _WRONG_WORTH, _META = 3.0, 2.0, 3.0
_SUMMARY, _OPENING, _LATER, _QUESTION = 4.0, 2.0, 0.3, 1.0
_TOO_SHORT, _TOO_LONG, _BESIDE = 1.5, 0.5, 1.0
_LINES = 10
_LEAST, _GOOD, _ENOUGH, _LONG = 4, 7, 11, 24


class Gist(msgspec.Struct, frozen=True, kw_only=True):
    """A clause in written form without what leads to it, its utterance, and how well it tells the matter."""

    text: str
    source: UtteranceId
    worth: float
    at: int
    """Its place among the clauses of its utterance."""
    summary: bool = False
    """Whether an agent read it back."""


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What a title is of: the drafted category, place ("" where there is none) and request type."""

    pair: str
    where: str
    kind: str


def gists(conversation: Conversation, about: About) -> list[Gist]:
    """The clauses from best to worst, those of a read-back first among equals."""
    told_by_both = (*_read_back(conversation, about), *_own(conversation, about))
    return sorted((each for each in told_by_both if len(each.text) >= _LEAST), key=lambda each: -each.worth)


def joined(best: Gist, found: Sequence[Gist], most: int) -> str:
    """The best clause, with the one before or behind it where that tells of the matter too and both fit."""
    near = [each for each in found if each.source == best.source and abs(each.at - best.at) == 1]
    fitting = [each for each in near if each.worth >= _BESIDE and len(each.text + best.text) <= most]
    if not fitting or len(best.text) >= _ENOUGH:
        return best.text
    return "".join(each.text for each in sorted((best, fitting[0]), key=lambda each: each.at))


def _own(conversation: Conversation, about: About) -> Iterator[Gist]:
    lines = [line for line in conversation.lines if states_a_matter(line.text)][:_LINES]
    for number, line in enumerate(lines):
        clauses = [(clause, each.kind) for each in told(line, "") for clause in each.clauses]
        for at, (clause, told_as) in enumerate(clauses):
            asked = _QUESTION if (told_as is Kind.QUESTION) == (about.kind == "咨询") else 0.0
            text = bared(clause, about.where)
            worth = max(0.0, _OPENING - _LATER * number) + asked + _worth(clause, text, about.pair)
            yield Gist(text=text, source=line.id, worth=worth, at=at)


def _read_back(conversation: Conversation, about: About) -> Iterator[Gist]:
    agents = {id_ for turn in conversation.of(AGENT) for id_ in turn.ids}
    for line in conversation.staff:
        if line.id in agents and (sums_up(line.text) or _READ_BACK.search(line.text)):
            for at, clause in enumerate(of_the_matter(line.text).split(BOUNDARY)):
                if not (_NO_SUMMARY.search(clause) or _ABOUT_THE_CALL.search(clause) or asks(clause)):
                    text = bared(written(clause), about.where)
                    worth = _SUMMARY + _worth(clause, text, about.pair)
                    yield Gist(text=text, source=line.id, worth=worth, at=at, summary=True)


def _worth(clause: str, text: str, pair: str) -> float:
    known = min(_MOST_TERMS, sum(weight for term, weight in _words(pair) if term in text))
    length = _TOO_SHORT * (len(text) < _GOOD) + _TOO_LONG * (len(text) > _LONG)
    return known + _WRONG_WORTH * bool(_WRONG.search(text)) - _META * bool(_ABOUT_THE_CALL.search(clause)) - length


@lru_cache(maxsize=LINES_KEPT)
def bared(clause: str, where: str) -> str:
    """A clause without place, time and the words that lead to it or trail behind."""
    text = FILLER.sub("", clause)
    for part in _parts(where):
        text = text.replace(part, "")
    return _TAIL.sub("", _LEAD.sub("", _WHEN.sub("", text)))


def _parts(where: str) -> Iterator[str]:
    """The place, and ever shorter ends and beginnings of it, so that a part that was said again is found."""
    size = len(where)
    yield from (where[start : start + length] for length in range(size, 3, -1) for start in (0, size - length))
    yield from _DISTRICT.findall(where)


@cache
def _words(pair: str) -> Sequence[tuple[str, float]]:
    levels = second_level_terms().get(SEPARATOR.join(pair.split(SEPARATOR)[:2]), {})
    found = {word: _WORTH[level] for level in reversed(levels) for word in levels[level].split()}
    return tuple((word, worth) for word, worth in found.items() if len(word) > 1)
