"""Ordinary words: pairs of characters that many citizens' messages share, so they hardly belong to a name.

The list was counted, not written: pairs that stand in at least 25 of 6,800 public messages, less those that mostly
stand inside names of places.
"""

from functools import cache
from importlib.resources import files

_PAIR = 2


def is_ordinary(pair: str) -> bool:
    """Whether two characters that stand together are part of ordinary words."""
    return pair in _pairs()


@cache
def _pairs() -> frozenset[str]:
    text = files(__package__).joinpath("ordinary.txt").read_text(encoding="utf-8")
    return frozenset(line[at : at + _PAIR] for line in text.splitlines() for at in range(0, len(line), _PAIR))
