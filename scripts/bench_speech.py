"""Live legs per core: our speech worker against the limit of Vosk itself, on the same legs in one run.

    python scripts/bench_speech.py --json
    python scripts/bench_speech.py --model var/models/vosk-model-small-en-us-0.15 --data ../shared/data

(a) `bare`: recognisers over whole recordings as fast as one core can, partials asked for every 0.1 s; its legs per
core are seconds of sound per second. (b) `live`: our worker on that core, fed by recordings that grow by a buffer of
125 ms at a time; legs are added until the caption lag's 95th percentile passes a second. `ratio_to_bare` is (b)/(a).

DATA holds `dialogue_speech/` (index.tsv: file, dialogue, turn, speaker, seconds, text; 8 kHz A-law). Each party of a
dialogue is one leg with its pauses and the noise of a line. Lag is counted word by word, from the word's end as the
final result times it to the first text with it that the switchboard's end of the worker's wire receives, the recorder's
buffer included; from there to a screen it is a few milliseconds more (`scripts/bench_captions.py`).

Both run on the same core, one after the other, as nice as this script (workers of a hotline are nicer, which root can
undo). On a machine with other work compare `cpu_per_leg`: lags there are those of waiting for a turn.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import soundfile
from rapidfuzz.distance import Levenshtein
from speech_bench.bare import Bare
from speech_bench.legs import RATE_HZ, Leg, Samples, conversation_legs
from speech_bench.live import Floor, Worker, transcripts, worker

from asr.graph import can_join
from asr.models import install, install_demo
from lingting.demo.measure import percentile

Sounds = Callable[[int], Samples]
"""A leg's sound by its number."""
REPOSITORY = Path(__file__).parents[1]
LATE_MS = 1_000
"""Captions that come later than that at the 95th percentile are too late."""
PROBE_SHARE = 0.4
FIRST_SHARE = 0.8
"""Of what the probe promises: where raising begins."""
STEP = 1.06
SETTLE_S = 4.0
SPREAD = 0.618
"""From one conversation to the next, as a share of its length."""
LOADS = {"50": 0.5, "80": 0.8, "100": 1.0}
SHARES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}


