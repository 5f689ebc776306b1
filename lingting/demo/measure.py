"""What the sample call shows in numbers: how right the captions are, and how late.

Captions are compared as heard, not as written: 十二栋 and 12栋 are the same words.

Lag is counted word by word: from the word's end, as the final result times it on the recording's clock, to the
first moment at which a screen was sent a text of that utterance that holds the words up to this one. Numbers are left
out, words and all: how they are written may change while they are spoken.
"""

import unicodedata
from collections.abc import Iterable, Sequence

import msgspec
from rapidfuzz.distance import Levenshtein

from callflow.units import LegId, SampleIndex, WallMs
from callflow.utterance import Word

_NUMBERS = frozenset("零〇一二两三四五六七八九十百千万亿幺要夭么腰邀妖交点分之")
"""Characters that may be written in digits."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A text of one utterance, partial or final, as it reached the screen."""

    at: WallMs
    leg: LegId
    first_sample: SampleIndex
    text: str


class Final(msgspec.Struct, frozen=True, kw_only=True):
    """An utterance as it was finished."""

    leg: LegId
    first_sample: SampleIndex
    words: tuple[Word, ...]


def as_heard(words: Iterable[Word]) -> str:
    """The words of an utterance as the recogniser heard them."""
    return "".join(word.text for word in words)


def character_error_rate(said: str, heard: str) -> float:
    """Insertions, deletions and substitutions per character said; punctuation and spaces do not count."""
    truth = _bare(said)
    return Levenshtein.distance(truth, _bare(heard)) / max(1, len(truth))


def word_lags(finals: Iterable[Final], seen: Sequence[Seen], started_at: WallMs) -> list[int]:
    """Every word's lag in milliseconds. `started_at` is call time 0."""
    return [lag for final in finals for lag in _lags_of(final, seen, started_at)]


def percentile(values: Sequence[int], share: float) -> int | None:
    """The value that `share` (0..1) of all do not exceed; None without values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None


def _lags_of(final: Final, seen: Sequence[Seen], started_at: WallMs) -> Iterable[int]:
    texts = [one for one in seen if (one.leg, one.first_sample) == (final.leg, final.first_sample)]
    so_far = ""
    for word in final.words:
        so_far += _lasting(word.text)
        shown = [one.at for one in texts if _lasting(one.text).startswith(so_far)]
        if shown and _lasting(word.text):
            yield min(shown) - (started_at + word.end_ms)


def _lasting(text: str) -> str:
    """What is written in one way only: neither numbers nor marks."""
    return "".join(char for char in _bare(text) if not char.isdecimal() and char not in _NUMBERS)


def _bare(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())
