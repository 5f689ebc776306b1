"""Unpacking a model's zip, whose sender need not be trusted with our disk.

Members may not leave the folder (absolute names, `..`, drive letters), be links, or hold more than the disk has
free. Official zips have one folder at the top, the demo model none: the top folder is left out.
"""

import shutil
import stat
import zipfile
from pathlib import Path, PurePosixPath

from asr.model_folder import ModelError

_SPARE_BYTES = 64 << 20


def unpack(archive: Path, folder: Path) -> None:
    """Unpack into a folder that does not exist yet. Raises ModelError when the zip is damaged or not decent."""
    try:
        with zipfile.ZipFile(archive) as opened:
            members = [member for member in opened.infolist() if not member.is_dir()]
            _check(archive, members, folder.parent)
            top = _top_folder(members)
            for member in members:
                _write(opened, member, folder / PurePosixPath(member.filename).relative_to(top))
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise ModelError(f"{archive} is not a whole zip file ({error}): fetch it again") from error


def _check(archive: Path, members: list[zipfile.ZipInfo], disk: Path) -> None:
    for member in members:
        if _leaves(member.filename) or stat.S_ISLNK(member.external_attr >> 16):
            raise ModelError(f"{archive} would write outside its folder ({member.filename!r}): do not use it")
    needed = sum(member.file_size for member in members) + _SPARE_BYTES
    if needed > shutil.disk_usage(disk).free:
        raise ModelError(f"{archive} needs {needed >> 20} MB on {disk}: free some, then try again")


def _leaves(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in path.parts[0]


def _top_folder(members: list[zipfile.ZipInfo]) -> PurePosixPath:
    """The one folder that all members lie in, or none."""
    tops = {PurePosixPath(member.filename).parts[0] for member in members}
    nested = all(len(PurePosixPath(member.filename).parts) > 1 for member in members)
    return PurePosixPath(tops.pop()) if len(tops) == 1 and nested else PurePosixPath()


def _write(opened: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with opened.open(member) as source, path.open("xb") as target:
        shutil.copyfileobj(source, target)