def bench(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Both, and what follows from them."""
    given, ours = models(options.model, folder)
    legs = conversation_legs(options.data, options.dialogues, options.noise)
    files = {leg.name: (write(folder, leg), len(leg.samples)) for leg in legs}
    bare = run_bare(given, options.core, [path for path, _ in files.values()])
    with worker(folder, ours, options.core) as whole:
        texts, took_s = transcripts(whole, files)
    sound_s = sum(len(leg.samples) for leg in legs) / RATE_HZ
    live = run_live(options, folder, ours, legs, bare)
    return {
        "model": given.name,
        "sound_s": round(sound_s),
        "cpus": os.cpu_count(),
        "load_average": os.getloadavg()[0],
        "bare": {
            "legs": round(bare.legs, 1),
            "cpu_per_leg": round(bare.cpu_s / sound_s, 4),
            "cer": error_rate(legs, bare.texts),
            "memory_mb_per_recogniser": round(bare.memory_mb_per_recogniser, 2),
        },
        "whole": {"legs": round(sound_s / took_s, 1), "cer": error_rate(legs, list(texts.values()))},
        **live,
        "ratio_to_bare": round(live["live"]["legs"] / bare.legs, 3),
    }


def models(given: Path | None, folder: Path) -> tuple[Path, Path]:
    """The model as it is given, and as it is installed with us."""
    if given is None:
        demo = install_demo(folder / "var", REPOSITORY / "assets").path
        return demo, demo
    archive = folder / f"{given.name}.zip"
    subprocess.run(["zip", "-qr0", archive, given.name], cwd=given.absolute().parent, check=True)
    return given, install(folder / "var", given.name, archive, whole_graph=can_join()).path


def write(folder: Path, leg: Leg) -> Path:
    path = folder / f"{leg.name}.wav"
    soundfile.write(path, leg.samples, RATE_HZ, subtype="PCM_16")
    return path


def run_bare(model: Path, core: int, recordings: list[Path]) -> Bare:
    arguments = [sys.executable, "-m", "speech_bench.bare", str(model), str(core), *map(str, recordings)]
    paths = os.pathsep.join([str(REPOSITORY / "scripts"), str(REPOSITORY)])
    environ = os.environ | {"PYTHONPATH": paths, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(arguments, capture_output=True, check=True, env=environ)
    return msgspec.json.decode(done.stdout, type=Bare)


def run_live(options: argparse.Namespace, folder: Path, model: Path, legs: list[Leg], bare: Bare) -> dict[str, Any]:
    """The limit, and lags below it."""

    def sounds(number: int) -> Samples:
        """Both parties of a conversation begin at one place of it, other conversations at others."""
        samples = legs[number % len(legs)].samples
        return np.roll(samples, -int(number // 2 * SPREAD % 1 * len(samples)))

    with worker(folder, model, options.core) as one:
        floor = Floor(one, sounds, foreign=options.foreign)
        levels = raised(floor, one, options, max(1, round(bare.legs * PROBE_SHARE)))
    limit = max((level["legs"] for level in levels if (level["p95"] or LATE_MS + 1) <= LATE_MS), default=0)
    lags = {name: at_load(options, folder, model, sounds, round(limit * share)) for name, share in LOADS.items()}
    first, last = levels[0], levels[-1]
    memory = (last["memory_mb"] - first["memory_mb"]) / max(1, last["legs"] - first["legs"])
    return {
        "live": {"legs": limit, "memory_mb_per_leg": round(memory, 2), "levels": levels},
        "lag_ms": lags,
    }


def raised(floor: Floor, one: Worker, options: argparse.Namespace, probe: int) -> list[dict[str, Any]]:
    """Add legs until captions are too late; what was measured at each number of legs."""
    levels = [level(floor, one, options, probe)]
    promised = probe / max(0.01, levels[0]["core"])
    legs = max(probe + 1, round(promised * FIRST_SHARE))
    while (levels[-1]["p95"] or 0) <= LATE_MS:
        levels.append(level(floor, one, options, legs))
        legs = max(legs + 1, round(legs * STEP))
    floor.close()
    return levels


def level(floor: Floor, one: Worker, options: argparse.Namespace, legs: int) -> dict[str, Any]:
    """So many legs for a while."""
    floor.grow(legs)
    floor.run(SETTLE_S)
    cpu_s = one.cpu_s()
    lags = floor.run(options.seconds)
    core = (one.cpu_s() - cpu_s) / options.seconds
    found = {
        "legs": legs,
        **quantiles(lags),
        "core": round(core, 3),
        "cpu_per_leg": round(core / legs, 4),
        "memory_mb": round(one.memory_mb(), 1),
        "words": len(lags),
    }
    print(found, file=sys.stderr, flush=True)
    return found


def at_load(
    options: argparse.Namespace, folder: Path, model: Path, sounds: Callable[[int], Samples], legs: int
) -> dict[str, Any]:
    """Lags at so many legs, from a fresh worker."""
    if not legs:
        return quantiles([])
    with worker(folder, model, options.core) as one:
        floor = Floor(one, sounds, foreign=options.foreign)
        found = level(floor, one, options, legs)
        floor.close()
    return found


def quantiles(lags: list[float]) -> dict[str, int | None]:
    return {name: percentile([round(lag) for lag in lags], share) for name, share in SHARES.items()}


def error_rate(legs: list[Leg], texts: list[str]) -> float:
    """Of Chinese characters; above 1 for a model of another language."""
    errors = sum(Levenshtein.distance(leg.said, text) for leg, text in zip(legs, texts, strict=True))
    return round(errors / sum(len(leg.said) for leg in legs), 4)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=REPOSITORY.parent / "shared/data")
    parser.add_argument("--model", type=Path, help="a Vosk model's folder; the shipped demo model by default")
    parser.add_argument("--foreign", action="store_true", help="the model is for another language: its cost counts")
    parser.add_argument("--dialogues", type=int, default=3)
    parser.add_argument("--noise", type=float, default=20.0, help="RMS of the line's noise")
    parser.add_argument("--seconds", type=float, default=15.0, help="how long each number of legs is measured")
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lt-bench-") as folder:
        found = bench(options, Path(folder))
    print(json.dumps(found, indent=1) if options.json else summary(found))


def summary(found: dict[str, Any]) -> str:
    live, bare = found["live"], found["bare"]
    lines = [f"{found['model']}: {live['legs']} live legs a core, bare {bare['legs']}, ratio {found['ratio_to_bare']}"]
    lines += [f"  lag at {name} %: {lag}" for name, lag in found["lag_ms"].items()]
    lines += [f"  CER {found['whole']['cer']:.2%}, bare {bare['cer']:.2%}"]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
