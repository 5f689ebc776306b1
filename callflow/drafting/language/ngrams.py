"""Character n-grams of a text: its pairs, and a line's as rows of a weight table, hashed so that none need be kept."""

import re
from functools import lru_cache
from zlib import crc32

from callflow.drafting.language.terms import LINES_KEPT

ROWS = 1 << 15
"""Rows of a weight table; n-grams that share a row share its weight."""
_SIZES = (2, 3)
_NOT_WORDS = re.compile(r"[\W_]+|\d+")


def pairs_of(text: str) -> list[str]:
    """The pairs of characters that stand together, in order."""
    return [text[at : at + 2] for at in range(len(text) - 1)]


def row_of(ngram: str) -> int:
    """The row of an n-gram; the same on every machine and in every release."""
    return crc32(ngram.encode()) % ROWS


def ngrams(text: str) -> dict[str, int]:
    """The n-grams of a line with their rows, each once; digits and punctuation part words."""
    pieces = [piece for piece in _NOT_WORDS.split(text) if piece]
    each = {piece[at : at + size] for piece in pieces for size in _SIZES for at in range(len(piece) - size + 1)}
    return {ngram: row_of(ngram) for ngram in sorted(each)}


@lru_cache(maxsize=LINES_KEPT)
def rows(text: str) -> tuple[int, ...]:
    """The rows of a line's n-grams."""
    return tuple(ngrams(text).values())
