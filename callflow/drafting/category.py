"""Category: the pair of the city's taxonomy (一级 / 二级) whose terms the citizen used most, opening words first."""

from functools import cache, lru_cache

from callflow.drafting.conversation import Conversation
from callflow.drafting.draft import DraftField
from callflow.drafting.matter import states_a_matter
from callflow.drafting.terms import LINES_KEPT, terms
from callflow.units import UtteranceId

SEPARATOR = " / "
_WEIGHTS = {"certain": 3.0, "sure": 3.0, "likely": 1.0}
_OPENING, _OPENING_FACTOR, _LATER_FACTOR = 2, 1.6, 0.8
_HALF_SURE = 4.0


def draft_category(conversation: Conversation) -> DraftField | None:
    """The pair as `一级 / 二级`; None until a term of some category was said."""
    totals, sources = _totals(conversation)
    if not totals:
        return None
    best = max(totals, key=lambda name: (round(totals[name], 6), name))
    rivals = sum(score for name, score in totals.items() if name != best)
    share = totals[best] / (totals[best] + rivals)
    weight = totals[best] / (totals[best] + _HALF_SURE)
    confidence = round(min(0.95, 0.15 + 0.45 * share + 0.4 * weight), 2)
    return DraftField(value=best, confidence=confidence, sources=tuple(sources[best]))


def _totals(conversation: Conversation) -> tuple[dict[str, float], dict[str, list[UtteranceId]]]:
    totals: dict[str, float] = {}
    sources: dict[str, list[UtteranceId]] = {}
    lines = [line for line in conversation.lines if states_a_matter(line.text)]
    for at, line in enumerate(lines):
        factor = _OPENING_FACTOR if at < _OPENING else _LATER_FACTOR
        for name, score in _scores(line.text).items():
            totals[name] = totals.get(name, 0.0) + factor * score
            sources.setdefault(name, []).append(line.id)
    return totals, sources


@lru_cache(maxsize=LINES_KEPT)
def _scores(text: str) -> dict[str, float]:
    found = [(term, name, weight) for term, names in _index().items() if term in text for name, weight in names]
    longest = {term for term, _, _ in found}
    scores: dict[str, float] = {}
    for term, name, weight in found:
        part = any(term != other and term in other for other in longest)
        scores[name] = scores.get(name, 0.0) + weight * (0.4 if part else 1.0)
    return scores


@cache
def _index() -> dict[str, list[tuple[str, float]]]:
    index: dict[str, list[tuple[str, float]]] = {}
    for name, levels in terms("category").items():
        for level, words in levels.items():
            for word in words.split():
                index.setdefault(word, []).append((name, _WEIGHTS[level]))
    return index
