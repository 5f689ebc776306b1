"""Finding places in recognised speech, by the words that places end with (区, 路, 小区, 医院…) and detail numbers.

There is no punctuation to stop at, so the text is first cut at words that do not occur inside names (在, 的, 我们…);
what is left between two cuts is read as a chain of units. No list of a city's places is needed.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

import msgspec

from callflow.drafting.conversation import BOUNDARY
from callflow.drafting.numbers import count, counts_as_digits
from callflow.drafting.terms import LINES_KEPT, terms

_NAME = "[\u4e00-\u9fffA-Za-z0-9]"
_NUMBER = r"[0-9A-Za-z零一二三四五六七八九十两]+"
_DETAIL = (
    rf"{_NUMBER}(?:号楼|号院|号线|栋|幢|座|单元|楼(?!梯)|层|室|期|弄|组(?!织)|排|号(?![线码]))"
    r"|(?<=[栋元楼座幢])[0-9]{3,4}(?![元块人度多米平年0-9])|[东南西北]门|[东南西北]区"
)
_DISTRICT_HEARD_AS_GO = re.compile(
    "(?<![要想出进过回下上])(?<=[\u4e00-\u9fff]{2})去(?=[\u4e00-\u9fff]{1,5}(?:路|大道|街|镇|小区))"
)
_ROOM = re.compile("(?<=[栋元座幢])[零一二三四五六七八九幺]{3,4}(?![零一二三四五六七八九幺])")
_STRETCH = re.compile(
    rf"从({_NAME}{{2,8}}?(?:路口|路|街|桥|站|村|小区|口|门))(?:一直)?到({_NAME}{{2,8}}?(?:路口|路|街|桥|站|村|小区|口|门))"
)
_ADMINISTRATIVE = ("city", "district", "town", "village")


class _Grammar(msgspec.Struct, frozen=True, kw_only=True):
    unit: re.Pattern[str]
    function_words: re.Pattern[str]
    pointing: re.Pattern[str]
    of: re.Pattern[str]


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """One link of a place: its kind (city, district, town, village, road, estate, poi, detail, relation) and words."""

    kind: str
    text: str


Chain = tuple[Unit, ...]


@lru_cache(maxsize=LINES_KEPT)
def chains(text: str) -> tuple[Chain, ...]:
    """All places in a cleaned text, each as the chain of its units; a chain begins with a named unit."""
    cut = _grammar().function_words.sub(BOUNDARY, _prepared(text))
    return tuple(chain for piece in cut.split(BOUNDARY) for chain in _chains_in(piece))


def details(text: str) -> Chain:
    """Building, unit and room numbers alone, as in the answer to 住几栋."""
    return tuple(Unit(kind="detail", text=found[0]) for found in re.finditer(_DETAIL, _prepared(text)))


def stretch(text: str) -> str:
    """从时代路口到黄谷路口 as 时代路口至黄谷路口, or "" when no stretch is named."""
    found = _STRETCH.search(text)
    return f"{found[1]}至{found[2]}" if found else ""


def is_administrative(unit: Unit) -> bool:
    """Whether a unit is a city, a district, a town or a village."""
    return unit.kind in _ADMINISTRATIVE


@cache
def _grammar() -> _Grammar:
    listed = terms("gazetteer")
    kinds = "|".join(f"(?P<{kind}>{_any(suffixes)})" for kind, suffixes in listed["suffixes"].items())
    relation = _any(listed["relations"])
    return _Grammar(
        unit=re.compile(f"(?P<detail>{_DETAIL})|(?P<relation>{relation})|{_NAME}{{1,8}}?(?:{kinds})"),
        function_words=re.compile(_any(listed["function_words"])),
        pointing=re.compile(rf"({relation})的?[那这有]?(?:个|条|栋|家|一个|一家)(?={_NAME})"),
        of=re.compile(rf"的(?={relation})"),
    )


def _any(expressions: str) -> str:
    return "|".join(expressions.split())


def _prepared(text: str) -> str:
    text = _ROOM.sub(lambda found: count(found[0]), _DISTRICT_HEARD_AS_GO.sub("区", counts_as_digits(text)))
    return _grammar().of.sub("", _grammar().pointing.sub(r"\1", _STRETCH.sub(BOUNDARY, text)))


def _chains_in(piece: str) -> Iterator[Chain]:
    chain: list[Unit] = []
    at = 0
    while at < len(piece):
        found = _grammar().unit.match(piece, at)
        if found and (chain or found.lastgroup not in ("detail", "relation")):
            chain.append(Unit(kind=str(found.lastgroup), text=found[0]))
            at = found.end()
        else:
            if chain:
                yield tuple(chain)
                chain = []
            at = found.end() if found and found.lastgroup == "relation" else at + 1
    if chain:
        yield tuple(chain)
