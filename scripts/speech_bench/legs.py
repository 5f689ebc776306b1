"""Legs of two-party conversations as they sound at a hotline, made from dialogues that were spoken turn by turn."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import soundfile
import soxr

RATE_HZ = 16_000
LINE_HZ = 8_000
PAUSE_S = (0.2, 0.9)
"""Between two turns."""
MARGIN_S = 1.0
"""Before the first turn and after the last one."""

Samples = np.ndarray[tuple[int, ...], np.dtype[np.int16]]


class Leg(msgspec.Struct, frozen=True, kw_only=True):
    """One party of a conversation: silent while others speak."""

    name: str
    samples: Samples
    """16 kHz, with the noise of a line."""
    said: str
    """Chinese characters only."""


def conversation_legs(data: Path, dialogues: int, noise_rms: float) -> list[Leg]:
    """The parties of the first so many dialogues in `data/dialogue_speech` (index.tsv; 8 kHz A-law)."""
    rng = np.random.default_rng(1)
    turns = defaultdict(list)
    with (data / "dialogue_speech/index.tsv").open(encoding="utf-8") as index:
        for row in csv.DictReader(index, delimiter="\t"):
            turns[row["dialogue"]].append(row)
    found = list(turns.items())[:dialogues]
    return [leg for name, rows in found for leg in _legs(data / "dialogue_speech", name, rows, noise_rms, rng)]


def _legs(
    folder: Path, name: str, rows: list[dict[str, str]], noise_rms: float, rng: np.random.Generator
) -> Iterator[Leg]:
    parts = defaultdict(list)
    at = int(MARGIN_S * LINE_HZ)
    for row in rows:
        samples, _ = soundfile.read(folder / row["file"], dtype="float64")
        parts[row["speaker"]].append((at, samples * 32_768, row["text"]))
        at += len(samples) + int(rng.uniform(*PAUSE_S) * LINE_HZ)
    for speaker, spoken in parts.items():
        line = np.zeros(at + int(MARGIN_S * LINE_HZ))
        for start, samples, _ in spoken:
            line[start : start + len(samples)] = samples
        said = re.sub(r"[^\u4e00-\u9fff]", "", "".join(text for *_, text in spoken))
        yield Leg(name=f"{name}-{speaker}", samples=_received(line, noise_rms, rng), said=said)


def _received(
    line: np.ndarray[tuple[int, ...], np.dtype[np.float64]], noise_rms: float, rng: np.random.Generator
) -> Samples:
    leg = soxr.resample(line, LINE_HZ, RATE_HZ)
    noisy = leg + rng.normal(0, noise_rms, len(leg)) if noise_rms else leg
    return noisy.clip(-32_768, 32_767).astype("<i2")
