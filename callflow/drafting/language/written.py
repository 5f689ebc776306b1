"""Spoken Chinese as it is written in a ticket: counts and numbers as digits, 块 as 元, 没 as 未, no hesitation.

Only the form changes; no fact does. An estimate of two neighbours has both of them (五六亩 5至6亩); others stay as they
were said (十几个, 三五个): no digits say the same.
"""

import re
from functools import cache, lru_cache

from callflow.drafting.language.fillers import FILLER
from callflow.drafting.language.marks import BOUNDARY
from callflow.drafting.language.numbers import DIGITS, count
from callflow.drafting.language.terms import LINES_KEPT, alternation, either, terms

_NINE = "一二三四五六七八九"
_NINE_COUNTED = "一二两三四五六七八九"
_WORDS = "零〇一二两三四五六七八九十百千"
_UNITS = either(
    # Where
    r"号|栋|幢|座|楼|层楼|层|单元|室|组|期|弄|路(?=公交|车|末班|首班|线|$|，)",
    # When, how long, how old
    r"年|个月|月|周|日|天|个小时|小时|点|分钟|分|秒|岁|个学|个工",
    # How far, how large, how heavy
    r"平米|平方|公里|里外|里地|里路|米|亩|度|吨|斤|公斤",
    # Who
    r"户|个人|人|名|位|口人|家|所|站|回(?![家来去复访答收头])|遍",
    # How much money
    r"块|元|万|毛|角|亿",
    # How many, how often
    r"个|个多|次|趟|辆|张|份|件|门|倍|级|届|台|间|套|条|桌|根|箱|本|盏|棵|颗|袋|瓶|盒|节(?![日能省假目约气奏])",
)
_DECIMALS = f"点[{_NINE}零]+"
_COUNTED_THINGS = either(
    rf"(?:多|来|余)?{_UNITS}(?!教师|建造师|保护|响应|战备|市场)",
    rf"多{_UNITS}|到[{_WORDS}]|百分",
)
_COUNT = re.compile(
    rf"(?<![{_WORDS}几数第好前这那高初周拜期])(?!千万[别不要得记莫])([{_WORDS}]+)({_DECIMALS})?(?={_COUNTED_THINGS})"
)
_HUNDREDS = rf"[{_NINE_COUNTED}](?:千(?!万)|百(?!分|[货姓般家]))[{_WORDS}]*"
_TENS_AT_THE_END = rf"[二三四五六七八九]十[{_NINE}]?(?=$|，|[到至]|多(?:$|，))"
_SCALED = re.compile(rf"(?<![{_WORDS}几数第好前这那上成之])({_HUNDREDS}|{_TENS_AT_THE_END})(?![{_WORDS}几年代])")
"""A count that its own words show to be one, though no unit need stand behind it."""
_TO = re.compile(rf"(?<=\d)([到至])([{_WORDS}]{{2,}})(?=$|，)")
_YEAR = re.compile(
    rf"(?<![{_WORDS}几前])((?!一二|二三|三四|四五|五六|六七|七八|八九)[零〇一二五六七八九][零〇{_NINE}])"
    r"(?=年(?!代|级|前|多|来|以))"
)
_SCALES = {None: 1, "十": 10, "百": 100, "千": 1000}
_FIRST_OF_LAST_CENTURY = "50"
_WHOLE = re.compile(r"(\d+)万(\d{4})(?!\d)")
_PERCENT = re.compile(rf"百分之([{_WORDS}]+|\d+(?:\.\d+)?)({_DECIMALS})?")
_ONE_O_CLOCK = re.compile(r"(?:(?<=[午晨夜里])|(?<=[早晚]上))一(?=点)")
_ORDINAL = re.compile(rf"第([{_WORDS}]+)(?={_UNITS}|代|批|期|季度|学期|阶段|胎|产业园)")
_TENS_OF_THOUSANDS = re.compile(rf"(\d+)万([{_NINE}])(?![百千十多万几个套间平])")
_EACH = "[个斤张次人天年月户台件份只瓶盒袋本趟度吨亩间小]"
_PRICE_OF_ONE = re.compile(rf"([{_WORDS}]+)块([{_NINE}])(?=一{_EACH})")
_PRICE = re.compile(rf"(\d+)块([{_NINE}])(?![百千十多万几块的]|{_EACH})")
_SHORT = re.compile(rf"(?<![{_WORDS}])([{_NINE_COUNTED}])(百|千)([{_NINE}])(?=块|元|多|$|，|一{_EACH})")
_OF_A_SIZE, _NEAR = re.compile(r"面积|海拔|字数|人数|户数|长度|功率|公里|[米亩人户斤]"), 8
_NEIGHBOURS = re.compile(
    rf"一[二两]|两三|二三|三四|三五|四五|五六|六七|七八|八九|[二三四五六七八九]十[几]|[{_NINE}]{{2}}十"
)
_ESTIMATE = re.compile(
    rf"(?<![{_WORDS}几第\d米块元点])(?P<base>(?:[{_NINE_COUNTED}]千)?(?:[{_NINE_COUNTED}]百)?(?:[{_NINE}]?十)?)"
    rf"(?P<low>[{_NINE_COUNTED}])(?P<high>[{_NINE}两])(?P<scale>[十百千])?(?P<tens>万)?"
    rf"(?=来?(?:个(?!半)|户|人|名|位|家|头|只|条|台|辆|间|套|栋|楼|层|亩|斤|吨|公里|天|周|小时|分钟|点|次|趟|块|元|毛|岁|桌|箱|袋|棵|根|张|份|处|公分|厘米|米|平)|$|，)"
)
"""A count that is told as one of two neighbours: 七八头, 三四百, 一百二三十户, 一两次."""
_NEXT_TO_EACH_OTHER = re.compile(
    rf"((?P<tens>[{_NINE}]?十)[{_NINE}]?)((?P=tens)[{_NINE}])(?=[点栋楼层号室岁天个户人日])"
)
"""Two counts of which the second follows the first: 十二十三楼."""
_MINUTES = re.compile(
    rf"(?<=\d点)(?:[0零]([{_NINE}1-9])|([二三四五]?十[{_NINE}]?))(?![{_WORDS}几多来天年个岁元块里米户人])(?:分(?!钟))?"
)
_DAY = re.compile(rf"(?<=\d月)([二三]?十[{_NINE}]?)(?=$|，|就|才|之前|以前|前|到期|了)")
_PRONOUN, _RELATIVE = (
    "[我他她]",
    either(
        r"父亲|母亲|爷爷|奶奶|外公|外婆|公公|婆婆|岳父|岳母|爸爸?|妈妈?|老伴|老头子|老人家?|老太太|老爷子|老娘|老公|老婆|丈夫|妻子",
        r"儿子|女儿|孩子|小孩|孙子|孙女|弟弟|妹妹|哥哥|姐姐|老师傅",
    ),
)
_AGE = re.compile(
    rf"((?:今年|{_RELATIVE}(?:{BOUNDARY}(?=[{_NINE}十]+(?:{BOUNDARY}|$)))?)(?:今年|现在|都|已经|也|快|才|有)*|{_PRONOUN}(?:今年|都|已经|也|快)+)"
    rf"((?:[{_NINE}]?十[{_NINE}]?|[5-9]\d)多?)了?(?=$|，)"
)
"""A count behind 今年, or behind a relative or a pronoun with 都 or 已经, that ends its clause."""
_RUN = re.compile(r"[零〇幺一二三四五六七八九0-9]{3,}|(?<![百千万])[零〇幺][一二三四五六七八九幺零]+")
_CLASS = re.compile(r"(?<=[A-Z])([幺一二三])(?=$|，|照|证|驾|的)")
_NOT_COUNTED = re.compile(
    r"一(?:个(?!月|小时)|下|点(?!半|钟|[零一二三四五]|到|多)|次性|样|起"
    r"|家(?!公司|店|单位)|人|位|条|门|层|口|本|根|天(?=到晚)|路(?!公交)"
    r"|块(?!钱|[二三四五六七八九多]|一(?!块)))"
)
_SUM = rf"[{_NINE_COUNTED}](?:万|千|百)[{_NINE_COUNTED}零十百千]*"
_OF_MONEY = re.compile(r"钱|元|块|费|款|价|租|工资|罚|押金|赔|便宜|贵")
_BARE_SUM = re.compile(rf"((?:^|(?<=，))(?:一共|总共|才|就|要|大概|差不多)?{_SUM})(?=，|$)")
"""A clause that is only a sum: counted with 百, 千 or 万, so no house number, which is told digit by digit."""
_MORE_THAN = re.compile(r"(?<=[十百])好几个?(?=[个人户家台辆])")
_RANGE = re.compile(
    r"(?<=\d)到(?=\d)|(?<=[点半元块时分日号月])到(?=\d|[上下中]午|早上|晚上|凌晨|半夜|夜里|次日|第二天)"
)
_ACTS = either(
    # Acts by one character, save where it begins another word: 没发工资 is 未发工资, 没发票 is no act
    r"通(?![知行道信讯])|发(?!票)|办(?![法公事])|结(?![果论构])|领(?!导)|建(?![筑议])|补(?![贴助偿])|交(?![警通情])",
    r"退(?![休路])|签(?!证)|批(?![文条])|停(?!车)|开(?![发水关])|看(?![法头])|接(?!口)|按(?![钮摩])|到(?!处)|装(?!置)",
    # Acts by two characters
    r"安[排装]|公[示布开告]|写明|处理|收[到过]|落实|解[决答释]|登[记录]|告[知诉]|达[到成]|审[批核查]|检[查测修]",
    r"提[前供到出示醒及]|付[款清钱给]|还[给清我钱]|受[理到]|清[理除运扫]",
    # Acts by one character that begins no other word
    r"[亮修给拿扣改拆贴做缴]",
)
_NOT_YET = re.compile(rf"从来(?:都)?没(?:有)?|(?:还|都|也|又|就|一直|至今|现在)?没(?:有)?(?={_ACTS})")
_COLLOQUIAL = alternation(
    (
        # Particles at the end
        r"(?:啊|呢|吧|嘛|呀|哦|哎|诶|嘞|咯)(?=，|$)",
        # Words that only lead on
        r"，(?:就是|然后|反正)(?=[^，]{4})",
        # What a line begins with before it comes to the point
        r"^(?:就是|然后|那个|对对?|嗯|是的?|没有?|有)，|^(?:对(?![他她它我你大居市各])|嗯)+(?=[^，]{3})",
    )
)


