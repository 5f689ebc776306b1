from pathlib import Path

import numpy as np
import pytest

from asr.onnx_metadata import NotOnnxError, onnx_metadata
from tests.asr.tiny_onnx import FLOAT, Network


def network(path: Path, metadata: dict[str, object]) -> Path:
    net = Network()
    weights = net.constant(np.zeros((300, 300), np.float32))
    net.does("Add", net.takes("x", FLOAT, (300, 300)), weights, to="y")
    net.gives("y", FLOAT, (300, 300))
    net.write(path, metadata)
    return path


def test_what_a_network_says_about_itself_is_read(tmp_path: Path) -> None:
    said = {"model_type": "zipformer2", "comment": "", "T": 45, "neg_mean": "0," * 500, "作者": "我们"}
    assert onnx_metadata(network(tmp_path / "model.onnx", said)) == {key: str(value) for key, value in said.items()}


def test_a_network_that_says_nothing_is_read_as_well(tmp_path: Path) -> None:
    assert onnx_metadata(network(tmp_path / "model.onnx", {})) == {}


@pytest.mark.parametrize("cut", [1, 5, 100, 300_000])
def test_a_torn_file_is_refused(cut: int, tmp_path: Path) -> None:
    path = network(tmp_path / "model.onnx", {"model_type": "paraformer"})
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(NotOnnxError):
        onnx_metadata(path)


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(b"version https://git-lfs.github.com/spec/v1\noid sha256:1234\nsize 1234\n")
    with pytest.raises(NotOnnxError):
        onnx_metadata(path)
