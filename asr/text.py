"""Recognised words as people write them: Chinese without spaces, other scripts with."""

from collections.abc import Iterable

UNKNOWN_WORDS = frozenset({"<unk>", "[unk]", "<UNK>", "[UNK]", "<SPOKEN_NOISE>", "[SPN]", "!SIL"})
"""What recognisers write for sounds that are no word."""


def join_words(words: Iterable[str]) -> str:
    """Join recognised words; a space stands only between two words that are both written in letters or digits."""
    text = ""
    for word in words:
        gap = " " if text and _is_latin(text[-1]) and _is_latin(word[0]) else ""
        text += gap + word
    return text


def without_spaces(text: str) -> str:
    """The same for a whole line in which the recogniser has put a space between any two words."""
    return join_words(word for word in text.split() if word not in UNKNOWN_WORDS)


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
