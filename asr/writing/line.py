"""An utterance's characters in one line, each with the word it belongs to."""

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Self

import msgspec

from asr.writing.sheet import Rewrite


class Line(msgspec.Struct, frozen=True):
    """`owners` has the word of each character, `ends` the place behind each word's last one."""

    text: str
    owners: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        """The line of these words."""
        owners = tuple(word for word, text in enumerate(texts) for _ in text)
        return cls("".join(texts), owners, tuple(accumulate(map(len, texts))))

    @property
    def bounds(self) -> frozenset[int]:
        """The places at which a word begins or ends."""
        return frozenset((0, *self.ends))

    def words(self, start: int, end: int) -> tuple[int, int]:
        """The first of the words that these characters belong to, and the one after the last."""
        return self.owners[start], self.owners[end - 1] + 1

    def rewritten(self, rewrites: Iterable[Rewrite]) -> list[str]:
        """The words' texts with these stretches rewritten; what replaces a stretch stands with its first word."""
        texts, at = [""] * len(self.ends), 0
        for rewrite in rewrites:
            self._copy(texts, at, rewrite.start)
            texts[self.owners[rewrite.start]] += rewrite.text
            at = rewrite.end
        self._copy(texts, at, len(self.text))
        return texts

    def _copy(self, texts: list[str], start: int, end: int) -> None:
        for at in range(start, end):
            texts[self.owners[at]] += self.text[at]
