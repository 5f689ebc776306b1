"""How well does a speech model hear? Character errors on any folder of recordings with their texts.

    python scripts/eval_speech.py --data DIR [--model DIR_OR_ZIP] [--no-telephone] [--noise clean 15 10] [--json]

DIR holds sound files and `transcripts.tsv` or `index.tsv`: tab-separated, with a header that names at least `file` and
`text`, or without one: file, condition, text. Results are told apart by `speaker`, else by `topic` or the condition.

Each recording goes over the telephone (8 kHz, A-law) unless told otherwise, gets white noise so many dB under its own
level (the same noise every time), and is fed to one fresh Vosk recogniser in blocks of 100 ms at the recorder's rate.
What is compared are the recogniser's raw words with the text as it is said: numbers spoken, marks left out, 幺 as 一, a
run of Latin letters as one character. Errors are those of the cheapest alignment (Levenshtein).
"""

import argparse
import csv
import io
import json
import re
import tempfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile as sf
import soxr
import vosk

from asr.language_model.words import spoken_number
from asr.model_folder import adapt
from asr.unpack import unpack
from callflow.units import SAMPLE_RATE_HZ

LINE_RATE_HZ = 8_000
BLOCK_SAMPLES = SAMPLE_RATE_HZ // 10
LEAD_SAMPLES = 3 * BLOCK_SAMPLES
SHIPPED = Path(__file__).parents[1] / "assets" / "demo" / "lingting-demo-zh-8k.zip"
LISTS = ("transcripts.tsv", "index.tsv")
UNNAMED_COLUMNS = ("file", "condition", "text")
GROUPS = ("speaker", "topic", "condition")
CLEAN = "clean"
_TOKENS = re.compile(r"[\u4e00-\u9fff]|[A-Za-z]+")
_NUMBER = re.compile(r"\d+(?:\.\d+)?%?")

Samples = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Recording:
    """A sound file, who or what it counts for, and what is said in it."""

    path: Path
    group: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Errors:
    """Character errors against `characters` of the text."""

    characters: int = 0
    substitutions: int = 0
    deletions: int = 0
    insertions: int = 0

    def __add__(self, other: "Errors") -> "Errors":
        return Errors(**{name: count + getattr(other, name) for name, count in asdict(self).items()})

    def report(self) -> dict[str, Any]:
        """The counts and the character error rate, 0..1 and above."""
        wrong = self.substitutions + self.deletions + self.insertions
        return {"cer": round(wrong / max(self.characters, 1), 4), **asdict(self)}


def tokens(text: str) -> list[str]:
    """A text as it is said, in characters; a run of Latin letters counts as one."""
    said = _NUMBER.sub(lambda number: spoken_number(number.group()), text)
    return _TOKENS.findall(said.lower().replace("幺", "一").replace("〇", "零"))


def errors(said: list[str], heard: list[str]) -> Errors:
    """Errors of the cheapest alignment; among equally cheap ones that with the fewest insertions and deletions."""
    row = [(at, 0, 0, at) for at in range(len(heard) + 1)]
    for token in said:
        last, row = row, [(row[0][0] + 1, row[0][1], row[0][2] + 1, row[0][3])]
        for at, other in enumerate(heard):
            cost, swaps, gone, new = last[at]
            same = int(token != other)
            across = (cost + same, swaps + same, gone, new)
            down = (last[at + 1][0] + 1, last[at + 1][1], last[at + 1][2] + 1, last[at + 1][3])
            right = (row[-1][0] + 1, *row[-1][1:3], row[-1][3] + 1)
            row.append(min(across, down, right, key=lambda way: (way[0], way[2] + way[3])))
    _, substitutions, deletions, insertions = row[-1]
    return Errors(characters=len(said), substitutions=substitutions, deletions=deletions, insertions=insertions)


def recordings(folder: Path) -> list[Recording]:
    """What a folder's list names."""
    path = next((folder / name for name in LISTS if (folder / name).exists()), None)
    if path is None:
        raise SystemExit(f"{folder} has neither {' nor '.join(LISTS)}")
    rows = list(csv.reader(path.open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE))
    columns, rows = (rows[0], rows[1:]) if "file" in rows[0] else (list(UNNAMED_COLUMNS), rows)
    if not {"file", "text"} <= set(columns):
        raise SystemExit(f"{path} names no column `file` and `text`")
    group = next((name for name in GROUPS if name in columns), "file")
    named = [dict(zip(columns, row, strict=False)) for row in rows]
    return [Recording(path=folder / row["file"], group=row[group], text=row["text"]) for row in named]


