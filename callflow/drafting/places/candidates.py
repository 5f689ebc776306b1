"""The places that a conversation names: mentions of the same own name are one candidate."""

from collections.abc import Sequence

import msgspec

from callflow.drafting.places.kinds import own_name
from callflow.drafting.places.mentions import Mention

KEPT = 14
"""Candidates that are weighed against each other."""


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A place that is named, once or more: its surest mention, own name, and the sentences (by number) that name it."""

    mention: Mention
    name: str
    told: tuple[int, ...]


def candidates(texts: Sequence[str], named: Sequence[Sequence[Mention]]) -> list[Candidate]:
    """The places that are named in the sentences `texts`, the surest first; `named` are the mentions of each."""
    best: dict[str, tuple[Mention, set[int]]] = {}
    for at in range(len(texts)):
        for mention in named[at]:
            name = own_name(mention.text)
            known = best.get(name)
            told = known[1] if known else set()
            told.add(at)
            best[name] = (known[0] if known and known[0].sure >= mention.sure else mention, told)
    ranked = sorted(best.items(), key=lambda each: -each[1][0].sure)[:KEPT]
    return [Candidate(mention=one, name=name, told=tuple(sorted(told))) for name, (one, told) in ranked]
