import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lingting.layout import Layout
from lingting.leftovers import mark, sweep
from lingting.prepare import CannotStartError, clear_away, is_running, take_lock

Sleeper = Callable[[Path], subprocess.Popen[bytes]]


@pytest.fixture
def sleeper() -> Iterator[Sleeper]:
    started: list[subprocess.Popen[bytes]] = []

    def start(run: Path, *command: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(command or ("sleep", "1000"), env={"PATH": "/usr/bin:/bin", **mark(run)})
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_what_an_earlier_run_of_this_folder_left_is_ended(sleeper: Sleeper, tmp_path: Path) -> None:
    left = sleeper(tmp_path)
    assert sweep(tmp_path, grace_s=1) == 1
    assert left.wait(5) == -15


def test_what_does_not_listen_is_killed(sleeper: Sleeper, tmp_path: Path) -> None:
    stubborn = sleeper(tmp_path, "sh", "-c", "trap '' TERM; echo; sleep 1000")  # type: ignore[call-arg]
    sweep(tmp_path, grace_s=0.2)
    assert stubborn.wait(5) < 0


def test_another_folders_processes_are_not_touched(sleeper: Sleeper, tmp_path: Path) -> None:
    other = sleeper(tmp_path / "other")
    assert sweep(tmp_path, grace_s=0.1) == 0
    assert other.poll() is None


def test_only_one_supervisor_has_a_folder(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    layout.prepare()
    assert not is_running(layout)
    with take_lock(layout):
        assert is_running(layout)
        with pytest.raises(CannotStartError, match="runs already"):
            take_lock(layout)
    assert not is_running(layout)


def test_sockets_of_an_earlier_run_are_removed_and_cases_stay(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    layout.prepare()
    (layout.calls / "w0-aaaa.sock").touch()
    (layout.speech / "s0-aaaa.sock").touch()
    (layout.cases / "20261121-1").mkdir()
    clear_away(layout)
    assert list(layout.calls.iterdir()) == list(layout.speech.iterdir()) == []
    assert [each.name for each in layout.cases.iterdir()] == ["20261121-1"]
