"""Loudness in dBFS."""

import numpy as np
import pytest

from telephony.level_meter import SILENT_DB, LevelMeter, level_db


def sine(amplitude: float) -> bytes:
    samples = amplitude * 32767 * np.sin(np.arange(1600) * 2 * np.pi * 440 / 16000)
    return samples.astype("<i2").tobytes()


@pytest.mark.parametrize(("amplitude", "db"), [(1.0, -3.0), (0.1, -23.0), (0.01, -43.0)])
def test_a_sine_is_three_db_below_its_peak(amplitude: float, db: float) -> None:
    assert level_db(sine(amplitude)) == pytest.approx(db, abs=0.2)


@pytest.mark.parametrize("sound", [b"", bytes(640)])
def test_silence_has_a_floor(sound: bytes) -> None:
    assert level_db(sound) == SILENT_DB


def test_a_meter_shows_the_loudest_since_the_last_look() -> None:
    meter = LevelMeter()
    for amplitude in (0.01, 0.1, 0.001):
        meter.take(sine(amplitude))
    assert meter.read() == pytest.approx(-23, abs=0.2)
    assert meter.read() == SILENT_DB
