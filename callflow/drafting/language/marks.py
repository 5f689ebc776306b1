"""Punctuation: text whose clauses are parted by one boundary, and the questions among them that a person has typed."""

import re
from functools import lru_cache

from callflow.drafting.language.terms import LINES_KEPT

BOUNDARY = "，"
QUESTION_MARK, LEADS_ON = "？", "—"

_MARK = re.compile(r"(?:(?!(?<=\d)[.-]\d)[^\w*%#＃])+", re.UNICODE)
_SENTENCE_END = re.compile(r"(?<=[。！？；!?;…])")
_SUPPOSES, _OR_ELSE = "吧", ("还是", "或者")
_ASKS_BACK = re.compile(r"(?:您看)?(?:这样)?(?:对不对|是不是|好不好|行不行|(?:对|是|行|好|可以|没错)(?:吗|么)?)")
"""A question that only wants a yes to what stands before it."""
_OPENS = re.compile(r"除了|比如|.*(?:时候|之[前后]|以[前后]|期间|的话|方面)$")
"""A clause that only opens a question: 除了夜里, 停电之前."""


def clean(text: str) -> str:
    """Text without blanks; every run of punctuation becomes one boundary, none at the ends."""
    return _MARK.sub(BOUNDARY, re.sub(r"\s+", "", text)).strip(BOUNDARY)


@lru_cache(maxsize=LINES_KEPT)
def marked(text: str) -> str:
    """A cleaned text in which a typed question ends with a mark, and a clause that leads to one with a dash."""
    sentences = [(clean(each), each.rstrip().endswith(("？", "?"))) for each in _SENTENCE_END.split(text)]
    return BOUNDARY.join(_as_question(each) if asking else each for each, asking in sentences if each)


def _as_question(sentence: str) -> str:
    *before, last = sentence.split(BOUNDARY)
    if last.endswith(_SUPPOSES):
        return sentence
    if _ASKS_BACK.fullmatch(last):
        return f"{sentence}{QUESTION_MARK}"
    led = [f"{clause}{LEADS_ON}" if last.startswith(_OR_ELSE) or _OPENS.match(clause) else clause for clause in before]
    return BOUNDARY.join([*led, f"{last}{QUESTION_MARK}"])


@lru_cache(maxsize=LINES_KEPT)
def positions(raw: str) -> tuple[int, ...]:
    """For every character of the cleaned text where it stands in the text as it was told."""
    words = [at for at, char in enumerate(raw) if not char.isspace()]
    told = "".join(raw[at] for at in words)
    places: list[int] = []
    at = 0
    for mark in (*_MARK.finditer(told), None):
        places += words[at : mark.start() if mark else None]
        if mark:
            places += [words[mark.start()]] if places else []
            at = mark.end()
    return tuple(places)
