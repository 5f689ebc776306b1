"""Other speakers and other telephones, made of the frames that are there.

A frame of forty cepstra is a frame of forty log energies, seen through a matrix. In between, the bands can be moved
(as by a longer or shorter throat), raised and lowered (as by a handset) or silenced, at the cost of one small product.
"""

from functools import cache

import numpy as np
import torch
from features import BANDS, HIGH_HZ, LOW_HZ
from torch import Tensor

LIFTER = 22
LONGEST_GAP_FRAMES = 20
MOST_GAPS = 3
WIDEST_GAP_BANDS = 6
LEAST_FACTOR, MOST_FACTOR = 0.75, 1.3
"""Of frequencies: a child's throat against a tall man's."""


class Bend:
    """For each clause of a batch another throat and another handset, the same ones whenever it is called."""

    def __init__(self, clauses: int, chance: np.random.Generator) -> None:
        warps = np.stack([_change(chance) for _ in range(clauses)])
        self._warps = torch.tensor(warps, dtype=torch.float32)
        self._handsets = torch.tensor(_handsets(clauses, chance), dtype=torch.float32)[:, None]

    def __call__(self, frames: Tensor) -> Tensor:
        """(clauses, frames, cepstra) to the same, bent."""
        return torch.bmm(frames, self._warps) + self._handsets


def with_gaps(frames: Tensor, chance: np.random.Generator) -> Tensor:
    """Up to `MOST_GAPS` short stretches of each clause become its mean."""
    gapped = frames.clone()
    for clause in gapped:
        for _ in range(chance.integers(MOST_GAPS + 1)):
            start = chance.integers(len(clause) - LONGEST_GAP_FRAMES)
            clause[start : start + chance.integers(3, LONGEST_GAP_FRAMES)] = clause.mean(0)
    return gapped


def _change(chance: np.random.Generator) -> np.ndarray:
    """Cepstra to cepstra: back to the bands, along the warped axis, some bands flattened, and forth again."""
    factor = np.clip(np.exp(chance.normal(0, 0.1)), LEAST_FACTOR, MOST_FACTOR)
    slope = np.exp(chance.normal(0, 0.06) * np.linspace(-1, 1, BANDS))
    keep = np.eye(BANDS)
    for _ in range(chance.integers(3)):
        start = chance.integers(BANDS - WIDEST_GAP_BANDS)
        gap = slice(start, start + chance.integers(1, WIDEST_GAP_BANDS))
        keep[:, gap] = keep[:, [start - 1 if start else WIDEST_GAP_BANDS]]
    return _to_bands() @ _warp(factor * slope) @ keep @ _to_cepstra() @ _voice_quality(chance)


def _voice_quality(chance: np.random.Generator) -> np.ndarray:
    """More or less contrast, and less of the fine structure (high cepstra): breath, a worse line, another pitch."""
    contrast, blur = chance.uniform(0.85, 1.1), chance.uniform(-0.1, 0.5)
    return np.diag(contrast * (1 - blur * np.arange(BANDS) / BANDS))


def _handsets(count: int, chance: np.random.Generator) -> np.ndarray:
    """Smooth gains over the bands, and a level, as cepstra."""
    smooth = chance.standard_normal((count, BANDS)) * np.where(np.arange(BANDS) < 6, 2.0, 0.3)
    smooth[:, 0] = chance.standard_normal(count) * 6
    return smooth


@cache
def _to_cepstra() -> np.ndarray:
    """Kaldi's DCT and lifter: log energies (row) times this are cepstra."""
    band = np.arange(BANDS) + 0.5
    order = np.arange(BANDS)
    dct = np.sqrt(2 / BANDS) * np.cos(np.pi / BANDS * np.outer(band, order))
    dct[:, 0] = np.sqrt(1 / BANDS)
    return dct * (1 + LIFTER / 2 * np.sin(np.pi * order / LIFTER))


@cache
def _to_bands() -> np.ndarray:
    return np.linalg.inv(_to_cepstra())


def _warp(factor: np.ndarray) -> np.ndarray:
    """Bands to bands: each takes what lies at its frequency times its `factor`, between the two bands around there."""
    mels = np.linspace(_mel(LOW_HZ), _mel(HIGH_HZ), BANDS + 2)[1:-1]
    wanted = np.interp(_mel(_hz(mels) * factor), mels, np.arange(BANDS))
    below = np.minimum(wanted.astype(int), BANDS - 2)
    warp = np.zeros((BANDS, BANDS))
    warp[below, np.arange(BANDS)] = 1 - (wanted - below)
    warp[below + 1, np.arange(BANDS)] = wanted - below
    return warp


def _mel(hz: np.ndarray | float) -> np.ndarray:
    return 1127 * np.log1p(np.asarray(hz) / 700)


def _hz(mel: np.ndarray) -> np.ndarray:
    return 700 * np.expm1(mel / 1127)
