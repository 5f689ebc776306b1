"""Hold music of our own, by additive synthesis: eight bars of slow broken chords that loop without a seam.

Each note is a handful of decaying partials within 300-3400 Hz, the band that a telephone carries, so nothing
is lost on the line. The notes are laid on a ring as long as the tune: what rings on past the last bar is
heard in the first, and playing the file again continues it exactly.
"""

import numpy as np
import numpy.typing as npt
from level import Samples

Wave = npt.NDArray[np.float64]

TEMPO_BPM = 76
BEATS_A_BAR = 4
LEVEL_DBFS = -26.0
BAND_HZ = (300.0, 3400.0)
PARTIALS = (1.0, 0.42, 0.2, 0.1, 0.05)
ATTACK_S = 0.03
RING_S = 3.2

# One bar each: the chord's four tones (MIDI numbers), low to high, and the melody's two notes over it.
BARS = (
    ((64, 67, 71, 74), (79, 76)),
    ((62, 66, 69, 74), (78, 74)),
    ((64, 69, 72, 76), (76, 81)),
    ((65, 69, 72, 77), (81, 77)),
    ((64, 67, 72, 76), (76, 79)),
    ((65, 69, 74, 77), (77, 74)),
    ((62, 65, 69, 74), (74, 77)),
    ((62, 67, 71, 74), (74, 71)),
)
BROKEN = (0, 1, 2, 3, 2, 1, 2, 1)


def compose(rate_hz: int) -> Samples:
    """The whole loop (about 25 s) at -26 dBFS RMS, mono within -1..1."""
    beat = 60 / TEMPO_BPM
    ring = np.zeros(round(len(BARS) * BEATS_A_BAR * beat * rate_hz))
    for bar, (chord, melody) in enumerate(BARS):
        start = bar * BEATS_A_BAR * beat
        for step, tone in enumerate(BROKEN):
            _strike(ring, rate_hz, start + step * beat / 2, chord[tone], 0.5)
        for half, key in enumerate(melody):
            _strike(ring, rate_hz, start + half * 2 * beat, key, 0.9)
    level = 10 ** (LEVEL_DBFS / 20) / np.sqrt(np.mean(ring**2))
    loop: Samples = (ring * level).astype(np.float32)
    return loop


def _strike(ring: Wave, rate_hz: int, at_s: float, key: int, strength: float) -> None:
    note = _note(440 * 2 ** ((key - 69) / 12), rate_hz) * strength
    places = (round(at_s * rate_hz) + np.arange(len(note))) % len(ring)
    np.add.at(ring, places, note)


def _note(pitch_hz: float, rate_hz: int) -> Wave:
    time = np.arange(round(RING_S * rate_hz)) / rate_hz
    wave = np.zeros_like(time)
    for number, strength in enumerate(PARTIALS, start=1):
        if BAND_HZ[0] <= pitch_hz * number <= BAND_HZ[1]:
            decay = strength * np.exp(-time * (0.9 + 0.6 * number))
            wave += decay * np.sin(2 * np.pi * pitch_hz * number * time)
    swell = np.minimum(time / ATTACK_S, 1) * np.minimum((RING_S - time) / 0.4, 1)
    return np.asarray(wave * swell, np.float64)
