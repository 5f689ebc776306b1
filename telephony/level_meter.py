"""How loud it is, in dBFS: 0 is as loud as 16 bits can say, speech is about -30, a quiet room below -60."""

import math

import numpy as np

SILENT_DB = -90.0
FULL_SCALE = 32768.0


def level_db(sound: bytes) -> float:
    """RMS of 16-bit samples in dBFS, `SILENT_DB` at least and for no samples at all."""
    samples = np.frombuffer(sound, dtype="<i2").astype(np.float64)
    if not samples.size:
        return SILENT_DB
    rms = math.sqrt(float(np.mean(samples * samples)))
    return max(SILENT_DB, 20 * math.log10(rms / FULL_SCALE)) if rms else SILENT_DB


class LevelMeter:
    """The loudest block since the last look."""

    def __init__(self) -> None:
        self._loudest = SILENT_DB

    def take(self, sound: bytes) -> None:
        """Mind a block of samples."""
        self._loudest = max(self._loudest, level_db(sound))

    def read(self) -> float:
        """dBFS, and begin anew."""
        loudest, self._loudest = self._loudest, SILENT_DB
        return loudest
