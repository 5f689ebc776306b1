"""What another model heard in a finished call, beside what was written down while people spoke. Pure.

Both transcripts are of the same recordings, so utterances belong together when they are of one leg and overlap in
time; they need not be cut at the same places. A difference in punctuation alone is none.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from operator import attrgetter

import msgspec
from rapidfuzz.distance import Levenshtein

from callflow.events import UtteranceHeard
from callflow.units import CallMs, LegId, WallMs
from callflow.utterance import Utterance

OPINIONS = "opinions"
"""The folder in a case's folder that holds them, `<model>.json` each."""


class SecondOpinion(msgspec.Struct, frozen=True, kw_only=True):
    """All that one model heard in a call, in order of time."""

    model: str
    made_at: WallMs
    utterances: tuple[UtteranceHeard, ...]


class Likeness(StrEnum):
    """How a piece of the one text compares with its counterpart."""

    SAME = "same"
    DIFFERENT = "different"


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of text as it was written down first, and as the second model heard it; either may be empty."""

    likeness: Likeness
    first: str
    second: str


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """What belongs together of both transcripts: usually an utterance of each."""

    leg: LegId
    role: str
    start_ms: CallMs
    end_ms: CallMs
    pieces: tuple[Piece, ...]


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Both transcripts side by side, in order of time."""

    model: str
    made_at: WallMs
    differing: float
    """Edits from the first to the second for each character of the first, punctuation left out; 0 for no words."""
    pairs: tuple[Pair, ...]


def compare(first: Sequence[Utterance], second: SecondOpinion) -> Comparison:
    """Lay a second opinion beside what was written down first."""
    roles = {one.leg: one.role for one in first}
    pairs = [_pair(group, roles) for group in _groups([*first, *second.utterances])]
    pairs.sort(key=attrgetter("start_ms"))
    edits = sum(_edits(piece) for pair in pairs for piece in pair.pieces)
    length = sum(len(_bare(one.text)) for one in first)
    differing = edits / length if length else float(bool(edits))
    return Comparison(model=second.model, made_at=second.made_at, differing=differing, pairs=tuple(pairs))


_Said = Utterance | UtteranceHeard


def _groups(said: Iterable[_Said]) -> Iterator[list[_Said]]:
    """Utterances of one leg that overlap, directly or by way of others."""
    group: list[_Said] = []
    for one in sorted(said, key=lambda one: (one.leg, one.start_ms)):
        if group and (one.leg != group[0].leg or one.start_ms >= max(other.end_ms for other in group)):
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _pair(group: Sequence[_Said], roles: dict[LegId, str]) -> Pair:
    first = "".join(one.text for one in group if isinstance(one, Utterance))
    second = "".join(one.text for one in group if isinstance(one, UtteranceHeard))
    leg = group[0].leg
    return Pair(
        leg=leg,
        role=roles.get(leg, leg.partition("-")[0]),
        start_ms=group[0].start_ms,
        end_ms=max(one.end_ms for one in group),
        pieces=tuple(_pieces(first, second)),
    )


def _pieces(first: str, second: str) -> Iterator[Piece]:
    """The texts in runs that are alike and runs that are not."""
    runs: list[Piece] = []
    for step in Levenshtein.opcodes(first, second):
        one, other = first[step.src_start : step.src_end], second[step.dest_start : step.dest_end]
        same = _bare(one) == _bare(other)
        likeness = Likeness.SAME if same else Likeness.DIFFERENT
        if runs and runs[-1].likeness is likeness:
            last = runs.pop()
            one, other = last.first + one, last.second + other
        runs.append(Piece(likeness=likeness, first=one, second=other))
    yield from runs


def _edits(piece: Piece) -> int:
    return Levenshtein.distance(_bare(piece.first), _bare(piece.second))


def _bare(text: str) -> str:
    """Letters, digits and characters alone."""
    return "".join(filter(str.isalnum, text))
