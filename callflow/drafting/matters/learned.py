"""What was learned from tickets: for each class of a field, how much each character n-gram speaks for it.

A linear classifier: a line's n-grams are added up, the lines too (the opening ones count more), the sum is divided by
the root of how many n-grams there were. So a revision costs no more than its new line, and the n-grams that decided
can be named. Weights are one byte each, with a scale for each class (`docs/drafting.md` says what they learned from).
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from math import sqrt

import msgspec
import numpy as np
from numpy.typing import NDArray

from callflow.drafting.language.ngrams import ngrams, rows
from callflow.drafting.language.terms import LINES_KEPT

SHARPNESS = 4.0
"""Margins are multiplied with this before they become shares; it was chosen when the shipped weights were fitted."""
_SHOWN = 3

Vector = NDArray[np.float32]


class Weights(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """One field's weights: `table` is rows of n-grams by classes, to be multiplied with `scale`, then `bias` added."""

    classes: tuple[str, ...]
    table: NDArray[np.int8]
    scale: Vector
    bias: Vector


class Learned:
    """The weights of all fields that were learned."""

    def __init__(self, weights: Mapping[str, Weights]) -> None:
        """`weights` is by field: `category`, `department`, `request_type`."""
        self.weights = weights
        self._of_line = lru_cache(maxsize=LINES_KEPT)(self._sum)

    def shares(self, field: str, lines: Iterable[tuple[str, float]]) -> dict[str, float]:
        """How much speaks for each class, in 0..1, all together 1; `lines` are texts with their weight."""
        known = self.weights.get(field)
        weighed = [(text, factor) for text, factor in lines if rows(text)]
        if known is None or not weighed:
            return {}
        total = sum(factor * self._of_line(field, text) for text, factor in weighed)
        size = sqrt(sum(factor * factor * len(rows(text)) for text, factor in weighed))
        margins = SHARPNESS * (total / size + known.bias)
        grown = np.exp(margins - margins.max())
        return dict(zip(known.classes, (grown / grown.sum()).tolist(), strict=True))

    def speaking_for(self, field: str, name: str, lines: Iterable[str]) -> tuple[str, ...]:
        """The n-grams that spoke most for a class."""
        known = self.weights.get(field)
        if known is None or name not in known.classes:
            return ()
        at = known.classes.index(name)
        found = {ngram: int(known.table[row, at]) for line in lines for ngram, row in ngrams(line).items()}
        best = sorted(found, key=lambda ngram: (-found[ngram], ngram))
        return tuple(ngram for ngram in best[:_SHOWN] if found[ngram] > 0)

    def _sum(self, field: str, text: str) -> Vector:
        known = self.weights[field]
        summed = known.table[list(rows(text))].sum(axis=0, dtype=np.int32)
        return np.asarray(summed * known.scale, dtype=np.float32)


def packed(weights: Mapping[str, Weights]) -> bytes:
    """Weights as the content of a file (`.npz`)."""
    arrays: dict[str, NDArray[np.generic]] = {}
    for field, known in weights.items():
        arrays[f"{field}.classes"] = np.array(known.classes)
        arrays[f"{field}.table"] = known.table
        arrays[f"{field}.scale"], arrays[f"{field}.bias"] = known.scale, known.bias
    content = BytesIO()
    np.savez_compressed(content, **arrays)  # type: ignore[arg-type]  # numpy's stub takes the names for its options
    return content.getvalue()


def unpacked(content: bytes) -> dict[str, Weights]:
    """Weights from the content of a file. Raises ValueError or KeyError when it is none of ours."""
    with np.load(BytesIO(content), allow_pickle=False) as arrays:
        fields = [name.removesuffix(".classes") for name in arrays.files if name.endswith(".classes")]
        return {
            field: Weights(
                classes=tuple(str(each) for each in arrays[f"{field}.classes"]),
                table=arrays[f"{field}.table"],
                scale=arrays[f"{field}.scale"],
                bias=arrays[f"{field}.bias"],
            )
            for field in fields
        }


class _InUse:
    """Which weights count: the shipped ones until the shell gives others at its start."""

    learned: Learned | None = None


def learned() -> Learned:
    """The weights in use."""
    return _InUse.learned or _shipped()


def use(weights: Mapping[str, Weights] | None) -> None:
    """Let these weights count from now on, where a field has some, else the shipped ones; None: only those."""
    _InUse.learned = None if weights is None else Learned({**_shipped().weights, **weights})


@cache
def _shipped() -> Learned:
    return Learned(unpacked(files(__package__).joinpath("learned.npz").read_bytes()))


def ranked(scores: Mapping[str, float]) -> Sequence[str]:
    """Names with the highest score first; equal ones in a fixed order."""
    return sorted(scores, key=lambda name: (-round(scores[name], 6), name))
