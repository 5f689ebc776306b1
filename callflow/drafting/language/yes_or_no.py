"""What yes or no to a question states: 有发票吗 — 没有 is 无发票."""

import re

from callflow.drafting.language.terms import alternation, either

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
_WAVED_ASIDE = re.compile(
    r"(?:哪儿?(?:有|来的?)|(?:[开办签给管问修赔退找看刷说谈]|沟通)个?(?:啥|什么|屁|鬼)(?![的时来样])|(?:啥|什么)(?=[^，]{0,3}都[没不]))"
    r"(?P<rest>[^，]{0,6})$"
)
"""No, said with a question: 哪有合同, 签个什么合同."""
_DENIED = re.compile(
    r"(?:都|从来|也|还|根本|暂时|目前)?(?:没[有得]?|未|不是?|不能|不会|不知道|不行|不可以|不给)"
    r"(?:过|的|啊|呀|呢|吧)*(?P<rest>[^，]{0,8})$"
)

_VERB_AGAIN = re.compile(r"(?:我们?|我俩|他们?)?(?:早就|都|已经|也)?([^没不未，]{1,2})(?:了|过)(?:的|了|啊|呀)?")
_DONE_SO_OFTEN = re.compile(r"(?:早就|都|已经)?(?:来|去|找|说|讲|看|问|打|报|反映|投诉|通知|修|通|收)(?:过|了).{1,6}$")
_CONTACTED = re.compile(r"(?:联系|找|问|打电话|跟|向|和|给)[^，]{2,}")
_TURNED_TO = re.compile(r"(?:了|过)$")
_HEAD = re.compile(
    r"^(?:那|请问|您看|您们?这边|您们?那边|您们|您|你们?|他们?(?=有没有)"
    r"|现在|目前|之前|以前|当时|具体|是想问|想问|方便问|一下)+"
)
_TAIL = re.compile(r"(?:是吗|是吧|对吗|对吧|没有|吗|么|吧|呢|没|啊|呀)+$")
_DOUBLED = re.compile(
    r"(有|是|能|会|要|可以|知道|愿意?|同意|在)(?:没有|不\1|没)|可不可以|知不知道|能不能|([\u4e00-\u9fff])[没不]\2"
)
_MODAL = re.compile(r"知道|可以|能(?!耗)|会(?=[^议员])|愿意|同意|属于|需要|要(?=[^求])|(?<![但可就还都总老])是")
_HAS = re.compile(r"([^，]{0,4}?)有(?!过|关|些|点|的)(?!.*过$)")
_DENIES = re.compile(r"没(?!收)|未(?![来成])|不(?=[能会是肯给让得了行])")
"""A statement that denies already; no to it says the same."""
_BE = re.compile(r"^是(?=.{2})")

_GIVEN_TO = re.compile(r"(?<=[给跟和向对让同])[您你]们?")
_SPOKEN_TO = re.compile(r"[您你](?:们|家里?|这边|那边)?(?=[^，]{2})")
_DOING = alternation(
    (
        # With whom
        r"(?:给|跟|和|向|对|同)[^，]{1,6}(?=看|说|讲|提|反映|沟通|交涉|商量|联系|解释|答复|签|写|投诉|要)",
        # What is done
        r"接到|收到|看到|听到|拿到|见到|等到|找到|投诉|举报|反映|联系|沟通|交涉|报警|报修|通知|告[诉知]|解释|答复|回复|处理|解决|整改|检[查测修]",
        r"核实|调查|登记|备案|申请|申报|提交|办理?|公[示告开布]|张贴|注明|写明|签订?|缴纳?|交(?=[^通警])|付款?|退[还款费]?|赔偿?|维修|更换|安装",
        r"采取|保留|保存|拍[到照摄]|咨询|询问|参加|认证|鉴定|检验|验收|送医|就医|住院|受伤|发生|影响|出现|[找问打去来做看提说买用考领开装修停换拆清测调]过?",
    )
)
"""Where the doing begins in a statement, so that 未 can stand before it."""
_DONE = re.compile(r"[过了][^，]{1,8}$")
_SHORT_ANSWER, _PAIR = 24, 2


