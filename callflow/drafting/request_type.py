"""Request type: what the citizen calls the call themselves (我要投诉…), else what their words are typical of."""

import re
from functools import cache, lru_cache

from callflow.drafting.conversation import Conversation
from callflow.drafting.draft import REQUEST_TYPES, DraftField
from callflow.drafting.matter import states_a_matter
from callflow.drafting.terms import LINES_KEPT, terms

_DECLARED = 4.0
_OPENING = 2
"""The citizen's first two lines of substance say why they call."""
_NOT_MEANT = re.compile(r"(?:不是|不满意就去|尽管|随便|没有|不想|不用|之前|去|已经|以前|说)$")

Scores = dict[str, float]


def draft_request_type(conversation: Conversation) -> DraftField | None:
    """One of the six types; None until the citizen has stated a matter."""
    lines = [line for line in conversation.lines if states_a_matter(line.text)]
    if not lines:
        return None
    by_line = {line.id: _scores(line.text, opening=at < _OPENING) for at, line in enumerate(lines)}
    totals = {kind: sum(scores.get(kind, 0.0) for scores in by_line.values()) for kind in REQUEST_TYPES}
    best = max(REQUEST_TYPES, key=lambda kind: totals[kind])
    if not totals[best]:
        return DraftField(value="求助", confidence=0.3, sources=(lines[0].id,))
    sources = tuple(id_ for id_, scores in by_line.items() if scores.get(best))
    return DraftField(value=best, confidence=_confidence(totals, best), sources=sources)


def _confidence(totals: Scores, best: str) -> float:
    share = totals[best] / sum(totals.values())
    return round(min(0.95, 0.25 + 0.5 * share + 0.04 * totals[best]), 2)


@lru_cache(maxsize=LINES_KEPT)
def _scores(text: str, *, opening: bool) -> Scores:
    declared, cues = _expressions()
    scores: Scores = {}
    for kind, cue, weight in cues:
        if cue.search(text):
            scores[kind] = scores.get(kind, 0.0) + weight * (1.5 if opening else 0.7)
    for kind, word in declared.items():
        if any(not _NOT_MEANT.search(text[: found.start()]) for found in word.finditer(text)):
            scores[kind] = scores.get(kind, 0.0) + _DECLARED * (1.5 if opening else 0.4)
    return scores


@cache
def _expressions() -> tuple[dict[str, re.Pattern[str]], list[tuple[str, re.Pattern[str], float]]]:
    listed = terms("request_type")
    split = [(kind, *cue.split(" ", 1)) for kind, listed_cues in listed["cues"].items() for cue in listed_cues]
    cues = [(kind, re.compile(expression), float(weight)) for kind, weight, expression in split]
    return {kind: re.compile(word) for kind, word in listed["declared"].items()}, cues
