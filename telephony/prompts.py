"""The prompts that callers hear: WAVs beside a `prompts.yaml` that says what each one says.

They lie in several folders, first come first served: a city's own recordings stand before the shipped demo ones, clip
by clip. A call worker knows one folder only, hence `resolved`, which lays links to the winners there.
"""

import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import soundfile
import yaml

from telephony import prompt_sound

TEXTS = "prompts.yaml"
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Prompt:
    """One clip as the catalogue knows it."""

    name: str
    text: str
    """What it says, word for word; empty when nobody wrote it down."""
    file: Path | None
    """The WAV that wins; None: there is a text and no recording."""

    @property
    def ms(self) -> int:
        """Playing time, 0 when it cannot be played. Reads the file."""
        try:
            return round(soundfile.info(self.file).duration * 1000) if self.file else 0
        except soundfile.LibsndfileError:
            return 0


@dataclass(frozen=True)
class Problem:
    """What is wrong with one prompt, as a sentence."""

    name: str
    what: str

    def __str__(self) -> str:
        return f"{self.name} {self.what}"


class PromptTextError(ValueError):
    """A prompts.yaml that is no mapping of names to texts."""


def catalogue(folders: Sequence[Path]) -> list[Prompt]:
    """All prompts by name; for text and for sound alike the first folder that has it counts.

    Raises:
        PromptTextError: naming the file.
    """
    texts: dict[str, str] = {}
    files: dict[str, Path] = {}
    for folder in reversed(folders):
        texts |= _texts(folder)
        files |= {clip.stem: clip for clip in folder.glob("*.wav")}
    found = sorted(texts.keys() | files.keys())
    return [Prompt(name, texts.get(name, ""), files.get(name)) for name in found]


def names(folders: Sequence[Path]) -> frozenset[str]:
    """The clips that can be played by name: what a flow may ask for."""
    return frozenset(prompt.name for prompt in catalogue(folders) if prompt.file)


def check(folders: Sequence[Path]) -> list[Problem]:
    """What keeps prompts from being played: no recording, wrong format, clipped, silent."""
    return [Problem(prompt.name, fault) for prompt in catalogue(folders) if (fault := _fault(prompt))]


def _fault(prompt: Prompt) -> str | None:
    if prompt.file is None:
        return f"has a text and no recording: “{prompt.text}”"
    fault = prompt_sound.fault_in(prompt.file)
    return f"({prompt.file}) {fault}" if fault else None


def import_recording(source: Path, name: str, folder: Path, text: str | None = None) -> float:
    """Make `source` the clip `name` of `folder`, and `text` what it says; return by how many dB it was raised.

    Raises:
        ValueError: a name that no clip may have.
        UnreadableSoundError: `source` is no sound.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no prompt name: small letters, digits and _ only, as in ask_ticket_number")
    gain_db = prompt_sound.convert(source, folder / f"{name}.wav")
    if text is not None:
        _put(folder / TEXTS, yaml.safe_dump(_texts(folder) | {name: text}, allow_unicode=True, width=1000))
    return gain_db


def resolved(folders: Iterable[Path], out: Path) -> Path:
    """Fill `out` with a link to each winning clip and with all the texts, drop what was there before; return it."""
    prompts = catalogue(list(folders))
    fresh = out.with_name(f"{out.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for prompt in prompts:
        if prompt.file:
            (fresh / f"{prompt.name}.wav").symlink_to(prompt.file.resolve())
    texts = {prompt.name: prompt.text for prompt in prompts if prompt.text}
    _put(fresh / TEXTS, yaml.safe_dump(texts, allow_unicode=True, width=1000))
    shutil.rmtree(out, ignore_errors=True)
    fresh.rename(out)
    return out


def _texts(folder: Path) -> dict[str, str]:
    path = folder / TEXTS
    if not path.exists():
        return {}
    try:
        texts = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except yaml.YAMLError as error:
        raise PromptTextError(f"{path} is not YAML: {error}") from error
    if not isinstance(texts, dict):
        raise PromptTextError(f"{path} must map names to texts, such as goodbye: 再见。")
    return {str(name): str(text) for name, text in texts.items()}


def _put(path: Path, text: str) -> None:
    draft = path.with_name(f"{path.name}.part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
