"""Scoring names by their key terms: which categories, which departments a text speaks of, and by which words."""

from collections.abc import Mapping
from functools import lru_cache

import msgspec

from callflow.drafting.language.terms import LINES_KEPT

_PART_OF_A_LONGER_TERM = 0.4


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """What one line says for one name: how much, and the terms, the weightiest first."""

    weight: float
    terms: tuple[str, ...]


class Keyed:
    """Names with their key terms; a term inside a longer one that was said counts less."""

    def __init__(self, weights: Mapping[str, Mapping[str, float]]) -> None:
        """`weights` is by name and term."""
        self._index: dict[str, list[tuple[str, float]]] = {}
        for name, words in weights.items():
            for word, weight in words.items():
                self._index.setdefault(word, []).append((name, weight))
        self.scores = lru_cache(maxsize=LINES_KEPT)(self._scores)

    def _scores(self, text: str) -> Mapping[str, Score]:
        """What a line says, by name; every term counts once."""
        said = [term for term in self._index if term in text]
        found: dict[str, dict[str, float]] = {}
        for term in said:
            factor = _PART_OF_A_LONGER_TERM if any(term != other and term in other for other in said) else 1.0
            for name, weight in self._index[term]:
                found.setdefault(name, {})[term] = weight * factor
        return {name: _score(terms) for name, terms in found.items()}


def _score(terms: Mapping[str, float]) -> Score:
    ordered = sorted(terms, key=lambda term: (-terms[term], term))
    return Score(weight=sum(terms.values()), terms=tuple(ordered))
