"""The features on disk, and the labels that go with them."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from normalising import so_far
from phones import sound_count


class Part(NamedTuple):
    """One file of step `features`.

    Attributes:
        frames: (frames, cepstra), all clauses one after another.
        labels: each frame's sound.
        sounds: the sounds of all clauses one after another.
        bounds: (clauses + 1, 2), where each clause begins in `frames` and in `sounds`.
        means: at each frame the mean of its clause so far, and in `shares` how much that counts (`normalising`).
    """

    name: str
    frames: npt.NDArray[np.float16]
    labels: npt.NDArray[np.int16]
    sounds: npt.NDArray[np.int16]
    bounds: npt.NDArray[np.int64]
    means: npt.NDArray[np.float16]
    shares: npt.NDArray[np.float32]


def part(path: Path) -> Part:
    """A part with the best labels that there are: aligned ones, if step `align` has been there."""
    with np.load(path) as file:
        frames, bounds = file["frames"], file["bounds"]
        found = Part(path.stem, frames, file["labels"], file["sounds"], bounds, *so_far(frames, bounds[:, 0]))
    aligned = aligned_path(path)
    return found._replace(labels=np.load(aligned)) if aligned.exists() else found


def parts(work: Path) -> list[Part]:
    return [part(path) for path in sorted((work / "features").glob("*.npz"))]


def labelled(found: list[Part]) -> list[Part]:
    """The parts whose sounds have times: before the first alignment those are the ones of the voice that tells them."""
    return [each for each in found if each.labels.any()]


def average_voice(found: list[Part]) -> npt.NDArray[np.float32]:
    """The mean of all frames."""
    sums = np.sum([each.frames.sum(0, dtype=np.float64) for each in found], axis=0)
    return np.asarray(sums / sum(len(each.frames) for each in found), np.float32)


def aligned_path(path: Path) -> Path:
    return path.with_suffix(".labels.npy")


def priors(found: list[Part]) -> npt.NDArray[np.float64]:
    """Each sound's share of time, a little smoothed; frames left out by step `align` (-1) do not count."""
    counts = sum(np.bincount(each.labels[each.labels >= 0], minlength=sound_count()) for each in found)
    return (counts + 200) / (counts + 200).sum()
