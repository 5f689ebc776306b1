import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.supervision.hotline import until

LINE_UP = Path(__file__).with_name("line_up.py")
Start = Callable[..., subprocess.Popen[str]]


def children(folder: Path) -> dict[str, int]:
    told = folder / "children"
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    return {name: int(pid) for name, pid in (line.split() for line in lines)}


def dummies(folder: Path) -> list[psutil.Process]:
    """Every process that was started for this folder and has not ended."""
    return [each for each in psutil.process_iter() if _runs_for(each, str(folder))]


def _runs_for(process: psutil.Process, folder: str) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE and process.environ().get("DUMMY_OF") == folder
    except psutil.Error:
        return False


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[subprocess.Popen[str]] = []

    def start(*kinds: str) -> subprocess.Popen[str]:
        errors = (tmp_path / "log").open("w", encoding="utf-8")
        process = subprocess.Popen(
            [sys.executable, str(LINE_UP), str(tmp_path), *kinds], text=True, stdout=errors, stderr=errors
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
    for left in dummies(tmp_path):
        left.kill()


def test_a_child_that_dies_is_replaced_and_the_others_are_not_touched(start: Start, tmp_path: Path) -> None:
    start("sleep", "forker")
    until(lambda: len(children(tmp_path)) == 2)
    before = children(tmp_path)
    os.kill(before["sleep-1"], signal.SIGKILL)
    until(lambda: "sleep-2" in children(tmp_path))
    after = children(tmp_path)
    assert after["sleep-2"] != before["sleep-1"]
    assert after["forker-1"] == before["forker-1"]
    assert (tmp_path / "left").read_text(encoding="utf-8") == "sleep-1\n"


def test_each_death_is_one_line_that_names_the_child_and_how_it_ended(start: Start, tmp_path: Path) -> None:
    process = start("crash")
    until(lambda: (tmp_path / "log").read_text(encoding="utf-8").count("child_died") == 2)
    process.terminate()
    process.wait()
    first = (tmp_path / "log").read_text(encoding="utf-8").splitlines()[0]
    assert all(part in first for part in ("crash-1", "exit status 3", "0.2"))


def test_a_crash_loop_does_not_spin(start: Start, tmp_path: Path) -> None:
    start("crash")
    until((tmp_path / "left").exists)
    time.sleep(1.3)
    assert len((tmp_path / "left").read_text(encoding="utf-8").splitlines()) <= 4


def test_what_a_dead_child_has_forked_dies_with_it(start: Start, tmp_path: Path) -> None:
    process = start("forker")
    until(lambda: len(dummies(tmp_path)) == 3)
    os.kill(children(tmp_path)["forker-1"], signal.SIGKILL)
    until(lambda: "forker-2" in children(tmp_path) and len(dummies(tmp_path)) == 3)
    process.terminate()
    process.wait()


def test_on_sigterm_every_child_ends_even_a_stubborn_one(start: Start, tmp_path: Path) -> None:
    process = start("sleep", "stubborn", "forker", "crash")
    until(lambda: len(dummies(tmp_path)) >= 6)
    process.terminate()
    assert process.wait(timeout=20) == 0
    assert dummies(tmp_path) == []


def test_when_the_supervisor_is_killed_its_children_end(start: Start, tmp_path: Path) -> None:
    process = start("sleep", "sleep")
    until(lambda: len(dummies(tmp_path)) == 2)
    process.kill()
    until(lambda: dummies(tmp_path) == [])
