"""Recognised words as people write them: Chinese without spaces, other scripts with."""

from collections.abc import Iterable

UNKNOWN_WORDS = frozenset({"<unk>", "[unk]", "<UNK>", "[UNK]", "<SPOKEN_NOISE>", "[SPN]", "!SIL"})
"""What recognisers write for sounds that are no word."""


def join_words(words: Iterable[str]) -> str:
    """Join recognised words; a space stands only between two words that are both written in letters or digits."""
    return "".join(spaced(words))


def spaced(words: Iterable[str]) -> list[str]:
    """The same, word by word: the space stands at the beginning of the later word."""
    parts, last = list[str](), ""
    for word in words:
        parts.append(" " + word if last and _is_latin(last) and _is_latin(word[0]) else word)
        last = word[-1]
    return parts


def without_spaces(text: str) -> str:
    """The same for a whole line in which the recogniser has put a space between any two words."""
    return join_words(word for word in text.split() if word not in UNKNOWN_WORDS)


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
