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
LONGEST_GAP_FRAMES = 18
WIDEST_GAP_BANDS = 5


def bent(frames: Tensor, chance: np.random.Generator) -> Tensor:
    """Each clause of (batch, frames, cepstra) with another throat, another handset, and gaps in time and in bands."""
    count, length, _ = frames.shape
    warps = np.stack([_change(chance) for _ in range(count)])
    changed = torch.bmm(frames, torch.tensor(warps, dtype=frames.dtype))
    changed += torch.tensor(_handsets(count, chance), dtype=frames.dtype)[:, None]
    for clause in range(count):
        for _ in range(chance.integers(3)):
            start = chance.integers(length - LONGEST_GAP_FRAMES)
            gap = slice(start, start + chance.integers(3, LONGEST_GAP_FRAMES))
            changed[clause, gap] = changed[clause].mean(0)
    return changed


def _change(chance: np.random.Generator) -> np.ndarray:
    """Cepstra to cepstra: back to the bands, along the warped axis, some bands flattened, and forth again."""
    factor = float(np.clip(np.exp(chance.normal(0, 0.08)), 0.78, 1.25))
    keep = np.eye(BANDS)
    if chance.random() < 0.5:
        start = chance.integers(BANDS - WIDEST_GAP_BANDS)
        gap = slice(start, start + chance.integers(1, WIDEST_GAP_BANDS))
        keep[:, gap] = keep[:, [start - 1 if start else WIDEST_GAP_BANDS]]
    return _to_bands() @ _warp(factor) @ keep @ _to_cepstra()


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


def _warp(factor: float) -> np.ndarray:
    """Bands to bands: each takes what lies at its frequency times `factor`, between the two bands around there."""
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
