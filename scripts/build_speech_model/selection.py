"""Which clauses are spoken: rare syllables first, the rest by chance, no clause twice."""

import random
from collections import Counter
from pathlib import Path

LENGTHS = range(4, 21)
"""Characters. Longer clauses are rare, and shorter ones teach little."""
ENOUGH_OF_A_SYLLABLE = 10

Reading = tuple[str, tuple[str, ...]]
"""A text and its phones."""


def readings(work: Path) -> list[tuple[str, str, tuple[str, ...]]]:
    """Every (message, spoken text, phones) of the step `reading`."""
    rows = (line.split("\t") for line in (work / "readings.tsv").read_text("utf-8").splitlines())
    return [(message, text, tuple(phones.split())) for message, text, phones in rows]


def chosen(work: Path, count: int, seed: int, of: tuple[int, int]) -> list[Reading]:
    """`count` clauses out of share `of[0]` of `of[1]` disjoint ones, in the order in which they are to be spoken."""
    texts = sorted({(text, phones) for _, text, phones in readings(work) if len(text) in LENGTHS})
    chance = random.Random(seed)
    chance.shuffle(texts)
    mine = texts[of[0] :: of[1]]
    seen: Counter[str] = Counter()
    rare, rest = [], []
    for text, phones in mine:
        syllables = [first + second for first, second in zip(phones[::2], phones[1::2], strict=True)]
        if min(seen[syllable] for syllable in syllables) < ENOUGH_OF_A_SYLLABLE:
            seen.update(syllables)
            rare.append((text, phones))
        else:
            rest.append((text, phones))
    wanted = (rare + rest)[:count]
    chance.shuffle(wanted)
    return wanted
