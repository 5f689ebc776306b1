"""Request type: what the citizen calls the call themselves (我要投诉…), else what their words are typical of."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

import msgspec

from callflow.drafting.conversation import Conversation
from callflow.drafting.draft import REQUEST_TYPES, DraftField, RunnerUp, Span
from callflow.drafting.language.terms import LINES_KEPT, terms
from callflow.drafting.matters.chosen import OPENING, Weighed, confidence, mixed, shares, weighed
from callflow.drafting.matters.learned import ranked
from callflow.units import UtteranceId

_DECLARED = 4.0
_TRUST = 0.4
"""The weight of what was learned beside the cues."""
_HALVED = 4.0
"""So much from the agent halves that weight."""
_DOUBT, _UNTOLD = 1.0, "求助"
_RUNNERS_UP, _WHY = 2, 4
_NOT_MEANT = re.compile(r"(?:不是|不满意就去|尽管|随便|没有|不想|不用|之前|去|已经|以前|说)$")

Scores = dict[str, float]
Cue = tuple[str, re.Pattern[str], float]
"""A type, the words that speak for it, and how much."""


class Expressions(msgspec.Struct, frozen=True, kw_only=True):
    """What `request_type.yaml` lists: the citizen's own name for the call, the citizen's cues, the staff's."""

    declared: dict[str, re.Pattern[str]]
    cues: list[Cue]
    staff: list[Cue]


def draft_request_type(conversation: Conversation) -> DraftField | None:
    """One of the six types; None until the citizen has stated a matter."""
    lines = weighed(conversation)
    if not lines:
        return None
    by_line = _by_line(lines)
    staff = _of_staff(conversation)
    scores = {kind: max(0.0, score + staff.get(kind, 0.0)) for kind, score in type_scores(lines).items()}
    found = mixed("request_type", shares(scores, _DOUBT), lines, _trust(staff))
    best, *others = ranked(found) if found else (_UNTOLD,)
    sources = tuple(id_ for id_, scores in by_line.items() if scores.get(best)) or (lines[0][0].id,)
    return DraftField(
        value=best,
        confidence=confidence(found.get(best, 0.0)),
        sources=sources,
        spans=tuple(_spans(lines, best)),
        runners_up=tuple(RunnerUp(value=name, confidence=confidence(found[name])) for name in others[:_RUNNERS_UP]),
        why=tuple(dict.fromkeys(word for line, _ in lines for word, _ in _cues(line.text, best)))[:_WHY],
    )


def type_scores(lines: Sequence[Weighed]) -> Scores:
    """What the cues alone say for each type, without what was learned."""
    by_line = _by_line(lines)
    return {kind: sum(scores.get(kind, 0.0) for scores in by_line.values()) for kind in REQUEST_TYPES}


def _trust(staff: Scores) -> float:
    """The weight of what was learned beside the cues: less, the more the agent has said of the ticket."""
    return _TRUST * _HALVED / (_HALVED + sum(abs(weight) for weight in staff.values()))


def _of_staff(conversation: Conversation) -> Scores:
    """What agent and departments say of the ticket for or against each type; each cue counts once in a call."""
    said = [line.text for line in conversation.staff]
    heard: Scores = {}
    for kind, cue, weight in _expressions().staff:
        if any(cue.search(text) for text in said):
            heard[kind] = heard.get(kind, 0.0) + weight
    return heard


def _by_line(lines: Sequence[Weighed]) -> dict[UtteranceId, Scores]:
    return {line.id: _scores(line.text, opening=at < OPENING) for at, (line, _) in enumerate(lines)}


def _spans(lines: Sequence[Weighed], kind: str) -> Iterator[Span]:
    for line, _ in lines:
        for word, at in _cues(line.text, kind):
            yield line.span(at, at + len(word))


@lru_cache(maxsize=LINES_KEPT)
def _cues(text: str, kind: str) -> tuple[tuple[str, int], ...]:
    """The words that speak for a type, and where they begin."""
    known = _expressions()
    spoke = [known.declared[kind], *(cue for cued, cue, _ in known.cues if cued == kind)]
    return tuple((found[0], found.start()) for each in spoke if (found := each.search(text)) and found[0])


@lru_cache(maxsize=LINES_KEPT)
def _scores(text: str, *, opening: bool) -> Scores:
    known = _expressions()
    scores: Scores = {}
    for kind, cue, weight in known.cues:
        if cue.search(text):
            scores[kind] = scores.get(kind, 0.0) + weight * (1.5 if opening else 0.7)
    for kind, word in known.declared.items():
        if any(not _NOT_MEANT.search(text[: found.start()]) for found in word.finditer(text)):
            scores[kind] = scores.get(kind, 0.0) + _DECLARED * (1.5 if opening else 0.4)
    return scores


@cache
def _expressions() -> Expressions:
    listed = terms(__package__, "request_type")
    return Expressions(
        declared={kind: re.compile(word) for kind, word in listed["declared"].items()},
        cues=_weighed(listed["cues"]),
        staff=_weighed(listed["agent"]),
    )


def _weighed(listed: Mapping[str, Sequence[str]]) -> list[Cue]:
    split = [(kind, *cue.split(" ", 1)) for kind, cues in listed.items() for cue in cues]
    return [(kind, re.compile(expression), float(weight)) for kind, weight, expression in split]
