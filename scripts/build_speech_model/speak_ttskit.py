"""Step `speak_ttskit`: twenty-two voices, women's and men's, and what lies between two of them.

Their token times are not known: the step `align` finds them. Writes WORK/speech/ttskit/.
"""

import random
import sys
from itertools import groupby
from pathlib import Path

import numpy as np
import soxr
import torch
from griffin_lim import wave
from selection import Reading, chosen
from shards import RATE_HZ, Clause, Samples, to_int16, write
from ttskit_voices import NAMES, Mellotron, Voice, voice

TOGETHER = 24
A_SHARD = 10
"""Batches."""
SHORTEST_FRAMES_A_CHARACTER = 6
BLENDED = 0.4


def speaker(chance: random.Random) -> tuple[str, Voice]:
    """A voice, or a point between two."""
    one, other = chance.sample(NAMES, 2)
    if chance.random() > BLENDED:
        return one, voice(one)
    share = chance.uniform(0.3, 0.7)
    return f"{one}+{other}", share * voice(one) + (1 - share) * voice(other)


def batches(readings: list[Reading], chance: random.Random) -> list[list[Reading]]:
    """Readings of one length each, because the network speaks padded ones badly."""
    by_length = sorted(readings, key=lambda reading: len(reading[0]))
    together = [
        part[at : at + TOGETHER]
        for _, group in groupby(by_length, key=lambda reading: len(reading[0]))
        for part in [list(group)]
        for at in range(0, len(part), TOGETHER)
    ]
    chance.shuffle(together)
    return together


def spoken(network: Mellotron, readings: list[Reading], chance: random.Random) -> list[tuple[Clause, Samples]]:
    speakers = [speaker(chance) for _ in readings]
    spectrograms = network.spectrograms([phones for _, phones in readings], [point for _, point in speakers])
    material = []
    for (text, phones), (name, _), mel in zip(readings, speakers, spectrograms, strict=True):
        if mel.shape[1] >= SHORTEST_FRAMES_A_CHARACTER * len(text):
            size = chance.uniform(0.88, 1.14)
            samples = soxr.resample(wave(mel).astype(np.float32), RATE_HZ * size, RATE_HZ)
            material.append((Clause(phones=phones, voice=name), to_int16(samples)))
    return material


def main(work: Path, count: int, take: int) -> None:
    """Speak `count` clauses; several takes can run at once."""
    torch.manual_seed(take)
    torch.set_num_threads(1)
    chance = random.Random(2 + take)
    network = Mellotron(work / "ttskit")
    together = batches(chosen(work, count, seed=1 + take, of=(1, 2)), chance)
    for number, at in enumerate(range(0, len(together), A_SHARD)):
        material = [item for batch in together[at : at + A_SHARD] for item in spoken(network, batch, chance)]
        write(work / "speech" / "ttskit", 100 * take + number, material)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
