"""From recognised words to text as people write it, as a pure function of the words and the city's names.

Whoever decodes a recording again gets the same words and hence the same text. The words themselves are kept as heard;
each says what stands for it in the text, so that a screen can mark a word that was heard with little confidence.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

import msgspec

from asr.text import spaced
from asr.writing.line import Line
from asr.writing.names import NO_NAMES, NameList
from asr.writing.numbers import Numbers, write_numbers
from asr.writing.punctuation import marks, pauses
from asr.writing.telephone import Found
from callflow.utterance import NameCorrection, Span, Word


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """An utterance as written. `words` are those that were given, each with what stands for it in `text`."""

    text: str
    words: tuple[Word, ...]
    spans: tuple[Span, ...] = ()
    corrections: tuple[NameCorrection, ...] = ()


def write(words: Sequence[Word], names: NameList = NO_NAMES) -> Written:
    """Write an utterance: names corrected, numbers in digits, punctuated."""
    corrections = names.corrections(words)
    line = Line.of(_texts(words, corrections))
    paused = frozenset(line.ends[at] for at in pauses(words))
    numbers = write_numbers(line.text, kept=names.found_in(line.text), bounds=line.bounds, pauses=paused)
    closed = _inside(line, numbers) | {at for each in corrections for at in range(each.from_word, each.to_word - 1)}
    texts = _marked(line.rewritten(numbers.rewrites), marks(words, closed))
    return Written(
        text="".join(texts),
        words=tuple(_told(word, text) for word, text in zip(words, texts, strict=True)),
        spans=tuple(_span(line, found) for found in numbers.found),
        corrections=corrections,
    )


def _texts(words: Sequence[Word], corrections: Sequence[NameCorrection]) -> list[str]:
    """Each word's text, with its space from a foreign word before it; a corrected name stands with its first word."""
    texts = spaced([word.text for word in words])
    for each in corrections:
        texts[each.from_word : each.to_word] = [each.written, *[""] * (each.to_word - each.from_word - 1)]
    return texts


def _inside(line: Line, numbers: Numbers) -> AbstractSet[int]:
    """The words after which a number goes on."""
    spans = [line.words(rewrite.start, rewrite.end) for rewrite in numbers.rewrites]
    return {word for first, after in spans for word in range(first, after - 1)}


def _marked(texts: Sequence[str], found: Mapping[int, str]) -> list[str]:
    return [text + found.get(at, "") for at, text in enumerate(texts)]


def _told(word: Word, text: str) -> Word:
    return word if text == word.text else msgspec.structs.replace(word, written=text)


def _span(line: Line, found: Found) -> Span:
    first, after = line.words(found.start, found.end)
    return Span(kind=found.kind, value=found.value, from_word=first, to_word=after)
