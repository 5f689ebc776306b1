"""`var/queue_models`: which speech models queues have besides the hotline's own, a name a line.

The switchboard, which reads the records, writes it; the supervisor, which starts processes, follows it. It outlives
both, so that a start without records has the speech workers that the last one had.
"""

from collections.abc import Collection
from pathlib import Path


def read_queue_models(path: Path) -> list[str]:
    """The names; none when nobody has written any yet. Raises OSError."""
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []


def write_queue_models(path: Path, names: Collection[str]) -> None:
    """Replace the file as a whole. Raises OSError."""
    new = path.with_suffix(".new")
    new.write_text("".join(f"{name}\n" for name in sorted(names)), encoding="utf-8")
    new.replace(path)
