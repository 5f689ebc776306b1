"""The words of a sentence and their parts of speech, as jieba's dictionary has them (`rjieba`, a pure function).

A name of a place ends where a word for what happened begins (私自 变更, 等, 在 … 后面), and any dictionary knows those
words. Codes of areas (A7县), which stand for names in public messages, are one word each: the dictionary lacks them.
"""

import re
from functools import cache, lru_cache

import msgspec
import rjieba

from callflow.drafting.language.terms import LINES_KEPT

AREA_CODE = re.compile(r"[A-Z]\d*[市区县]县?市?")
"""The code of a city, district or county, and 县县 or 县市 as messages have it."""
CODE, NUMBER = "area", "number"
_NUMBER = re.compile(r"[A-Za-z0-9#＃.-]+")


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """A word, the character that it begins at, and its part of speech (jieba's letters, `area`, `number`)."""

    text: str
    start: int
    tag: str

    @property
    def end(self) -> int:
        """The character behind it."""
        return self.start + len(self.text)


@lru_cache(maxsize=LINES_KEPT)
def words(sentence: str) -> tuple[Word, ...]:
    """The words in their order; together they are the sentence."""
    found: list[Word] = []
    at = 0
    for code in AREA_CODE.finditer(sentence):
        found += _between(sentence, at, code.start())
        found.append(Word(text=code[0], start=code.start(), tag=CODE))
        at = code.end()
    return (*found, *_between(sentence, at, len(sentence)))


def _between(sentence: str, start: int, end: int) -> list[Word]:
    found: list[Word] = []
    for text, tag in _dictionary().tag(sentence[start:end]):
        found.append(Word(text=text, start=start, tag=NUMBER if _NUMBER.fullmatch(text) else tag))
        start += len(text)
    return found


@cache
def _dictionary() -> rjieba.Jieba:
    return rjieba.Jieba()
