"""Choosing one of many names for a call: by key terms, by what was learned, and why.

Both readings give every name a share in 0..1; the choice is by their weighted mean. Key terms are what people can read
and extend; what was learned carries what no list says.
"""

from collections.abc import Mapping, Sequence

import msgspec

from callflow.drafting.conversation import Conversation, Line
from callflow.drafting.draft import DraftField, RunnerUp, Span
from callflow.drafting.matters.keyed import Keyed
from callflow.drafting.matters.learned import learned, ranked
from callflow.drafting.matters.matter import states_a_matter
from callflow.drafting.matters.staff import staff_lines
from callflow.units import UtteranceId

OPENING = 2
"""The citizen's first lines of substance say why they call."""
_OPENING_FACTOR, _LATER_FACTOR = 1.6, 0.8
DOUBT = 3.0
"""Added to the sum of all scores, so that one weak term is not taken for certainty."""
_RUNNERS_UP, _WHY = 4, 4

Weighed = tuple[Line, float]


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What key terms say: each name's score, the lines it comes from, and its terms."""

    scores: dict[str, float]
    sources: dict[str, list[UtteranceId]]
    why: dict[str, list[str]]


def weighed(conversation: Conversation) -> list[Weighed]:
    """The citizen's lines of substance, the opening ones weightier."""
    lines = [line for line in conversation.lines if states_a_matter(line.text)]
    return [(line, _OPENING_FACTOR if at < OPENING else _LATER_FACTOR) for at, line in enumerate(lines)]


def weighed_together(conversation: Conversation) -> list[Weighed]:
    """The citizen's lines of substance and, once there are some, what agent and departments say of the matter."""
    told = weighed(conversation)
    return [*told, *staff_lines(conversation)] if told else []


def read(keyed: Keyed, lines: Sequence[Weighed]) -> Reading:
    """Add up what the lines say."""
    reading = Reading(scores={}, sources={}, why={})
    for line, factor in lines:
        for name, score in keyed.scores(line.text).items():
            reading.scores[name] = reading.scores.get(name, 0.0) + factor * score.weight
            reading.sources.setdefault(name, []).append(line.id)
            reading.why.setdefault(name, []).extend(score.terms)
    return reading


def shares(scores: Mapping[str, float], doubt: float = DOUBT) -> dict[str, float]:
    """Scores as shares of their sum, all a little smaller the less there is."""
    whole = sum(scores.values()) + doubt
    return {name: score / whole for name, score in scores.items()}


def mixed(field: str, by_terms: Mapping[str, float], lines: Sequence[Weighed], trust: float) -> dict[str, float]:
    """The mean of both readings; `trust` in 0..1 is the weight of what was learned."""
    by_learning = learned().shares(field, ((line.text, factor) for line, factor in lines))
    names = {**by_terms, **by_learning}
    return {name: (1 - trust) * by_terms.get(name, 0.0) + trust * by_learning.get(name, 0.0) for name in names}


def choice(field: str, found: Mapping[str, float], reading: Reading, lines: Sequence[Weighed]) -> DraftField:
    """The best name with its runners-up, the terms that spoke for it and where they stand."""
    best, *others = ranked(found)
    why = tuple(dict.fromkeys(reading.why.get(best, ())))[:_WHY]
    sources = tuple(dict.fromkeys(reading.sources.get(best, ()))) or (lines[0][0].id,)
    said = why or learned().speaking_for(field, best, (line.text for line, _ in lines))
    return DraftField(
        value=best,
        confidence=confidence(found[best]),
        sources=sources,
        spans=tuple(span for line, _ in lines if line.id in sources for span in _spans(line, why)),
        runners_up=tuple(RunnerUp(value=name, confidence=confidence(found[name])) for name in others[:_RUNNERS_UP]),
        why=said,
    )


def confidence(share: float) -> float:
    """A share as the confidence that is shown: half of everything is much where there are dozens of names."""
    return round(min(0.95, 1.25 * share + 0.1), 2)


def _spans(line: Line, terms: Sequence[str]) -> list[Span]:
    found = [(at, term) for term in terms if (at := line.text.find(term)) >= 0]
    return [line.span(at, at + len(term)) for at, term in found if line.raw]
