"""Unpacking a model's archive (zip, or tar however compressed), whose sender need not be trusted with our disk.

Members may not leave the folder (absolute names, `..`, drive letters), be links or devices, or hold more than the disk
has free. Official archives have one folder at the top, the demo model none: the top folder is left out.
"""

import lzma
import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from asr.model_folder import ModelError

_SPARE_BYTES = 64 << 20
_PORTION_BYTES = 1 << 20
_DAMAGE = (zipfile.BadZipFile, tarfile.TarError, EOFError, NotImplementedError, lzma.LZMAError, zlib.error)


class _Member(NamedTuple):
    name: str
    size: int
    is_file: bool
    open: Callable[[], IO[bytes] | None]


def unpack(archive: Path, folder: Path) -> None:
    """Unpack into a folder that does not exist yet. Raises ModelError when the archive is damaged or not decent."""
    try:
        with _members(archive) as members:
            _check(archive, members, folder.parent)
            top = _top_folder(members)
            for member in members:
                _write(member, folder / PurePosixPath(member.name).relative_to(top))
    except _DAMAGE as error:
        raise _damaged(archive, error) from error
    except OSError as error:
        if error.errno is not None:
            raise
        raise _damaged(archive, error) from error  # so say bz2 and gzip of what is damaged


def _damaged(archive: Path, error: Exception) -> ModelError:
    return ModelError(f"{archive} is not a whole zip or tar file ({error}): fetch it again")


@contextmanager
def _members(archive: Path) -> Iterator[list[_Member]]:
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as opened:
            yield [_of_zip(opened, member) for member in opened.infolist() if not member.is_dir()]
    else:
        with tarfile.open(archive) as tar:
            members = [_of_tar(tar, member) for member in tar.getmembers() if not member.isdir()]
            _read_to_the_end(tar)
            yield members


def _read_to_the_end(tar: tarfile.TarFile) -> None:
    """A compressed stream says only at its end that it is whole, and tarfile takes a torn one for a short one."""
    while tar.fileobj is not None and tar.fileobj.read(_PORTION_BYTES):
        pass


def _of_zip(opened: zipfile.ZipFile, member: zipfile.ZipInfo) -> _Member:
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    return _Member(member.filename, member.file_size, not is_link, partial(opened.open, member))


def _of_tar(opened: tarfile.TarFile, member: tarfile.TarInfo) -> _Member:
    return _Member(member.name.removeprefix("./"), member.size, member.isfile(), partial(opened.extractfile, member))


def _check(archive: Path, members: Sequence[_Member], disk: Path) -> None:
    for member in members:
        if _leaves(member.name) or not member.is_file:
            raise ModelError(f"{archive} would write outside its folder ({member.name!r}): do not use it")
    needed = sum(member.size for member in members) + _SPARE_BYTES
    if needed > shutil.disk_usage(disk).free:
        raise ModelError(f"{archive} needs {needed >> 20} MB on {disk}: free some, then try again")


def _leaves(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in path.parts[0]


def _top_folder(members: Sequence[_Member]) -> PurePosixPath:
    """The one folder that all members lie in, or none."""
    tops = {PurePosixPath(member.name).parts[0] for member in members}
    nested = all(len(PurePosixPath(member.name).parts) > 1 for member in members)
    return PurePosixPath(tops.pop()) if len(tops) == 1 and nested else PurePosixPath()


def _write(member: _Member, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    source = member.open()
    assert source is not None  # noqa: S101  # of a file there is always something to read
    with source, path.open("xb") as target:
        shutil.copyfileobj(source, target)
