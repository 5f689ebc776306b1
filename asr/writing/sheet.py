"""A line while it is being written: what is settled is covered, so that no later rule reads it again."""

import re
from collections.abc import Iterator

import msgspec

from asr.writing.numerals import NUMERAL, ONES

WRITTEN = "\ue000"
"""Covers what has been written in digits."""
KEPT = "\ue001"
"""Covers numerals that stay as they are."""
_NUMERAL = re.compile(f"[{NUMERAL}]")
_SPOKEN_DIGIT = re.compile(f"[{NUMERAL}{ONES}]")
_COUNTED = re.compile("[个下些点直样定家条辆次共般块套间位名种]")


class Rewrite(msgspec.Struct, frozen=True, order=True):
    """Characters `start` to `end` of the line (the end not included) are written as `text`."""

    start: int
    end: int
    text: str


class Sheet:
    """A line of recognised characters and what has been decided of it. Its length never changes."""

    def __init__(self, line: str, pauses: frozenset[int] = frozenset()) -> None:
        self.heard = line
        self.text = line
        self.pauses = pauses
        self._rewrites: list[Rewrite] = []

    def keep(self, start: int, end: int) -> None:
        """Leave the numerals between these two places in characters."""
        self._cover(start, end, _NUMERAL.sub(KEPT, self.text[start:end]))

    def write(self, start: int, end: int, text: str) -> None:
        """Write these characters as `text`."""
        self._rewrites.append(Rewrite(start, end, text))
        self._cover(start, end, WRITTEN * (end - start))

    def has_article(self, end: int) -> bool:
        """Whether the number that ends here takes in the 一 of what follows: 二零六一个人 is 206 and 一个人."""
        return self.text[end - 1 : end] == "一" and bool(_COUNTED.match(self.text, end))

    def found(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Where this stands in what was not settled when the search began."""
        yield from pattern.finditer(self.text)

    def found_between_pauses(self, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
        """The same where nothing may reach over a pause between two digits: two strings of digits are two numbers."""
        text, start = self.text, 0
        for end in (*sorted(filter(self._parts_numerals, self.pauses)), len(text)):
            for found in pattern.finditer(text[start:end]):
                yield start + found.start(found.lastgroup or 0), start + found.end(found.lastgroup or 0)
            start = end

    def _parts_numerals(self, pause: int) -> bool:
        return bool(_NUMERAL.match(self.heard, pause - 1) and _SPOKEN_DIGIT.match(self.heard, pause))

    @property
    def rewrites(self) -> list[Rewrite]:
        """In order of place; none overlap."""
        return sorted(self._rewrites)

    def _cover(self, start: int, end: int, cover: str) -> None:
        self.text = self.text[:start] + cover + self.text[end:]
