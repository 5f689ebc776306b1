"""Marks, from pauses and from what the words themselves say. Simple on purpose: an agent can foresee them.

- A comma stands where the speaker paused, except after words that always go on (在, 把, 因为…), and behind an opening
  such as 您好 or 好的.
- A question mark stands behind a clause that asks (…吗, 怎么…, 有没有…); any other utterance ends with a full stop, or
  with a comma where it breaks off (…因为, …就是).
- No mark stands inside a word, a number or a name.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import accumulate, pairwise

from asr.writing.lists import pattern
from callflow.utterance import Word

PAUSE_MS = 180
"""From here on silence between two words counts as a pause (docs/speech.md says how it was found)."""
COMMA, STOP, QUESTION = "，", "。", "？"
_LONGEST_OPENING = 3


def pauses(words: Sequence[Word]) -> frozenset[int]:
    """The words after which the speaker paused, by index."""
    return frozenset(at for at, (word, later) in enumerate(pairwise(words)) if later.start_ms - word.end_ms >= PAUSE_MS)


def marks(words: Sequence[Word], closed: AbstractSet[int]) -> dict[int, str]:
    """The mark behind each word that has one, by index; `closed` are words after which none may stand."""
    found: dict[int, str] = {}
    clause = ""
    breaks = (pauses(words) | _opening(words)) - closed
    for at, word in enumerate(words[:-1]):
        clause += word.text
        if at in breaks and not pattern("punctuation", "hesitations").search(clause):
            found[at] = QUESTION if asks(clause) else COMMA
            clause = ""
    if words:
        found[len(words) - 1] = _final(clause + words[-1].text)
    return found


def asks(clause: str) -> bool:
    """Whether a clause is a question."""
    asked = pattern("punctuation", "questions").search(clause)
    return bool(asked and not pattern("punctuation", "answers").search(clause))


def _final(clause: str) -> str:
    if asks(clause):
        return QUESTION
    return COMMA if pattern("punctuation", "unfinished").search(clause) else STOP


def _opening(words: Sequence[Word]) -> frozenset[int]:
    """The last word of the longest opening that these words begin with."""
    begun = accumulate(word.text for word in words[:_LONGEST_OPENING])
    ends = [at for at, text in enumerate(begun) if pattern("punctuation", "openings").fullmatch(text)]
    return frozenset(ends[-1:])
