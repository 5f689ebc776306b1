"""The demo model's graph in one piece: composed once by the set-up, taken by every `var` that unpacks the model.

The repository ships the model with its graph in two parts, a tenth of the size. `scripts/setup/demo_graph.py` composes
them (`asr.graph`) into the folder of the Python environment, named by the archive's sha256: another archive has another
graph. Where that has not been done, or cannot be, the model works all the same and costs three times as much CPU.
"""

import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from asr.graph import WHOLE, join
from asr.unpack import unpack

KEPT = Path(sys.prefix) / "share/lingting"


def kept_graph(archive_sha256: str) -> Path:
    """Where the composed graph of this archive lies, if there is one."""
    return KEPT / f"{archive_sha256}.fst"


def keep_graph(archive: Path, archive_sha256: str) -> None:
    """Compose an archive's graph, in the place of those of former archives. Raises ModelError, OSError."""
    graph = kept_graph(archive_sha256)
    with tempfile.TemporaryDirectory(dir=KEPT, prefix=".composing-") as scratch:
        folder = Path(scratch) / archive.stem
        unpack(archive, folder)
        join(folder)
        for former in KEPT.glob("*.fst"):
            former.unlink()
        (folder / WHOLE).replace(graph)


def lend_graph(archive_sha256: str, folder: Path) -> None:
    """Put the composed graph of an archive into the folder into which it has been unpacked, if there is one."""
    graph = kept_graph(archive_sha256)
    if not graph.is_file():
        return
    try:
        os.link(graph, folder / WHOLE)
    except OSError:  # another file system
        shutil.copyfile(graph, folder / WHOLE)


@contextmanager
def keeping() -> Iterator[None]:
    """One process at a time composes (flock(2)); the others wait and find it done. Raises OSError."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
