"""What kinds of place words name, how exactly they tell it, and what of them is its own name."""

import re
from functools import lru_cache

from callflow.drafting.language.ngrams import pairs_of
from callflow.drafting.language.ordinary import is_ordinary
from callflow.drafting.language.terms import LINES_KEPT

AREA = (
    r"(?:[\u4e00-\u9fff]{2}省)?(?:[A-Z]\d*市|[\u4e00-\u9fff]{2}市)?"
    r"(?:[A-Z]\d+[区县市]县?市?|[\u4e00-\u9fff]{2,3}(?<![小社园一二三四五六七八九十])[区县])?"
)
AREA_HEAD = re.compile(rf"{AREA}(?=.{{2}})")
CITY, DISTRICT, NO_KIND = "C", "D", "n"
_AREA_ONLY = re.compile(rf"{AREA}$")
_CITY_ONLY = re.compile(r"(?:[\u4e00-\u9fff]{2}省)?(?:[A-Z]\d*市|[\u4e00-\u9fff]{2}市)$")
_BESIDE = "附近|旁边?|对面|门口|周边|沿线|[东南西北]侧|以[东南西北]|之?间"
_ON_A_ROAD = "交汇处?|交叉口|路口|路段|段"
_NUMBERED = re.compile(
    r"[0-9一二三四五六七八九十]+(?:号楼|栋|幢|座|单元|楼|层|室|期|组|号)|[A-Za-z]?\d+-\d+|[东南西北]门"
)
_KINDS = (
    ("d", _NUMBERED),
    ("r", re.compile(rf"(?:{_BESIDE}|{_ON_A_ROAD}|地块|工地|处)$")),
    ("c", re.compile(r"公司|集团|传媒|科技")),
    ("o", re.compile(r"局|派出所|法院|政府|中心|大队|办$|委$")),
    ("s", re.compile(r"学校|小学|中学|幼儿园|大学|学院|驾校|[一二三四五六七八九]中|医院|[小中]$")),
    ("i", re.compile(r"院|厂|站|市场|超市|店|酒店|银行|馆|城$")),
    (
        "e",
        re.compile(r"小区|花园|苑|园|府|湾|公馆|大厦|广场|安置|楼盘|宿舍|公寓|家属|国际|新村|[天新]城"),
    ),
    ("b", re.compile(r"\d+路|\d号线|公交|地铁|高铁|铁路")),
    ("w", re.compile(r"路|大道|街|巷|桥|高速|隧道|[东南西北]线|乡道|国道")),
    ("v", re.compile(r"村|社区")),
    ("t", re.compile(r"镇|乡|街道")),
)
"""What a place may be, the most exact first: by a number, in relation to another, a company, an office, a school or
hospital, another house for all, an estate, by a bus or railway line, a way, a village, a town."""
_HOUSES, _TOWNS, _BESIDE_ANOTHER = frozenset("cosie"), frozenset("t"), "r"
_HOUSE, _WAY, _TOWN, _MOST_EXACT = 3, 2, 1, 6
_GENERIC = re.compile("[0-9栋号路区]|小区|单元|街道")


@lru_cache(maxsize=LINES_KEPT)
def kinds(text: str) -> tuple[str, str]:
    """How exactly a place is told, and all kinds in it.

    C: a city, D: a district, n: no usual kind, else the letter of the most exact kind.
    """
    if _CITY_ONLY.match(text):
        return CITY, CITY
    if _AREA_ONLY.match(text):
        return DISTRICT, DISTRICT
    name = AREA_HEAD.sub("", text, count=1)
    found = "".join(letter for letter, pattern in _KINDS if pattern.search(name))
    return found[:1] or NO_KIND, found


@lru_cache(maxsize=LINES_KEPT)
def own_name(text: str) -> str:
    """A place without its province, city and district, punctuation and blanks."""
    return AREA_HEAD.sub("", re.sub(r"\W", "", text), count=1)


@lru_cache(maxsize=LINES_KEPT)
def exactness(name: str) -> int:
    """How exactly a place's own name tells it, 0 to 6: 0 an area, 1 a town, 2 a way, a village or an unknown kind.

    A house is 3; each kind of number, and what it lies beside, is 1 more.
    """
    found = frozenset(kinds(name)[1])
    if not name or found & {CITY, DISTRICT}:
        return 0
    base = _HOUSE if found & _HOUSES else _TOWN if found == _TOWNS else _WAY
    numbers = {each[0][-1] for each in _NUMBERED.finditer(name)}
    return min(_MOST_EXACT, base + len(numbers) + (_BESIDE_ANOTHER in found))


@lru_cache(maxsize=LINES_KEPT)
def telling_pairs(name: str) -> frozenset[str]:
    """The pairs of characters by which two tellings of one place are known to be of the same."""
    return frozenset(pair for pair in pairs_of(name) if not is_ordinary(pair) and not _GENERIC.search(pair))
