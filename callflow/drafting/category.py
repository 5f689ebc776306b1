"""Category: three levels of the city's taxonomy.

The second level is chosen by key terms and what was learned from tickets; the third by its own terms inside the second,
其他 when none was said.
"""

from functools import cache

import msgspec

from callflow.drafting.chosen import choice, mixed, read, shares, weighed
from callflow.drafting.conversation import Conversation
from callflow.drafting.draft import DraftField
from callflow.drafting.keyed import Keyed
from callflow.drafting.learned import ranked
from callflow.drafting.taxonomy import SEPARATOR, taxonomy, third_level_terms
from callflow.drafting.terms import terms

_WEIGHTS = {"certain": 3.0, "sure": 3.0, "likely": 1.0}
_TRUST = 0.5
_OTHER = "其他"


def draft_category(conversation: Conversation) -> DraftField | None:
    """`一级 / 二级 / 三级`; None until the citizen has said something of substance that tells one from another."""
    lines = weighed(conversation)
    reading = read(_keyed(), lines)
    found = mixed("category", shares(reading.scores), lines, _TRUST)
    if not found:
        return None
    field = choice("category", found, reading, lines)
    said = "，".join(line.text for line, _ in lines)
    return msgspec.structs.replace(
        field,
        value=with_third(field.value, said),
        runners_up=tuple(msgspec.structs.replace(one, value=with_third(one.value, said)) for one in field.runners_up),
    )


def pair_shares(conversation: Conversation) -> dict[str, float]:
    """How much speaks for each pair of the first two levels."""
    lines = weighed(conversation)
    return mixed("category", shares(read(_keyed(), lines).scores), lines, _TRUST)


def with_third(pair: str, said: str) -> str:
    """The pair with the third level that the words speak of."""
    first, second = pair.split(SEPARATOR)
    scores = {name: score.weight for name, score in _thirds(pair).scores(said).items()}
    third = ranked(scores)[0] if scores else _OTHER
    known = taxonomy()[first][second]
    return SEPARATOR.join((first, second, third if third in known else known[0]))


@cache
def _keyed() -> Keyed:
    return Keyed({name: _term_weights(levels) for name, levels in terms("category").items()})


def _term_weights(levels: dict[str, str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for level, words in levels.items():
        for word in words.split():
            found[word] = found.get(word, 0.0) + _WEIGHTS[level]
    return found


@cache
def _thirds(pair: str) -> Keyed:
    return Keyed({name: dict.fromkeys(words, 1.0) for name, words in third_level_terms(pair).items()})
