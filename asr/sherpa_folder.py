"""An unpacked sherpa-onnx model on disk: which kind it is, and which of its files are to be loaded.

The published folders hold `tokens.txt` and either one `model.onnx` (SenseVoice, Paraformer) or an encoder and a
decoder (streaming Paraformer), with a joiner as well (transducers such as zipformer), often once more with weights of
8 bits (`*.int8.onnx`). Names tell little of the kind. What the networks say about themselves does, because
sherpa-onnx itself goes by it: only SenseVoice has `with_itn`, only transducers that hear in chunks `decode_chunk_len`.
"""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

import msgspec

from asr.onnx_metadata import NotOnnxError, onnx_metadata

TOKENS = "tokens.txt"
WANTED = "a SenseVoice or Paraformer model.onnx, or encoder.onnx, decoder.onnx and, for transducers, joiner.onnx"


class SherpaKind(StrEnum):
    """How a model is called, and whether it hears speech as it comes or only as a whole."""

    SENSE_VOICE = "SenseVoice"
    PARAFORMER = "Paraformer"
    TRANSDUCER = "transducer"
    STREAMING_PARAFORMER = "streaming Paraformer"
    STREAMING_TRANSDUCER = "streaming transducer"


class SherpaParts(msgspec.Struct, frozen=True, kw_only=True):
    """The files to load."""

    kind: SherpaKind
    tokens: Path
    networks: dict[str, Path]
    """`model`, or `encoder`, `decoder` and for transducers `joiner`."""


def is_sherpa(folder: Path) -> bool:
    """Whether a folder is meant to be a model of sherpa-onnx, whole or not."""
    return any(folder.glob("*.onnx"))


def missing_sherpa_parts(folder: Path) -> list[str]:
    """What such a model must have and this folder has not."""
    networks = _networks(folder)
    if torn := [f"a whole {path.name} (this one is torn)" for path in networks.values() if _is_torn(path)]:
        return torn
    missing = [] if _filled(folder / TOKENS) else [TOKENS]
    return missing if _kind(networks) else [*missing, WANTED]


def sherpa_parts(folder: Path) -> SherpaParts:
    """What to load from a folder in which nothing is missing."""
    networks = _networks(folder)
    kind = _kind(networks)
    assert kind is not None  # noqa: S101  # the caller has asked what is missing
    return SherpaParts(kind=kind, tokens=folder / TOKENS, networks=networks)


def _kind(networks: dict[str, Path]) -> SherpaKind | None:
    if set(networks) == {"model"}:
        return _whole_kind(onnx_metadata(networks["model"]))
    streams = "encoder" in networks and "decode_chunk_len" in onnx_metadata(networks["encoder"])
    if set(networks) == {"encoder", "decoder", "joiner"}:
        return SherpaKind.STREAMING_TRANSDUCER if streams else SherpaKind.TRANSDUCER
    if set(networks) == {"encoder", "decoder"}:
        said = onnx_metadata(networks["encoder"])
        return SherpaKind.STREAMING_PARAFORMER if "decoder_num_blocks" in said else None
    return None


def _whole_kind(said: dict[str, str]) -> SherpaKind | None:
    if "lfr_window_size" not in said:
        return None
    return SherpaKind.SENSE_VOICE if "with_itn" in said else SherpaKind.PARAFORMER


def _networks(folder: Path) -> dict[str, Path]:
    """The networks by their part in the model; of two the one with weights of 8 bits, which costs half and less.

    The decoder of a transducer is small and is taken as it was trained, as sherpa-onnx's own instructions have it.
    """
    parts = ("model", "encoder", "decoder", "joiner")
    files = {part: sorted(path for path in folder.glob(f"{part}*.onnx") if _filled(path)) for part in parts}
    whole = "decoder" if files["joiner"] else None
    return {part: _preferred(found, small=part != whole) for part, found in files.items() if found}


def _preferred(files: Sequence[Path], *, small: bool) -> Path:
    return min(files, key=lambda path: _is_small(path) is not small)


def _is_small(path: Path) -> bool:
    return path.name.endswith(".int8.onnx")


def _is_torn(path: Path) -> bool:
    try:
        onnx_metadata(path)
    except NotOnnxError:
        return True
    return False


def _filled(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0
