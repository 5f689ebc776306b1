"""How many of a city's names are written right before and after correction by its list, and how many go wrong.

    python scripts/eval_names.py DATA MODEL NAMES [--others MORE] [--json]

DATA holds `dialogue_speech/index.tsv` (file, ..., text) and its 8 kHz recordings, MODEL is a Vosk folder, NAMES a text
file with the names that occur in the recordings, one a line; MORE lists names that do not, as a city's list has them.
Printed: how often a name of NAMES was said, how often it is written right before and after, how many corrections wrote
a name that was said there and how many one that was not, and the CPU time of writing an utterance.
"""

import argparse
import csv
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr

from asr.recording import BLOCK_SAMPLES
from asr.segments import Segmenter, Spoken
from asr.silero import SileroVoice
from asr.vosk import VoskModel
from asr.writing import NameList, Written, write
from asr.writing.word_list import names_in, read_lines
from callflow.units import CallMs
from callflow.utterance import Word

RATE_HZ = 16_000
SILENCE = [bytes(2 * BLOCK_SAMPLES)] * 8


def recordings(data: Path) -> Iterator[tuple[list[bytes], str]]:
    """Each recording in blocks, with what is said in it."""
    with (data / "dialogue_speech/index.tsv").open(encoding="utf-8") as index:
        for row in csv.DictReader(index, delimiter="\t"):
            sound, rate = soundfile.read(data / "dialogue_speech" / row["file"], dtype="float64")
            samples = (soxr.resample(sound, rate, RATE_HZ) * 32_768).clip(-32_768, 32_767).astype(np.int16)
            blocks = [samples[at : at + BLOCK_SAMPLES].tobytes() for at in range(0, len(samples), BLOCK_SAMPLES)]
            yield [*SILENCE, *blocks, *SILENCE], re.sub(r"\W", "", row["text"])


def utterances(model: VoskModel, blocks: list[bytes]) -> Iterator[tuple[Word, ...]]:
    """What the recogniser makes of a recording."""
    segmenter = Segmenter(SileroVoice(), model.recogniser)
    found = [item for block in blocks for item in segmenter.feed(block)] + list(segmenter.finish())
    for spoken in (item for item in found if isinstance(item, Spoken)):
        at = spoken.first_sample * 1000 // RATE_HZ
        yield tuple(
            Word(
                text=word.text,
                start_ms=CallMs(at + word.start_ms),
                end_ms=CallMs(at + word.end_ms),
                confidence=word.confidence,
            )
            for word in spoken.words
        )


class Tally:
    """What has been counted."""

    def __init__(self, wanted: list[str], names: NameList) -> None:
        self._wanted = wanted
        self._names = names
        self.said = self.before = self.after = self.right = 0
        self.wrong: list[str] = []
        self.cpu_ms: list[float] = []

    def take(self, said: str, heard: list[tuple[Word, ...]]) -> None:
        """Count one recording."""
        raw = "".join(word.text for words in heard for word in words)
        written = [self._written(words) for words in heard]
        text = re.sub("[，。？]", "", "".join(one.text for one in written))
        for name in self._wanted:
            times = said.count(name)
            self.said += times
            self.before += min(times, raw.count(name))
            self.after += min(times, text.count(name))
        for mended in (mended for one in written for mended in one.corrections):
            if mended.written in said:
                self.right += 1
            else:
                self.wrong.append(f"{mended.heard} → {mended.written}")

    def _written(self, words: tuple[Word, ...]) -> Written:
        begin = time.process_time()
        written = write(words, self._names)
        self.cpu_ms.append((time.process_time() - begin) * 1000)
        return written

    def report(self) -> dict[str, Any]:
        """All figures."""
        median, late = np.percentile(self.cpu_ms, [50, 95])
        figures = {name: getattr(self, name) for name in ("said", "before", "after", "right", "wrong")}
        return {"names": len(self._names.names), **figures, "cpu_ms": {"p50": round(median, 2), "p95": round(late, 2)}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("names", type=Path)
    parser.add_argument("--others", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    wanted, more = (
        names_in(read_lines(path.read_text(encoding="utf-8"))) if path else []
        for path in (options.names, options.others)
    )
    names = NameList([*wanted, *more])
    names.prepare()
    model, tally = VoskModel(options.model), Tally(wanted, names)
    for blocks, said in recordings(options.data):
        tally.take(said, list(utterances(model, blocks)))
    report = tally.report()
    print(json.dumps(report, ensure_ascii=False) if options.json else "\n".join(f"{k}: {v}" for k, v in report.items()))


if __name__ == "__main__":
    main()
