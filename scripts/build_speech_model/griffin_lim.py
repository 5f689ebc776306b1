"""A telephone-band wave from a mel spectrogram, without a neural vocoder (D. Griffin and J. Lim, 1984).

The recogniser looks at magnitudes of 40 bands, so phases that merely fit are good enough, at a tenth of the cost.
"""

from functools import cache

import numpy as np
import numpy.typing as npt

RATE_HZ = 8_000
WINDOW, HOP, FFT = 372, 93, 512
"""Samples at RATE_HZ for the 1024 and 256 at 22050 Hz that the spectrograms were made with."""
MEL_BANDS, MEL_TOP_HZ = 80, 8_000.0
_BREAK_HZ, _HZ_A_MEL, _OCTAVES_A_MEL = 1000.0, 200 / 3, np.log(6.4) / 27
_PAD = FFT // 2

Floats = npt.NDArray[np.float64]


def wave(log_mel: npt.NDArray[np.float32], rounds: int = 24) -> Floats:
    """The wave of a natural-log mel spectrogram (bands, frames), its peak at 0.9."""
    magnitude = _magnitudes(np.exp(log_mel.astype(np.float64))).T
    phase = np.exp(2j * np.pi * np.random.default_rng(0).random(magnitude.shape))
    previous = np.zeros_like(phase)
    for _ in range(rounds):
        rebuilt = _spectra(_overlap(magnitude * phase))
        step = rebuilt - 0.99 / 1.99 * previous
        phase, previous = step / (np.abs(step) + 1e-12), rebuilt
    samples = _overlap(magnitude * phase)[_PAD:-_PAD]
    return samples * (0.9 / (np.abs(samples).max() + 1e-9))


def _magnitudes(mel: Floats) -> Floats:
    """Each frequency's magnitude is read off between the centres of the bands, whose areas are alike."""
    bins = np.arange(FFT // 2 + 1) * RATE_HZ / FFT
    return np.stack([np.interp(bins, _centres(), frame) for frame in mel.T], axis=1)


@cache
def _centres() -> Floats:
    """The bands' centres in Hz on Slaney's scale: linear up to 1 kHz, logarithmic above."""
    top = _BREAK_HZ / _HZ_A_MEL + np.log(MEL_TOP_HZ / _BREAK_HZ) / _OCTAVES_A_MEL
    mels = np.linspace(0, top, MEL_BANDS + 2)[1:-1]
    above = np.maximum(mels - _BREAK_HZ / _HZ_A_MEL, 0)
    return np.where(above > 0, _BREAK_HZ * np.exp(above * _OCTAVES_A_MEL), mels * _HZ_A_MEL)


@cache
def _window() -> Floats:
    return np.pad(np.hanning(WINDOW + 1)[:-1], (FFT - WINDOW) // 2)


def _spectra(samples: Floats) -> npt.NDArray[np.complex128]:
    frames = np.lib.stride_tricks.sliding_window_view(samples, FFT)[::HOP]
    return np.fft.rfft(frames * _window(), axis=1)


def _overlap(spectra: npt.NDArray[np.complex128]) -> Floats:
    frames = np.fft.irfft(spectra, FFT, axis=1) * _window()
    samples, weight = np.zeros((len(frames) - 1) * HOP + FFT), np.zeros((len(frames) - 1) * HOP + FFT)
    for number, frame in enumerate(frames):
        at = slice(number * HOP, number * HOP + FFT)
        samples[at] += frame
        weight[at] += _window() ** 2
    return samples / np.maximum(weight, 1e-3)
