"""How words sound: Mandarin syllables, and which of them are mistaken for one another on a telephone.

Tones are left out. n and l, the flat and the curled s, z and c, f and h before u, and the endings n and ng count as
one sound: many people speak them alike, and a telephone line takes away the rest.
"""

import re
from functools import lru_cache

_MADE_ALIKE = ("bpdtgk", "zcsjqx", "mlr", "yw")
WORDS_KEPT = 32_768
_ALIKE = (
    (re.compile("^([zcs])h"), r"\1"),
    (re.compile("^n(?=.)"), "l"),
    (re.compile("^h(?=u)"), "f"),
    (re.compile("^fua?(?=n)"), "fa"),
    (re.compile("ng$"), "n"),
)


@lru_cache(maxsize=WORDS_KEPT)
def syllables(word: str) -> tuple[str, ...]:
    """One syllable a character, without tones; what is no Chinese character stands for itself."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415  0.3 s, and wanted only by a city that has a list

    spoken = tuple(lazy_pinyin(word))
    return spoken if len(spoken) == len(word) else tuple(word)


@lru_cache(maxsize=2048)
def sound(syllable: str) -> str:
    """The class of syllables that this one is mistaken for: zhang and zan are one, so are lan and nang."""
    for spelt, alike in _ALIKE:
        syllable = spelt.sub(alike, syllable)
    return syllable


@lru_cache(maxsize=65_536)
def is_near(one: str, other: str) -> bool:
    """Whether two sounds differ in their beginning alone, made in the same way (kan, gan), or by a letter after it."""
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415  wanted only by a city that has a list

    if one[:1] == other[:1]:
        return Levenshtein.distance(one, other, score_cutoff=1) <= 1
    return one[1:] == other[1:] and any(one[:1] in group and other[:1] in group for group in _MADE_ALIKE)
