"""The acoustic network: a time-delay network that sees a third of a second and tells the sound of every third frame.

Batch normalisation helps while it learns; in the finished model it is folded into the affine maps.
"""

from pathlib import Path

import kaldi_model
import numpy as np
import torch
from features import BANDS
from kaldi_model import Layer
from phones import sound_count
from torch import Tensor, nn

OFFSETS = ((-2, -1, 0, 1, 2), (-1, 0, 1), (-3, 0, 3), (-3, 0, 3), (-6, -3, 0, 3), (-6, 0, 3))
WIDTH = 320
STEP = 3
"""The decoder asks for every third frame (frame-subsampling-factor); all layers after the first give only those."""
LEFT = -sum(min(offsets) for offsets in OFFSETS)
RIGHT = sum(max(offsets) for offsets in OFFSETS)
_SMALL = 1e-5


class Network(nn.Module):
    """Frames (batch, LEFT + frames + RIGHT, bands) to logits (batch, frames / STEP, sounds)."""

    def __init__(self, mean: Tensor, spread: Tensor) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("spread", spread)
        inputs = [BANDS, *[WIDTH] * (len(OFFSETS) - 1)]
        self.maps = nn.ModuleList(
            nn.Linear(width * len(offsets), WIDTH, bias=False) for width, offsets in zip(inputs, OFFSETS, strict=True)
        )
        self.norms = nn.ModuleList(nn.BatchNorm1d(WIDTH, momentum=0.05, eps=_SMALL) for _ in OFFSETS)
        self.out = nn.Linear(WIDTH, sound_count())

    def forward(self, frames: Tensor, step: int = STEP) -> Tensor:
        """Logits of every `step`th frame."""
        hidden = (frames - self.mean) / self.spread
        for number in range(len(OFFSETS)):
            hidden = self.layer(number, spliced(hidden, number, step))
        return self.out(hidden)

    def layer(self, number: int, spliced_frames: Tensor) -> Tensor:
        """The output of one hidden layer."""
        mapped = self.maps[number](spliced_frames)
        return torch.relu(self.norms[number](mapped.flatten(0, 1))).view_as(mapped)


def spliced(hidden: Tensor, number: int, step: int) -> Tensor:
    """What layer `number` sees: its input at all its offsets, at the frames that the layers above need.

    The first layer gives every frame. From the second on only every `step`th is there, and offsets count in those.
    """
    offsets = OFFSETS[number]
    stride = step if number == 1 else 1
    unit = step if number > 1 else 1
    shifts = [(offset - min(offsets)) // unit for offset in offsets]
    length = hidden.shape[1] - max(shifts)
    return torch.cat([hidden[:, shift : shift + length : stride] for shift in shifts], -1)


def fresh(sample: Tensor) -> Network:
    """An untrained network for features distributed as in `sample` (batch, frames, bands)."""
    network = Network(sample.mean((0, 1)), sample.std((0, 1)))
    nn.init.zeros_(network.out.weight)
    nn.init.zeros_(network.out.bias)
    return network


def load(path: Path) -> Network:
    network = Network(torch.zeros(BANDS), torch.ones(BANDS))
    network.load_state_dict(torch.load(path, weights_only=True))
    return network


def continued(final_mdl: Path, sample: Tensor, average: Tensor) -> Network:
    """A network that goes on from a finished model: no normalisation changes anything on `sample` yet.

    Args:
        final_mdl: `am/final.mdl` of a model of this shape.
        sample: what the network will learn from (batch, frames, bands).
        average: what has been taken off `sample` and was not off what that model learned from (bands); zero if nothing.
    """
    *hidden, last = kaldi_model.read_layers(final_mdl, [*OFFSETS, (0,)])
    flat = sample.flatten(0, 1)
    network = Network(flat.mean(0), flat.std(0))
    below = (sample - network.mean) / network.spread
    with torch.no_grad():
        for number, layer in enumerate(hidden):
            weights, bias = torch.tensor(layer.weights).float(), torch.tensor(layer.bias).float()
            if number == 0:
                bias += weights @ (network.mean + average).repeat(len(layer.offsets))
                weights *= network.spread.repeat(len(layer.offsets))
            below = _calibrated(network, number, weights, bias, below)
        network.out.weight.copy_(torch.tensor(last.weights))
        network.out.bias.copy_(torch.tensor(last.bias))
    return network


def _calibrated(network: Network, number: int, weights: Tensor, bias: Tensor, below: Tensor) -> Tensor:
    network.maps[number].weight.copy_(weights)
    mapped = network.maps[number](spliced(below, number, STEP))
    mean, variance = mapped.flatten(0, 1).mean(0), mapped.flatten(0, 1).var(0)
    norm = network.norms[number]
    norm.running_mean.copy_(mean)
    norm.running_var.copy_(variance)
    norm.weight.copy_((variance + _SMALL).sqrt())
    norm.bias.copy_(mean + bias)
    return torch.relu(mapped + bias)


def layers(network: Network) -> list[Layer]:
    """The network as affine maps alone."""
    found = []
    for number, offsets in enumerate(OFFSETS):
        norm = network.norms[number]
        scale = _numbers(norm.weight) / np.sqrt(_numbers(norm.running_var) + _SMALL)
        weights = _numbers(network.maps[number].weight) * scale[:, None]
        bias = _numbers(norm.bias) - _numbers(norm.running_mean) * scale
        if number == 0:
            weights = weights / np.tile(_numbers(network.spread), len(offsets))
            bias = bias - weights @ np.tile(_numbers(network.mean), len(offsets))
        found.append(Layer(offsets, weights, bias))
    return [*found, Layer((0,), _numbers(network.out.weight), _numbers(network.out.bias))]


def _numbers(tensor: Tensor) -> np.ndarray:
    return tensor.detach().double().numpy()
