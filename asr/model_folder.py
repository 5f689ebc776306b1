"""An unpacked speech model on disk: what must be in it, and what our copy of it says otherwise.

Which recogniser it is for shows by what lies in it: networks in ONNX are for sherpa-onnx (`asr.sherpa_folder`) and are
taken as they are; everything else is meant for Vosk.

Two lines of `conf/mfcc.conf` are ours. `--dither=0`: Kaldi's default adds noise to every sample, and a leg that is
decoded again would give other words (`asr.segments`). `--allow-upsample=true`: a model for a higher sampling rate
than our recordings' refuses them without it; lower ones take them by themselves.
"""

import importlib.util
import re
from pathlib import Path

from asr.sherpa_folder import is_sherpa, missing_sherpa_parts
from callflow.units import SAMPLE_RATE_HZ

MFCC = "conf/mfcc.conf"
_ALWAYS = ("am/final.mdl", MFCC)
_GRAPHS = (("graph/HCLG.fst", "graph/words.txt"), ("graph/HCLr.fst", "graph/Gr.fst"))
_DEFAULT_RATE_HZ = 16_000


class ModelError(Exception):
    """A model cannot be used, and what to do about it."""


class ModelLoadError(Exception):
    """A recogniser cannot load a model in which nothing seems to be missing, and what to do about it."""


def missing_parts(folder: Path) -> list[str]:
    """What a model must have and this folder has not; Vosk's graph comes whole (HCLG) or in two (HCLr, Gr)."""
    if is_sherpa(folder):
        return missing_sherpa_parts(folder)
    missing = [part for part in _ALWAYS if not _filled(folder / part)]
    if not any(all(_filled(folder / part) for part in graph) for graph in _GRAPHS):
        missing.append("graph/HCLG.fst with graph/words.txt, or graph/HCLr.fst with graph/Gr.fst")
    return missing


def missing_engine(folder: Path) -> str:
    """What has to be installed for this model, empty when nothing has to be."""
    needs_sherpa = is_sherpa(folder) and importlib.util.find_spec("sherpa_onnx") is None
    return "sherpa-onnx: install lingting[sherpa]" if needs_sherpa else ""


def is_deterministic(folder: Path) -> bool:
    """Whether the model gives the same words for the same samples every time."""
    return is_sherpa(folder) or _option(_read(folder), "dither") in {"0", "0.0"}


def adapt(folder: Path) -> None:
    """Put our two lines into the model's configuration. Raises ModelError when the folder holds no model."""
    if missing := missing_parts(folder):
        raise ModelError(f"{folder} is not a speech model: {', '.join(missing)} missing")
    if is_sherpa(folder):
        return
    text = _set(_read(folder), "dither", "0")
    if float(_option(text, "sample-frequency") or _DEFAULT_RATE_HZ) > SAMPLE_RATE_HZ:
        text = _set(text, "allow-upsample", "true")
    (folder / MFCC).write_text(text)


def _filled(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def _read(folder: Path) -> str:
    return (folder / MFCC).read_text()


def _option(text: str, name: str) -> str | None:
    """The value that counts: Kaldi takes the last of several."""
    values = re.findall(rf"^\s*--{name}=(\S*)", text, flags=re.MULTILINE)
    return values[-1] if values else None


def _set(text: str, name: str, value: str) -> str:
    kept = [line for line in text.splitlines() if not re.match(rf"\s*--{name}(=|\s|$)", line)]
    return "\n".join([*kept, f"--{name}={value}"]) + "\n"
