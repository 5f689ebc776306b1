"""Case folders on disk: the truth of every call (docs/adr/0002-case-folder.md).

`cases/<case>/events.jsonl` only grows. `open/<case>` is an empty file from before the folder is made until the case is
archived, so that a start reads only what is still open.

A full disk must not hurt a call in progress: what cannot be written waits in memory, in order, and is written as
soon as there is room; `blocked` says so, and the switchboard refuses new calls meanwhile. A write goes to the operating
system at once (a killed process loses nothing); it is not forced to the platter for every line.
"""

import os
from collections.abc import Collection, Sequence
from pathlib import Path

import structlog

from callflow.log import Entry, to_line, whole_entries
from callflow.units import CaseId
from lingting.layout import Layout

LOG_NAME = "events.jsonl"

log = structlog.get_logger()


class CaseFolders:
    """All case folders under one layout."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._unwritten: dict[CaseId, bytes] = {}
        self._said_blocked = False

    @property
    def blocked(self) -> bool:
        """Whether something waits for room on the disk."""
        return bool(self._unwritten)

    @property
    def root(self) -> Path:
        """The folder of all case folders."""
        return self._layout.cases

    def exists(self, case: CaseId) -> bool:
        """Whether a case has a log on disk with anything in it."""
        path = self.path(case) / LOG_NAME
        return path.exists() and path.stat().st_size > 0

    def path(self, case: CaseId) -> Path:
        """The folder of a case, whether it exists or not."""
        return self._layout.cases / case

    def open_cases(self) -> list[CaseId]:
        """The cases that are not archived, oldest first."""
        return sorted(CaseId(marker.name) for marker in self._layout.open.iterdir())

    def begin(self, case: CaseId) -> None:
        """Make a case's marker and folder. Raises OSError: the call must be refused."""
        (self._layout.open / case).touch()
        self.path(case).mkdir(exist_ok=True)

    def archive(self, case: CaseId) -> None:
        """Take the marker away: the last thing that happens to a case."""
        (self._layout.open / case).unlink(missing_ok=True)

    def append(self, case: CaseId, entries: Sequence[Entry]) -> None:
        """Write entries behind the others. Never raises for want of room: they wait and `blocked` is true."""
        self._unwritten[case] = self._unwritten.get(case, b"") + b"".join(map(to_line, entries))
        self._write(case)

    def retry(self) -> None:
        """Try again what could not be written."""
        for case in list(self._unwritten):
            self._write(case)

    def erase(self, case: CaseId, *, but: Collection[str] = ()) -> None:
        """Delete a case's files, but for some; the folder goes when it is empty. Raises OSError."""
        folder = self.path(case)
        if not folder.is_dir():
            return
        for path in folder.iterdir():
            if path.name not in but:
                path.unlink()
        if not any(folder.iterdir()):
            folder.rmdir()

    def read(self, case: CaseId) -> list[Entry]:
        """Every whole line of a case's log; a torn last line (killed in mid-write) is cut off the file.

        Raises OSError, and msgspec.DecodeError when a line in the middle is damaged.
        """
        path = self.path(case) / LOG_NAME
        data = path.read_bytes() if path.exists() else b""
        whole = data.rfind(b"\n") + 1
        if whole < len(data):
            log.warning("torn_line_cut", case_id=case, bytes=len(data) - whole)
            os.truncate(path, whole)
        return whole_entries(data[:whole])

    def read_whole(self, case: CaseId) -> list[Entry]:
        """Every whole line of a case's log, leaving the file as it is; it may be growing. Raises as `read`."""
        return read_case(self.path(case))

    def _write(self, case: CaseId) -> None:
        waiting = self._unwritten[case]
        try:
            written, reason = _append(self.path(case) / LOG_NAME, waiting), "the disk is full"
        except OSError as error:
            written, reason = 0, str(error)
        if written < len(waiting):
            self._unwritten[case] = waiting[written:]
            self._say_blocked(case, reason)
        else:
            del self._unwritten[case]
            self._say_free()

    def _say_blocked(self, case: CaseId, reason: str) -> None:
        if not self._said_blocked:
            remedy = "make room; calls go on, new ones get 503, what waits is written as soon as there is room"
            log.error("case_log_not_written", case_id=case, reason=reason, remedy=remedy)
        self._said_blocked = True

    def _say_free(self) -> None:
        if self._said_blocked and not self._unwritten:
            log.info("case_logs_written_again")
            self._said_blocked = False


def _append(path: Path, data: bytes) -> int:
    """Append with one write, as far as there is room; tells how many bytes found it."""
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        return os.write(file, data)
    finally:
        os.close(file)


def read_case(folder: Path) -> list[Entry]:
    """Every whole line of a folder's log, leaving the file as it is. Raises OSError or msgspec.DecodeError."""
    return whole_entries((folder / LOG_NAME).read_bytes())
