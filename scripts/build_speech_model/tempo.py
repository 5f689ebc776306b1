"""Faster or slower speech of the same pitch: waveform-similarity overlap-add (W. Verhelst and M. Roelands, 1993)."""

import numpy as np
import numpy.typing as npt

WINDOW, REACH = 200, 64
"""Samples at 8 kHz: 25 ms pieces, each moved by up to 8 ms to where it fits the one before."""


def at_speed(samples: npt.NDArray[np.float64], speed: float) -> npt.NDArray[np.float64]:
    """The same sound `speed` times as fast."""
    half = WINDOW // 2
    padded = np.pad(samples, (REACH, WINDOW + 2 * REACH))
    count = max(1, int(len(samples) / speed / half))
    fade = np.hanning(WINDOW + 1)[:-1]
    out = np.zeros((count + 1) * half)
    wanted = padded[REACH : REACH + WINDOW]
    for piece in range(count):
        around = padded[(at := int(piece * half * speed)) : at + WINDOW + 2 * REACH]
        best = int(np.argmax(np.correlate(around, wanted, "valid")))
        out[piece * half : piece * half + WINDOW] += fade * around[best : best + WINDOW]
        wanted = padded[at + best + half : at + best + half + WINDOW]
        if len(wanted) < WINDOW:
            break
    return out
