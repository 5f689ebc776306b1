"""From sherpa-onnx's tokens to words with times.

A token is a Chinese character or a part of a word in letters, which says that the word goes on (`@@`, Paraformer) or
that it begins (`▁`, or the space that sherpa-onnx makes of it). It begins at a time and ends where the next one begins.
"""

from collections.abc import Sequence

import msgspec

from asr.segments import SegmentWord
from asr.text import UNKNOWN_WORDS, without_spaces
from callflow.units import DurationMs

NOT_DOUBTED = 1.0
"""The confidence of words whose model does not say how sure it is."""
LONGEST_MS = 400
"""A word ends after so long when none follows it: the pause behind it is not part of it."""
SHORTEST_MS = 20
_NO_WORD = UNKNOWN_WORDS | {"<blk>", "<s>", "</s>", "<sos/eos>"}
_GOES_ON = "@@"
_BEGINS = ("▁", " ")


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of text, where it begins after the segment's first sample, and how sure the model is."""

    text: str
    start_ms: int
    confidence: float


def words_of(tokens: Sequence[Token], text: str, heard_ms: int) -> tuple[SegmentWord, ...]:
    """The words of a segment that is `heard_ms` long; `text` is the model's own way of writing them.

    Where its tokens do not spell that (byte pairs) or there are none (no times), the whole is one word.
    """
    whole = without_spaces(text)
    if not whole:
        return ()
    words = [_joined(parts) for parts in _groups([token for token in tokens if token.text not in _NO_WORD])]
    if "".join(word.text for word in words) == "".join(whole.split()):
        return _timed(words, heard_ms)
    return (
        SegmentWord(text=whole, start_ms=DurationMs(0), end_ms=DurationMs(heard_ms), confidence=_least_sure(tokens)),
    )


def _groups(tokens: Sequence[Token]) -> list[list[Token]]:
    """The tokens of each word."""
    marked = any(token.text.startswith(_BEGINS) for token in tokens)
    groups: list[list[Token]] = []
    for token in tokens:
        if groups and _goes_on(groups[-1][-1].text, token.text, marked=marked):
            groups[-1].append(token)
        else:
            groups.append([token])
    return [group for group in groups if _bare(group)]


def _goes_on(before: str, text: str, *, marked: bool) -> bool:
    if before.endswith(_GOES_ON):
        return True
    return marked and before.lstrip("▁").isascii() and text.isascii() and not text.startswith(_BEGINS)


def _joined(parts: Sequence[Token]) -> Token:
    return Token(text=_bare(parts), start_ms=parts[0].start_ms, confidence=_least_sure(parts))


def _bare(parts: Sequence[Token]) -> str:
    return "".join(part.text.strip("▁ ").removesuffix(_GOES_ON) for part in parts)


def _least_sure(tokens: Sequence[Token]) -> float:
    return min((token.confidence for token in tokens), default=NOT_DOUBTED)


def _timed(words: Sequence[Token], heard_ms: int) -> tuple[SegmentWord, ...]:
    """Each word until the next one; the model may have heard the last ones in the silence after the segment."""
    starts: list[int] = []
    for i, word in enumerate(words):
        latest = heard_ms - SHORTEST_MS * (len(words) - i)
        starts.append(max(min(word.start_ms, latest), starts[-1] + SHORTEST_MS if starts else 0))
    ends = [*starts[1:], heard_ms]
    return tuple(
        SegmentWord(
            text=word.text,
            start_ms=DurationMs(start),
            end_ms=DurationMs(min(end, start + LONGEST_MS)),
            confidence=word.confidence,
        )
        for word, start, end in zip(words, starts, ends, strict=True)
    )
