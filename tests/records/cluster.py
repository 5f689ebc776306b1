"""A PostgreSQL cluster of our own: made in a temporary folder, started, stopped, and gone at the end.

`initdb` and `postgres` refuse root, so as root they run as the user `postgres`, in a folder that is that user's. The
cluster listens on a Unix socket in that folder only; the port is part of the socket's name and takes no TCP port.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Self

DEBIAN_BINARIES = Path("/usr/lib/postgresql")
MISSING = "PostgreSQL is not installed: run `apt-get install -y postgresql` (`make test` does it)"
SETTINGS = "-c listen_addresses= -c fsync=off -c shared_buffers=16MB -c max_connections=40"


class PostgresMissingError(RuntimeError):
    """No PostgreSQL server on this machine."""


def binaries() -> Path:
    """The newest installed server's programs. Raises PostgresMissingError."""
    found = sorted(DEBIAN_BINARIES.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise PostgresMissingError(MISSING)
    return found[-1].parent


class PostgresCluster:
    """One server, `with PostgresCluster() as cluster: cluster.url("name")`."""

    def __init__(self) -> None:
        self._bin = binaries()
        self._home = Path(tempfile.mkdtemp(prefix="lt-pg-", dir="/tmp"))
        self._data = self._home / "data"

    def __enter__(self) -> Self:
        if os.geteuid() == 0:
            shutil.chown(self._home, "postgres", "postgres")
        self._run("initdb", "-D", str(self._data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N")
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self._home)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = f"{SETTINGS} -k {self._home}"
        log = str(self._home / "log")
        self._run("pg_ctl", "start", "-w", "-D", str(self._data), "-l", log, "-o", options)

    def stop(self) -> None:
        """Stop the server, cutting its connections; stopping a stopped one is no error."""
        if (self._data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "-w", "-m", "fast", "-D", str(self._data))

    def restart(self) -> None:
        """Stop and start."""
        self.stop()
        self.start()

    def create(self, database: str) -> str:
        """Make an empty database and give its URL."""
        socket = ["-h", str(self._home), "-U", "postgres"]
        self._run("createdb", *socket, database)
        return self.url(database)

    def url(self, database: str) -> str:
        """Where a database of this cluster is found."""
        return f"postgresql://postgres@/{database}?host={self._home}"

    def _run(self, program: str, *arguments: str) -> None:
        root = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*root, str(self._bin / program), *arguments]
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        done = subprocess.run(command, env=environment, cwd=self._home, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout}{done.stderr}")
