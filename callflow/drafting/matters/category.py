"""Category: three levels of the city's taxonomy.

The second level is chosen by key terms and what was learned from tickets; the third by its own terms inside the second,
其他 when none was said.
"""

from collections.abc import Mapping, Sequence
from functools import cache

import msgspec

from callflow.drafting.conversation import Conversation
from callflow.drafting.draft import DraftField
from callflow.drafting.matters.chosen import Reading, Weighed, choice, mixed, read, shares, weighed_together
from callflow.drafting.matters.keyed import Keyed
from callflow.drafting.matters.learned import ranked
from callflow.drafting.matters.routed import Routed, matters_of, routed
from callflow.drafting.matters.taxonomy import SEPARATOR, second_level_terms, taxonomy, third_level_terms

_WEIGHTS = {"certain": 3.0, "sure": 3.0, "likely": 1.0}
_TRUST = 0.5
_SENT = 1.0
"""By how much the agent's decision for a department raises what that department deals with."""
_OTHER = "其他"


class PairsRead(msgspec.Struct, frozen=True, kw_only=True):
    """What a call says for each pair of the first two levels: category and department are both chosen by it."""

    lines: Sequence[Weighed]
    reading: Reading
    shares: Mapping[str, float]
    routed: Routed | None = None


def read_pairs(conversation: Conversation) -> PairsRead:
    """Read the lines of substance once for all that is chosen by them."""
    lines = weighed_together(conversation)
    reading = read(_keyed(), lines)
    found = mixed("category", shares(reading.scores), lines, _TRUST)
    sent = routed(conversation)
    return PairsRead(lines=lines, reading=reading, shares=_as_sent(found, sent), routed=sent)


def _as_sent(found: Mapping[str, float], sent: Routed | None) -> Mapping[str, float]:
    """Shares, more for what the department deals with to which the agent sends the case."""
    if sent is None:
        return found
    grown = 1 + _SENT * sent.trust
    raised = {pair: share * (grown if pair in matters_of(sent.name) else 1.0) for pair, share in found.items()}
    whole = sum(raised.values()) / (sum(found.values()) or 1.0)
    return {pair: share / whole for pair, share in raised.items()}


def draft_category(pairs: PairsRead) -> DraftField | None:
    """`一级 / 二级 / 三级`; None until the citizen has said something of substance that tells one from another."""
    if not pairs.shares:
        return None
    field = choice("category", pairs.shares, pairs.reading, pairs.lines)
    runners_up = (msgspec.structs.replace(one, value=_with_third(one.value, pairs.lines)) for one in field.runners_up)
    return msgspec.structs.replace(field, value=_with_third(field.value, pairs.lines), runners_up=tuple(runners_up))


def _with_third(pair: str, lines: Sequence[Weighed]) -> str:
    """The pair with the third level that the words speak of."""
    first, second = pair.split(SEPARATOR)
    scores = read(_thirds(pair), lines).scores
    third = ranked(scores)[0] if scores else _OTHER
    known = taxonomy()[first][second]
    return SEPARATOR.join((first, second, third if third in known else known[0]))


@cache
def _keyed() -> Keyed:
    return Keyed({name: _term_weights(levels) for name, levels in second_level_terms().items()})


def _term_weights(levels: dict[str, str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for level, words in levels.items():
        for word in words.split():
            found[word] = found.get(word, 0.0) + _WEIGHTS[level]
    return found


@cache
def _thirds(pair: str) -> Keyed:
    return Keyed({name: dict.fromkeys(words, 1.0) for name, words in third_level_terms(pair).items()})
