"""How alike two requests are, and why: the same matter at the same place is one ticket (并单). Pure.

Four things are weighed: what is said (rare words count most), the title, the place, the category. A long description
and a first sentence of it are alike, so what both say is measured against the shorter one. None of the four alone
makes two requests one: neighbours complain about other things, and other neighbourhoods about the same.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

import msgspec

from callflow.search.grams import grams
from callflow.search.query import tells
from callflow.search.relevance import rarity

SHOWN_FROM = 0.45
"""Below it two requests have little more than the district in common."""
ALIKE_FROM = 0.55
"""From here on they are taken for one matter (`scripts/eval_repeats.py`)."""

MATTERS_KEPT = 8_192
"""A call is compared with the same tickets again whenever its draft changes."""

_CONTENT, _TITLE, _PLACE, _CATEGORY = 0.45, 0.25, 0.2, 0.1
_ENOUGH_CONTENT = 0.7
"""So much in common is as good as all: nobody says the same thing twice in the same words."""
_UNKNOWN_PLACE = 0.5
_SAME_PLACE = 0.8
_NAMES_A_SPOT = re.compile(r"[^省市区县]{2,}$")
_REGION = re.compile(r"^(?:[^\s省市区县]{1,6}省)?(?:[^\s省市区县]{1,6}市)?")


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """What is compared: a ticket, or what a call has become so far. What is not known is the empty text."""

    title: str = ""
    body: str = ""
    category: str = ""
    place: str = ""
    number: str = ""
    """The caller's."""


class Likeness(msgspec.Struct, frozen=True, kw_only=True):
    """`score` and `content` in 0..1; `content` is what both say."""

    score: float
    content: float
    same_place: bool = False
    same_caller: bool = False

    def reasons(self, place: str) -> tuple[str, ...]:
        """Why, in Chinese; `place` as the other one names it."""
        told = {
            "同一来电号码": self.same_caller,
            f"同一地点：{place}": self.same_place,
            f"内容相近 {round(100 * self.content)}%": self.content >= _TELLING,
        }
        return tuple(reason for reason, holds in told.items() if holds)


_TELLING = 0.3


class _Said(NamedTuple):
    """A matter as sets of grams."""

    title: frozenset[str]
    whole: frozenset[str]
    place: frozenset[str]


class Comparison:
    """Others compared with one matter, of whose grams an index knows how common they are."""

    def __init__(self, matter: Matter, documents: Mapping[str, int], of: int) -> None:
        self._matter = matter
        self._said = _said(matter)
        self._rarity = {gram: rarity(documents.get(gram, 0), of) for gram in self._said.whole}
        self._usual = sum(self._rarity.values()) / len(self._rarity) if self._rarity else 1.0

    def with_(self, other: Matter) -> Likeness:
        """How like the one this other one is."""
        said = _said(other)
        content = min(1.0, self._shared(self._said.whole, said.whole) / _ENOUGH_CONTENT)
        place = self._place(said)
        score = _CONTENT * content + _TITLE * self._dice(said.title) + _PLACE * place
        score += _CATEGORY * bool(self._matter.category and self._matter.category == other.category)
        return Likeness(
            score=round(score, 3),
            content=round(content, 3),
            same_place=place >= _SAME_PLACE and bool(_NAMES_A_SPOT.search(other.place)),
            same_caller=bool(self._matter.number) and self._matter.number == other.number,
        )

    def _place(self, said: _Said) -> float:
        if not self._said.place or not said.place:
            return _UNKNOWN_PLACE
        return self._shared(self._said.place, said.place)

    def _shared(self, one: Collection[str], other: Collection[str]) -> float:
        """What both have, by worth, of the one that has less."""
        less = min(self._worth(one), self._worth(other))
        return self._worth(gram for gram in one if gram in other) / less if less else 0.0

    def _dice(self, title: frozenset[str]) -> float:
        both = self._worth(self._said.title) + self._worth(title)
        return 2 * self._worth(self._said.title & title) / both if both else 0.0

    def _worth(self, some: Iterable[str]) -> float:
        return sum(self._rarity.get(gram, self._usual) for gram in some)


@lru_cache(maxsize=MATTERS_KEPT)
def _said(matter: Matter) -> _Said:
    title, place = _grams(matter.title), _grams(_REGION.sub("", matter.place))
    return _Said(title=title, whole=title | place | _grams(matter.body), place=place)


def _grams(text: str) -> frozenset[str]:
    return frozenset(gram for gram in grams(text) if tells(gram))
