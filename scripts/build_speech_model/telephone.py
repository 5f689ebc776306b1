"""What a voice goes through before the recogniser hears it: rooms, handsets, noise, levels, codecs."""

import io
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import soundfile as sf
from shards import RATE_HZ

FULL_SCALE = 32_768
CODECS = (
    ("WAV", "ALAW", 0.5),
    ("WAV", "GSM610", 0.12),
    ("AU", "G721_32", 0.06),
    ("AU", "G723_24", 0.04),
    ("OGG", "OPUS", 0.12),
)
"""Format, subtype and share; the rest stays linear. GSM 06.10 is a mobile's, G.721 and G.723 a trunk's, Opus (at its
lowest rate) a network call's."""
LOWEST_RATE = {"compression_level": 1.0}
LOSSY = 0.15
"""Share of clauses that lose packets; of those, 1 to 8 % of the packets are lost."""
PACKET = RATE_HZ // 50

Floats = npt.NDArray[np.float64]


class Heard(NamedTuple):
    """Samples as the recogniser gets them, and where the clause begins in them."""

    samples: Floats
    start: int


def heard(voice: npt.NDArray[np.int16], crowd: list[npt.NDArray[np.int16]], chance: np.random.Generator) -> Heard:
    """A clause over a telephone, with silence or noise before and after it; `crowd` are voices that may babble."""
    before, after = (int(chance.uniform(0.02, 0.35) * RATE_HZ) for _ in range(2))
    if chance.random() < 0.1:
        after += int(0.7 * RATE_HZ)
    sound = np.pad(_in_a_room(voice.astype(np.float64), chance), (before, after))
    if chance.random() < 0.7:
        sound = _through_a_handset(sound, chance)
    sound *= 10 ** (chance.uniform(-32, -14) / 20) * FULL_SCALE / _level(voice)
    sound += _noise(sound, crowd, chance)
    coded = _coded(np.clip(np.round(sound), -FULL_SCALE, FULL_SCALE - 1), chance)
    return Heard(with_losses(coded, chance) if chance.random() < LOSSY else coded, before)


def _in_a_room(voice: Floats, chance: np.random.Generator) -> Floats:
    if chance.random() > 0.3:
        return voice
    length = int(RATE_HZ * chance.uniform(0.03, 0.25))
    echo = chance.standard_normal(length) * np.exp(-np.arange(length) * 4 / length) * chance.uniform(0.04, 0.25)
    echo[0] = 1
    return np.convolve(voice, echo)[: len(voice)]


def _through_a_handset(sound: Floats, chance: np.random.Generator) -> Floats:
    """Band limits of the third and sixth order, and a slope over the spectrum."""
    low, high, slope = chance.uniform(60, 320), chance.uniform(2900, 3950), chance.uniform(-5, 5)
    hz = np.maximum(np.fft.rfftfreq(len(sound), 1 / RATE_HZ), 1)
    gain = 10 ** (slope * (hz / 1000 - 1.5) / 20) / np.sqrt(1 + (low / hz) ** 6) / np.sqrt(1 + (hz / high) ** 12)
    return np.fft.irfft(np.fft.rfft(sound) * gain, len(sound))


def _noise(sound: Floats, crowd: list[npt.NDArray[np.int16]], chance: np.random.Generator) -> Floats:
    """Noise 5 to 32 dB under the voice, the hiss of a line, or digital silence."""
    kind = chance.random()
    if kind < 0.5:
        noise = _coloured(len(sound), crowd, chance)
        return noise * (_level(sound) / _level(noise) * 10 ** (-chance.uniform(5, 32) / 20))
    if kind < 0.88:
        return chance.standard_normal(len(sound)) * 10 ** chance.uniform(-0.5, 1.3)
    return np.zeros(len(sound))


def _coloured(length: int, crowd: list[npt.NDArray[np.int16]], chance: np.random.Generator) -> Floats:
    """White or pink noise, the rumble of traffic, or people talking."""
    white = chance.standard_normal(length)
    kind = chance.integers(4)
    if kind == 0:
        return white
    if kind == 1 and crowd:
        return np.sum([np.resize(voice / _level(voice), length) for voice in crowd], axis=0)
    bins = np.arange(length // 2 + 1)
    fall = np.sqrt(bins + 8.0) if kind == 2 else bins + length / 200
    return np.fft.irfft(np.fft.rfft(white) / fall, length)


def _coded(sound: Floats, chance: np.random.Generator) -> Floats:
    at = chance.random()
    for container, codec, share in CODECS:
        if at < share:
            return over(sound, container, codec)
        at -= share
    return sound


def over(sound: Floats, container: str, codec: str) -> Floats:
    """The same samples, coded and decoded."""
    file = io.BytesIO()
    rate = LOWEST_RATE if codec == "OPUS" else {}
    sf.write(file, sound / FULL_SCALE, RATE_HZ, format=container, subtype=codec, **rate)
    file.seek(0)
    return np.resize(sf.read(file)[0] * FULL_SCALE, len(sound))


def with_losses(sound: Floats, chance: np.random.Generator) -> Floats:
    """Some packets (20 ms) are lost; each is filled with the one before, half as loud, as a telephone does."""
    whole, share = sound.copy(), chance.uniform(0.01, 0.08)
    for start in range(PACKET, len(whole) - PACKET, PACKET):
        if chance.random() < share:
            whole[start : start + PACKET] = whole[start - PACKET : start] / 2
    return whole


def _level(sound: npt.NDArray[np.generic]) -> float:
    return float(np.sqrt(np.mean(np.square(sound, dtype=np.float64)))) + 1e-9