@lru_cache(maxsize=LINES_KEPT)
def written(text: str) -> str:
    """A line as a ticket's body has it."""
    text = _replaced("regional", _COLLOQUIAL.sub(BOUNDARY, FILLER.sub("", text)))
    text = numbers_written(_MORE_THAN.sub("多", _BARE_SUM.sub(r"\1块", text) if _OF_MONEY.search(text) else text))
    text = _NOT_YET.sub(lambda found: "从未" if "从来" in found[0] else f"{_kept(found[0])}未", text)
    text = _replaced("ticket_words", _replaced("colloquial", text))
    return re.sub(f"{BOUNDARY}+", BOUNDARY, text).strip(BOUNDARY)


def _replaced(name: str, text: str) -> str:
    """A text after the replacements of a word list, one after the other."""
    for expression, form in _replacements(name):
        text = expression.sub(form, text)
    return text


@cache
def _replacements(name: str) -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(expression), form) for expression, form in terms(__package__, name).items()]


@lru_cache(maxsize=LINES_KEPT)
def numbers_written(text: str) -> str:
    """Counts, prices and dictated numbers as digits."""
    text = _YEAR.sub(lambda found: _year(found[1]), text)
    text = _PRICE_OF_ONE.sub(lambda found: f"{count(found[1])}.{count(found[2])}元", text)
    text = _SHORT.sub(lambda found: _short(*found.groups()) + ("元" if _is_a_price(found) else ""), text)
    text = _RUN.sub(lambda found: _dictated(found[0]), text)
    text = _CLASS.sub(lambda found: DIGITS[found[1]], text)
    text = _PERCENT.sub(lambda found: f"{_plain(found[1])}{_decimals(found[2])}%", text)
    text = _AGE.sub(r"\1\2岁", _ONE_O_CLOCK.sub("1", text))
    text = _ESTIMATE.sub(_between, text)
    text = _NEXT_TO_EACH_OTHER.sub(lambda found: f"{count(found[1])}至{count(found[3])}", text)
    text = _COUNT.sub(lambda found: _counted(found, text), text)
    text = _MINUTES.sub(lambda found: f"{count(found[1] or found[2]):0>2}分", text)
    text = _DAY.sub(lambda found: f"{count(found[1])}日", text)
    text = _SCALED.sub(lambda found: _scaled(found[1]), text)
    text = _TO.sub(lambda found: f"{found[1]}{count(found[2])}", text)
    text = _WHOLE.sub(_ten_thousands, text)
    text = _ORDINAL.sub(lambda found: f"第{count(found[1])}", text)
    text = _TENS_OF_THOUSANDS.sub(lambda found: f"{found[1]}.{count(found[2])}万", text)
    text = _PRICE.sub(lambda found: f"{found[1]}.{count(found[2])}元", text)
    return _RANGE.sub("至", re.sub(r"(?<=[\d万多几来])块(?:钱)?", "元", text))


