"""The city's lists as they lie on disk: UTF-8, with a byte order mark if some editor has put one there."""

from pathlib import Path

DEPARTMENTS = "departments.txt"
"""Written by the switchboard from the directory; nobody mends its lines."""


class ListFileError(Exception):
    """A file cannot be read as text, and what to do about it."""


def read_text(path: Path) -> str:
    """All of a list. Raises OSError and ListFileError."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ListFileError(
            f"{path} is not UTF-8 (byte {error.start}); where it is GBK: iconv -f GB18030 -t UTF-8 {path} > new.txt"
        ) from error
