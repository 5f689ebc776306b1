"""Live legs per core: our speech worker against the limit of Vosk itself, on the same legs in one run.

    python scripts/bench_speech.py --json
    python scripts/bench_speech.py --json --model var/models/vosk-model-small-en-us-0.15

(a) `bare`: recognisers over whole recordings as fast as one core can, partials asked for every 0.1 s; its legs per
core are seconds of sound per second of CPU, so that other work does not lower them. The model is taken as it was
published; `bare_whole_graph` is the same loop over the installed model, whose graph is in one piece. (b) `live`: our
worker on that core, fed by recordings that grow by a buffer of 125 ms at a time. The number of legs is raised and
bisected until captions are just in time: the 95th percentile of their lag is at most a second. Then it is measured
again from a fresh worker, for longer, and lowered while that fails. `ratio_to_bare` is (b)/(a).

Each party of a conversation is one leg with its pauses and the noise of a line. The conversations are those in
DATA/dialogue_speech (index.tsv: file, dialogue, turn, speaker, seconds, text; 8 kHz A-law), or, for a model that knows
no Chinese, English ones that espeak-ng speaks. Lag is counted word by word, from the word's end as the final result
times it to the first text with it (English: of as many words) that the switchboard's end of the worker's wire receives,
the recorder's buffer included; from there to a screen it is a few milliseconds more (`scripts/bench_captions.py`).
`own_lag_ms` is what the recogniser alone takes, if computing and recorders took no time. Percentiles come with the
number of `words` that they are of; a level goes on until there are 60, for at most four times as long as it else would.

Both run on the same core, one after the other, as nice as this script (workers of a hotline are nicer, which root can
undo). `waited` says for what share of the time other work had the worker's core while it could have run: lags of a
level where that is much are not the worker's, and a level that fails then is tried again, six times in a run.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import soundfile
from rapidfuzz.distance import Levenshtein
from speech_bench import english, legs, search
from speech_bench.bare import Bare
from speech_bench.figures import Level, growth, quantiles
from speech_bench.floor import own_lags
from speech_bench.legs import Leg, Samples
from speech_bench.live import GOLDEN, Floor, transcripts, worker

from asr.graph import GRAMMAR, WHOLE, WORDS, can_join, in_parts, is_whole
from asr.language_model.grammar_fst import words_in
from asr.models import demo_archive, install, install_demo
from callflow.units import SAMPLE_RATE_HZ

Sounds = Callable[[int], Samples]
"""A leg's sound by its number."""
REPOSITORY = Path(__file__).parents[1]
ASSETS = REPOSITORY / "assets"
SETTLE_S = 4.0
WORDS_COUNTED = 60
LONGER = 4.0
"""How many times as long a level may take to come to its words."""
FIRST_SHARE = 0.8
"""Of what the worker decodes as fast as it can: where the search begins."""
TRIES = 7
CONFIRMATIONS = 8
DISTURBED = 0.05
"""A level may have waited for its core for that share of the time."""
REPEATS = 6
LOWERED = 0.9
LOADS = {"50": 0.5, "80": 0.8}
COST_SHARES = (0.0, 0.25)
"""Further shares of the limit at which cost is measured, besides those of `LOADS` and the limit; 0 is one leg."""


