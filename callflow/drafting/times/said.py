"""The times in a line, as said and with digits: points (前天晚上10点多), spans, since when, how long, how often.

Parts that a pause or a comma has parted belong together: 前天，晚上十点多吧 is one point.
"""

import re
from collections.abc import Iterator
from enum import Enum, auto
from functools import lru_cache

import msgspec

from callflow.drafting.language.marks import BOUNDARY
from callflow.drafting.language.numbers import COUNT_BEFORE_UNIT, DIGITS, count, counted
from callflow.drafting.language.rewriting import Rewritten, rewritten
from callflow.drafting.language.terms import LINES_KEPT, alternation, either


class Kind(Enum):
    """What a time tells."""

    POINT = auto()
    SINCE = auto()
    LASTED = auto()
    """A length of time up to now (三天了)."""
    HABIT = auto()


class TimeSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A time as a ticket writes it, and where its words begin and end in the digitised line."""

    value: str
    kind: Kind
    start: int
    end: int
    shown: int = 0
    """Where the words end that say that it goes on since; 0 when there are none beyond `end`."""


_YEAR = r"(?:\d{4}年|(?<!\d)\d{2}年|大前年|上前年|今年|去年|前年)"
_MONTH = r"\d{1,2}(?:、\d{1,2})?月(?:份)?(?:初|中旬?|上旬|下旬|底|末)?"
_DATE = r"\d{1,2}几?[号日](?!楼|线|院|门|机|店|桥|路|栋|房|出口)"
_LUNAR = (
    r"(?:正月|腊月|冬月)"
    r"(?:间|里|底|初(?![一二三四五六七八九十])|初[一二三四五六七八九十]|十[一二三四五六七八九]|\d{1,2})?"
)
_FEAST = either(
    r"春节|过完?年|元旦|元宵节?|清明节?|五一|端午节?|中秋节?|国庆节?|十一|重阳节?|双十一|暑假|寒假|放假|高考|中考",
    r"开学(?:第[0-9一二三四五六]+[周天])?|春上|开春|立春|入夏|入秋|入冬|立冬|春天|夏天|秋天|冬天|年初|年底|年前|年后|汛期",
)
_AROUND = r"(?:放假|假期|长假)?(?:期间|前后|之?前(?!后)|之后|以后|过后|后|那会儿?|那几天|那阵子?|的时候|那天|那段时间)?"
_DAY = either(
    r"大前天|前天|昨天|昨日|今天|今日|昨儿个?|今儿个?|前儿个?|今早|今晨|今晚|昨晚|昨夜|前晚|当天|当晚|那天",
    r"(?:上上个?|上个?|这个?|本)(?:周|星期|礼拜)[一二三四五六日天末](?![次回趟直共个])|(?<![到至上下])(?:周|礼拜|星期)[一二三四五六日天末](?![次回趟到至])",
    r"(?:上上个?|上个?|这个?|本)(?:周|星期|礼拜)",
    r"(?:上上个?|上个?|这个?|本)月(?:初|中旬?|上旬|下旬|底|末)?(?:\d{1,2}[号日])?",
)
_LATELY = either(
    r"最近|近期|近来|刚才|刚刚|前些天|前阵子|前一阵子?|前段时间|这阵子|这段时间",
    r"[前头][几两2三3][天日]|这[几两2三3]天",
)
_PART = r"(?:凌晨|清晨|一大早|大清早|早上|早晨|早间|上午|中午|下午|傍晚|晚上|夜里|夜间|后半夜|大半夜|半夜|深夜)"
_MINUTE = r"(?:半|钟|一刻|三刻|过\d{1,2}分?|\d{1,2}几?分?)?(?:多钟?|来钟|左右|前后|出头)?"
_ONE_CLOCK = rf"(?:\d{{1,2}}(?:、\d{{1,2}})?点(?!几点|意见|建议|钱|事|东西){_MINUTE}|\d{{1,2}}[:：]\d{{2}})"
_DAYBREAK = r"(?:天(?:快|蒙蒙)?亮|天黑|第二天早上|早上|凌晨|半夜|晚上|深夜|中午|下午|后半夜)"
_TO = r"(?:(?:开始|以后|之后)?吧?，?(?:开|搞|闹|吵|干|响|做|弄|坐|一直|持续)*[到至]|-|—)"
_CLOCK = rf"(?:{_ONE_CLOCK}(?:{_TO}(?:{_PART}?{_ONE_CLOCK}|{_DAYBREAK}))?)"
_ABOUT = r"(?:，|的|大概|大约|差不多|应该是?|是)*"
_BASE = either(
    rf"(?<!明年)(?<!后年)(?<!下)(?:{_YEAR}(?:的)?)?{_MONTH}(?:的)?(?:{_DATE})?",
    rf"(?:{_YEAR}(?:的)?)?(?:{_LUNAR}|{_FEAST}{_AROUND})",
    rf"(?<![\\d零百]){_DATE}(?=那天|当天|上午|下午|早上|中午|晚上|凌晨|就|开始|开会|左右|，?(?:我|他)|吧|到现在)",
    _DAY,
    rf"{_YEAR}(?:年?[初底]|上半年|下半年)?",
)
_POINT = alternation(
    (
        rf"(?:{_BASE})(?:{_ABOUT}{_PART})?(?:{_ABOUT}{_CLOCK})?(?:左右|的样子)?",
        rf"{_PART}{_ABOUT}{_CLOCK}(?:左右)?(?:以后|之后|过后)?",
        rf"(?<![早晚快慢好大小贵贱多少高低近远差有点次])(?![123]点(?![半多钟\\d左过])){_CLOCK}",
        rf"(?<=从){_PART}(?=到现在|到这会|开始|起)",
        _LATELY,
    )
)
_SPAN = re.compile(
    rf"(?:从)?({_YEAR})?({_MONTH}(?:(?:(?:一直)?[干做欠拖]?到|至|-|跟|和|、|，){_MONTH})+)(?!份|初|底|中|末|开始|起|就)"
)
_UNTIL_NOW = alternation(
    (
        # It has gone on since (去年到现在), or was gone from then on (过后就没亮过)
        r"[^，]{0,14}?(?:到现在|至今|到今天|到今儿|到目前|到这会|以来|就(?:开始)?一直|开始(?:就)?一直)",
        r"[^，]{0,8}，(?:一直)?(?:到现在|至今|到这会)",
        r"(?:，[^，]{0,4}(?=就))?(?:就|都)?再?(?:没|不)[^，]{0,4}(?:过|了)|就(?:一直)?(?:是)?这(?:样|么)",
        # It began, or what it comes from was put there (去年装的)
        r"(?:就|装|搬|建|换|改)?(?:(?:开始|起)(?:的|，|$|就|没|不|停|断|了)|(?:装|搞|弄)的)",
    )
)
_FROM = re.compile(r"(?:自从|自打|打从|从)$")
_BEGAN = re.compile(r"(?:就)?(?:开始|起(?!来|火|诉|码))")
_LENGTH = (
    r"(?<!\d)(?<!零)(?:[0-9]{1,2}(?:、[0-9]+)?|十?几|十来|二十来|好几|几|[大小]?半|[一二三四五六七八九十两]+)(?:多|来)?"
    r"(?:天|年|周|小时|分钟|个?(?:多)?(?:星期|礼拜|小时|钟头)|个(?:多)?月)"
)
_LASTED = re.compile(rf"(?<![那这前头])({_LENGTH})(多|半|整)?(?:时间)?(?:了|，|$|(?<!一天)(?<!1天)(?:没|都|也|不))")
_PAST_LENGTH = re.compile(rf"(?:近|最近这?)({_LENGTH})|(?:{_LENGTH})(?:以?前)")
_EVERY = re.compile(
    rf"(?:每天|天天|每日|每晚|每到|经常|一到|每逢)(?:都)?(?:是)?(?:{_PART}|夜晚|周末|下雨天?)?(?:{_CLOCK})?"
    rf"(?:开?到(?:第二天)?(?:{_PART}?{_ONE_CLOCK}|{_DAYBREAK}))?"
    r"(?:以后|之后)?"
)
_TWO = re.compile(
    r"(?<![零一二三四五六七八九十百千点0-9])([一两二三四五六七八])([二三四五六七八九])(?=[点个天年月号分]|小时)"
)
_SOME = re.compile(r"([二三四五]?十)几(?=[号分])")
_MINUTES = re.compile(
    r"(\d{1,2}点)(过?)([零〇一二三四五六七八九十]{2,3}|十)(?=几?分|左右|多|的|就|吧|，|$|[^点个天年月号块])"
)
_PAST_FIVE = re.compile(r"点过0?(\d{1,2})分?")


@lru_cache(maxsize=LINES_KEPT)
def digitised(text: str) -> Rewritten:
    """A line with the counts of its times as digits: 夜里三四点 夜里3、4点, 一点二十几分 1点20几分."""
    return rewritten(text, _STEPS)


@lru_cache(maxsize=LINES_KEPT)
def times_in(text: str) -> tuple[TimeSaid, ...]:
    """All times of a digitised line, in order."""
    wider = [*_habits(text), *_spans(text)]
    rest = [
        said
        for said in (*_points(text), *_lengths(text))
        if not any(one.start <= said.start < one.end for one in wider)
    ]
    return tuple(sorted((*wider, *rest), key=lambda said: said.start))


def _two(found: re.Match[str]) -> str:
    """三四点 is 3、4点; 二三 that do not follow one another are left."""
    one, other = DIGITS[found[1]], DIGITS[found[2]]
    return f"{one}、{other}" if int(other) == int(one) + 1 else found[0]


def _some(found: re.Match[str]) -> str:
    return f"{count(found[1])}几"


def _minutes(found: re.Match[str]) -> str:
    return found[1] + found[2] + count(found[3])


_LAST_CENTURY = 50
_STEPS = ((_TWO, _two), (_SOME, _some), (COUNT_BEFORE_UNIT, counted), (_MINUTES, _minutes))


def _habits(text: str) -> Iterator[TimeSaid]:
    for found in _EVERY.finditer(text):
        value = re.sub("^(?:天天|每日)", "每天", tidy(found[0]).replace("都", "").replace("是", ""))
        yield TimeSaid(value=value, kind=Kind.HABIT, start=found.start(), end=found.end())


def _spans(text: str) -> Iterator[TimeSaid]:
    for found in _SPAN.finditer(text):
        months = list(dict.fromkeys(re.findall(r"\d{1,2}月", found[2])))
        if len(months) > 1:
            parted = "、" if len(months) == 2 and not re.search("[到至-]", found[2]) else "至"  # noqa: PLR2004
            value = f"{found[1] or ''}{months[0]}{parted}{months[-1]}"
            yield TimeSaid(value=value, kind=Kind.POINT, start=found.start(), end=found.end())


def _points(text: str) -> Iterator[TimeSaid]:
    for found in _POINT.finditer(text):
        words = found[0].strip(BOUNDARY)
        end = found.start() + len(words)
        until = _until_now(text, found.start(), end)
        value = f"{tidy(words)}至今" if until else tidy(words)
        kind = Kind.SINCE if until else Kind.POINT
        shown = len(text[: until.end()].rstrip(BOUNDARY)) if until else end
        yield TimeSaid(value=value, kind=kind, start=found.start(), end=end, shown=shown)


def _until_now(text: str, start: int, end: int) -> re.Match[str] | None:
    """The words behind a time by which it goes on since."""
    if text.startswith(("这", "最近", "近"), start) or text[start:end].endswith(("以后", "之后")):
        return None
    return _UNTIL_NOW.match(text, end) or (_BEGAN.match(text, end) if _FROM.search(text[:start]) else None)


def _lengths(text: str) -> Iterator[TimeSaid]:
    for found in _LASTED.finditer(text):
        more = "多" if found[2] == "多" else ""
        yield TimeSaid(value=f"{found[1]}{more}前至今", kind=Kind.LASTED, start=found.start(), end=found.end(1))
    for found in _PAST_LENGTH.finditer(text):
        if found[1]:
            yield TimeSaid(value=found[0], kind=Kind.LASTED, start=found.start(), end=found.end())
        else:
            since = bool(_BEGAN.match(text, found.end()))
            value, kind = (f"{found[0]}至今", Kind.SINCE) if since else (found[0], Kind.POINT)
            yield TimeSaid(value=value, kind=kind, start=found.start(), end=found.end())


def _century(found: re.Match[str]) -> str:
    """22年4月 is 2022年4月; what would lie ahead is of the century before."""
    return f"{'20' if int(found[1]) < _LAST_CENTURY else '19'}{found[1]}年"


def tidy(words: str) -> str:
    """A time as a ticket writes it: 5月份十号 5月10日, 六点二十到七点 6点20分至7点."""
    words = re.sub(r"大概|大约|差不多|应该是?|[，的是]|一直|持续", "", words)
    words = re.sub(r"放假|假期|那几天|那会儿?|的?时候|期间|那阵子?|那段时间|(?<=[正腊冬]月)[间里]", "", words)
    words = re.sub(r"过完年|过年(?=后)", "春节", words) + ("后" if words.startswith("过完年") else "")
    words = re.sub(r"(?<!\d)(\d{2})年(?=\d{1,2}月)", _century, words)
    words = re.sub(r"([前头这])2([天日])", r"\1两\2", words)
    words = re.sub(r"(今|昨|前)儿个?", r"\1天", re.sub("月份", "月", words)).replace("钟", "")
    words = re.sub(r"(\d几?)号", r"\1日", words)
    words = _PAST_FIVE.sub(lambda found: f"点{int(found[1]):02d}分", words)
    words = re.sub(r"点(\d{1,2}几?)(?!\d|分|几|、)", r"点\1分", words)
    return re.sub(r"(?:开始|以后|之后)?吧?(?:开|搞|闹|吵|干|响|做|弄|坐)*到", "至", words)
