"""Fitting the drafting's classifiers on confirmed tickets: what people decided, against what drafting had suggested.

The latest fifth of the tickets is held out. New weights are kept only for fields in which they do better there than the
weights in use; the report says by how much. Words of a ticket are its citizen's captions, corrected ones first, else
its title and body.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from callflow.drafting.language.ngrams import ROWS, rows
from callflow.drafting.matters.learned import Learned, Weights, ranked
from callflow.drafting.matters.taxonomy import SEPARATOR

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FIELDS = ("category", "department", "request_type")
LEAST_TICKETS = 200
"""Fewer tell nothing."""
LEAST_OF_A_CLASS = 3
HELD_OUT = 0.2
_SOFTNESS = 0.3
_RARE = 0.2
_WIDEST = 127


class TooFewTicketsError(Exception):
    """There are not enough confirmed tickets to learn from."""


@dataclass(frozen=True, kw_only=True)
class Example:
    """A confirmed ticket: its citizen's lines, and the values that stand."""

    lines: tuple[tuple[str, float], ...]
    """Texts and their weights (`callflow.drafting.matters.chosen.weighed`)."""
    values: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Gain:
    """How often a field was right on held-out tickets, with the weights in use and with the new ones."""

    field: str
    trained_on: int
    held_out: int
    before: float
    after: float

    @property
    def better(self) -> bool:
        """Whether the new weights are worth keeping."""
        return self.after > self.before


@dataclass(frozen=True, kw_only=True)
class Trained:
    """Weights for the fields in which they do better, and the gain in every field that could be measured."""

    weights: Mapping[str, Weights]
    gains: Sequence[Gain]


def train(examples: Sequence[Example], in_use: Learned) -> Trained:
    """Fit every field, oldest tickets first in `examples`. Raises TooFewTicketsError."""
    if len(examples) < LEAST_TICKETS:
        raise TooFewTicketsError(f"{len(examples)} confirmed tickets; {LEAST_TICKETS} are the least to learn from")
    cut = round(len(examples) * (1 - HELD_OUT))
    fitted = {field: fit(field, examples[:cut]) for field in FIELDS}
    gains = [_gain(field, known, examples[:cut], examples[cut:], in_use) for field, known in fitted.items() if known]
    kept = {gain.field for gain in gains if gain.better}
    return Trained(weights={field: known for field, known in fitted.items() if known and field in kept}, gains=gains)


def label(field: str, example: Example) -> str:
    """What people decided; of a category the first two levels, which is what is learned."""
    value = example.values.get(field, "")
    return SEPARATOR.join(value.split(SEPARATOR)[:2]) if field == "category" else value


def fit(field: str, examples: Sequence[Example]) -> Weights | None:
    """One field's weights; None where fewer than three classes were decided often enough."""
    often = Counter(label(field, example) for example in examples)
    kept = [one for one in examples if label(field, one) and often[label(field, one)] >= LEAST_OF_A_CLASS]
    classes = tuple(sorted({label(field, example) for example in kept}))
    if len(classes) < 3:  # noqa: PLR2004  two classes are one margin, and tell too little
        return None
    from sklearn.svm import LinearSVC  # noqa: PLC0415  half a second, and every command would wait for it

    found = _matrix(kept)
    rarity = _rarity(found)
    fitted = LinearSVC(C=_SOFTNESS).fit(found.multiply(rarity).tocsr(), [label(field, one) for one in kept])
    return _in_bytes(tuple(str(name) for name in fitted.classes_), fitted.coef_ * rarity, fitted.intercept_)


def _matrix(examples: Sequence[Example]) -> "csr_matrix":
    """Examples by rows of n-grams, added up as `callflow.drafting.matters.learned` adds them."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415  as above

    data: list[float] = []
    columns: list[int] = []
    ends = [0]
    for example in examples:
        counted, size = _counted(example.lines)
        columns.extend(counted)
        data.extend(count / size for count in counted.values())
        ends.append(len(columns))
    return csr_matrix((data, columns, ends), shape=(len(examples), ROWS), dtype=np.float32)


def _counted(lines: Sequence[tuple[str, float]]) -> tuple[dict[int, float], float]:
    counted: dict[int, float] = {}
    squares = 0.0
    for text, factor in lines:
        found = rows(text)
        squares += factor * factor * len(found)
        for row in found:
            counted[row] = counted.get(row, 0.0) + factor
    return counted, max(1.0, squares) ** 0.5


def _rarity(found: "csr_matrix") -> NDArray[np.float32]:
    """How much less a row counts the more examples have it (inverse document frequency)."""
    having = np.bincount(found.indices, minlength=ROWS)
    return np.asarray(np.log((1 + found.shape[0]) / (1 + having)) + _RARE, dtype=np.float32)


def _in_bytes(classes: tuple[str, ...], table: NDArray[np.float64], bias: NDArray[np.float64]) -> Weights:
    scale = np.maximum(np.abs(table).max(axis=1), 1e-6) / _WIDEST
    rounded = np.round(table / scale[:, None]).astype(np.int8).T
    return Weights(
        classes=classes,
        table=np.ascontiguousarray(rounded),
        scale=scale.astype(np.float32),
        bias=np.asarray(bias, dtype=np.float32),
    )


def _gain(field: str, new: Weights, trained: Sequence[Example], held_out: Sequence[Example], in_use: Learned) -> Gain:
    known = [example for example in held_out if label(field, example)]
    return Gain(
        field=field,
        trained_on=len(trained),
        held_out=len(known),
        before=_right(field, known, in_use),
        after=_right(field, known, Learned({field: new})),
    )


def _right(field: str, examples: Sequence[Example], learned: Learned) -> float:
    """How often the class with the largest share is the one that people chose."""
    if not examples:
        return 0.0
    found = [learned.shares(field, example.lines) for example in examples]
    hits = [
        bool(shares) and ranked(shares)[0] == label(field, one) for shares, one in zip(found, examples, strict=True)
    ]
    return sum(hits) / len(hits)
