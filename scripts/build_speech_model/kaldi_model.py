"""Kaldi's binary `final.mdl`: a transition model and an nnet3 network of affine layers and ReLUs.

Weights are stored in 16 bits (CompressedMatrix "CM2"), which halves the file and changes no word.
"""

import re
import struct
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import phones

Floats = npt.NDArray[np.float64]
_BASE = 65_535


class Layer(NamedTuple):
    """An affine map of frames at `offsets` (10 ms each), followed by a ReLU in all layers but the last."""

    offsets: tuple[int, ...]
    weights: Floats
    bias: Floats


def write_model(path: Path, layers: list[Layer], priors: Floats, stay: Floats) -> None:
    """Write `final.mdl`: `priors` holds each sound's share of time, `stay` each state's self-loop probability."""
    path.write_bytes(b"\0B" + _transitions(stay) + _network(layers) + _priors(layers, priors))


def read_layers(path: Path, offsets: list[tuple[int, ...]]) -> list[Layer]:
    """The affine maps of a model that `write_model` wrote."""
    data = path.read_bytes()
    starts = [match.end() for match in re.finditer(rb"<FixedAffineComponent> <LinearParams> CM2 ", data)]
    return [_read_layer(data, start, frames) for start, frames in zip(starts, offsets, strict=True)]


def read_stays(path: Path) -> Floats:
    """The states' self-loop probabilities of a model that `write_model` wrote."""
    data = path.read_bytes()
    at = data.index(mark := b"<LogProbs> FV ") + len(mark) + 1
    (count,) = struct.unpack_from("<i", data, at)
    return np.exp(np.frombuffer(data, "<f4", count, at + 4)[1::2].astype(np.float64))


def _read_layer(data: bytes, at: int, offsets: tuple[int, ...]) -> Layer:
    low, span, rows, columns = struct.unpack_from("<ffii", data, at)
    levels = np.frombuffer(data, "<u2", rows * columns, at + 16).reshape(rows, columns)
    at = data.index(b"<BiasParams> FV ", at + 16 + 2 * rows * columns) + len(b"<BiasParams> FV ") + 5
    return Layer(offsets, low + span * levels / _BASE, np.frombuffer(data, "<f4", rows, at).astype(np.float64))


def _int(value: int) -> bytes:
    return b"\x04" + struct.pack("<i", value)


def _float(value: float) -> bytes:
    return b"\x04" + struct.pack("<f", value)


def _double(value: float) -> bytes:
    return b"\x08" + struct.pack("<d", value)


def _ints(values: list[int]) -> bytes:
    return _int(len(values)) + np.asarray(values, "<i4").tobytes()


def _vector(values: npt.ArrayLike) -> bytes:
    numbers = np.asarray(values, "<f4")
    return b"FV " + _int(len(numbers)) + numbers.tobytes()


def _matrix(values: Floats) -> bytes:
    low, span = float(values.min()), float(np.ptp(values))
    levels = np.rint((values - low) / span * _BASE).astype("<u2")
    return b"CM2 " + struct.pack("<ffii", low, span, *values.shape) + levels.tobytes()


def _transitions(stay: Floats) -> bytes:
    """Each state stays or goes on; the triples tie (phone, position) to a sound."""
    states = phones.states()
    ids = sorted(phones.numbers().values())
    lengths = {number: sum(state.phone == number for state in states) for number in ids}
    topology = _ints(ids) + _ints([-1, *(lengths[number] - 1 for number in ids)]) + _int(2)
    topology += b"".join(_entry(length) for length in (1, 2))
    triples = b"".join(_int(value) for state in states for value in state)
    log_probabilities = np.concatenate([[0.0], np.log(np.stack([stay, 1 - stay], axis=1)).ravel()])
    return (
        b"<TransitionModel> <Topology> " + topology + b"</Topology> <Triples> " + _int(len(states)) + triples
        + b"</Triples> <LogProbs> " + _vector(log_probabilities) + b"</LogProbs> </TransitionModel> "
    )  # fmt: skip


def _entry(length: int) -> bytes:
    """A topology of so many emitting states from left to right, and the final one."""
    emitting = b"".join(
        _int(at) + _int(2) + _int(at) + _float(0.5) + _int(at + 1) + _float(0.5) for at in range(length)
    )
    return _int(length + 1) + emitting + _int(-1) + _int(0)


def _network(layers: list[Layer]) -> bytes:
    lines, components, above = (
        [f"input-node name=input dim={layers[0].weights.shape[1] // len(layers[0].offsets)}"],
        [],
        "input",
    )
    for number, layer in enumerate(layers, 1):
        shifted = [above if offset == 0 else f"Offset({above}, {offset})" for offset in layer.offsets]
        source = shifted[0] if len(shifted) == 1 else f"Append({', '.join(shifted)})"
        above = f"l{number}.affine"
        lines.append(f"component-node name={above} component={above} input={source}")
        components.append((above, _affine(layer)))
        if number < len(layers):
            lines.append(f"component-node name=l{number}.relu component=l{number}.relu input={above}")
            above = f"l{number}.relu"
            components.append((above, _nonlinear(b"RectifiedLinearComponent", len(layer.bias))))
    lines.append(f"component-node name=output.logsoftmax component=output.logsoftmax input={above}")
    lines.append("output-node name=output input=output.logsoftmax objective=linear")
    components.append(("output.logsoftmax", _nonlinear(b"LogSoftmaxComponent", len(layers[-1].bias))))
    named = b"".join(b"<ComponentName> " + name.encode() + b" " + component for name, component in components)
    text = "\n".join(lines).encode()
    return b"<Nnet3> \n" + text + b"\n\n<NumComponents> " + _int(len(components)) + named + b"</Nnet3> "


def _affine(layer: Layer) -> bytes:
    maps = b"<LinearParams> " + _matrix(layer.weights) + b"<BiasParams> " + _vector(layer.bias)
    return b"<FixedAffineComponent> " + maps + b"</FixedAffineComponent> "


def _nonlinear(kind: bytes, dimension: int) -> bytes:
    """A component without trained parts; the statistics that Kaldi keeps with it are empty."""
    nothing = _vector([])
    return (
        b"<" + kind + b"> <Dim> " + _int(dimension) + b"<ValueAvg> " + nothing + b"<DerivAvg> " + nothing
        + b"<Count> " + _double(0) + b"<OderivRms> " + nothing + b"<OderivCount> " + _double(0)
        + b"<NumDimsSelfRepaired> " + _double(0) + b"<NumDimsProcessed> " + _double(0) + b"</" + kind + b"> "
    )  # fmt: skip


def _priors(layers: list[Layer], priors: Floats) -> bytes:
    left = -sum(min(layer.offsets) for layer in layers)
    right = sum(max(layer.offsets) for layer in layers)
    return b"<LeftContext> " + _int(left) + b"<RightContext> " + _int(right) + b"<Priors> " + _vector(priors)
