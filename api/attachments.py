"""Files that departments add to their replies: what may come, how it is kept, how it goes out.

A file is taken for what its content is; its name's ending has to agree. It is kept under the number that the records
gave it, never under a name that somebody sent.
"""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import quote

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 10
LONGEST_NAME = 120

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069/\\:*?\"<>|]")


def media_type(name: str, content: bytes) -> str | None:
    """The type of a file that may come, by its content; None: it may not, or is not what its name says."""
    ending = name.rpartition(".")[2].lower()
    kind = _KINDS.get(ending)
    if kind is None:
        return None
    type_, is_one = kind
    return type_ if is_one(content) else None


def safe_name(name: str) -> str:
    """The name as it is shown and sent: without folders, control characters and text that runs backwards."""
    plain = _UNPRINTABLE.sub("", re.split(r"[/\\]", name)[-1]).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}" if stem else plain[-LONGEST_NAME:]


def disposition(name: str) -> str:
    """The header that has browsers save the file under its name and never show it in the page (RFC 6266)."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def keep(folder: Path, attachment: int, content: bytes) -> None:
    """Write a file under its number. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    (folder / str(attachment)).write_bytes(content)


def forget(folder: Path, attachment: int) -> None:
    """Delete a file; one that is not there is no error. Raises OSError."""
    (folder / str(attachment)).unlink(missing_ok=True)


def _begins(*signatures: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(signatures)


def _office(part: str) -> Callable[[bytes], bool]:
    def is_one(content: bytes) -> bool:
        try:
            names = zipfile.ZipFile(io.BytesIO(content)).namelist()
        except (zipfile.BadZipFile, ValueError, OSError):
            return False
        return "[Content_Types].xml" in names and part in names

    return is_one


def _is_text(content: bytes) -> bool:
    """UTF-8 or GB 18030 without control characters."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not re.search(r"[\x00-\x08\x0e-\x1f]", text)
    return False


_KINDS: Mapping[str, tuple[str, Callable[[bytes], bool]]] = {
    "pdf": ("application/pdf", _begins(b"%PDF-")),
    "jpg": ("image/jpeg", _begins(b"\xff\xd8\xff")),
    "jpeg": ("image/jpeg", _begins(b"\xff\xd8\xff")),
    "png": ("image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    "docx": (_WORD, _office("word/document.xml")),
    "xlsx": (_SHEET, _office("xl/workbook.xml")),
    "txt": ("text/plain", _is_text),
}

MEDIA_TYPES = tuple(sorted({type_ for type_, _ in _KINDS.values()}))
"""What a file may be."""
