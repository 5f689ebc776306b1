"""What the recipe's telephone does to a voice."""

import importlib
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

RECIPE = Path(__file__).parents[3] / "scripts" / "build_speech_model"
TONE = 8_000 * np.sin(2 * np.pi * 440 / 8_000 * np.arange(16_000))


@pytest.fixture
def telephone(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(RECIPE))
    return importlib.import_module("telephone")


@pytest.mark.parametrize("codec", range(5))
def test_a_codec_keeps_the_tone_and_its_length(telephone: ModuleType, codec: int) -> None:
    container, subtype, _ = telephone.CODECS[codec]
    coded = telephone.over(TONE, container, subtype)
    assert len(coded) == len(TONE)
    spectrum = np.abs(np.fft.rfft(coded * np.hanning(len(coded))))
    assert np.argmax(spectrum) * 8_000 / len(coded) == pytest.approx(440, abs=2)


def test_a_lost_packet_is_filled_with_the_one_before_at_half_its_level(telephone: ModuleType) -> None:
    packets = telephone.with_losses(TONE, np.random.default_rng(1)).reshape(-1, telephone.PACKET)
    sent = TONE.reshape(-1, telephone.PACKET)
    lost = [at for at in range(len(sent)) if not np.array_equal(packets[at], sent[at])]
    assert 0 < len(lost) <= 0.15 * len(sent)
    assert all(packets[at] == pytest.approx(packets[at - 1] / 2) for at in lost)
