"""A real speech worker process for the tests, ended by its own pid."""

import socket
import subprocess
import sys
import time
from pathlib import Path

from asr.models import InstalledModel
from tests.asr.sound import REPOSITORY

START_S = 60.0


class WorkerProcess:
    """`python -m asr.worker` on a socket in `folder`."""

    def __init__(self, name: str, folder: Path, model: InstalledModel, *options: str) -> None:
        self.name = name
        self.socket = folder / f"{name}.sock"
        self.log = folder.parent / f"{name}.log"
        arguments = ["--id", name, "--socket", str(self.socket), "--model", str(model.path), "--demo", *options]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "asr.worker", *arguments], cwd=REPOSITORY, stderr=log
            )

    def connect(self) -> socket.socket:
        """A connection of our own, once the worker listens."""
        deadline = time.monotonic() + START_S
        while not self.socket.exists():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, "the worker does not listen"
            time.sleep(0.02)
        peer = socket.socket(socket.AF_UNIX)
        peer.settimeout(START_S)
        peer.connect(str(self.socket))
        return peer

    def kill(self) -> None:
        """As a crash does: no warning, no goodbye."""
        self.process.kill()
        self.process.wait()

    def end(self) -> int:
        """SIGTERM, and its exit status."""
        self.process.terminate()
        return self.process.wait(timeout=30)
