"""Accuracy, caption delay and cost of the speech chain on spoken dialogues, without processes or files.

    python scripts/bench_segments.py DATA MODEL --dialogues 6 --hang 6 --noise 20

DATA holds `dialogue_speech/index.tsv` (file, dialogue, turn, speaker, seconds, text) and its 8 kHz recordings. Each
speaker of a dialogue is one leg, silent while the other speaks, with gaps of 0.2-0.9 s between turns and noise of the
given RMS. Printed: character error rate, CPU seconds per second of leg, and two delays from a word's end (as the final
result times it), counted in samples: until the word is shown, and until it is settled, that is shown with all that
stands before it as it will stand in the end.
`continuous` is one recogniser for the whole leg, as most programs do it.
"""

import argparse
import csv
import json
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile
import soxr
import vosk

from asr.recording import BLOCK_SAMPLES
from asr.segments import Segmenter, SegmentRules, Speaking, Spoken
from asr.silero import SileroVoice
from asr.vosk import VoskModel

RATE_HZ = 16_000


@dataclass
class Score:
    """What has been heard, and how late."""

    text: str = ""
    utterances: int = 0
    shown_ms: list[float] = field(default_factory=list)
    settled_ms: list[float] = field(default_factory=list)
    shown: list[tuple[float, str]] = field(default_factory=list)

    def take(self, item: Speaking | Spoken, now_ms: float) -> None:
        """Note what is shown, or what was said in the end, at this moment of the recording."""
        if isinstance(item, Speaking):
            self.shown.append((now_ms, item.text))
            return
        text = "".join(word.text for word in item.words)
        self.shown.append((now_ms, text))
        length = 0
        for word in item.words:
            length += len(word.text)
            end_ms = item.first_sample * 1000 / RATE_HZ + word.end_ms
            times = text[:length].count(word.text)
            self.shown_ms.append(self._first(lambda shown, w=word.text, n=times: shown.count(w) >= n) - end_ms)
            self.settled_ms.append(self._first(lambda shown, n=length: shown[:n] == text[:n]) - end_ms)
        self.shown.clear()
        self.text += text
        self.utterances += 1

    def _first(self, holds: Callable[[str], bool]) -> float:
        return next(at for at, shown in self.shown if holds(shown))


def legs(data: Path, dialogues: int, noise: float) -> Iterator[tuple[np.ndarray, str]]:
    """(samples at 16 kHz, what is said) for each speaker of each dialogue."""
    rng = np.random.default_rng(1)
    turns = defaultdict(list)
    with (data / "dialogue_speech/index.tsv").open(encoding="utf-8") as index:
        for row in csv.DictReader(index, delimiter="\t"):
            turns[row["dialogue"]].append(row)
    for rows in list(turns.values())[:dialogues]:
        said, sound = defaultdict(str), defaultdict(list)
        at = 8000
        for row in rows:
            samples, _ = soundfile.read(data / "dialogue_speech" / row["file"], dtype="float64")
            sound[row["speaker"]].append((at, samples * 32_768))
            said[row["speaker"]] += row["text"]
            at += len(samples) + int(rng.uniform(0.2, 0.9) * 8000)
        for speaker, parts in sound.items():
            leg = np.zeros(at + 8000)
            for start, samples in parts:
                leg[start : start + len(samples)] = samples
            leg = soxr.resample(leg, 8000, RATE_HZ)
            leg = leg + rng.normal(0, noise, len(leg)) if noise else leg
            yield leg.clip(-32_768, 32_767).astype("<i2"), re.sub(r"[^\u4e00-\u9fff]", "", said[speaker])


def blocks(leg: np.ndarray) -> Iterator[bytes]:
    for at in range(0, len(leg), BLOCK_SAMPLES):
        yield leg[at : at + BLOCK_SAMPLES].tobytes()


def segmented(model: VoskModel, leg: np.ndarray, rules: SegmentRules) -> Score:
    score = Score()
    segmenter = Segmenter(SileroVoice(), model.recogniser, rules=rules)
    for number, block in enumerate(blocks(leg), 1):
        for item in segmenter.feed(block):
            score.take(item, number * 100)
    for item in segmenter.finish():
        score.take(item, len(leg) * 1000 / RATE_HZ)
    return score


def continuous(model: vosk.Model, leg: np.ndarray) -> str:
    recogniser, text = vosk.KaldiRecognizer(model, RATE_HZ), ""
    for block in blocks(leg):
        if recogniser.AcceptWaveform(block):
            text += json.loads(recogniser.Result())["text"]
        else:
            recogniser.PartialResult()
    return (text + json.loads(recogniser.FinalResult())["text"]).replace(" ", "")


def distance(said: str, heard: str) -> int:
    row = list(range(len(heard) + 1))
    for at, character in enumerate(said, 1):
        last, row = row, [at]
        for index, other in enumerate(heard, 1):
            row.append(min(last[index] + 1, row[-1] + 1, last[index - 1] + (character != other)))
    return row[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--dialogues", type=int, default=6)
    parser.add_argument("--noise", type=float, default=20.0)
    parser.add_argument("--hang", type=int, nargs="+", default=[SegmentRules().hang])
    parser.add_argument("--lead", type=int, default=SegmentRules().lead)
    parser.add_argument("--no-continuous", action="store_true")
    options = parser.parse_args()
    vosk.SetLogLevel(-1)
    spoken = list(legs(options.data, options.dialogues, options.noise))
    seconds = sum(len(leg) for leg, _ in spoken) / RATE_HZ
    characters = sum(len(said) for _, said in spoken)
    print(f"{len(spoken)} legs, {seconds:.0f} s, {characters} characters, noise {options.noise:g}")
    if not options.no_continuous:
        model, begin = vosk.Model(str(options.model)), time.process_time()
        errors = sum(distance(said, continuous(model, leg)) for leg, said in spoken)
        cpu = time.process_time() - begin
        print(f"continuous: CER {errors / characters:.2%}, CPU {cpu / seconds:.4f}", flush=True)
    for hang in options.hang:
        report(VoskModel(options.model), spoken, SegmentRules(hang=hang, lead=options.lead), seconds, characters)


def report(
    model: VoskModel, spoken: list[tuple[np.ndarray, str]], rules: SegmentRules, seconds: float, characters: int
) -> None:
    begin = time.process_time()
    scores = [(segmented(model, leg, rules), said) for leg, said in spoken]
    cpu = time.process_time() - begin
    errors = sum(distance(said, score.text) for score, said in scores)
    print(
        f"hang {rules.hang} lead {rules.lead}: CER {errors / characters:.2%}, "
        f"{sum(score.utterances for score, _ in scores)} utterances, "
        f"shown after {spread([delay for score, _ in scores for delay in score.shown_ms])}, "
        f"settled after {spread([delay for score, _ in scores for delay in score.settled_ms])}, "
        f"CPU {cpu / seconds:.4f}",
        flush=True,
    )


def spread(delays_ms: list[float]) -> str:
    """Median and 95th percentile."""
    median, late = np.percentile(delays_ms, [50, 95])
    return f"{median:.0f}/{late:.0f} ms"


if __name__ == "__main__":
    main()
