"""Dialogues as the recogniser hears them: spoken turns through our segmenter and the demo speech model.

The turns are WAVs of the telephone path (8 kHz A-law); each is put on our 16 kHz bridge between two stretches of
silence. Roles are known, as every party has a leg of its own. What was heard is kept in a cache, by speech model.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr

from asr.models import install_demo
from asr.recording import BLOCK_SAMPLES
from asr.segments import Segmenter, Spoken
from asr.silero import SileroVoice
from asr.text import join_words
from asr.vosk import VoskModel
from callflow.utterance import Utterance
from scripts.spoken import utterance

ASSETS = Path(__file__).resolve().parent.parent / "assets"
TELEPHONE_HZ, BRIDGE_HZ = 8_000, 16_000
SILENCE = np.zeros(BRIDGE_HZ, dtype="<i2")


def heard_dialogues(spoken: Path, cache: Path | None) -> Callable[[dict[str, Any]], list[Utterance]]:
    """What was heard of a dialogue, by dialogue; decodes what the cache does not hold."""
    place = cache or Path(tempfile.mkdtemp(prefix="drafting-speech-"))
    place.mkdir(parents=True, exist_ok=True)
    installed = install_demo(place, ASSETS)
    model = VoskModel(installed.path)

    def heard(item: dict[str, Any]) -> list[Utterance]:
        kept = place / f"{item['id']}.{installed.name}.json"
        if not kept.exists():
            told = [list(turn(model, path)) for path in turns_of(spoken, item["id"])]
            kept.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        return utterances(item, json.loads(kept.read_text(encoding="utf-8")))

    return heard


def turns_of(spoken: Path, dialogue: str) -> list[Path]:
    """The turns' WAVs in order (`<dialogue>-<turn>-<speaker>.wav`)."""
    return sorted(spoken.glob(f"{dialogue}-*.wav"))


def turn(model: VoskModel, path: Path) -> Iterator[str]:
    """What is recognised of one turn, utterance by utterance."""
    line, rate = soundfile.read(path, dtype="float32")
    if rate != TELEPHONE_HZ:
        raise ValueError(f"{path} is no telephone sound: {rate} Hz")
    sound = np.clip(np.round(soxr.resample(line, rate, BRIDGE_HZ) * 32_768), -32_768, 32_767).astype("<i2")
    samples = np.concatenate([SILENCE, sound, SILENCE])
    segmenter = Segmenter(SileroVoice(), model.recogniser)
    blocks = (samples[at : at + BLOCK_SAMPLES].tobytes() for at in range(0, len(samples), BLOCK_SAMPLES))
    found = [each for block in blocks for each in segmenter.feed(block)] + list(segmenter.finish())
    return (join_words(word.text for word in each.words) for each in found if isinstance(each, Spoken))


def utterances(item: dict[str, Any], told: list[list[str]]) -> list[Utterance]:
    """The utterances of a dialogue, each in its speaker's part."""
    said = [(turn["speaker"], text) for turn, texts in zip(item["turns"], told, strict=True) for text in texts]
    return [utterance(at, role, text) for at, (role, text) in enumerate(said)]
