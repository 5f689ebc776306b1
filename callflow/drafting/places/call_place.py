"""A call's place as a whole: the rules' (`place.py`), or what was learned to be likelier (`wholes.py`).

The choice is log-linear over `whole_signs.py`; what it learned from stands in `docs/drafting.md`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from io import BytesIO
from math import exp

import numpy as np

from callflow.drafting.conversation import Conversation, Turn
from callflow.drafting.draft import DraftField, Span
from callflow.drafting.places.address import address, in_one_line
from callflow.drafting.places.gazetteer import Chain
from callflow.drafting.places.joining import parted
from callflow.drafting.places.kinds import own_name
from callflow.drafting.places.place import draft_by_rules, is_spoken
from callflow.drafting.places.turn_words import Saying, read, sayings, shipped
from callflow.drafting.places.whole_signs import Evidence, signs_of_none, signs_of_whole
from callflow.drafting.places.wholes import whole_places
from callflow.units import UtteranceId

NONE = ""
_BRACKETS = re.compile("（.*?）")
_LEAST, _SPREAD = 0.35, 0.5
_FEWEST = 8
"""Turns from which on the choice is asked: it learned from whole calls, none of which is shorter."""


def draft_place(conversation: Conversation, city: str) -> DraftField | None:
    """The place as said, counts as digits; None when none was named, or only the hotline's own `city`."""
    by_rules = draft_by_rules(conversation, city)
    if not is_spoken(conversation) or len(conversation.turns) < _FEWEST:
        return by_rules
    told = without_brackets(by_rules.value) if by_rules else NONE
    weighed = weigh(sayings(conversation), told, city)
    shares = shares_of(weighed, weights())
    best = max(shares, key=shares.__getitem__)
    if best == NONE:
        return None
    if by_rules and own_name(best) in (own_name(told), own_name(by_rules.value)):
        return by_rules
    return _field(best, shares[best], conversation, city)


def without_brackets(place: str) -> str:
    """A place without what the rules put in brackets behind it, which is not weighed."""
    return _BRACKETS.sub("", place)


def weigh(said: Sequence[Saying], by_rules: str, city: str) -> dict[str, dict[str, float]]:
    """The places that a call may mean, "" for none, and what speaks for each, by name."""
    found = {text: ways for text, ways in whole_places(said).items() if not text.removesuffix("市").endswith(city)}
    if by_rules:
        found.setdefault(by_rules, set()).add("rules")
    known = Evidence(said, by_rules)
    weighed = {text: signs_of_whole(text, sorted(ways), known) for text, ways in found.items()}
    return weighed | {NONE: signs_of_none(known)}


def shares_of(weighed: Mapping[str, Mapping[str, float]], known: Mapping[str, float]) -> dict[str, float]:
    """The share of each place in all that was weighed."""
    odds = {text: sum(known.get(name, 0.0) * value for name, value in signs.items()) for text, signs in weighed.items()}
    most = max(odds.values())
    grown = {text: exp(each - most) for text, each in odds.items()}
    total = sum(grown.values())
    return {text: each / total for text, each in grown.items()}


def _field(value: str, share: float, conversation: Conversation, city: str) -> DraftField:
    chain = parted(value)
    sources = tuple(dict.fromkeys(_sources(chain, conversation.turns)))
    parts = address(value, city)
    return DraftField(
        value=value,
        confidence=round(_LEAST + _SPREAD * share, 2),
        sources=sources,
        spans=tuple(_spans(chain, sources, conversation)),
        normalised=in_one_line(parts),
        parts=parts,
    )


def _sources(chain: Chain, turns: Sequence[Turn]) -> Iterator[UtteranceId]:
    """For each link the turn that first tells it; the citizen's where there is one."""
    told = [(turn, read(turn.text)) for turn in turns]
    for unit in chain:
        saying = [turn for turn, text in told if unit.text in text]
        first = min(saying, key=lambda turn: turn.role != "citizen", default=None)
        yield from first.ids if first else ()


def _spans(chain: Chain, sources: Sequence[UtteranceId], conversation: Conversation) -> Iterator[Span]:
    """Where the links stand in the words that they came from, as they were said."""
    for line in (*conversation.lines, *conversation.staff):
        if line.id in sources:
            for unit in chain:
                if (at := line.text.find(unit.text)) >= 0:
                    yield line.span(at, at + len(unit.text))


@cache
def weights() -> dict[str, float]:
    """The shipped weights by the names of signs."""
    with np.load(BytesIO(shipped()), allow_pickle=False) as arrays:
        return dict(zip(arrays["signs"].tolist(), arrays["choice"].astype(float).tolist(), strict=True))
