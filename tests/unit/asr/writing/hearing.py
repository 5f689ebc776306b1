"""Words as a recogniser gives them, from a line in which blanks part words and | is a pause."""

from callflow.units import CallMs
from callflow.utterance import Word

WORD_MS, PAUSE_MS = 200, 300


def heard(line: str, confidence: float = 1.0) -> tuple[Word, ...]:
    """`三 里 屯(0.4) | 那边`: a number in brackets is that word's confidence."""
    words, at = [], 0
    for part in line.split():
        if part == "|":
            at += PAUSE_MS
            continue
        text, _, rest = part.partition("(")
        sure = float(rest.rstrip(")")) if rest else confidence
        words.append(Word(text=text, start_ms=CallMs(at), end_ms=CallMs(at + WORD_MS), confidence=sure))
        at += WORD_MS
    return tuple(words)


def joined(words: tuple[Word, ...]) -> str:
    """What the words' written forms make up."""
    return "".join(word.text if word.written is None else word.written for word in words)
