"""A PostgreSQL cluster of our own: made in a temporary folder, started, stopped, and gone at the end.

`initdb` and `postgres` refuse root, so as root they run as the user `postgres`, in a folder that is that user's. The
cluster listens on a Unix socket in that folder only, and takes no TCP port. The server is asked to end when the
thread that started it dies, and so with the test process, however that ends (PR_SET_PDEATHSIG, prctl(2)).
"""

import ctypes
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import Self

DEBIAN_BINARIES = Path("/usr/lib/postgresql")
MISSING = "PostgreSQL is not installed: run `apt-get install -y postgresql` (`make test` does it)"
SETTINGS = ("fsync=off", "shared_buffers=16MB", "max_connections=40", "listen_addresses=", "autovacuum=off")
START_WITHIN_S = 30
STOP_WITHIN_S = 30
PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None)


class PostgresMissingError(RuntimeError):
    """No PostgreSQL server on this machine."""


def binaries() -> Path:
    """Where the newest installed server's programs are. Raises PostgresMissingError."""
    found = sorted(DEBIAN_BINARIES.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise PostgresMissingError(MISSING)
    return found[-1].parent


class PostgresCluster:
    """One server: `with PostgresCluster() as cluster: url = cluster.create("name")`."""

    def __init__(self) -> None:
        self._bin = binaries()
        self._home = Path(tempfile.mkdtemp(prefix="lt-pg-", dir="/tmp"))
        self._data = self._home / "data"
        self._user = "postgres" if os.geteuid() == 0 else None
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        if self._user:
            shutil.chown(self._home, self._user, self._user)
        self._run("initdb", "-D", str(self._data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N")
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self._home)

    def start(self) -> None:
        """Start the server and wait until it answers. For the main thread: the server ends with its starter."""
        assert threading.current_thread() is threading.main_thread()
        settings = [part for setting in SETTINGS for part in ("-c", setting)]
        command = [str(self._bin / "postgres"), "-D", str(self._data), "-k", str(self._home), *settings]
        with (self._home / "log").open("ab") as log:
            self._server = subprocess.Popen(
                command,
                user=self._user,
                group=self._user,
                stdout=log,
                stderr=log,
                preexec_fn=_end_with_parent,  # noqa: PLW1509  prctl takes no lock
            )
        self._wait_until_ready(time.monotonic() + START_WITHIN_S)

    def stop(self) -> None:
        """Stop the server, cutting its connections; stopping a stopped one is no error."""
        if self._server:
            self._server.send_signal(signal.SIGINT)
            self._server.wait(STOP_WITHIN_S)
            self._server = None

    def restart(self) -> None:
        """Stop and start."""
        self.stop()
        self.start()

    def create(self, database: str) -> str:
        """Make an empty database and give its URL."""
        self._run("createdb", "-h", str(self._home), "-U", "postgres", database)
        return self.url(database)

    def url(self, database: str) -> str:
        """Where a database of this cluster is found."""
        return f"postgresql://postgres@/{database}?host={self._home}"

    def _wait_until_ready(self, deadline: float) -> None:
        ready = [str(self._bin / "pg_isready"), "-q", "-h", str(self._home)]
        while subprocess.run(ready, check=False).returncode:
            if time.monotonic() > deadline or (self._server and self._server.poll() is not None):
                raise RuntimeError(f"PostgreSQL did not start: {(self._home / 'log').read_text()}")
            time.sleep(0.05)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._bin / program), *arguments]
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        done = subprocess.run(
            command,
            user=self._user,
            group=self._user,
            env=environment,
            cwd=self._home,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout}{done.stderr}")


def _end_with_parent() -> None:
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGINT)
