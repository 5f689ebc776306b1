"""What the recogniser takes off each frame: the mean of all that it has heard since it began (Kaldi's OnlineCmvn).

So a telephone's colour and a throat's average are mostly gone after two seconds. Until then frames of an average voice
stand in for what was not heard yet. The numbers are Kaldi's defaults, which Vosk uses where a model has
`am/global_cmvn.stats`; a recogniser begins anew with every segment, as each clause does here.
"""

import struct
from itertools import pairwise

import numpy as np
import numpy.typing as npt

CMVN = "global_cmvn.stats"
WINDOW = 600
STANDING_IN = 200
"""Frames of 10 ms: as many count at most, and so many of them may be an average voice's."""

Floats = npt.NDArray[np.float32]


def so_far(frames: npt.NDArray[np.float16], starts: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.float16], Floats]:
    """At each frame the mean of its clause up to there, and how much that counts against the average voice, 0..1.

    Args:
        frames: (frames, cepstra), all clauses one after another.
        starts: where each clause begins, and where the last one ends.
    """
    means, shares = np.empty_like(frames), np.empty(len(frames), np.float32)
    for start, end in pairwise(starts):
        heard = np.arange(1, end - start + 1, dtype=np.float32)
        means[start:end] = np.cumsum(frames[start:end], axis=0, dtype=np.float32) / heard[:, None]
        shares[start:end] = heard / (heard + np.clip(WINDOW - heard, 0, STANDING_IN))
    return means, shares


def kaldi_statistics(frames: npt.NDArray[np.float16]) -> bytes:
    """The average voice as Kaldi's `global_cmvn.stats`: sums and count, and sums of squares, in double precision."""
    values = frames.astype(np.float64)
    table = np.stack([np.append(values.sum(0), len(values)), np.append((values**2).sum(0), 0.0)])
    return b"\0BDM " + b"".join(b"\x04" + struct.pack("<i", size) for size in table.shape) + table.tobytes()
