"""Spoken material on disk: numbered .npz files of 8 kHz int16 samples with one description a clause."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

RATE_HZ = 8_000
Samples = npt.NDArray[np.int16]


@dataclass(frozen=True, kw_only=True)
class Clause:
    """What is spoken in one piece of sound.

    Attributes:
        phones: initials and finals, two a character.
        starts_s: where each phone begins, and where the last one ends; empty where that is not known.
        voice: who speaks, for reports.
    """

    phones: tuple[str, ...]
    starts_s: tuple[float, ...] = ()
    voice: str


def write(folder: Path, number: int, material: list[tuple[Clause, Samples]]) -> None:
    """Write one shard, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    clauses = [asdict(clause) | {"samples": len(samples)} for clause, samples in material]
    fresh = folder / f".{number:03d}.npz"
    np.savez(fresh, samples=np.concatenate([samples for _, samples in material]), clauses=json.dumps(clauses))
    fresh.rename(folder / f"{number:03d}.npz")


def read(folder: Path) -> Iterator[tuple[Clause, Samples]]:
    """Everything that a folder holds, in order."""
    for path in sorted(folder.glob("[0-9]*.npz")):
        yield from _of(path)


def to_int16(samples: npt.NDArray[np.floating]) -> Samples:
    """Samples within -1..1 as int16, clipped."""
    return np.asarray(np.clip(np.round(samples * 32_767), -32_768, 32_767), np.int16)


def _of(path: Path) -> Iterator[tuple[Clause, Samples]]:
    with np.load(path) as shard:
        samples, described = shard["samples"], json.loads(str(shard["clauses"]))
    at = 0
    for entry in described:
        length = entry.pop("samples")
        clause = Clause(phones=tuple(entry["phones"]), starts_s=tuple(entry["starts_s"]), voice=entry["voice"])
        yield clause, samples[at : at + length]
        at += length
