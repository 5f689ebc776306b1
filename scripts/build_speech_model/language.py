"""Step `language`: the words that the model knows, how they are said, and which follow which.

No personal names (`names.py`): they are left out, clauses are cut where one stands, and a word must have been seen
three times, or stand in the public word list that audio-cmn follows. Single characters stay, so that any name can be
heard as its characters.

Writes WORK/lexicon.tsv (word, probability, phones) and WORK/language.pickle, the n-gram model.
"""

import pickle
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import rjieba
from names import FAMILY_NAMES, is_name, parts
from phones import phones_of
from selection import readings

from asr.language_model.estimation import estimate

SEEN_OFTEN_ENOUGH = 3
MOST_WORDS = 24_000
WEIGHTS = {"phrase": 15, "everyday": 3}
"""How often a clause that is no citizen's counts; `phrase` are a hotline's own, `everyday` those of people at large."""
ADDRESSES = frozenset({"先生", "女士"})
ADDRESSED = 4
NUMBERS = 4_000
RAREST_READING = 0.08
"""Of a word's likeliest reading; rarer ones are mistakes of the front end more often than not."""
SMALLEST_COUNTS = (1, 1, 2)

Reading = tuple[str, ...]


def main(work: Path) -> None:
    rows = readings(work)
    known = frozenset(text for source, text, _ in rows if source == "word")
    cut = [(source, list(_without_names(text, phones, known))) for source, text, phones in rows]
    said: defaultdict[str, Counter[Reading]] = defaultdict(Counter)
    for source, pieces in cut:
        for piece in pieces:
            for word, phones in piece:
                said[word][phones] += SEEN_OFTEN_ENOUGH if source == "word" else 1
    characters = _characters(rows)
    vocabulary = _vocabulary(said, characters)
    _write_lexicon(work / "lexicon.tsv", vocabulary, said, characters)
    model = estimate(_sentences(cut, set(vocabulary)), vocabulary, SMALLEST_COUNTS)
    with (work / "language.pickle").open("wb") as file:
        pickle.dump((dict(model.probabilities), dict(model.weights)), file)
    print(f"{len(vocabulary)} words, {sum(map(len, model.probabilities.values()))} n-grams")


def _without_names(text: str, phones: Reading, known: frozenset[str]) -> Iterator[list[tuple[str, Reading]]]:
    """The words of a clause with their phones, in pieces between the names in it."""
    piece: list[tuple[str, Reading]] = []
    at = 0
    for word, tag in rjieba.tag(text):
        if is_name(word, tag, known):
            if piece:
                yield piece
            piece = []
            at += len(word)
            continue
        for part in parts(word):
            piece.append((part, phones[2 * at : 2 * (at + len(part))]))
            at += len(part)
    if piece:
        yield piece


def _characters(rows: list[tuple[str, str, Reading]]) -> dict[str, Counter[Reading]]:
    found: defaultdict[str, Counter[Reading]] = defaultdict(Counter)
    for _, text, phones in rows:
        for at, character in enumerate(text):
            found[character][phones[2 * at : 2 * at + 2]] += 1
    return found


def _vocabulary(said: dict[str, Counter[Reading]], characters: dict[str, Counter[Reading]]) -> list[str]:
    often = Counter({word: readings.total() for word, readings in said.items() if len(word) > 1})
    words = [word for word, count in often.most_common(MOST_WORDS) if count >= SEEN_OFTEN_ENOUGH]
    return sorted({*words, *characters})


def _write_lexicon(
    path: Path, vocabulary: list[str], said: dict[str, Counter[Reading]], characters: dict[str, Counter[Reading]]
) -> None:
    with path.open("w", encoding="utf-8") as out:
        for word in vocabulary:
            found = characters[word] if len(word) == 1 else said[word]
            ((_, most),) = found.most_common(1)
            for phones, count in found.most_common(3):
                if count >= RAREST_READING * most:
                    out.write(f"{word}\t{count / most:.3f}\t{' '.join(phones_of(phones))}\n")


def _sentences(cut: list[tuple[str, list[list[tuple[str, Reading]]]]], vocabulary: set[str]) -> Iterator[list[str]]:
    """Clauses, half of them joined to the one before, as people do not pause at every mark; phrases more often."""
    chance = random.Random(5)
    pending: tuple[str, list[str]] = ("", [])
    for source, pieces in cut:
        for piece in pieces:
            words = [part for word, _ in piece for part in ([word] if word in vocabulary else word)]
            if source in WEIGHTS:
                yield from [words] * WEIGHTS[source]
            elif source == pending[0] != "word" and chance.random() < 0.5 and len(pending[1]) < 30:
                pending[1].extend(words)
            else:
                yield from [pending[1]] if pending[1] else []
                pending = (source, words)
    yield pending[1]
    yield from _spoken_numbers(chance)
    yield from [words for words in _people(vocabulary) for _ in range(ADDRESSED)]


def _people(vocabulary: set[str]) -> Iterator[list[str]]:
    """How people of every family name say it, and are addressed by it."""
    for name in sorted(FAMILY_NAMES & vocabulary):
        yield ["我", "姓", name]
        yield ["姓", name]
        for title in sorted(ADDRESSES & vocabulary):
            yield from ([name, title], [name, title, "您", "好"], ["好", "的", name, title])


def _spoken_numbers(chance: random.Random) -> Iterator[list[str]]:
    """Telephone numbers whole and in groups, and house numbers: a citizen's are not in any text that may be used."""
    for _ in range(NUMBERS):
        number = ["幺", *chance.choices("三五七八九"), *chance.choices("零幺二三四五六七八九", k=9)]
        groups = [number[:3], number[3:7], number[7:]]
        yield from chance.choice([[number], [groups[0] + groups[1], groups[2]], groups])
        yield ["我", "的", "电话", "是", *number] if chance.random() < 0.3 else number[chance.randint(3, 8) :]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