class Bench:
    """One run: options, the installed model and the legs."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self._options = options
        self._folder = folder
        self._given, self._ours = models(options.model, folder)
        self._is_chinese = knows_chinese(self._ours)
        self._legs = self._conversations()
        self._repeats = REPEATS

    def run(self) -> dict[str, Any]:
        """Both, and what follows from them."""
        files = {leg.name: (self._write(leg), len(leg.samples)) for leg in self._legs}
        recordings = [path for path, _ in files.values()]
        bare = run_bare(self._given, self._options.core, recordings)
        bare_whole = run_bare(self._ours, self._options.core, recordings)
        with worker(self._folder, self._ours, self._options.core) as one:
            texts, took_s = transcripts(one, files)
        sound_s = sum(len(leg.samples) for leg in self._legs) / SAMPLE_RATE_HZ
        cer, bare_cer = error_rate(self._legs, list(texts.values())), error_rate(self._legs, bare.texts)
        own = own_lags(self._ours, files)
        live = self._live(round(sound_s / took_s * FIRST_SHARE))
        return {
            "model": self._given.name,
            "speech": "dialogue_speech" if self._is_chinese else "espeak-ng",
            "sound_s": round(sound_s),
            "cpus": os.cpu_count(),
            "core": self._options.core,
            "load_average": os.getloadavg()[0],
            "bare": self._told(bare, bare_cer),
            "bare_whole_graph": self._told(bare_whole, error_rate(self._legs, bare_whole.texts)),
            "whole": {"legs": round(sound_s / took_s, 1), "cer": cer},
            "own_lag_ms": {**quantiles(own), "words": len(own)},
            **live,
            "ratio_to_bare": round(live["live"]["legs"] / bare.legs, 3),
            "ratio_to_bare_whole_graph": round(live["live"]["legs"] / bare_whole.legs, 3),
            "cer_points_above_bare": round(100 * (cer - bare_cer), 2),
            "memory_mb_beyond_vosk": beyond(live["growth"]["memory_mb_per_leg"], bare_whole.memory_mb_per_recogniser),
        }

    def _conversations(self) -> list[Leg]:
        found = (
            legs.spoken_turns(self._options.data, self._options.dialogues)
            if self._is_chinese
            else english.spoken_turns(self._options.dialogues)
        )
        return legs.legs_of(found, self._options.noise)

    def _write(self, leg: Leg) -> Path:
        path = self._folder / f"{leg.name}.wav"
        soundfile.write(path, leg.samples, SAMPLE_RATE_HZ, subtype="PCM_16")
        return path

    @staticmethod
    def _told(bare: Bare, cer: float) -> dict[str, float]:
        return {
            "legs": round(bare.legs, 1),
            "cpu_per_leg": round(bare.cpu_s / bare.sound_s, 4),
            "cer": cer,
            "memory_mb_per_recogniser": round(bare.memory_mb_per_recogniser, 2),
        }

    def _live(self, first: int) -> dict[str, Any]:
        """The limit, lags at it and below it, and how cost grows up to it."""
        tried: list[Level] = []

        def passes(number: int) -> bool:
            tried.extend(self._tried(number, self._options.seconds))
            return tried[-1].is_in_time

        limit, at_limit = self._confirmed(search.largest(passes, first, TRIES))
        shares = [*COST_SHARES, *LOADS.values()]
        below = {share: self._level(max(1, round(limit * share)), 2 * self._options.seconds) for share in shares}
        at_loads = {name: below[share] for name, share in LOADS.items()} | {"100": at_limit}
        return {
            "live": {"legs": limit, "levels": list(map(msgspec.to_builtins, tried))},
            "lag_ms": {name: told(level) for name, level in at_loads.items()},
            "cost": [told(level) for level in [*below.values(), at_limit]],
            "growth": growth([*below.values(), at_limit]),
        }

    def _confirmed(self, limit: int) -> tuple[int, Level]:
        """The limit measured for longer, lowered for as long as that fails, a few times; 0 when all fail."""
        limit = max(1, limit)
        for _ in range(CONFIRMATIONS):
            *_, found = self._tried(limit, 2 * self._options.seconds)
            if found.is_in_time:
                return limit, found
            if limit == 1:
                break
            limit = min(limit - 1, int(limit * LOWERED))
        return 0, found

    def _tried(self, number: int, seconds: float) -> list[Level]:
        """A level that failed while other work had the core tells nothing and is tried again, a few times in a run."""
        found = [self._level(number, seconds)]
        while self._repeats and not found[-1].is_in_time and found[-1].waited > DISTURBED:
            self._repeats -= 1
            found.append(self._level(number, seconds))
        return found

    def _level(self, number: int, seconds: float) -> Level:
        """So many legs at a fresh worker."""
        with worker(self._folder, self._ours, self._options.core) as one:
            floor = Floor(one, self._sound)
            floor.begin(number)
            floor.run(SETTLE_S)
            began_s, cpu_s, waited_s = time.monotonic(), one.cpu_s(), one.waited_s()
            lags = floor.run(seconds, words=WORDS_COUNTED, at_most_s=seconds * LONGER)
            took_s = time.monotonic() - began_s
            found = Level(
                legs=number,
                seconds=round(took_s, 1),
                words=len(lags),
                lag_ms=quantiles(lags),
                core=round((one.cpu_s() - cpu_s) / took_s, 3),
                waited=round((one.waited_s() - waited_s) / took_s, 3),
                memory_mb=round(one.memory_mb(), 1),
            )
            floor.close()
        print(msgspec.json.encode(found).decode(), file=sys.stderr, flush=True)
        return found

    def _sound(self, number: int) -> Samples:
        """Both parties of a conversation begin at one place of it, other conversations at others."""
        samples = self._legs[number % len(self._legs)].samples
        return np.roll(samples, -int(number // 2 * GOLDEN % 1 * len(samples)))


def models(given: Path | None, folder: Path) -> tuple[Path, Path]:
    """The model as it is published (its graph may be in parts), and as it is installed with us."""
    if given is None:
        archive = demo_archive(ASSETS)
        return install(folder / "given", archive.stem, archive).path, whole_demo(folder / "var", archive)
    if is_whole(given) and in_parts(given):
        return without_whole_graph(given, folder / "given" / given.name), given
    archive = folder / f"{given.name}.zip"
    subprocess.run(["zip", "-qr0", archive, given.name], cwd=given.absolute().parent, check=True)
    return given, install(folder / "var", given.name, archive, whole_graph=can_join()).path


def without_whole_graph(installed: Path, copy: Path) -> Path:
    """An installed model as it was before its graph was put together."""
    shutil.copytree(installed, copy, ignore=shutil.ignore_patterns(Path(WHOLE).name))
    return copy


def whole_demo(var: Path, archive: Path) -> Path:
    """As the set-up makes it; where it has not run, its graph is composed here."""
    demo = install_demo(var, ASSETS).path
    return demo if is_whole(demo) else install(var, archive.stem, archive, whole_graph=can_join()).path


def knows_chinese(model: Path) -> bool:
    """Whether there are Chinese words in its list."""
    listed = model / WORDS
    words = listed.read_text(encoding="utf-8") if listed.is_file() else "".join(words_in(model / GRAMMAR))
    return re.search(r"[\u4e00-\u9fff]", words) is not None


def run_bare(model: Path, core: int, recordings: list[Path]) -> Bare:
    arguments = [sys.executable, "-m", "speech_bench.bare", str(model), str(core), *map(str, recordings)]
    paths = os.pathsep.join([str(REPOSITORY / "scripts"), str(REPOSITORY)])
    environ = os.environ | {"PYTHONPATH": paths, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(arguments, capture_output=True, check=True, env=environ)
    return msgspec.json.decode(done.stdout, type=Bare)


def told(level: Level) -> dict[str, Any]:
    """A level in one row."""
    fields = msgspec.to_builtins(level)
    return {**fields.pop("lag_ms"), **fields}


def beyond(per_leg: float | None, per_recogniser: float) -> float | None:
    return None if per_leg is None else round(per_leg - per_recogniser, 2)


def error_rate(said: list[Leg], texts: list[str]) -> float:
    """Wrong, missing and superfluous characters, as a share of those that were said."""
    errors = sum(Levenshtein.distance(leg.said, text) for leg, text in zip(said, texts, strict=True))
    return round(errors / sum(len(leg.said) for leg in said), 4)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=REPOSITORY.parent / "shared/data")
    parser.add_argument("--model", type=Path, help="a Vosk model's folder, ours or as published; by default the demo")
    parser.add_argument("--dialogues", type=int, default=3)
    parser.add_argument("--noise", type=float, default=20.0, help="RMS of the line's noise")
    parser.add_argument(
        "--seconds", type=float, default=10.0, help="how long a number of legs is tried; twice at the end"
    )
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    leave_core(options.core)
    with tempfile.TemporaryDirectory(prefix="lt-bench-") as folder:
        found = Bench(options, Path(folder)).run()
    print(json.dumps(found, indent=1) if options.json else summary(found))


def leave_core(core: int) -> None:
    """Feed the worker from other cores, where there are any."""
    if others := os.sched_getaffinity(0) - {core}:
        os.sched_setaffinity(0, others)


def summary(found: dict[str, Any]) -> str:
    live, bare = found["live"], found["bare"]
    lines = [f"{found['model']}: {live['legs']} live legs a core, bare {bare['legs']}, ratio {found['ratio_to_bare']}"]
    lines += [f"  lag at {name} %: {lag}" for name, lag in found["lag_ms"].items()]
    lines += [f"  CER {found['whole']['cer']:.2%}, bare {bare['cer']:.2%}", f"  {found['growth']}"]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
