"""Tellings of one place put together link by link: what both name joins them, the rest is in the order of addresses."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from callflow.drafting.language.terms import LINES_KEPT
from callflow.drafting.places.gazetteer import DETAIL, Chain, Unit, links

RANKS = {
    "city": 0,
    "district": 1,
    "town": 2,
    "village": 3,
    "road": 4,
    "estate": 5,
    "poi": 5,
    "name": 5,
    "detail": 6,
    "relation": 7,
}
"""How narrow a kind of link is: 5 is a house or an estate."""
_EXACT, _ROAD = 5, 4
_BEHIND = ("detail", "relation")
_NUMBERED = re.compile(DETAIL)
_NARROWNESS = {
    "期": 0,
    "区": 0,
    "号": 1,
    "组": 1,
    "排": 1,
    "院": 1,
    "栋": 2,
    "幢": 2,
    "座": 2,
    "元": 3,
    "楼": 4,
    "层": 4,
}
_BUILDING, _ROOM = 2, 5
_SHARED = 3
"""Characters at the end of one telling and the beginning of another by which they are known to go on."""


@lru_cache(maxsize=LINES_KEPT)
def parted(text: str) -> Chain:
    """The links of words that are one place, numbers parted from the names before them."""
    found: list[Unit] = []
    for unit in links(text):
        found += _numbers_parted(unit.text) if unit.kind == "name" else [unit]
    return tuple(found)


def _numbers_parted(text: str) -> list[Unit]:
    found: list[Unit] = []
    at = 0
    for number in _NUMBERED.finditer(text):
        found += _name(text[at : number.start()])
        found.append(Unit(kind="detail", text=number[0]))
        at = number.end()
    return [*found, *_name(text[at:])]


def _name(text: str) -> list[Unit]:
    return [Unit(kind="name", text=text)] if text else []


def narrowness(number: Unit) -> int:
    """How narrow a number is: a part of an estate, a house, a building, its entrance, a floor, a room."""
    return _BUILDING if number.text.endswith("号楼") else _NARROWNESS.get(number.text[-1], _ROOM)


def written(chain: Chain) -> str:
    """The words of a chain."""
    return "".join(unit.text for unit in chain)


@lru_cache(maxsize=LINES_KEPT)
def merged(base: Chain, other: Chain) -> Chain:
    """Two tellings of a place as one; of two numbers that are as narrow the other's stands."""
    one, two = written(base), written(other)
    if two in one:
        return base
    if one in two:
        return other
    for size in range(min(len(one), len(two)), _SHARED - 1, -1):
        if one.endswith(two[:size]):
            return parted(one + two[size:])
        if two.endswith(one[:size]):
            return parted(two + one[size:])
    return _at_common_link(base, other) or _beside(base, other)


def is_same(one: Unit, other: Unit) -> bool:
    """Whether two links name the same: one may lack its beginning or its end."""
    short, long = sorted((one.text, other.text), key=len)
    named = one.kind not in _BEHIND and other.kind not in _BEHIND
    return named and (short == long or (len(short) > 1 and (long.startswith(short) or long.endswith(short))))


def _at_common_link(base: Chain, other: Chain) -> Chain | None:
    pairs = ((at, there) for at in range(len(base)) for there in range(len(other)))
    found = next(((at, there) for at, there in pairs if is_same(base[at], other[there])), None)
    if found is None:
        return None
    at, there = found
    kinds = {unit.kind for unit in base[:at]}
    head, tail = base[:at], base[at + 1 :]
    for unit in other[:there]:
        head = head if unit.kind in kinds else _in_head(head, unit)
    for unit in other[there + 1 :]:
        tail = _in_tail(tail, unit)
    return (*head, max(base[at], other[there], key=lambda unit: len(unit.text)), *tail)


def _in_head(chain: Chain, unit: Unit) -> Chain:
    at = _first_narrower(chain, RANKS[unit.kind])
    return (*chain[:at], unit, *chain[at:])


def _first_narrower(chain: Chain, rank: int) -> int:
    return next((at for at, unit in enumerate(chain) if RANKS[unit.kind] > rank), len(chain))


def _in_tail(chain: Chain, unit: Unit) -> Chain:
    if any(unit.text in known.text for known in chain):
        return chain
    if unit.kind != "detail":
        return (*chain, unit)
    width = narrowness(unit)
    numbers = [(at, narrowness(known)) for at, known in enumerate(chain) if known.kind == "detail"]
    if (same := next((at for at, known in numbers if known == width), None)) is not None:
        return (*chain[:same], unit, *chain[same + 1 :])
    at = next(
        (
            at
            for at, known in enumerate(chain)
            if known.kind == "relation" or (known.kind == "detail" and narrowness(known) > width)
        ),
        len(chain),
    )
    return (*chain[:at], unit, *chain[at:])


def _beside(base: Chain, other: Chain) -> Chain:
    """Tellings that share no link."""
    first = other[0]
    if first.kind == "detail":
        return _numbered(base, other)
    if first.kind == "relation":
        return base + other
    if RANKS[first.kind] <= _ROAD:
        return _wider(base, other)
    if any(RANKS[unit.kind] == _EXACT for unit in base):
        return base + other
    at = next((at for at, unit in enumerate(base) if unit.kind == "detail" and not _is_on_a_road(base, at)), len(base))
    return (*base[:at], *other, *base[at:])


def _is_on_a_road(chain: Chain, at: int) -> bool:
    return at > 0 and chain[at - 1].kind in ("road", "village")


def _numbered(base: Chain, other: Chain) -> Chain:
    """With numbers told alone; a number of a house stands behind the road."""
    road = next((at for at, unit in enumerate(base) if unit.kind == "road"), None)
    of_a_house = re.fullmatch(r"\d+号", written(other)) is not None
    if of_a_house and road is not None and not (base[road + 1 :] and base[road + 1].text.endswith("号")):
        return (*base[: road + 1], *other, *base[road + 1 :])
    for unit in other:
        base = _in_tail(base, unit) if unit.kind in _BEHIND else (*base, unit)
    return base


def _wider(base: Chain, other: Chain) -> Chain:
    """With a district, town, village or road before what is narrower, instead of another of its kind."""
    first = other[0]
    same = next((at for at, unit in enumerate(base) if unit.kind == first.kind), None)
    if same is None:
        at = _first_narrower(base, RANKS[first.kind])
        return (*base[:at], *other, *base[at:])
    put = (*base[:same], first, *base[same + 1 :])
    return merged(put, other[1:]) if other[1:] else put


def in_turn(told: Sequence[tuple[Chain, str]]) -> Chain:
    """What one turn tells, piece by piece, in its order; each with the word that links it to the last one (与, 至)."""
    chain = told[0][0]
    for (before, _), (other, link) in pairwise(told):
        if link and written(chain).endswith(written(before)):
            joint = Unit(kind="road", text=f"{chain[-1].text}{link}{other[0].text}")
            chain = (*chain[:-1], joint, *other[1:])
        elif written(other) not in written(chain):
            chain = chain + other if _goes_on(chain, other) else merged(chain, other)
    return chain


def _goes_on(chain: Chain, other: Chain) -> bool:
    """Whether a piece is told behind the others as addresses are."""
    first = other[0]
    if any(is_same(unit, first) or unit.text == first.text for unit in chain):
        return False
    if first.kind == "detail":
        return not any(unit.kind == "detail" and narrowness(unit) == narrowness(first) for unit in chain)
    return RANKS[first.kind] >= min(RANKS[chain[-1].kind], _EXACT)