def prepared(path: Path, noise_db: float | None, *, telephone: bool) -> bytes:
    """A recording as the recogniser gets it: 16-bit samples at the recorder's rate, 0.3 s of silence at both ends."""
    samples, rate_hz = sf.read(path, always_2d=True)
    sound = samples.mean(axis=1)
    if noise_db is not None:
        chance = np.random.default_rng(zlib.crc32(path.name.encode()))
        sound = sound + chance.standard_normal(len(sound)) * np.sqrt(np.mean(sound**2)) * 10 ** (-noise_db / 20)
    if telephone:
        sound, rate_hz = _over_the_line(soxr.resample(sound, rate_hz, LINE_RATE_HZ)), LINE_RATE_HZ
    wide = np.pad(soxr.resample(sound, rate_hz, SAMPLE_RATE_HZ), LEAD_SAMPLES)
    return np.asarray(np.clip(np.round(wide * 32_768), -32_768, 32_767), np.int16).tobytes()


def _over_the_line(sound: Samples) -> Samples:
    line = io.BytesIO()
    sf.write(line, sound, LINE_RATE_HZ, format="WAV", subtype="ALAW")
    line.seek(0)
    received: Samples = sf.read(line)[0]
    return received


def heard(model: vosk.Model, sound: bytes) -> str:
    """The raw words of one recogniser."""
    recogniser = vosk.KaldiRecognizer(model, SAMPLE_RATE_HZ)
    results = [
        recogniser.Result()
        for at in range(0, len(sound), 2 * BLOCK_SAMPLES)
        if recogniser.AcceptWaveform(sound[at : at + 2 * BLOCK_SAMPLES])
    ]
    return " ".join(json.loads(result)["text"] for result in [*results, recogniser.FinalResult()])


def measure(model: vosk.Model, found: list[Recording], noise: str, *, telephone: bool) -> dict[str, Any]:
    """Errors in all and by group under one level of noise."""
    noise_db = None if noise == CLEAN else float(noise)
    groups: defaultdict[str, Errors] = defaultdict(Errors)
    for recording in found:
        sound = prepared(recording.path, noise_db, telephone=telephone)
        groups[recording.group] += errors(tokens(recording.text), tokens(heard(model, sound)))
    by_group = {group: counted.report() for group, counted in sorted(groups.items())}
    return {**sum(groups.values(), Errors()).report(), "by_speaker": by_group}


@contextmanager
def unpacked(model: Path) -> Iterator[Path]:
    """A model's folder; that of an archive lasts as long as the block and is as `lingting model fetch` installs it."""
    if model.is_dir():
        yield model
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / named(model)
        unpack(model, folder)
        adapt(folder)
        yield folder


def named(model: Path) -> str:
    """What a model is called, whose name may hold a number with a point."""
    return model.name.removesuffix(".zip")


def main() -> None:
    arguments = _arguments()
    found = recordings(arguments.data)
    results: dict[str, Any] = {"data": arguments.data.name, "model": named(arguments.model), "recordings": len(found)}
    results["telephone"] = arguments.telephone
    vosk.SetLogLevel(-1)
    with unpacked(arguments.model) as folder:
        model = vosk.Model(str(folder))
        for noise in arguments.noise:
            results[noise] = measure(model, found, noise, telephone=arguments.telephone)
    print(json.dumps(results, ensure_ascii=False, indent=1) if arguments.json else _table(results, arguments.noise))


def _table(results: dict[str, Any], levels: list[str]) -> str:
    lines = [f"{results['model']} on {results['data']}: {results['recordings']} recordings"]
    for level in levels:
        title = level if level == CLEAN else f"{level} dB"
        for group, row in {"all": results[level], **results[level]["by_speaker"]}.items():
            kinds = f"{row['substitutions']} wrong, {row['deletions']} missing, {row['insertions']} too many"
            lines.append(f"{title:>8} {group:<12} CER {100 * row['cer']:5.1f} % of {row['characters']}: {kinds}")
    return "\n".join(lines)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=SHIPPED)
    parser.add_argument("--noise", nargs="+", default=[CLEAN, "15", "10"], help="`clean`, or dB under the voice")
    parser.add_argument("--telephone", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
