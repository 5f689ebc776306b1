"""Who hears whom, told by tones: each person's telephone speaks a tone of its own, and every ear is a recording.

An ear hears a person when that person's tone sounds (its own is an echo, and as wrong as any), and `music` (the waiting
music, or a prompt) when there is sound beside the tones. These lie above the music's spectrum and far from the keys'.
"""

import time
from pathlib import Path

import numpy as np

from tests.scenarios.handset import Handset
from tests.sip.peers import loudness, read_wav, tone, write_wav

TONES_HZ = (1990, 2210, 2430, 2650, 2870, 3090)
LEVEL, TONE_LEVEL = 4000, 1200
MUSIC_LEVEL = 400
TONE_S, TONE_RATE_HZ = 90.0, 8000
WINDOW_S, LATE_S = 0.6, 0.45
"""A look takes so long, and an ear's file is that much late."""
MUSIC = "music"


def write_tones(folder: Path) -> dict[int, Path]:
    """One long WAV for each tone."""
    return {hz: write_wav(folder / f"{hz}.wav", tone(hz, TONE_S, TONE_RATE_HZ, LEVEL), TONE_RATE_HZ) for hz in TONES_HZ}


def sounds(samples: np.ndarray, rate_hz: int, voices: dict[str, int]) -> set[str]:
    """Whose tones sound in these samples (name -> Hz), and `music` for anything else."""
    heard = {name for name, hz in voices.items() if loudness(samples, rate_hz, hz) > TONE_LEVEL}
    return heard | ({MUSIC} if beside(samples, rate_hz, tuple(voices.values())) > MUSIC_LEVEL else set())


def beside(samples: np.ndarray, rate_hz: int, tones: tuple[int, ...]) -> float:
    """How loud all else than these tones is (root mean square)."""
    if not len(samples):
        return 0.0
    window = np.hanning(len(samples))
    spectrum = np.fft.rfft(samples * window)
    frequencies = np.fft.rfftfreq(len(samples), 1 / rate_hz)
    for hz in tones:
        spectrum[np.abs(frequencies - hz) < 15] = 0
    rest = np.fft.irfft(spectrum, len(samples))
    return float(np.sqrt((rest**2).mean() / (window**2).mean()))


def stretch(handset: Handset, from_s: float, to_s: float) -> tuple[np.ndarray, int]:
    """What an ear heard between two moments of wall time (seconds since 1970)."""
    assert handset.ear_from is not None, f"{handset.name} has never been in a call"
    samples, rate = read_wav(handset.ear)
    start = handset.ear_from / 1000
    return samples[max(0, int((from_s - start) * rate)) : max(0, int((to_s - start) * rate))], rate


def heard_lately(handset: Handset, voices: dict[str, int]) -> set[str]:
    """What an ear heard in the last window that its file is sure to hold."""
    until = time.time() - LATE_S
    samples, rate = stretch(handset, until - WINDOW_S, until)
    return sounds(samples, rate, voices)
