"""Processes and sockets that an earlier run has left behind.

Children end with their supervisor (`lingting.child`); what a child had forked may remain when both were killed with -9.
Every child carries the run folder in its environment, so its leftovers are known among all processes of this machine.
Call this only while holding the folder's lock: whoever carries the mark then has lost its supervisor.
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

MARK = "CHILD_OF_LINGTING"
GRACE_S = 2.0


def mark(run: Path) -> dict[str, str]:
    """What a child of this run folder carries in its environment."""
    return {MARK: str(run)}


def sweep(run: Path, grace_s: float = GRACE_S) -> int:
    """End the leftovers of this run folder, ask first; return how many there were."""
    found = list(_marked(run))
    for pid in found:
        _signal(pid, signal.SIGTERM)
    deadline = time.monotonic() + grace_s
    while found and time.monotonic() < deadline and any(_marked(run)):
        time.sleep(0.05)
    for pid in _marked(run):
        _signal(pid, signal.SIGKILL)
    return len(found)


def _marked(run: Path) -> Iterator[int]:
    sought = os.fsencode(f"{MARK}={run}")
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and int(process.name) != os.getpid() and sought in _environment(process):
            yield int(process.name)


def _environment(process: Path) -> list[bytes]:
    try:
        return (process / "environ").read_bytes().split(b"\0")
    except OSError:
        return []  # ended meanwhile, or another user's


def _signal(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
