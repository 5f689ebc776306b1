"""`lingting run` leaves nothing behind, however it ends."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.calls.running import RunningHotline
from tests.supervision.hotline import Hotline, until


class NewcomersHotline(Hotline):
    """`lingting run --no-demo`."""

    @staticmethod
    def command(*options: str) -> list[str]:
        return [sys.executable, "-m", "lingting.cli", "run", "--no-demo", *options]

    def everybody(self) -> list[psutil.Process]:
        """All that it has started and what those have started."""
        return psutil.Process(self.process.pid).children(recursive=True)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[NewcomersHotline]:
    hotline = NewcomersHotline(tmp_path, 17_560)
    hotline.wait_ready()
    until(lambda: "Ctrl-C" in hotline.printed.read_text(encoding="utf-8"))
    yield hotline
    hotline.close()


def is_gone(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_ctrl_c_ends_every_process_that_run_has_started(running: NewcomersHotline) -> None:
    started = running.everybody()
    assert len(started) >= 6
    assert {each.pid for each in running.processes()} <= {each.pid for each in started}
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(60) == 0
    assert [each for each in started if not is_gone(each)] == []
    assert running.processes() == []


def test_killing_run_leaves_no_process_either(running: NewcomersHotline) -> None:
    started = running.everybody()
    running.process.kill()
    running.process.wait(60)
    until(lambda: all(map(is_gone, started)))
    until(lambda: running.processes() == [])


def test_when_its_hotline_is_killed_every_process_ends_and_run_with_it(running: NewcomersHotline) -> None:
    supervisor = running.roster["supervisor"]
    psutil.Process(supervisor).kill()
    assert running.process.wait(60) != 0
    until(lambda: running.processes() == [])


def test_a_hotline_that_cannot_start_ends_run_with_its_status(hotline: RunningHotline) -> None:
    command = NewcomersHotline.command()
    second = subprocess.run(command, env=hotline.environ, capture_output=True, text=True, timeout=120, check=False)
    assert second.returncode == 1
    assert "runs already" in second.stdout
