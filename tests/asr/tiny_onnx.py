"""Writes small networks in ONNX's file format (protocol buffers, field numbers as in onnx.proto).

Tests of a recogniser need networks that it can load and whose words can be foretold; a few hundred bytes do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

OPSET = 13
IR_VERSION = 8
_TYPES = {np.dtype(np.float32): 1, np.dtype(np.int32): 6, np.dtype(np.int64): 7}
FLOAT, INT32, INT64 = 1, 6, 7
Shape = Sequence[int | str]


def varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def number(key: int, value: int) -> bytes:
    return varint(key << 3) + varint(value)


def text(key: int, value: str | bytes) -> bytes:
    data = value.encode() if isinstance(value, str) else value
    return varint(key << 3 | 2) + varint(len(data)) + data


def tensor(name: str, value: np.ndarray) -> bytes:
    dims = b"".join(number(1, size) for size in value.shape)
    return dims + number(2, _TYPES[value.dtype]) + text(8, name) + text(9, value.tobytes())


def value_info(name: str, kind: int, shape: Shape) -> bytes:
    dims = b"".join(text(1, text(2, size) if isinstance(size, str) else number(1, size)) for size in shape)
    return text(1, name) + text(2, text(1, number(1, kind) + text(2, dims)))


def attribute(name: str, value: int | Sequence[int]) -> bytes:
    if isinstance(value, int):
        return text(1, name) + number(3, value) + number(20, 2)
    return text(1, name) + b"".join(number(8, one) for one in value) + number(20, 7)


@dataclass
class Network:
    """A graph that is put together operator by operator; a value is known by its name."""

    constants: list[bytes] = field(default_factory=list)
    nodes: list[bytes] = field(default_factory=list)
    inputs: list[bytes] = field(default_factory=list)
    outputs: list[bytes] = field(default_factory=list)

    def takes(self, name: str, kind: int, shape: Shape) -> str:
        self.inputs.append(value_info(name, kind, shape))
        return name

    def gives(self, name: str, kind: int, shape: Shape) -> None:
        self.outputs.append(value_info(name, kind, shape))

    def constant(self, value: np.ndarray) -> str:
        name = f"constant-{len(self.constants)}"
        self.constants.append(tensor(name, value))
        return name

    def does(self, operator: str, *inputs: str, to: str = "", **attributes: int | Sequence[int]) -> str:
        to = to or f"value-{len(self.nodes)}"
        names = b"".join(text(1, name) for name in inputs)
        extra = b"".join(text(5, attribute(name.rstrip("_"), value)) for name, value in attributes.items())
        self.nodes.append(names + text(2, to) + text(4, operator) + extra)
        return to

    def write(self, path: Path, metadata: Mapping[str, object]) -> None:
        parts = ((1, self.nodes), (5, self.constants), (11, self.inputs), (12, self.outputs))
        graph = b"".join(text(key, part) for key, members in parts for part in members) + text(2, "tiny")
        props = b"".join(text(14, text(1, name) + text(2, str(value))) for name, value in metadata.items())
        path.write_bytes(number(1, IR_VERSION) + text(7, graph) + text(8, text(1, "") + number(2, OPSET)) + props)
