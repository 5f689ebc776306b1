"""What a text is indexed by: pairs of neighbouring Chinese characters, and words in Latin letters or digits."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

_RUNS = re.compile(r"([\u3400-\u9fff]+)|([a-z0-9]+)")
_LONGEST_WORD = 40
"""Longer runs of letters are links and hashes: their beginning is enough."""


def normalised(text: str) -> str:
    """A text as its grams are made from it: half width, small letters."""
    return unicodedata.normalize("NFKC", text).lower()


def grams(text: str) -> Iterator[str]:
    """The grams of a text in order, repeats included; a single character that stands alone is one too."""
    for run in _RUNS.finditer(normalised(text)):
        han, word = run.groups()
        if word:
            yield word[:_LONGEST_WORD]
        elif len(han) == 1:
            yield han
        else:
            yield from (first + second for first, second in pairwise(han))


def distinct_grams(*texts: str) -> tuple[str, ...]:
    """Every gram of these texts once, in the order of the alphabet."""
    return tuple(sorted({gram for text in texts for gram in grams(text)}))
