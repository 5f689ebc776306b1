"""Finding places in recognised speech, by the words that places end with (区, 路, 小区, 医院…) and detail numbers.

There is no punctuation to stop at, so the text is first cut at words that do not occur inside names (在, 的, 我们…);
what is left between two cuts is read as a chain of units. No list of a city's places is needed.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

import msgspec

from callflow.drafting.language.marks import BOUNDARY
from callflow.drafting.language.ngrams import pairs_of
from callflow.drafting.language.numbers import count, counts_as_digits
from callflow.drafting.language.ordinary import is_ordinary
from callflow.drafting.language.terms import LINES_KEPT, terms
from callflow.drafting.matters.directory import words_of_work
from callflow.drafting.places.name_ends import name_end

_NAME = "[\u4e00-\u9fffA-Za-z0-9]"
_NUMBER = r"[0-9A-Za-z零一二三四五六七八九十两]+[#＃]?"
DETAIL = (
    r"[0-9]+(?:-[0-9]+)+(?:[栋号室])?"
    rf"|{_NUMBER}(?:号楼|号院|号线|栋|幢|座|单元|楼(?!梯)|层|室|期|弄|组(?!织)|排|号(?![线码]))"
    r"|(?<=[栋元楼座幢])[0-9]{3,4}(?![元块人度多米平年0-9])|[东南西北]门|[东南西北A-Z]区"
)
_DISTRICT_HEARD_AS_GO = re.compile(
    "(?<![要想出进过回下上])(?<=[\u4e00-\u9fff]{2})去(?=[\u4e00-\u9fff]{1,5}(?:路|大道|街|镇|小区))"
)
_ROOM = re.compile("(?<=[栋元座幢])[零一二三四五六七八九幺]{3,4}(?![零一二三四五六七八九幺])")
_STRETCH = re.compile(
    rf"(?:(?:^|，)[从是在]?|[从是在])({_NAME}{{2,8}}?(?:路口|路|街|桥|站|村|小区|口|门))(?:一直)?到({_NAME}{{2,8}}?(?:路口|路|街|桥|站|村|小区|口|门))"
)
_CODE = re.compile(r"[A-Z]\d*(?:市|区|县)")
_BEFORE_FREE_NAMES = ("city", "district", "town")
_PAIR, _ENDING, _LONG_NAME = 2, 2, 5
_OF_THE_CITY = re.compile("交警|公交公司|局$")
"""Behind a city these are no places but who is to act."""
_ONE_OF_SEVERAL = re.compile("[一二三四五六七八九十东南西北中](?:路|街|巷)|[名铭新]城")
"""What an ordinary word stands before is part of a name here: 建设二路, 水岸名城."""
_NO_NAME = re.compile("[0-9万千百能可应将会没不有因如产调作为]")
"""A free name does not begin so."""
_BEFORE_A_BUILDING = re.compile(r"[\u4e00-\u9fff]{2,6}(?=[A-Za-z]?[0-9]+(?:栋|号楼|幢|座|期))")
_SAY_NOTHING = frozenset((*"新老本该某各大小这那外校报读上像感", "快速", "主干", "高速", "中小", "得知"))
_VAGUE = frozenset(("附近", "旁边", "旁", "一带", "沿线", "周边"))
"""Behind these a place is told no more exactly."""
_CUT_INSIDE_WORDS = re.compile(
    "建(?![设国华新安湘])|开(?![发元福泰])|对(?![面过])|于(?!洪)|[修向为由买坐乘投搞但而且并因等再又还很太先将报读考]"
)
_ADMINISTRATIVE = ("city", "district", "town", "village")


class _Grammar(msgspec.Struct, frozen=True, kw_only=True):
    unit: re.Pattern[str]
    function_words: re.Pattern[str]
    pointing: re.Pattern[str]
    of: re.Pattern[str]
    ending: re.Pattern[str]
    office: re.Pattern[str]


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """One link of a place: its words and their kind.

    Kinds are city, district, town, village, road, estate, poi, name, detail and relation.
    """

    kind: str
    text: str


Chain = tuple[Unit, ...]


@lru_cache(maxsize=LINES_KEPT)
def chains(text: str) -> tuple[Chain, ...]:
    """All places in a cleaned text, each as the chain of its units; a chain begins with a named unit."""
    cut = _without_loose_words(_grammar().function_words.sub(BOUNDARY, _prepared(text)))
    return tuple(chain for piece in cut.split(BOUNDARY) for chain in _chains_in(piece))


def _without_loose_words(text: str) -> str:
    """Cut at words of one character that may also stand inside names, where they stand among ordinary words."""

    def cut(found: re.Match[str]) -> str:
        at = found.start()
        around = text[max(0, at - 1) : at + 1], text[at : at + _PAIR]
        return BOUNDARY if any(len(pair) < _PAIR or is_ordinary(pair) for pair in around) else found[0]

    return _CUT_INSIDE_WORDS.sub(cut, text)


@lru_cache(maxsize=LINES_KEPT)
def links(place: str) -> Chain:
    """The links of words that are one place; what is no known link stands as a name."""
    chain = max(chains(place), key=written_as, default=())
    known = "".join(unit.text for unit in chain)
    at = place.find(known) if known else -1
    if at < 0:
        return (Unit(kind="name", text=place),)
    before, after = place[:at], place[at + len(known) :]
    return (*_named(before), *chain, *_named(after))


def _named(text: str) -> Chain:
    return (Unit(kind="name", text=text),) if text else ()


def written_as(chain: Chain) -> int:
    """How many characters a chain has."""
    return sum(len(unit.text) for unit in chain)


def details(text: str) -> Chain:
    """Building, unit and room numbers alone, as in the answer to 住几栋."""
    return tuple(Unit(kind="detail", text=found[0]) for found in re.finditer(DETAIL, _prepared(text)))


def stretch(text: str) -> str:
    """从时代路口到黄谷路口 as 时代路口至黄谷路口, or "" when no stretch is named."""
    found = _STRETCH.search(text)
    return f"{found[1]}至{found[2]}" if found else ""


def is_administrative(unit: Unit) -> bool:
    """Whether a unit is a city, a district, a town or a village."""
    return unit.kind in _ADMINISTRATIVE


@cache
def _grammar() -> _Grammar:
    listed = terms(__package__, "gazetteer")
    kinds = "|".join(f"(?P<{kind}>{_any(suffixes)})" for kind, suffixes in listed["suffixes"].items())
    relation = _any(listed["relations"])
    return _Grammar(
        unit=re.compile(f"(?P<detail>{DETAIL})|(?P<relation>{relation})|{_NAME}{{1,8}}?(?:{kinds})"),
        function_words=re.compile(_any(listed["function_words"])),
        pointing=re.compile(rf"({relation})的?[那这有]?(?:个|条|栋|家|一个|一家)(?={_NAME})"),
        of=re.compile(rf"的(?={relation})"),
        ending=re.compile(_any(listed["bare_endings"])),
        office=re.compile(_any(listed["offices"])),
    )


def _any(expressions: str) -> str:
    return "|".join(expressions.split())


def digits_written(text: str) -> str:
    """Words with counts and rooms as digits, and 区 where 去 was heard before a road."""
    return _ROOM.sub(lambda found: count(found[0]), _DISTRICT_HEARD_AS_GO.sub("区", counts_as_digits(text)))


def _prepared(text: str) -> str:
    text = digits_written(text)
    return _grammar().of.sub("", _grammar().pointing.sub(r"\1", _STRETCH.sub(BOUNDARY, text)))


def _chains_in(piece: str) -> Iterator[Chain]:
    chain: list[Unit] = []
    at = 0
    while at < len(piece):
        unit, end = _unit_at(piece, at, chain)
        if unit:
            chain.append(unit)
        if chain and (unit is None or unit.text in _VAGUE):
            yield tuple(chain)
            chain = []
        at = end
    if chain:
        yield tuple(chain)


def _unit_at(piece: str, at: int, chain: Sequence[Unit]) -> tuple[Unit | None, int]:
    """The unit that begins here and its end; None, and where to go on, when there is none."""
    found = _grammar().unit.match(piece, at)
    kind = str(found.lastgroup) if found else ""
    if found and kind in ("detail", "relation"):
        known = Unit(kind=kind, text=found[0]) if chain else None
        return known, found.end() if chain or kind == "relation" or found[0].endswith("期") else at + 1
    if name := _bare_ending(piece, at, chain) or _free_name(piece, at, chain, found):
        return name, at + len(name.text)
    if found is None:
        return None, at + 1
    head = _ordinary_head(found[0], _name_of(found), chained=bool(chain))
    if head:
        return (None, at + head) if chain else _unit_at(piece, at + head, chain)
    if _is_generic(found, kind, chain) and not _is_landmark(piece, found.end()):
        return None, found.end()
    return Unit(kind=kind, text=found[0]), found.end()


def _name_of(found: re.Match[str]) -> int:
    """The length of a unit's own name, before its ending."""
    return found.start(str(found.lastgroup)) - found.start()


