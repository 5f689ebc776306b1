"""Answers that make sense only beside their question, as statements.

A question that yes or no answers is turned into what was answered (`language/yes_or_no.py`); one that asks how long,
how many or when gives its subject to a short answer (`受影响：80多户`), one for age or money gives its unit. A question
about the caller's name, number or secrecy, and one that only keeps the talk going, states nothing.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from callflow.drafting.language.marks import BOUNDARY
from callflow.drafting.language.numbers import digit_runs
from callflow.drafting.language.questions import HOW_MANY, OPEN, is_open, questions_in
from callflow.drafting.language.terms import LINES_KEPT, alternation
from callflow.drafting.language.yes_or_no import by_yes_or_no, pairs, without_head

_SPEAKS_OF_NOTHING = re.compile(r"^(?:这种|这个|那个|这样|情况|问题|现象|状况|持续|发生|已经?|有|大概|是|的)+$")
_HAS_LASTED = re.compile(r"^(?:有|已经?|都)+|了$")
_LASTS = re.compile(
    r"^(?P<what>[^，]{0,10}?)(?:有|大概|已经?)*(?:多久|多长时间|几天|几年|几个月|多少天)(?:了|啦)?[呢啊]?$"
)
_DURATION = re.compile(
    r"(?:快|差不多|大概|将近|有|已经|都|近|约)*[0-9一二三四五六七八九十两半几百]+"
    r"(?:多|来)?个?(?:来)?(?:多)?(?:多)?(?:小时|钟头|分钟|天|年|月|周|星期|礼拜)"
)
_WHEN_DONE = re.compile(
    r"(?:一般|大概|大约|通常|从)*(?P<who>[^，从几到]{0,8}?)(?:大概|大约|从|是)*(?:什么时候|啥时候|什么时间|哪一?天|哪一?年|几月份?|几号|几点钟?|何时)(?P<begun>开始)?"
    r"(?P<doing>[^，的了有几哪什到]{1,6}?)(?:的|了)?(?P<thing>[款车房学业证婚保工货门])?(?:呢|呀|啊)?$"
)

"""A question for the time of a doing: 您是什么时候退役的, 几点开始响."""
_BEGAN = "开始"
_A_TIME = re.compile(
    r"(?=[^了就才把被]{1,9}[点日号月年天周末底初午上晨夜季半多样候刻钟一二三四五六节前后]的?$|[^了就才把被]{2,10}的$)(?:大概|差不多|应该|就|从)*(?:今|昨|前|去|上|这个?|本|当|刚|[\d零一二两三四五六七八九十]+[年月号日点]"
    r"|周|礼拜|星期|早|晚|中午|下午|凌晨|半夜|春|夏|秋|冬|腊月|正月|国庆|春节|过年|五一|元旦)"
)
_LIVES = re.compile(r"住(?:在)?(?:几|哪)")
_WHEN = re.compile(r"什么时候|什么时间|哪一?天|几点|几号|何时")
_LABEL_LEFT = alternation(
    (
        # What is asked for
        r"多少(?:户|人|名|位|家|个|元|钱|块)?|多久|多长时间|多长|多大|什么时候|什么时间|什么样?",
        rf"哪一?[个家类种些里儿天位年边]?|怎么样?|{HOW_MANY}|谁",
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
_HESITATION = re.compile(r"^(?:(?:嗯+|呃+|哦|啊+|哎|那个)，)+")
_WHERE = re.compile(
    r"哪里|哪儿|在哪|什么(?:位置|地方|地址)|住"
    r"|哪一?个?(?:区|县|小区|社区|村|镇|街道|路|站|位置|地方|路段|路口|学校|医院)"
)
_NO_LABEL = re.compile(
    r"怎么(?!样)|为什么|为何|还是|有没有|没有$|吗$|知道|觉得|主要|(?:说|讲|报)一?下|[您你](?:当时|是)?(?:在|从)"
)
"""Questions that lend nothing to their answer but their own words."""
_POOR_LABEL = re.compile(
    r"^[跟和与面部条那你把被给段盏栋层户]|[起法段么叫号缴]$|从|盏|条路|户搭|^业务$|^方面$|一样|这样|那样"
)
_TOPIC = re.compile(r"(?:那|您的?|你的?|这边)*((?![^，]*(?:什么|怎|谁|哪|几|多少|吗|您))[^，]{2,10})呢")
"""A question that only names what is wanted to be known: 契税呢."""
_AGE = re.compile(r"(?:^|，|[他她您人子女])多大(?:年纪|岁数|年龄|了)?(?=$|，|？)|几岁|年龄|岁数|年纪|周岁")
_BARE_AGE = re.compile(
    r"((?:^|(?<=，))(?:今年|快|才|刚)?(?:[二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]))了?(?=$|，)"
)
_MONEY = re.compile(
    r"多少钱|(?:费用|金额|工资|租金|月薪|价格|损失|押金|利息|房租)[^，]{0,4}多少|多少(?:费用|金额)"
    r"|(?:开|欠|赔|罚|收|扣|退|花)(?:了)?(?:您|你|他)?多少"
)
_BARE_SUM = re.compile(
    r"((?:^|(?<=，))[^，元块人户个]{0,6}?[一二两三四五六七八九\d](?:[百千万](?:[零一二两三四五六七八九十百千]*)|\d{2,})(?:多|左右)?)(?=$|，)"
)
_HEADS = re.compile(r"几个人|多少人|几位")
_SHORT_ANSWER, _LABEL, _PAIR = 24, range(2, 9), 2


@lru_cache(maxsize=LINES_KEPT)
def stated(asked: str, answer: str) -> str:
    """An answer's clauses, of which the first says what was asked as well, where it would not be clear without."""
    answer = _with_unit(asked, answer)
    clauses, questions = questions_in(asked)
    if topic := _TOPIC.fullmatch(clauses[-1]) if clauses else None:
        return answer if any(pair in answer for pair in pairs(topic[1])) else topic[1] + _HESITATION.sub("", answer)
    first, *rest = _YES_AHEAD.sub(rf"\1{BOUNDARY}", _HESITATION.sub("", answer)).split(BOUNDARY)
    closed = [each for each in questions if not is_open(each)]
    opened = [each for each in questions if is_open(each)]
    if closed and (said := by_yes_or_no(closed[-1], first)):
        return _joined([*_unless_told(said[0], [*said[1:], *rest]), *said[1:], *rest])
    if len(opened) == 1 and clauses[-1] == opened[0]:
        return _joined([_with_subject(opened[0], first), *rest])
    if 1 < len(opened) == len(rest) + 1:
        return _joined([_with_subject(one, clause) for one, clause in zip(opened, (first, *rest), strict=True)])
    return answer


