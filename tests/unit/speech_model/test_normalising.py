"""The recipe takes the mean off as the recogniser will."""

import importlib
import struct
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

RECIPE = Path(__file__).parents[3] / "scripts" / "build_speech_model"


@pytest.fixture
def normalising(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(RECIPE))
    return importlib.import_module("normalising")


def clauses(*lengths: int) -> tuple[np.ndarray, np.ndarray]:
    frames = np.random.default_rng(0).normal(5, 2, (sum(lengths), 3)).astype(np.float16)
    return frames, np.cumsum([0, *lengths])


def test_each_clause_is_heard_from_its_own_first_frame(normalising: ModuleType) -> None:
    frames, starts = clauses(4, 7)
    means, _ = normalising.so_far(frames, starts)
    assert means[3] == pytest.approx(frames[:4].mean(0), abs=0.01)
    assert means[4] == pytest.approx(frames[4])
    assert means[10] == pytest.approx(frames[4:].mean(0), abs=0.01)


def test_an_average_voice_stands_in_until_enough_was_heard(normalising: ModuleType) -> None:
    """As Kaldi: 200 frames of it at first, less from the 400th on, none from the 600th."""
    _, shares = normalising.so_far(*clauses(700))
    assert shares[[0, 199, 399, 499, 599, 699]] == pytest.approx([1 / 201, 0.5, 400 / 600, 500 / 600, 1, 1])


def test_the_average_voice_is_written_as_kaldi_reads_it(normalising: ModuleType) -> None:
    frames, _ = clauses(5)
    data = normalising.kaldi_statistics(frames)
    assert data[:5] == b"\0BDM "
    assert struct.unpack("<bibi", data[5:15]) == (4, 2, 4, 4)
    sums, squares = np.frombuffer(data[15:], "<f8").reshape(2, 4)
    assert sums == pytest.approx([*frames.astype(float).sum(0), 5])
    assert squares == pytest.approx([*(frames.astype(float) ** 2).sum(0), 0])
