"""A whole hotline as `lingting serve` starts it, on ports and a folder of its own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from lingting.leftovers import MARK

LIMIT_S = 60.0
READY_WITHIN_S = 240.0
"""A machine that is busy with other tests starts processes slowly."""


def until(condition: Callable[[], object], limit_s: float = LIMIT_S) -> None:
    """Wait until it is true."""
    end = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < end, "it never became true"
        time.sleep(0.05)


class Hotline:
    """`lingting serve` with two call workers."""

    def __init__(self, folder: Path, first_port: int, *options: str) -> None:
        self.sip_port, self.web_port = first_port, first_port + 50
        self.var = folder / "var"
        self.printed = folder / "printed"
        self.logged = folder / "logged"
        with self.printed.open("a") as out, self.logged.open("a") as err:
            self.process = subprocess.Popen(self.command(*options), env=self.environ, stdout=out, stderr=err)

    @property
    def environ(self) -> dict[str, str]:
        """What `lingting` commands about this hotline are run with."""
        return os.environ | {
            "LINGTING_VAR_DIR": str(self.var),
            "LINGTING_SIP__PORT": str(self.sip_port),
            "LINGTING_SIP__WORKER_PORTS_FROM": str(self.sip_port + 10),
            "LINGTING_SIP__RTP_PORTS_FROM": str(28_000 + 10 * (self.sip_port - 17_600)),
            "LINGTING_WEB__PORT": str(self.web_port),
            "LINGTING_CALLS__WORKERS": "2",
        }

    @staticmethod
    def command(*options: str) -> list[str]:
        """The command line."""
        return [sys.executable, "-m", "lingting.cli", "serve", *options]

    def again(self, *options: str) -> subprocess.CompletedProcess[str]:
        """A second one on the same folder."""
        command = self.command(*options)
        return subprocess.run(command, env=self.environ, capture_output=True, text=True, timeout=LIMIT_S, check=False)

    @property
    def roster(self) -> dict[str, Any]:
        """ready.json; empty while there is none."""
        try:
            content: dict[str, Any] = json.loads((self.var / "run" / "ready.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return content

    def wait_ready(self) -> dict[str, Any]:
        """Return the roster once everything is up."""
        until(lambda: self.roster.get("ready") or self.process.poll() is not None, READY_WITHIN_S)
        assert self.process.poll() is None, self.logged.read_text(encoding="utf-8")
        return self.roster

    def processes(self) -> list[psutil.Process]:
        """Everything alive that was started for this folder, the supervisor excepted."""
        return [each for each in psutil.process_iter() if self._is_ours(each)]

    def close(self) -> None:
        """End it, in whatever state it is."""
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for each in self.processes():
            each.kill()

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            marked = process.environ().get(MARK) == str(self.var / "run")
            return marked and process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False
