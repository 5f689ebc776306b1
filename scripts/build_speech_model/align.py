"""Step `align`: the most likely time of each sound of each clause (Viterbi), by a network that has learned something.

Of every voice the clauses that fit worst are left out of learning (their labels become -1): a synthetic voice garbles
some, and a word recorded may have another reading. Writes WORK/features/<part>.labels.npy.
"""

import sys
from pathlib import Path

import network
import numpy as np
import numpy.typing as npt
import torch
from frames import Part, aligned_path, average_voice, labelled, part, parts, priors
from network import LEFT, RIGHT, STEP, Network

TOGETHER = 32
WORST = 0.06
FLOOR = -14.0
"""Log likelihood ratio under which a frame does not count worse: one noise need not spoil a clause."""
LEFT_OUT = -1

Scores = npt.NDArray[np.float32]


def main(work: Path) -> None:
    torch.set_num_threads(1)
    learned = network.load(work / "network.pt").eval()
    whole = parts(work)
    prior, world = np.log(priors(labelled(whole))).astype(np.float32), average_voice(whole)
    for path in sorted((work / "features").glob("*.npz")):
        np.save(aligned_path(path), aligned(part(path), learned, prior, world))


def aligned(found: Part, learned: Network, prior: Scores, world: Scores) -> npt.NDArray[np.int16]:
    labels = np.zeros(len(found.frames), np.int16)
    fits = np.zeros(len(found.bounds) - 1)
    by_length = np.argsort(np.diff(found.bounds[:, 0]))
    for at in range(0, len(by_length), TOGETHER):
        clauses = by_length[at : at + TOGETHER]
        for clause, scores in zip(clauses, _scores(found, clauses, learned, world), strict=True):
            start, end = found.bounds[clause : clause + 2, 0]
            sounds = found.sounds[slice(*found.bounds[clause : clause + 2, 1])]
            way, fits[clause] = best_path(np.maximum(scores - prior, FLOOR)[:, sounds], sounds)
            labels[start:end] = way[np.minimum((np.arange(end - start) + STEP // 2) // STEP, len(way) - 1)]
    for clause in np.flatnonzero(fits < np.quantile(fits, WORST)):
        labels[slice(*found.bounds[clause : clause + 2, 0])] = LEFT_OUT
    print(f"{found.name}: {len(fits)} clauses, mean fit {fits.mean():.3f}", flush=True)
    return labels


def best_path(scores: Scores, sounds: npt.NDArray[np.int16]) -> tuple[npt.NDArray[np.int16], float]:
    """The best way through `sounds` in order, each at least once but for the silences at the ends."""
    count, states = scores.shape
    best = np.full(states, -np.inf, np.float32)
    best[:2] = scores[0, :2]
    came_on = np.zeros((count, states), bool)
    for at in range(1, count):
        moved = np.concatenate([[-np.inf], best[:-1]])
        came_on[at] = moved > best
        best = np.maximum(moved, best) + scores[at]
    state = states - 1 if best[-1] >= best[-2] else states - 2
    fit, way = float(best[state]) / count, np.zeros(count, np.int16)
    for at in range(count - 1, -1, -1):
        way[at] = sounds[state]
        state -= int(came_on[at, state])
    return way, fit


def _scores(found: Part, clauses: npt.NDArray[np.int64], learned: Network, world: Scores) -> list[Scores]:
    """Log probabilities of the sounds at every third frame of these clauses."""
    spans = [found.bounds[clause : clause + 2, 0] for clause in clauses]
    longest = max(end - start for start, end in spans)
    padded = [
        np.pad(_normalised(found, start, end, world), ((LEFT, RIGHT + longest - (end - start)), (0, 0)), mode="edge")
        for start, end in spans
    ]
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        logits = learned(torch.tensor(np.stack(padded)).float())
    found_scores = torch.log_softmax(logits.float(), -1).numpy()
    return [scores[: -(-(end - start) // STEP)] for scores, (start, end) in zip(found_scores, spans, strict=True)]


def _normalised(found: Part, start: int, end: int, world: Scores) -> Scores:
    means = found.means[start:end].astype(np.float32)
    return found.frames[start:end] - (world + found.shares[start:end, None] * (means - world))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
