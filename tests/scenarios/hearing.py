"""Who hears whom, told by tones: each person's telephone speaks a tone of its own, and every ear is a recording.

An ear hears a person when that person's tone sounds (its own is an echo, and as wrong as any), and `music` (the waiting
music, or a prompt) when there is sound below the tones, which lie above music, most of speech and the keys.
"""

from pathlib import Path

import numpy as np

from tests.scenarios.handset import Handset
from tests.sip.peers import RATE_HZ, loudness, read_wav, tone, write_wav

TONES_HZ = (1990, 2210, 2430, 2650, 2870, 3090)
LEVEL, TONE_LEVEL = 4000, 1200
MUSIC_BELOW_HZ, MUSIC_LEVEL = 1700, 400
TONE_S, TONE_RATE_HZ = 90.0, 8000
WINDOW_S, LATE_S = 0.6, 0.3
"""A look takes so long, and an ear's file is that much late: packets wait for others, the file for a whole buffer."""
MUSIC = "music"
HEADER_BYTES = 44


def write_tones(folder: Path) -> dict[int, Path]:
    """One long WAV for each tone."""
    return {hz: write_wav(folder / f"{hz}.wav", tone(hz, TONE_S, TONE_RATE_HZ, LEVEL), TONE_RATE_HZ) for hz in TONES_HZ}


def sounds(samples: np.ndarray, rate_hz: int, voices: dict[str, int]) -> set[str]:
    """Whose tones sound in these samples (name -> Hz), and `music` for anything else."""
    heard = {name for name, hz in voices.items() if loudness(samples, rate_hz, hz) > TONE_LEVEL}
    return heard | ({MUSIC} if below_the_tones(samples, rate_hz) > MUSIC_LEVEL else set())


def below_the_tones(samples: np.ndarray, rate_hz: int) -> float:
    """How loud music and speech are (root mean square): what a lost packet makes of a tone stays near the tone."""
    if not len(samples):
        return 0.0
    window = np.hanning(len(samples))
    spectrum = np.fft.rfft(samples * window)
    spectrum[np.fft.rfftfreq(len(samples), 1 / rate_hz) > MUSIC_BELOW_HZ] = 0
    rest = np.fft.irfft(spectrum, len(samples))
    return float(np.sqrt((rest**2).mean() / (window**2).mean()))


def ear(handset: Handset) -> tuple[np.ndarray, int]:
    """All that an ear has heard so far, and the rate (Hz); nothing before its file is written for the first time."""
    if not handset.ear.exists() or handset.ear.stat().st_size < HEADER_BYTES:
        return np.zeros(0), RATE_HZ
    return read_wav(handset.ear)


def heard_s(handset: Handset) -> float:
    """How long an ear has listened."""
    samples, rate = ear(handset)
    return len(samples) / rate


def heard_lately(handset: Handset, voices: dict[str, int]) -> set[str]:
    """What an ear heard in the last window that is in its file.

    The file's own end counts, not the clock: on a machine that is too busy a softphone's bridge loses time.
    """
    samples, rate = ear(handset)
    return sounds(samples[-int(WINDOW_S * rate) :], rate, voices)
