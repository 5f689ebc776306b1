"""How well a text answers a query: the rarer the grams that both share, the better; in the title they count most.

The databases only bring candidates, those that hold most of the worth that is chosen here; this decides, so both
databases answer alike.
"""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from callflow.search.grams import grams, normalised
from callflow.search.query import Query

CANDIDATES_MOST = 2_000
"""So many texts may hold one of the chosen grams: more would take too long to rank."""
GRAMS_MOST = 16
TERMS_SHOWN = 4

_GRAMS_OF_A_MATTER = 8
_IN_TITLE, _IN_BODY = 1.0, 0.5


class Text(NamedTuple):
    """What may answer a query: its title (with keywords) tells most, its body less."""

    title: str
    body: str


def rarity(documents: int, of: int) -> float:
    """What a gram is worth that stands in so many documents of so many (inverse document frequency)."""
    return math.log(1 + (of + 1) / (documents + 1))


def chosen(query: Query, documents: Mapping[str, int], of: int) -> dict[str, float]:
    """The grams to ask an index for, with their worth: those that tell most, as long as few enough texts hold any."""
    worth = {gram: weight * rarity(documents[gram], of) for gram, weight in query.weights.items() if gram in documents}
    taken: list[str] = []
    candidates = 0
    for gram in sorted(worth, key=lambda gram: (-worth[gram], gram)):
        candidates += documents[gram]
        if taken and candidates > CANDIDATES_MOST:
            break
        taken.append(gram)
    return {gram: worth[gram] for gram in taken[:GRAMS_MOST]}


class Ranking:
    """Scores texts against one query. What no text of the index holds is noise and does not count."""

    def __init__(self, query: Query, documents: Mapping[str, int], of: int) -> None:
        known = ((gram, weight) for gram, weight in query.weights.items() if gram in documents)
        self._worth = {gram: weight * rarity(documents[gram], of) for gram, weight in known}
        self._best = sum(sorted(self._worth.values(), reverse=True)[:_GRAMS_OF_A_MATTER])
        self._texts = query.texts

    def score(self, text: Text) -> float:
        """How well a text answers, in 0..1: 1 is the worth of the query's best grams, all in the title."""
        found = sum(self._worth[gram] * standing for gram, standing in self._standings(text).items())
        return round(min(1.0, found / self._best), 3) if self._best else 0.0

    def terms(self, text: Text) -> tuple[str, ...]:
        """The query's words that stand in a text, the longest first."""
        return _terms(self._texts, self._standings(text))

    def _standings(self, text: Text) -> dict[str, float]:
        title, body = normalised(text.title), normalised(text.body)
        in_body = {gram: _IN_BODY for gram in self._worth if gram in body}
        return in_body | {gram: _IN_TITLE for gram in self._worth if gram in title}


def _terms(texts: Sequence[str], shared: Collection[str]) -> tuple[str, ...]:
    """The longest stretches of the query that the text holds: whole words out of overlapping pairs."""
    stretches = sorted({one for text in texts for one in _stretches(text, shared)}, key=lambda one: (-len(one), one))
    apart: list[str] = []
    for one in stretches:
        if not any(one in other for other in apart):
            apart.append(one)
    return tuple(apart[:TERMS_SHOWN])


def _stretches(text: str, shared: Collection[str]) -> Iterator[str]:
    stretch = ""
    for gram in grams(text):
        goes_on = gram in shared and stretch[-1:] == gram[0] and not gram.isascii()
        if stretch and not goes_on:
            yield stretch
        stretch = (stretch + gram[1:] if goes_on else gram) if gram in shared else ""
    if stretch:
        yield stretch