def _with_unit(asked: str, answer: str) -> str:
    """An answer whose bare numbers are years of age, or money, where that was asked for."""
    if _AGE.search(asked):
        return _BARE_AGE.sub(r"\1岁", answer)
    return _BARE_SUM.sub(r"\1块", answer) if _MONEY.search(asked) else answer


def _joined(clauses: Sequence[str]) -> str:
    return BOUNDARY.join(clause for clause in clauses if clause)


def _unless_told(said: str, rest: Sequence[str]) -> list[str]:
    """The statement, unless the citizen goes on to say it in full."""
    told = BOUNDARY.join(rest)
    return [] if len(said) > 1 and all(pair in told for pair in pairs(said)) else [said]


def _with_subject(question: str, answer: str) -> str:
    if (lasting := _LASTS.match(question)) and _DURATION.match(answer):
        return f"{_SPEAKS_OF_NOTHING.sub('', without_head(lasting['what'])) or '已持续'}{_HAS_LASTED.sub('', answer)}"
    if (when := _WHEN_DONE.match(without_head(question))) and _A_TIME.match(answer):
        if when["doing"] == _BEGAN and answer.endswith("的"):
            return answer.removesuffix("的")
        done = f"{when['begun'] or ''}{when['doing']}{when['thing'] or ''}"
        return f"{when['who']}{answer.removesuffix('的').removesuffix(when['doing'])}{done}"
    if _LIVES.search(question) and any(digit_runs(answer[:1])):
        return f"住{answer}"
    if _NO_LABEL.search(question) or _WHERE.search(question) or len(OPEN.findall(question)) > 1:
        return answer
    label = _label(question)
    fits = len(label) in _LABEL and len(answer) <= _SHORT_ANSWER and not _POOR_LABEL.search(label)
    return f"{label}：{answer}" if fits and not any(pair in answer for pair in pairs(label)) else answer


def _label(question: str) -> str:
    if _HEADS.search(question):
        return "人数"
    label = _LABEL_LEFT.sub("", question)
    return f"{label}时间" if _WHEN.search(question) and len(label) >= _PAIR and "时间" not in label else label
