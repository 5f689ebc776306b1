"""Which of the places that are named is the place of the matter: learned from messages whose place was marked.

A log-linear model over the mentions of a conversation and the answer that there is none. It weighs how exactly a
mention tells the place, how early, how often and in which words, how surely its boundaries were read, and how it
stands to the others.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from io import BytesIO
from math import exp
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from callflow.drafting.places.candidates import Candidate
from callflow.drafting.places.kinds import kinds
from callflow.drafting.places.mention_signs import Sign, signs_of
from callflow.drafting.places.mentions import Mention
from callflow.drafting.places.rivals import signs_among

ROWS = 1 << 17
"""Rows of the table that features are hashed to."""
_FEW, _OFTEN, _RANKED = 3, 4, 5


def told_of(found: Sequence[Candidate], texts: Sequence[str], *, titled: bool) -> list[dict[str, float]]:
    """What is told of each candidate, by name; `titled` when the first of the `texts` is a title."""
    whole = "，".join(texts)
    return [dict(_told(at, found, whole, titled=titled)) for at in range(len(found))]


def _told(at: int, found: Sequence[Candidate], whole: str, *, titled: bool) -> Iterator[Sign]:
    one = found[at]
    first = one.told[0] if titled else one.told[0] + 1
    exact, known = kinds(one.mention.text)
    yield from signs_of(one.mention)
    for sign in (
        f"first {_bucket(first)}",
        f"first {_bucket(first)} {exact}",
        f"titled {first == 0:d} {exact}",
        f"titled only {one.told == (0,) and titled:d}",
        f"times {min(whole.count(one.name), _OFTEN)}",
        *_repeated(one, whole),
        f"rank {min(at, _RANKED)}",
        f"kinds {known} first {first == 0:d}",
    ):
        yield sign, 1.0
    yield from signs_among(at, found, titled=titled)


def _repeated(one: Candidate, whole: str) -> Iterator[str]:
    """Whether the words go on, and came about, in other ways where they are told again: then they are a name."""
    times = whole.count(one.name)
    if times > 1 and one.name:
        mention = one.mention
        after = mention.sentence[mention.end : mention.end + 1]
        start = mention.end - len(one.name)
        before = mention.sentence[max(0, start - 1) : start]
        yield f"goes on {whole.count(one.name + after) == times:d} {min(times, _FEW)}"
        yield f"comes about {whole.count(before + one.name) == times:d} {min(times, _FEW)}"


def _bucket(first: int) -> int:
    return first if first < _FEW else _FEW if first < 2 * _FEW else 2 * _FEW


def row(sign: str) -> int:
    """The row of a sign in the table of weights."""
    return crc32(sign.encode()) % ROWS


def choose(found: Sequence[Candidate], texts: Sequence[str], *, titled: bool) -> tuple[Mention | None, float]:
    """The mention that is the place of the matter, or None when there is none, and its share of all that was weighed.

    `texts` are the sentences in order; `titled` when the first is a title.
    """
    told = margins(told_of(found, texts, titled=titled), weights())
    best = max(range(len(told)), key=told.__getitem__, default=None)
    if best is None or told[best] <= 0:
        return None, 0.0
    return found[best].mention, exp(told[best]) / (1.0 + sum(map(exp, told)))


def margins(told: Sequence[Mapping[str, float]], weights: NDArray[np.float32]) -> list[float]:
    """How much speaks for each candidate; that there is no place has 0."""
    return [float(sum(weights[row(name)] * value for name, value in one.items())) for one in told]


@cache
def weights() -> NDArray[np.float32]:
    """The shipped weights."""
    content = files(__package__).joinpath("places.npz").read_bytes()
    with np.load(BytesIO(content), allow_pickle=False) as arrays:
        choice: NDArray[np.float32] = arrays["choice"].astype(np.float32)
        return choice