def _ordinary_head(text: str, name: int, *, chained: bool) -> int:
    """How many leading characters are ordinary words and no part of the name; a code (A7县) begins where it begins."""
    if code := _CODE.search(text, 1):
        return code.start()
    head = 0
    while not chained and name - head > _PAIR and is_ordinary(text[head : head + _PAIR]):
        if _ONE_OF_SEVERAL.fullmatch(text, head + _PAIR):
            break
        head += 1 if is_ordinary(text[head + 1 : head + 1 + _PAIR]) and name - head > _PAIR + 1 else _PAIR
    return head


def _is_landmark(piece: str, end: int) -> bool:
    """Whether it is told exactly (阳光花园 3栋), or something beside it (中心医院 对面)."""
    behind = _grammar().unit.match(piece, end)
    return behind is not None and behind.lastgroup in ("relation", "detail")


def _is_generic(found: re.Match[str], kind: str, chain: Sequence[Unit]) -> bool:
    """Whether a unit is a kind of place and no name (公共停车场), unless it stands in a chain that says which."""
    name = found[0][: _name_of(found)]
    pairs = [name[at : at + _PAIR] for at in range(max(1, len(name) - 1))]
    return (
        kind in ("poi", "estate", "town")
        and not chain
        and (name in _SAY_NOTHING or all(is_ordinary(pair) for pair in pairs))
    )


