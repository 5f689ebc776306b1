"""Where words name a place: how surely a name begins and ends at each character, learned from citizens' messages.

A linear model over the characters and words around a boundary, what a dictionary says of the words
(`language/words.py`), and the usual endings of places (`gazetteer.yaml`). It needs no list of a city's
places. What it learned from stands in `docs/drafting.md`, the recipe in `scripts/fit_places`.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from zlib import crc32

import msgspec
import numpy as np
from numpy.typing import NDArray

from callflow.drafting.language.ordinary import is_ordinary
from callflow.drafting.language.terms import LINES_KEPT, terms
from callflow.drafting.language.words import Word, words
from callflow.drafting.places.gazetteer import DETAIL, chains

ROWS = 1 << 16
"""Rows of the tables that features are hashed to."""
KEPT = 10
"""Mentions that are kept of a sentence."""
_SHORTEST, _LONGEST = 2, 34
_BEGINNINGS, _ENDINGS = 10, 12
_LONG_WORD = 3
_PAD = "    "
_REACH = len(_PAD)
_SENTENCE = re.compile(r"[^。！？!?；;\n]+")
_COUNTS = str.maketrans("零一二三四五六七八九十两", "一" * 12)
_AREA = re.compile(r"[A-Z]\d*[市区县]县?市?|[\u4e00-\u9fff]{2}市(?!民)|[\u4e00-\u9fff]{2}省")

_NO_WORD = Word(text="", start=0, tag="")

Rows = NDArray[np.int32]


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """Words that may name a place: where they stand in their sentence, and how surely they begin and end there."""

    sentence: str
    start: int
    end: int
    begins: float
    ends: float

    @property
    def text(self) -> str:
        """The words."""
        return self.sentence[self.start : self.end]

    @property
    def sure(self) -> float:
        """The log odds of both boundaries together."""
        return self.begins + self.ends


class Tables(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """Weights by row of the beginning and of the end of a name, with their biases (log odds)."""

    begins: NDArray[np.float32]
    ends: NDArray[np.float32]
    bias: tuple[float, float]


def sentences(text: str) -> list[str]:
    """The sentences of a line, without blanks; spoken lines are one sentence."""
    return _SENTENCE.findall("".join(text.split()))


@lru_cache(maxsize=LINES_KEPT)
def mentions(sentence: str) -> tuple[Mention, ...]:
    """The likeliest mentions of places in a sentence, the surest first."""
    return found(sentence, tables())


def found(sentence: str, known: Tables) -> tuple[Mention, ...]:
    """The likeliest mentions by given weights."""
    rows = boundaries(sentence)
    begins = known.begins[rows].sum(axis=1) + known.bias[0]
    ends = known.ends[rows].sum(axis=1) + known.bias[1]
    pairs = (
        (start, end)
        for start in np.argsort(-begins)[:_BEGINNINGS].tolist()
        for end in np.argsort(-ends)[:_ENDINGS].tolist()
        if _SHORTEST <= end - start <= _LONGEST
    )
    named = [
        Mention(sentence=sentence, start=start, end=end, begins=float(begins[start]), ends=float(ends[end]))
        for start, end in pairs
    ]
    return tuple(sorted(named, key=lambda each: -each.sure)[:KEPT])


def boundaries(sentence: str) -> Rows:
    """The rows of what is told about each boundary between characters, both ends included: one line each."""
    plain = _shape(sentence)
    padded, counted = _PAD + plain + _PAD, _PAD + plain.translate(_COUNTS) + _PAD
    starting, ending = _usual(sentence)
    of_words = list(_by_words(sentence))
    told = [
        (*_told(padded, counted, at + _REACH, starting.get(at, ""), ending.get(at, "")), *of_words[at])
        for at in range(len(sentence) + 1)
    ]
    return np.array([[crc32(each.encode()) % ROWS for each in one] for one in told], dtype=np.int32)


def _shape(text: str) -> str:
    """Digits alike, letters alike."""
    return re.sub("[0-9]", "0", re.sub("[A-Z]", "A", re.sub("[a-z]", "a", text)))


def _usual(sentence: str) -> tuple[dict[int, str], dict[int, str]]:
    """Where the usual endings of places, relations, numbers and function words begin and end, as letters."""
    starting: dict[int, str] = {}
    ending: dict[int, str] = {}
    for letter, pattern in _patterns():
        for each in pattern.finditer(sentence):
            starting[each.start()] = starting.get(each.start(), "") + letter
            ending[each.end()] = ending.get(each.end(), "") + letter
    for chain in chains(sentence):
        text = "".join(unit.text for unit in chain)
        if (at := sentence.find(text)) >= 0:
            starting[at] = starting.get(at, "") + "C"
            for unit in chain:
                at += len(unit.text)
                ending[at] = ending.get(at, "") + ("U" if unit is not chain[-1] else "C")
    return starting, ending


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    listed = terms(__package__, "gazetteer")
    expressions = {kind: "|".join(words.split()) for kind, words in listed["suffixes"].items()}
    expressions |= {name: "|".join(listed[name].split()) for name in ("relations", "function_words")}
    named = [(chr(ord("a") + at), re.compile(each)) for at, each in enumerate(expressions.values())]
    return (*named, ("y", re.compile(DETAIL)), ("z", _AREA))


def _told(padded: str, counted: str, at: int, starting: str, ending: str) -> tuple[str, ...]:
    """What is told about the boundary before a character: always as many features."""
    one, two, three = padded[at - 1 : at], padded[at - 2 : at], padded[at - 3 : at]
    next1, next2, next3 = padded[at : at + 1], padded[at : at + 2], padded[at : at + 3]
    before, across, after = (is_ordinary(padded[at + by : at + by + 2]) for by in (-2, -1, 0))
    later = is_ordinary(padded[at + 1 : at + 3])
    return (
        f"a{one}",
        f"b{two}",
        f"c{three}",
        f"d{next1}",
        f"e{next2}",
        f"f{next3}",
        f"g{one}{next1}",
        f"h{two}{next1}",
        f"i{one}{next2}",
        f"j{two}{next2}",
        f"k{padded[at - 4 : at]}",
        f"l{padded[at : at + 4]}",
        f"m{counted[at - 2 : at]}",
        f"n{counted[at : at + 2]}",
        f"o{counted[at - 1 : at + 1]}",
        f"p{before:d}{across:d}{after:d}",
        f"q{across:d}{after:d}{later:d}",
        f"r{ending}",
        f"s{starting}",
        f"t{ending}|{starting}",
        f"u{ending}|{next1}",
        f"v{starting}|{one}",
        f"w{ending}|{after:d}",
    )


def _by_words(sentence: str) -> Iterator[tuple[str, ...]]:
    """What the words around each boundary tell: always as many features."""
    known = (_NO_WORD, _NO_WORD, *words(sentence), _NO_WORD, _NO_WORD)
    at = 0
    for here in range(len(sentence) + 1):
        while at < len(known) - 4 and known[at + 2].end <= here:
            at += 1
        before2, before, after, after2 = known[at : at + 4]
        within = after.start < here < after.end
        yield _within(before, after, after2, here - after.start) if within else _apart(before2, before, after, after2)


def _apart(before2: Word, before: Word, after: Word, after2: Word) -> tuple[str, ...]:
    """What two words tell of the boundary between them."""
    return (
        "A-",
        f"B{before.tag}",
        f"C{after.tag}",
        f"D{before.tag}|{after.tag}",
        f"E{before2.tag}|{before.tag}|{after.tag}",
        f"F{before.tag}|{after.tag}|{after2.tag}",
        f"G{before.text}",
        f"H{after.text}",
        f"I{before.text}|{after.tag}",
        f"J{before.tag}|{after.text}",
        f"K{before2.text}|{before.tag}",
        f"L{after.tag}|{after2.text}",
        f"M{before.tag}{_size(before.text)}|{after.tag}{_size(after.text)}",
        f"N{before.text[-1:]}|{after.tag}",
    )


def _within(before: Word, word: Word, after: Word, cut: int) -> tuple[str, ...]:
    """What a word tells of a boundary inside it, `cut` characters behind its beginning."""
    left, right = word.text[:cut], word.text[cut:]
    return (
        "A+",
        f"O{word.tag}",
        f"P{word.tag}{_size(left)}{_size(right)}",
        f"Q{word.text}{cut}",
        f"R{before.tag}|{word.tag}",
        f"S{word.tag}|{after.tag}",
        f"T{left}|{word.tag}",
        f"U{right}|{word.tag}",
        f"V{before.tag}|{word.tag}|{after.tag}",
        f"W{_size(left)}|{before.tag}",
        f"X{_size(right)}|{after.tag}",
        f"Y{before.text}",
        f"Z{after.text}",
        f"A{left[-1]}|{word.tag}",
    )


def _size(text: str) -> int:
    return min(_LONG_WORD, len(text))


@cache
def tables() -> Tables:
    """The shipped weights."""
    content = files(__package__).joinpath("places.npz").read_bytes()
    with np.load(BytesIO(content), allow_pickle=False) as arrays:
        scales, bias = arrays["scales"], arrays["bias"]
        return Tables(
            begins=arrays["begins"].astype(np.float32) * np.float32(scales[0]),
            ends=arrays["ends"].astype(np.float32) * np.float32(scales[1]),
            bias=(float(bias[0]), float(bias[1])),
        )
