"""From a model's name, or an archive at hand, to an installed model: fetched, checked, unpacked."""

from pathlib import Path

import msgspec

from asr.catalogue import CATALOGUE, CatalogueEntry, official
from asr.download import DownloadError, Progress, download
from asr.graph import can_join
from asr.model_folder import ModelError
from asr.models import InstalledModel, install, sha256_of, store_lock


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """What came in. `compared` says whether the zip's sha256 was known beforehand and is the same."""

    model: InstalledModel
    sha256: str
    compared: bool


def fetch(var_dir: Path, name: str, progress: Progress, url: str | None = None) -> Fetched:
    """Download an official model and install it. Raises ModelError."""
    entry = official(name)
    if entry is None:
        known = ", ".join(entry.name for entry in CATALOGUE)
        raise ModelError(f"{name} is not in the catalogue ({known}): give its zip or tar with --from FILE")
    archive = var_dir / "models" / f".{name}.zip"
    try:
        download(url or entry.url, archive, progress)
        return fetch_from(var_dir, name, archive)
    except DownloadError as error:
        raise ModelError(str(error)) from error
    finally:
        archive.unlink(missing_ok=True)


def fetch_from(var_dir: Path, name: str, archive: Path) -> Fetched:
    """Install a model from a zip or tar on this machine; one by an official name must be the official file."""
    if not archive.is_file():
        raise ModelError(f"there is no file {archive}")
    sha256 = sha256_of(archive)
    entry = official(name)
    compared = entry is not None and _compare(entry, archive, sha256)
    with store_lock(var_dir):
        model = install(var_dir, name, archive, whole_graph=can_join())
    return Fetched(model=model, sha256=sha256, compared=compared)


def _compare(entry: CatalogueEntry, archive: Path, sha256: str) -> bool:
    """Whether there was something to compare with. Raises ModelError when it differs."""
    size = archive.stat().st_size
    if entry.size_bytes not in {None, size}:
        raise ModelError(f"{archive.name} has {size} bytes, {entry.name} has {entry.size_bytes}: fetch it again")
    if entry.sha256 not in {None, sha256}:
        raise ModelError(
            f"{archive.name} is not the official {entry.name}: its sha256 is {sha256}, not {entry.sha256}. "
            "Do not use it; fetch it again, from another network if this repeats"
        )
    return entry.sha256 is not None