def _free_name(piece: str, at: int, chain: Sequence[Unit], found: re.Match[str] | None) -> Unit | None:
    """A name without a usual ending, behind a district or town; None when a unit with an ending is there as soon."""
    if not chain or chain[-1].kind not in _BEFORE_FREE_NAMES:
        return None
    if numbered := _BEFORE_A_BUILDING.match(piece, at):
        return Unit(kind="estate", text=numbered[0])
    size = _before_ordinary_words(piece[at:], name_end(piece[at:]))
    name = piece[at : at + size]
    if size < _PAIR or is_ordinary(name[:_PAIR]) or _NO_NAME.match(name) or _speaks_of_a_matter(name):
        return None
    return None if found and _is_as_good(found, size) else Unit(kind="name", text=name)


def _is_as_good(found: re.Match[str], size: int) -> bool:
    """Whether a unit with an ending is to be taken instead of a free name: as short, or without ordinary words."""
    name = found[0][: _name_of(found)]
    if len(found[0]) <= size + _ENDING:
        return True
    return len(name) <= _LONG_NAME and not any(map(is_ordinary, pairs_of(name)))


@lru_cache(maxsize=LINES_KEPT)
def _speaks_of_a_matter(name: str) -> bool:
    """Whether a name holds a word for some department's work: 驾照, 退伍, 交警 are no places."""
    return any(word in name for word in words_of_work())


def _before_ordinary_words(text: str, size: int) -> int:
    return next((at for at in range(_PAIR, size) if is_ordinary(text[at : at + _PAIR])), size)


def _bare_ending(piece: str, at: int, chain: Sequence[Unit]) -> Unit | None:
    """An ending alone: behind a name (丽发新城 小区), or an office behind a district (A7县 医保中心)."""
    if not chain:
        return None
    office = _grammar().office.match(piece, at) if chain[-1].kind in _BEFORE_FREE_NAMES else None
    if office and not (chain[-1].kind == "city" and _OF_THE_CITY.search(office[0])):
        return Unit(kind="poi", text=office[0])
    ending = _grammar().ending.match(piece, at) if chain[-1].kind in ("name", "estate", "village", "poi") else None
    return Unit(kind="estate", text=ending[0]) if ending else None
