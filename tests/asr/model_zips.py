"""Small zips of the shape of a Vosk model (the words in them are nobody's)."""

import zipfile
from pathlib import Path

PARTS = {
    "am/final.mdl": b"acoustics",
    "conf/mfcc.conf": b"--sample-frequency=16000\n--use-energy=false",
    "graph/HCLG.fst": b"graph",
    "graph/words.txt": "路灯 1\n".encode(),
}


def model_zip(path: Path, parts: dict[str, bytes] | None = None, top: str = "") -> Path:
    """A zip with these files, all below a top folder if one is given."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in (PARTS if parts is None else parts).items():
            archive.writestr(top + name, data)
    return path
