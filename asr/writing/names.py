"""The city's names, and words that were heard instead of one of them.

A name that the recogniser does not know comes out as other words that sound like it, mostly single characters with
little confidence (金鹏大道 as 金 棚 大道). Where a row of words sounds like a listed name of the same length, it is
written as that name, but only under doubt: a wrong correction is worse than none.

- Some word of the row was heard with little confidence. A longer word that was heard well is what was said, and only
  single characters may differ from it in spite of their confidence.
- Every syllable sounds alike, and some character was heard as it is written. Under strong doubt one syllable may be
  near only, if all the other characters were heard as they are written.
- A name of two characters is taken only where one of them was heard and the other one sounds alike, under strong doubt.
- Where two names fit equally well, none is taken. What was heard as a listed name already is left alone.

Names are found by their sounds with one left out, so the cost does not grow with the list.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate

import msgspec

from asr.writing.numerals import NUMERAL
from asr.writing.sounds import is_near, sound, syllables
from callflow.utterance import NameCorrection, Word

SHORTEST, LONGEST = 2, 12
"""Characters of a name that is looked for."""
_SURE, _DOUBTED, _HARDLY_HEARD = 0.95, 0.9, 0.6

Key = tuple[int, int, tuple[str, ...]]


class _Window(msgspec.Struct, frozen=True):
    """The words `first` up to, not including, `after`, and what they sound like."""

    first: int
    after: int
    text: str
    sounds: tuple[str, ...]


class _Guess(msgspec.Struct, frozen=True):
    """A name for a window; the smaller `cost`, the better: (near syllables, characters that differ)."""

    window: _Window
    name: str
    cost: tuple[int, int]

    @property
    def order(self) -> tuple[int, tuple[int, int], int]:
        """Longer names first, then better ones, then earlier ones."""
        return (-len(self.name), self.cost, self.window.first)


class NameList:
    """Names of streets, estates, departments."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = frozenset(name for name in names if SHORTEST <= len(name) <= LONGEST)

    @cached_property
    def _lengths(self) -> list[int]:
        return sorted({len(name) for name in self.names}, reverse=True)

    @cached_property
    def _by_sound(self) -> Mapping[Key, list[str]]:
        """Names by their sounds with one left out."""
        index: dict[Key, list[str]] = defaultdict(list)
        for name in sorted(self.names):
            for key in _keys(tuple(map(sound, syllables(name)))):
                index[key].append(name)
        return dict(index)

    def prepare(self) -> None:
        """Make the index now and not with the first utterance: 0.2 s for 5,000 names."""
        _ = self._by_sound

    def found_in(self, text: str) -> list[tuple[int, int]]:
        """Where names with numerals stand in a text, from and up to which character."""
        return [(start, end) for start, end in self._named(text) if not _NUMERALS.isdisjoint(text[start:end])]

    def corrections(self, words: Sequence[Word]) -> tuple[NameCorrection, ...]:
        """What is to be written as a name of the list, in order; none overlap."""
        if not self.names or not words:
            return ()
        starts = [0, *accumulate(len(word.text) for word in words)]
        taken = {at for start, end in self._named("".join(word.text for word in words)) for at in range(start, end)}
        chosen = []
        for guess in sorted(self._guesses(words), key=lambda guess: guess.order):
            places = range(starts[guess.window.first], starts[guess.window.after])
            if taken.isdisjoint(places):
                taken.update(places)
                chosen.append(guess)
        return tuple(_correction(guess) for guess in sorted(chosen, key=lambda guess: guess.window.first))

    def _named(self, text: str) -> Iterator[tuple[int, int]]:
        """Where listed names stand in a text."""
        for length in self._lengths:
            for start in range(len(text) - length + 1):
                if text[start : start + length] in self.names:
                    yield start, start + length

    def _guesses(self, words: Sequence[Word]) -> Iterator[_Guess]:
        for window in _windows(words, self._lengths):
            fitting = sorted(self._fitting(window), key=lambda guess: guess.cost)
            clear = len(fitting) == 1 or (len(fitting) > 1 and fitting[0].cost < fitting[1].cost)
            if clear and _is_doubted(fitting[0], words):
                yield fitting[0]

    def _fitting(self, window: _Window) -> Iterator[_Guess]:
        if window.text in self.names:
            return
        names = {name for key in _keys(window.sounds) for name in self._by_sound.get(key, ())}
        for name in names:
            pairs = zip(window.sounds, map(sound, syllables(name)), strict=True)
            unlike = [pair for pair in pairs if pair[0] != pair[1]]
            if all(is_near(*pair) for pair in unlike):
                yield _Guess(window, name, (len(unlike), _differing(window.text, name)))


NO_NAMES = NameList(())
_NUMERALS = frozenset(NUMERAL)


def _keys(sounds: tuple[str, ...]) -> Iterator[Key]:
    for at in range(len(sounds)):
        yield len(sounds), at, sounds[:at] + sounds[at + 1 :]


def _windows(words: Sequence[Word], lengths: Sequence[int]) -> Iterator[_Window]:
    """All rows of whole words that have as many characters as some name."""
    wanted = frozenset(lengths)
    for first in range(len(words)):
        text, sounds = "", list[str]()
        for after in range(first + 1, len(words) + 1):
            text += words[after - 1].text
            sounds.extend(map(sound, syllables(words[after - 1].text)))
            if len(text) > lengths[0]:
                break
            if len(text) in wanted:
                yield _Window(first, after, text, tuple(sounds))


def _differing(text: str, name: str) -> int:
    return sum(heard != listed for heard, listed in zip(text, name, strict=True))


def _is_doubted(guess: _Guess, words: Sequence[Word]) -> bool:
    """Whether what was heard is doubtful enough to be written as this name."""
    differing = _differing_words(guess, words)
    if any(len(word.text) > 1 and word.confidence >= _SURE for word in differing):
        return False
    doubt = min(word.confidence for word in words[guess.window.first : guess.window.after])
    near, unlike = guess.cost
    length, same = len(guess.name), len(guess.name) - unlike
    if near or length == SHORTEST:
        return doubt < _HARDLY_HEARD and same == length - 1 and (length > SHORTEST or not near)
    return doubt < _DOUBTED and same > 0


def _differing_words(guess: _Guess, words: Sequence[Word]) -> list[Word]:
    """The window's words that are not written as the name is."""
    differing, at = [], 0
    for word in words[guess.window.first : guess.window.after]:
        if guess.name[at : at + len(word.text)] != word.text:
            differing.append(word)
        at += len(word.text)
    return differing


def _correction(guess: _Guess) -> NameCorrection:
    return NameCorrection(
        from_word=guess.window.first, to_word=guess.window.after, heard=guess.window.text, written=guess.name
    )
