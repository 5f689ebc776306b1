"""Step `export`: the trained network as Kaldi's `am/final.mdl`, the configuration beside it, and how long sounds last.

Writes MODEL/am, MODEL/conf and WORK/stay.npy (each HMM state's self-loop probability, for step `graph`).
"""

import sys
from pathlib import Path

import kaldi_model
import network
import numpy as np
import numpy.typing as npt
import phones
from features import CONFIGURATION
from frames import Part, labelled, parts, priors
from network import STEP
from normalising import CMVN, kaldi_statistics

LONGEST_STAY = 0.97
DECODING = """\
--min-active=200
--max-active=3000
--beam=11.0
--lattice-beam=3.0
--acoustic-scale=0.85
--frame-subsampling-factor=3
--endpoint.silence-phones=1
--endpoint.rule2.min-trailing-silence=0.5
--endpoint.rule3.min-trailing-silence=0.75
--endpoint.rule4.min-trailing-silence=1.0
"""
"""Below an acoustic scale of 0.85 the dynamic graph's end-pointing does not fire reliably."""


def main(work: Path, model: Path) -> None:
    for folder in ("am", "conf"):
        (model / folder).mkdir(parents=True, exist_ok=True)
    whole = parts(work)
    found = labelled(whole)
    stay = stays(found)
    np.save(work / "stay.npy", stay)
    layers = network.layers(network.load(work / "network.pt"))
    kaldi_model.write_model(model / "am" / "final.mdl", layers, priors(found), stay)
    frames = np.concatenate([each.frames for each in whole])
    (model / "am" / CMVN).write_bytes(kaldi_statistics(frames))
    (model / "conf" / "mfcc.conf").write_text(CONFIGURATION)
    (model / "conf" / "model.conf").write_text(DECODING)


def stays(found: list[Part]) -> npt.NDArray[np.float64]:
    """Each state's probability to stay, from how many decoded frames a sound lasts on average."""
    frames, runs = np.zeros(phones.sound_count()), np.zeros(phones.sound_count())
    for part in found:
        labels = part.labels
        begins = np.r_[True, labels[1:] != labels[:-1]] & (labels >= 0)
        frames += np.bincount(labels[labels >= 0], minlength=len(frames))
        runs += np.bincount(labels[begins], minlength=len(runs))
    lasting = np.maximum((frames + 30) / (runs + 10) / STEP, 1.2)
    by_sound = np.minimum(1 - 1 / lasting, LONGEST_STAY)
    return by_sound[[state.sound for state in phones.states()]]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
