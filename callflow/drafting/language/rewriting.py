"""Text that was rewritten by expressions, and where each of its characters stood before."""

import re
from collections.abc import Callable, Sequence

import msgspec

Step = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]
"""What is to be rewritten, and as what."""


class Rewritten(msgspec.Struct, frozen=True, kw_only=True):
    """A text, and for each of its characters what it was of the text before: of what was replaced all of it."""

    text: str
    places: tuple[tuple[int, int], ...]

    def where(self, start: int, end: int) -> tuple[int, int]:
        """Where a piece of `text`, one character at least, stood."""
        return self.places[start][0], self.places[end - 1][1]


def rewritten(text: str, steps: Sequence[Step]) -> Rewritten:
    """Apply one step after the other."""
    places = [(at, at + 1) for at in range(len(text))]
    for pattern, write in steps:
        text, places = _stepped(text, places, pattern, write)
    return Rewritten(text=text, places=tuple(places))


def _stepped(
    text: str, places: list[tuple[int, int]], pattern: re.Pattern[str], write: Callable[[re.Match[str]], str]
) -> tuple[str, list[tuple[int, int]]]:
    pieces, kept, last = [], [], 0
    for found in pattern.finditer(text):
        words = write(found)
        pieces += [text[last : found.start()], words]
        whole = (places[found.start()][0], places[found.end() - 1][1])
        kept += places[last : found.start()] + [whole] * len(words)
        last = found.end()
    return "".join((*pieces, text[last:])), kept + places[last:]
