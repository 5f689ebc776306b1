"""A text as the words that a speech model knows.

Of all ways to cut a sentence into known words, the likeliest by the model's own unigrams is taken: nearly always the
longest words, and characters where there is none. A name that is no word of the model becomes its parts, which are
heard one after another and written without a space.
"""

import math
import re
from collections.abc import Iterator, Mapping

import cn2an

LONGEST_WORD = 8
_BREAKS = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9.%\s]+|\s+")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?%?")
_LONG_NUMBER = 5
"""Digits; from here on a number is read digit by digit."""
_ONE_BY_ONE = str.maketrans("0123456789", "零幺二三四五六七八九")
_HAN = re.compile(r"[\u4e00-\u9fff]+")


def clauses(text: str) -> Iterator[str]:
    """The parts of a text between its marks, as they are said; those that hold other than Chinese are left out."""
    for part in _BREAKS.split(text):
        said = _NUMBER.sub(lambda number: spoken_number(number.group()), part)
        if _HAN.fullmatch(said):
            yield said


def spoken_number(written: str) -> str:
    """A number as it is said: 302 as 三百零二, a telephone number digit by digit with 幺 for 1."""
    share, digits = written.endswith("%"), written.rstrip("%")
    whole, point, rest = digits.partition(".")
    if len(whole) < _LONG_NUMBER:
        said = str(cn2an.an2cn(digits))
    else:
        said = whole.translate(_ONE_BY_ONE) + ("点" if point else "") + rest.translate(_ONE_BY_ONE)
    return f"百分之{said}" if share else said


class Cutter:
    """Cuts clauses into the words of a unigram model."""

    def __init__(self, unigrams: Mapping[str, float]) -> None:
        self._costs = {word: -math.log(probability) for word, probability in unigrams.items() if probability > 0}

    def cut(self, clause: str) -> list[str] | None:
        """The clause's likeliest words; None where a character is in no known word."""
        best: list[tuple[float, int]] = [(0.0, 0)]
        for end in range(1, len(clause) + 1):
            ways = [
                (best[start][0] + cost, start)
                for start in range(max(0, end - LONGEST_WORD), end)
                if (cost := self._costs.get(clause[start:end])) is not None
            ]
            best.append(min(ways, default=(math.inf, end - 1)))
        return self._words(clause, [start for _, start in best]) if best[-1][0] < math.inf else None

    def _words(self, clause: str, starts: list[int]) -> list[str]:
        words, end = [], len(clause)
        while end:
            words.append(clause[starts[end] : end])
            end = starts[end]
        return words[::-1]
