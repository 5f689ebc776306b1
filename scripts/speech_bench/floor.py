"""How late words are by the recogniser alone: computing takes no time, blocks come when they are full."""

import time
from collections.abc import Mapping
from pathlib import Path

from asr.loading import load_model
from asr.recording import BLOCK_SAMPLES
from asr.silero import SileroVoice
from asr.transcription import LegTranscription
from asr.wire import Finished
from callflow.units import SAMPLE_RATE_HZ

from .lags import Lags
from .live import order


def own_lags(model: Path, recordings: Mapping[str, tuple[Path, int]]) -> list[float]:
    """Lags in milliseconds of all words of whole recordings (path and samples by name)."""
    loaded = load_model(model)
    found: list[float] = []
    for name, (path, samples) in recordings.items():
        leg = LegTranscription(order(name, path), SileroVoice, loaded.recogniser, clock=time.monotonic)
        leg.close(samples)
        found += _lags(leg)
    return found


def _lags(leg: LegTranscription) -> list[float]:
    """A leg's, block by block, each told when its last sample is there."""
    lags, heard_s, found = Lags(), 0.0, list[float]()
    while True:
        heard_s += BLOCK_SAMPLES / SAMPLE_RATE_HZ
        for message in leg.step() or []:
            if isinstance(message, Finished):
                leg.release()
                return found
            found += lags.take(message, heard_s, 0.0)
