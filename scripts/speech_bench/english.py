"""English telephone conversations for models that know no Chinese, spoken by espeak-ng."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from itertools import groupby
from pathlib import Path

import soundfile
import soxr

from .legs import LINE_HZ, Sound, Turn

SCRIPT = Path(__file__).with_name("english.txt")
VOICES = (("en-us+m3", "en-us+f2"), ("en-gb+f4", "en-us+m7"), ("en-us+m1", "en-gb+f3"))
"""Of both parties, from one conversation to the next."""
WORDS_A_MINUTE = "150"


class NoVoiceError(Exception):
    """espeak-ng is not there."""


def spoken_turns(dialogues: int) -> Iterator[tuple[str, list[Turn]]]:
    """The first so many conversations of `english.txt`: their names and turns. Raises NoVoiceError."""
    if shutil.which("espeak-ng") is None:
        raise NoVoiceError("a model without Chinese words is measured with English speech: install Debian's espeak-ng")
    lines = SCRIPT.read_text(encoding="utf-8").splitlines()
    groups = [list(group) for is_text, group in groupby(lines, bool) if is_text]
    for number, group in enumerate(groups[:dialogues]):
        voices = dict(zip("AB", VOICES[number % len(VOICES)], strict=True))
        yield f"english-{number}", [_turn(line, voices) for line in group]


def _turn(line: str, voices: dict[str, str]) -> Turn:
    speaker, _, text = line.partition(": ")
    command = ["espeak-ng", "-v", voices[speaker], "-s", WORDS_A_MINUTE, "--stdout", text]
    spoken = subprocess.run(command, capture_output=True, check=True).stdout
    samples, rate_hz = soundfile.read(BytesIO(spoken), dtype="float64")
    said = "".join(re.findall("[a-z']", text.lower()))
    return Turn(speaker=speaker, samples=_by_telephone(soxr.resample(samples, rate_hz, LINE_HZ)), said=said)


def _by_telephone(samples: Sound) -> Sound:
    """There and back through A-law."""
    line = BytesIO()
    soundfile.write(line, samples, LINE_HZ, subtype="ALAW", format="WAV")
    line.seek(0)
    heard, _ = soundfile.read(line, dtype="float64")
    return heard