def by_yes_or_no(question: str, answer: str) -> list[str]:
    """What an answer of yes or no states, with what it says beside; empty when the answer is neither."""
    core = _of_the_caller(_core(question))
    if _AGREED.match(answer) or _says_again(answer, core):
        return [core]
    if core.endswith("过") and _DONE_SO_OFTEN.match(answer):
        return [core, answer]
    denied = _DENIED.match(answer)
    if (denied and _stands_in(denied["rest"].rstrip("的了"), core)) or _waves_aside(answer, core):
        return [_denial(core)]
    if denied and _HAS.match(core):
        return [_denial(core), answer]
    if any(pair in answer for pair in pairs(core)):
        return []
    return [f"{_TURNED_TO.sub('', core)}：{answer}"] if _CONTACTED.match(core) and len(answer) <= _SHORT_ANSWER else []


def _waves_aside(answer: str, core: str) -> bool:
    """Whether an answer asks back only to say no, of what was asked or of nothing in particular."""
    aside = _WAVED_ASIDE.match(answer)
    return aside is not None and (len(aside["rest"]) < _PAIR or any(pair in core for pair in pairs(aside["rest"])))


def _says_again(answer: str, core: str) -> bool:
    """Whether an answer is no more than a verb of the question: 签了 for 签合同了吗."""
    verb = _VERB_AGAIN.fullmatch(answer)
    return verb is not None and _stands_in(verb[1], core)


def _core(question: str) -> str:
    """A question as the statement that yes makes of it."""
    statement = _TAIL.sub("", _HEAD.sub("", question))
    statement = _DOUBLED.sub(lambda found: found[1] or found[2] or found[0][0], statement)
    statement = _HEAD.sub("", _BE.sub("", statement))
    return statement.removeprefix("有") if statement.endswith("过") and len(statement) > 3 else statement  # noqa: PLR2004


def _of_the_caller(core: str) -> str:
    """A statement that does not speak to the caller: 物业给您看过 is 物业给市民看过."""
    return _SPOKEN_TO.sub("", _GIVEN_TO.sub("市民", core))


def _denial(core: str) -> str:
    if _DENIES.search(core):
        return core
    if found := _HAS.match(core):
        rest = core[found.end() :]
        return f"{found[1]}{'未' if _is_doing(rest) else '无'}{rest}"
    if core.endswith(("过", "了")) or _DONE.search(core):
        at = _where_the_doing_begins(core)
        return f"{core[:at]}未{core[at:].removesuffix('了')}"
    if found := _MODAL.search(core):
        return f"{core[: found.start()]}不{core[found.start() :]}"
    return f"未{core}" if len(core) > 1 else ""


def _is_doing(words: str) -> bool:
    """Whether words begin with a doing: 收到通知 does, 退休金 does not."""
    doing = _DOING.match(words)
    return doing is not None and (doing.end() > 1 or words.startswith(("过", "到", "了"), 1))


def _where_the_doing_begins(core: str) -> int:
    """Where the last doing before 过 or 了 begins, with whom it is done included; 0 when none is known."""
    ended = max(core.rfind("过"), core.rfind("了"))
    doings = [found for found in _DOING.finditer(core) if found.start() < ended]
    if len(doings) > 1 and doings[-2].end() == doings[-1].start():
        return doings[-2].start()
    return doings[-1].start() if doings else 0


def _stands_in(words: str, text: str) -> bool:
    """Whether the characters stand in the text in this order."""
    rest = iter(text)
    return all(char in rest for char in words)


def without_head(question: str) -> str:
    """A question without what it begins with before it comes to the point."""
    return _HEAD.sub("", question)


def pairs(words: str) -> list[str]:
    """The pairs of characters that follow each other."""
    return [words[at : at + _PAIR] for at in range(len(words) - 1)]
