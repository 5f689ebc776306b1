"""What people say in words: sentences that the repository has as recorded speech, and how they should come out as text.

The sentences are the turns of the sample call (`assets/demo/call`) and the prompts; all are one synthetic voice, which
the demo model understands. Who said what must be known from the leg, since no ear could tell it from the voice.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import soundfile
import yaml

from callflow.utterance import Utterance
from lingting.demo.measure import character_error_rate
from lingting.demo.script import load_script
from lingting.layout import ASSETS

PROMPTS = ASSETS / "prompts" / "zh"
MARGIN_MS = 80
MOST_CER = 0.6
"""Words of somebody else, or the same words twice, are at 1; a busy machine that drops packets stays below this."""
EARLY_MS, LATE_MS = 1000, 1200
"""How far an utterance's times may lie from the moments at which its sound went out and ended (on a busy machine)."""


@dataclass(frozen=True)
class Said:
    """A sentence as it was spoken: who, and from when to when in call time (milliseconds)."""

    who: str
    text: str
    start_ms: int
    end_ms: int

    def covers(self, heard: Utterance) -> bool:
        """Whether this utterance lies where the sentence was spoken."""
        return self.start_ms - EARLY_MS <= heard.start_ms and heard.end_ms <= self.end_ms + LATE_MS

    def is_rendered_by(self, texts: list[str]) -> bool:
        """Whether these words are the sentence, once, as well as the demo model hears."""
        return character_error_rate(self.text, "".join(texts)) <= MOST_CER


def clip(text: str, folder: Path) -> Path:
    """A WAV of this sentence. Raises LookupError when nobody has recorded it."""
    if text in _prompts():
        return PROMPTS / f"{_prompts()[text]}.wav"
    script = load_script()
    turn = next((one for one in script.turns if one.text == text), None)
    if turn is None:
        known = [one.text for one in script.turns]
        raise LookupError(f"nobody has recorded {text!r}; there are the prompts and {known}")
    track = script.track(turn.speaker)
    rate = soundfile.info(track).samplerate
    first, last = ((at * rate) // 1000 for at in (turn.start_ms - MARGIN_MS, turn.end_ms + MARGIN_MS))
    sound, _ = soundfile.read(track, start=first, stop=last, dtype="int16")
    path = folder / f"{turn.speaker}-{turn.start_ms}.wav"
    soundfile.write(path, sound, rate, subtype="PCM_16")
    return path


@cache
def _prompts() -> dict[str, str]:
    texts = yaml.safe_load((PROMPTS / "prompts.yaml").read_text(encoding="utf-8"))
    return {text: name for name, text in texts.items()}
