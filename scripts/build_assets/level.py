"""Loudness and edges of a recording: where speech is, how loud it is, and how to bring it to one level.

The level of speech is the RMS of its 20 ms frames that are within 30 dB of the loudest one, so that pauses do
not count. Samples are mono float32 within -1..1 throughout.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile as sf

Samples = npt.NDArray[np.float32]

FRAME_MS = 20
ACTIVE_RANGE_DB = 30.0
EDGE_RANGE_DB = 36.0
FADE_MS = 5
FULL_SCALE = 32_767


def frame_rms(samples: Samples, rate_hz: int) -> Samples:
    """RMS of each whole 20 ms frame."""
    size = rate_hz * FRAME_MS // 1000
    frames = samples[: len(samples) // size * size].reshape(-1, size)
    rms: Samples = np.sqrt(np.mean(np.square(frames), axis=1))
    return rms


def within(rms: Samples, range_db: float) -> npt.NDArray[np.bool_]:
    """Which frames are at most `range_db` below the loudest one."""
    return np.asarray(rms > rms.max() * np.float32(10 ** (-range_db / 20)))


def speech_rms(samples: Samples, rate_hz: int) -> float:
    rms = frame_rms(samples, rate_hz)
    return float(np.sqrt(np.mean(np.square(rms[within(rms, ACTIVE_RANGE_DB)]))))


def at_level(samples: Samples, rate_hz: int, level_dbfs: float) -> Samples:
    """The same samples with their speech at `level_dbfs`. Raises ValueError where that would clip."""
    scaled = samples * np.float32(10 ** (level_dbfs / 20) / speech_rms(samples, rate_hz))
    if np.abs(scaled).max() >= 1:
        raise ValueError(f"{level_dbfs} dBFS RMS clips this recording: choose a lower level")
    return scaled


def trimmed(samples: Samples, rate_hz: int, range_db: float = EDGE_RANGE_DB) -> Samples:
    """Without the quiet frames at both ends, faded over 5 ms so that the cut does not click."""
    size = rate_hz * FRAME_MS // 1000
    active = np.flatnonzero(within(frame_rms(samples, rate_hz), range_db))
    return faded(samples[active[0] * size : (active[-1] + 1) * size], rate_hz)


def faded(samples: Samples, rate_hz: int) -> Samples:
    ramp = np.linspace(0, 1, rate_hz * FADE_MS // 1000, dtype=np.float32)
    shaped = samples.copy()
    shaped[: len(ramp)] *= ramp
    shaped[-len(ramp) :] *= ramp[::-1]
    return shaped


def padded(samples: Samples, rate_hz: int, edge_ms: int) -> Samples:
    """With `edge_ms` of silence at both ends."""
    return np.pad(samples, rate_hz * edge_ms // 1000)


def write_pcm16(path: Path, samples: Samples, rate_hz: int) -> None:
    """Write a mono 16-bit PCM WAV file."""
    sf.write(path, np.round(samples * FULL_SCALE).astype(np.int16), rate_hz, subtype="PCM_16")
