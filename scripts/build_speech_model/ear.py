"""Step `ear`: a finished model's hearing taken over instead of a new one, for other words and another language model.

Copies `am/` and `conf/` to MODEL and writes WORK/stay.npy (each HMM state's self-loop probability, for step `graph`).
"""

import shutil
import sys
from pathlib import Path

import kaldi_model
import numpy as np


def main(work: Path, finished: Path, model: Path) -> None:
    for folder in ("am", "conf"):
        shutil.copytree(finished / folder, model / folder, dirs_exist_ok=True)
    np.save(work / "stay.npy", kaldi_model.read_stays(finished / "am" / "final.mdl"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
