"""Legs of two-party conversations as they sound at a hotline, made from dialogues that were spoken turn by turn."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import numpy as np
import soundfile
import soxr

from callflow.units import SAMPLE_RATE_HZ

LINE_HZ = 8_000
FULL_SCALE = 32_768
PAUSE_S = (0.2, 0.9)
"""Between two turns."""
MARGIN_S = 1.0
"""Before the first turn and after the last one."""

Samples = np.ndarray[tuple[int, ...], np.dtype[np.int16]]
Sound = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """What one party says before the other one does."""

    speaker: str
    samples: Sound
    """8 kHz, -1 to 1."""
    said: str
    """Chinese characters, or letters, without spaces."""


class Leg(msgspec.Struct, frozen=True, kw_only=True):
    """One party of a conversation: silent while others speak."""

    name: str
    samples: Samples
    """16 kHz, with the noise of a line."""
    said: str


def spoken_turns(data: Path, dialogues: int) -> Iterator[tuple[str, list[Turn]]]:
    """The first so many dialogues in `data/dialogue_speech` (index.tsv; 8 kHz A-law): their names and turns."""
    rows = defaultdict(list)
    with (data / "dialogue_speech/index.tsv").open(encoding="utf-8") as index:
        for row in csv.DictReader(index, delimiter="\t"):
            rows[row["dialogue"]].append(row)
    for name, turns in list(rows.items())[:dialogues]:
        yield name, [_turn(data / "dialogue_speech", row) for row in turns]


def _turn(folder: Path, row: dict[str, str]) -> Turn:
    samples, _ = soundfile.read(folder / row["file"], dtype="float64")
    return Turn(speaker=row["speaker"], samples=samples, said=re.sub(r"[^\u4e00-\u9fff]", "", row["text"]))


def legs_of(conversations: Iterable[tuple[str, list[Turn]]], noise_rms: float) -> list[Leg]:
    """Each party of each conversation as one leg."""
    rng = np.random.default_rng(1)
    return [leg for name, turns in conversations for leg in _legs(name, turns, noise_rms, rng)]


def conversation_legs(data: Path, dialogues: int, noise_rms: float) -> list[Leg]:
    """The parties of the first so many dialogues in `data/dialogue_speech`."""
    return legs_of(spoken_turns(data, dialogues), noise_rms)


def _legs(name: str, turns: list[Turn], noise_rms: float, rng: np.random.Generator) -> Iterator[Leg]:
    parts = defaultdict(list)
    at = int(MARGIN_S * LINE_HZ)
    for turn in turns:
        parts[turn.speaker].append((at, turn))
        at += len(turn.samples) + int(rng.uniform(*PAUSE_S) * LINE_HZ)
    for speaker, spoken in parts.items():
        line = np.zeros(at + int(MARGIN_S * LINE_HZ))
        for start, turn in spoken:
            line[start : start + len(turn.samples)] = turn.samples * FULL_SCALE
        said = "".join(turn.said for _, turn in spoken)
        yield Leg(name=f"{name}-{speaker}", samples=_received(line, noise_rms, rng), said=said)


def _received(line: Sound, noise_rms: float, rng: np.random.Generator) -> Samples:
    leg = soxr.resample(line, LINE_HZ, SAMPLE_RATE_HZ)
    noisy = leg + rng.normal(0, noise_rms, len(leg)) if noise_rms else leg
    return noisy.clip(-FULL_SCALE, FULL_SCALE - 1).astype("<i2")