def _between(found: re.Match[str]) -> str:
    """Both neighbours in digits: 七八 is 7至8, 一百二三十 is 120至130."""
    low, high = (int(DIGITS[found[name]]) for name in ("low", "high"))
    at_the_end = found.end() == len(found.string) or found.string[found.end()] == BOUNDARY
    base, scale = int(count(found["base"])) if found["base"] else 0, _SCALES[found["scale"]]
    if high - low != 1 or base % (10 * scale) or (at_the_end and scale == 1 and not found["tens"]):
        return found[0]
    return f"{base + low * scale}至{base + high * scale}{found['tens'] or ''}"


def _kept(words: str) -> str:
    """What stood before 没: 一直, 至今, 现在."""
    return next((word for word in ("一直", "至今", "现在") if words.startswith(word)), "")


def _is_a_price(found: re.Match[str]) -> bool:
    """Whether a count without a unit is one of money: told short, of one thing or alone, and of no size."""
    before, after = found.string[: found.start()], found.string[found.end() :]
    alone = after[:1] in ("", BOUNDARY) and not _OF_A_SIZE.search(before[-_NEAR:])
    return alone or after.startswith("一")


def _short(first: str, scale: str, last: str) -> str:
    """一千二 is 1200."""
    size = 100 if scale == "百" else 1000
    return str(int(DIGITS[first]) * size + int(DIGITS[last]) * size // 10)


def _dictated(run: str) -> str:
    return run if _NEIGHBOURS.fullmatch(run) else "".join(DIGITS[char] for char in run)


def _year(words: str) -> str:
    """一三 is 2013, 九八 is 1998: a count of years would say 十三."""
    digits = "".join(DIGITS[char] for char in words)
    return f"{'20' if digits < _FIRST_OF_LAST_CENTURY else '19'}{digits}"


def _ten_thousands(found: re.Match[str]) -> str:
    """1万3000 is 1.3万, 1万3250 is 13250."""
    tens, rest = int(found[1]), int(found[2])
    return str(tens * 10_000 + rest) if rest % 1000 else f"{tens}.{rest // 1000}万"


def _plain(number: str) -> str:
    return number if number[0].isdigit() else count(number)


def _decimals(words: str | None) -> str:
    return "." + "".join(DIGITS[char] for char in words[1:]) if words else ""


def _scaled(words: str) -> str:
    return words if _NEIGHBOURS.search(words) else count(words)


def _counted(found: re.Match[str], text: str) -> str:
    if _NEIGHBOURS.search(found[1]) or _NOT_COUNTED.match(text, found.start()):
        return found[0]
    after = "".join(DIGITS[char] for char in found[2][1:]) if found[2] else ""
    whole = count(found[1])
    if found[2] and re.match(r"半|分|钟", text[found.end() :]):
        return f"{whole}点{after}"
    return f"{whole}.{after}" if after else whole or found[0]
