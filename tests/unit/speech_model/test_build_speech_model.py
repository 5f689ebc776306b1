"""What the recipe of the demo model writes fits the model that is shipped."""

import importlib
import zipfile
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

REPOSITORY = Path(__file__).parents[3]
SHIPPED = REPOSITORY / "assets" / "demo" / "lingting-demo-zh-8k.zip"


def program(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """One of the recipe's programs, which find each other by their folder."""
    monkeypatch.syspath_prepend(str(REPOSITORY / "scripts" / "build_speech_model"))
    return importlib.import_module(name)


@pytest.fixture
def phones(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    return program("phones", monkeypatch)


@pytest.fixture
def kaldi_model(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    return program("kaldi_model", monkeypatch)


def test_phones_have_the_numbers_of_the_shipped_model(phones: ModuleType) -> None:
    table = zipfile.ZipFile(SHIPPED).read("graph/phones.txt").decode().splitlines()
    shipped = dict(line.split() for line in table if not line.startswith(("<eps>", "#")))
    assert {phone: str(number) for phone, number in phones.numbers().items()} == shipped


def test_a_clause_goes_through_its_sounds_from_silence_to_silence(phones: ModuleType) -> None:
    spoken = phones.sound_sequence(("l", "u4", "^", "uan3"))
    assert spoken[0] == spoken[-1] == 0
    assert spoken[1:-1] == [
        *phones.sounds()["l"],
        *phones.sounds()["u4"],
        *phones.sounds()["^u"],
        *phones.sounds()["uan3"],
    ]


def test_a_networks_weights_survive_being_written(tmp_path: Path, phones: ModuleType, kaldi_model: ModuleType) -> None:
    chance = np.random.default_rng(0)
    offsets = [(-1, 0, 1), (0,)]
    layers = [
        kaldi_model.Layer(offsets[0], chance.standard_normal((6, 12)), chance.standard_normal(6)),
        kaldi_model.Layer(offsets[1], chance.standard_normal((phones.sound_count(), 6)), chance.standard_normal(408)),
    ]
    stay = chance.uniform(0.1, 0.9, len(phones.states()))
    kaldi_model.write_model(tmp_path / "final.mdl", layers, np.full(408, 1 / 408), stay)
    for written, read in zip(layers, kaldi_model.read_layers(tmp_path / "final.mdl", offsets), strict=True):
        assert read.weights == pytest.approx(written.weights, abs=1e-3)
        assert read.bias == pytest.approx(written.bias, abs=1e-6)
    assert kaldi_model.read_stays(tmp_path / "final.mdl") == pytest.approx(stay, abs=1e-6)
