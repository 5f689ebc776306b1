"""The sentences that a scenario may be written in: each is a pattern and the function that carries it out.

`@sentence("{desk} holds {party}")` declares one. A word in braces is taken from the line and given to the function
under its name; `WORDS` says what may stand there. A line that fits no sentence is told the ones that are nearest.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

Deed = Callable[..., Awaitable[None]]

WORDS = {
    "seconds": r"\d+(?:\.\d+)?",
    "digits": r"[0-9*#]+",
    "number": r"\+?\d{2,15}",
}
"""What may stand for a word; anything else is a name without spaces."""


@dataclass(frozen=True)
class Sentence:
    """A sentence, and what it does."""

    pattern: str
    deed: Deed

    @property
    def expression(self) -> re.Pattern[str]:
        """The pattern as a regular expression."""
        escaped = re.sub(r"\\\{(\w+)\\\}", _group, re.escape(self.pattern))
        return re.compile(escaped)


SENTENCES: list[Sentence] = []


def sentence(pattern: str) -> Callable[[Deed], Deed]:
    """Declare a sentence."""

    def declare(deed: Deed) -> Deed:
        SENTENCES.append(Sentence(pattern, deed))
        return deed

    return declare


class UnknownSentenceError(Exception):
    """A line that fits no sentence."""


def understood(line: str) -> tuple[Deed, dict[str, Any]]:
    """What a line asks for. Raises UnknownSentenceError."""
    for one in SENTENCES:
        if found := one.expression.fullmatch(line):
            return one.deed, found.groupdict()
    fixed = {one.pattern: re.sub(r"\{\w+\}", "", one.pattern) for one in SENTENCES}
    near = [pattern for _, _, pattern in process.extract(line, fixed, scorer=fuzz.partial_ratio, limit=4)]
    raise UnknownSentenceError(f"no sentence reads like {line!r}; near it: {near}")


def _group(word: re.Match[str]) -> str:
    name = word.group(1)
    return f"(?P<{name}>{WORDS.get(name, r'[^ ]+')})"
