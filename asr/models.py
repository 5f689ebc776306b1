"""The speech models installed on this machine, and the one in use (database tables are the house `models/`).

They lie in `var/models/<name>/`, each with an `installed.json` that says what was unpacked, so that damage shows.
`var/models/chosen` names the one in use. Until somebody chooses, it is the demo model that is shipped under
`assets/demo/`: it makes tests and the sample call work and does not understand people.
"""

import fcntl
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from asr.catalogue import official
from asr.demo_graph import kept_graph, lend_graph
from asr.graph import WHOLE, can_join, in_parts, is_joinable, is_whole, join
from asr.model_folder import ModelError, adapt, is_deterministic, missing_engine, missing_parts
from asr.unpack import unpack

DEMO = "demo"
"""What people call the shipped model."""
DEMO_PREFIX = "lingting-demo-"
_MANIFEST = "installed.json"
_CHOSEN = "chosen"
_HASH_CHUNK_BYTES = 1 << 20


class InstalledModel(msgspec.Struct, frozen=True, kw_only=True):
    """A model that can be loaded. A demo model is for tests and demonstrations only."""

    name: str
    path: Path
    demo: bool


class Installed(msgspec.Struct, frozen=True, kw_only=True):
    """A model's folder; it can be loaded when it is whole."""

    name: str
    demo: bool
    whole: bool


class _Manifest(msgspec.Struct, frozen=True, kw_only=True):
    zip_sha256: str
    files: dict[str, str]
    """sha256 by path inside the folder, after `adapt`."""


def resolve(var_dir: Path, assets_dir: Path) -> InstalledModel:
    """The model in use, unpacking the demo model at its first use. Raises ModelError, which says what to do."""
    chosen = chosen_name(var_dir)
    if chosen is None:
        return install_demo(var_dir, assets_dir)
    return ready(var_dir, chosen)


def named(var_dir: Path, assets_dir: Path, name: str | None) -> InstalledModel:
    """The model of a name, `demo` for the shipped one, None for the one in use. Raises ModelError."""
    if name is None:
        return resolve(var_dir, assets_dir)
    return install_demo(var_dir, assets_dir) if name == DEMO else ready(var_dir, name)


def ready(var_dir: Path, name: str) -> InstalledModel:
    """An installed model that looks whole (files and recogniser are there, no dither). Raises ModelError."""
    path = _folder(var_dir, name)
    if not path.is_dir():
        raise ModelError(f"the speech model {name} is not installed in {path}: {_how_to_install(name)}")
    if missing := missing_parts(path):
        raise ModelError(
            f"the speech model in {path} is broken ({', '.join(missing)} missing): {_how_to_install(name)}"
        )
    if engine := missing_engine(path):
        raise ModelError(f"the speech model {name} needs {engine}")
    if not is_deterministic(path):
        raise ModelError(
            f"{path}/conf/mfcc.conf lacks --dither=0, without which no leg can be decoded twice alike: "
            f"run `lingting model use {name}`"
        )
    return InstalledModel(name=name, path=path, demo=name.startswith(DEMO_PREFIX))


def installed(var_dir: Path) -> list[str]:
    """Names of the models under `var/models`, whole or not."""
    return sorted(path.name for path in _store(var_dir).glob("[!.]*") if path.is_dir())


def overview(var_dir: Path) -> list[Installed]:
    """What is installed, by name, broken or not."""
    return [_seen(var_dir, name) for name in installed(var_dir)]


def _seen(var_dir: Path, name: str) -> Installed:
    try:
        return Installed(name=name, demo=ready(var_dir, name).demo, whole=True)
    except (ModelError, OSError, UnicodeDecodeError):
        return Installed(name=name, demo=name.startswith(DEMO_PREFIX), whole=False)


def chosen_name(var_dir: Path) -> str | None:
    """The name that `use` has written; None while nobody has chosen."""
    try:
        return (_store(var_dir) / _CHOSEN).read_text().strip() or None
    except FileNotFoundError:
        return None


def use(var_dir: Path, name: str) -> InstalledModel:
    """Choose an installed model (one that was copied there by hand is adapted). Running workers keep theirs."""
    path = _folder(var_dir, name)
    if path.is_dir() and not missing_parts(path) and not is_deterministic(path):
        adapt(path)
    model = ready(var_dir, name)
    _replace(_store(var_dir) / _CHOSEN, name + "\n")
    return model


def use_demo(var_dir: Path, assets_dir: Path) -> InstalledModel:
    """Go back to the demo model."""
    model = install_demo(var_dir, assets_dir)
    (_store(var_dir) / _CHOSEN).unlink(missing_ok=True)
    return model


def demo_archive(assets_dir: Path) -> Path:
    """The demo model as it is shipped. Raises ModelError when it is not."""
    archives = sorted((assets_dir / "demo").glob(f"{DEMO_PREFIX}*.zip"))
    if not archives:
        raise ModelError(
            f"there is no {DEMO_PREFIX}*.zip in {assets_dir / 'demo'}: restore it, or install an official model with "
            f"`lingting model fetch vosk-model-small-cn-0.22` and `lingting model use vosk-model-small-cn-0.22`"
        )
    return archives[0]


def install_demo(var_dir: Path, assets_dir: Path) -> InstalledModel:
    """The shipped demo model, unpacked unless it is already and whole. Raises ModelError when it is not shipped."""
    archive = demo_archive(assets_dir)
    sha256 = sha256_of(archive)

    def fill(fresh: Path) -> None:
        unpack(archive, fresh)
        lend_graph(sha256, fresh)

    with store_lock(var_dir):
        if _is_outdated(_folder(var_dir, archive.stem), sha256):
            return _put(var_dir, archive.stem, fill, sha256, whole_graph=False)
    return ready(var_dir, archive.stem)


def _is_outdated(folder: Path, sha256: str) -> bool:
    """Whether the folder is of another archive, or broken, or the archive's graph has been put together since."""
    manifest = _manifest(folder)
    if manifest is None or manifest.zip_sha256 != sha256 or missing_parts(folder):
        return True
    return kept_graph(sha256).is_file() and not is_whole(folder)


def install(var_dir: Path, name: str, archive: Path, *, whole_graph: bool = False) -> InstalledModel:
    """Unpack a model's archive under `name`, replacing what was there. Raises ModelError and leaves nothing half done.

    `whole_graph`: put a graph that comes in parts together, which takes a minute. Call it under `store_lock`.
    """
    return _put(var_dir, name, lambda fresh: unpack(archive, fresh), sha256_of(archive), whole_graph=whole_graph)


def derive(var_dir: Path, base: InstalledModel, name: str, change: Callable[[Path], object]) -> InstalledModel:
    """Install a copy of a model in which `change` has changed files, replacing what was there under `name`.

    A graph that was put together from its parts is put together again. A copy of a demo model is one too, and its
    name says so. Raises ModelError.
    """
    if name == base.name:
        raise ModelError(f"{name} is the model that the new one is made from: give the new one another name")
    if base.demo and not name.startswith(DEMO_PREFIX):
        raise ModelError(
            f"{base.name} does not understand people, and neither does its copy: begin its name with {DEMO_PREFIX}"
        )

    def fill(fresh: Path) -> None:
        shutil.copytree(base.path, fresh)
        if in_parts(fresh):
            (fresh / WHOLE).unlink(missing_ok=True)
        change(fresh)

    origin = _manifest(base.path)
    with store_lock(var_dir):
        was_whole = is_whole(base.path) and can_join()
        return _put(var_dir, name, fill, origin.zip_sha256 if origin else "", whole_graph=was_whole)


def _put(
    var_dir: Path, name: str, fill: Callable[[Path], object], zip_sha256: str, *, whole_graph: bool
) -> InstalledModel:
    """Have a new folder filled, and let it take the place of what was there under `name`."""
    store = _store(var_dir)
    store.mkdir(parents=True, exist_ok=True)
    final = _folder(var_dir, name)
    with tempfile.TemporaryDirectory(dir=store, prefix=".unpacking-") as scratch:
        fresh = Path(scratch) / name
        fill(fresh)
        adapt(fresh)
        if whole_graph and is_joinable(fresh):
            join(fresh)
        manifest = _Manifest(zip_sha256=zip_sha256, files=_hashes(fresh))
        (fresh / _MANIFEST).write_bytes(msgspec.json.encode(manifest))
        if final.exists():
            final.rename(Path(scratch) / "former")
        fresh.rename(final)
    return ready(var_dir, name)


@contextmanager
def store_lock(var_dir: Path) -> Iterator[None]:
    """One process at a time installs (flock(2)); the others wait and find it done."""
    _store(var_dir).mkdir(parents=True, exist_ok=True)
    with (_store(var_dir) / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def damage(var_dir: Path, name: str) -> list[str]:
    """What in an installed model is not as it was unpacked; the empty list says that every byte is."""
    path = ready(var_dir, name).path
    manifest = _manifest(path)
    if manifest is None:
        return [f"{_MANIFEST} is missing: copied by hand, so there is nothing to compare with"]
    found = _hashes(path)
    return [
        f"{file}: {'changed' if file in found else 'missing'}"
        for file, sha256 in manifest.files.items()
        if found.get(file) != sha256
    ]


def sha256_of(path: Path) -> str:
    """Hash a file piece by piece; the large model does not fit everywhere."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_HASH_CHUNK_BYTES):
            digest.update(piece)
    return digest.hexdigest()


def _hashes(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != _MANIFEST)
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in files}


def _manifest(folder: Path) -> _Manifest | None:
    try:
        return msgspec.json.decode((folder / _MANIFEST).read_bytes(), type=_Manifest)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def _store(var_dir: Path) -> Path:
    return var_dir / "models"


def _folder(var_dir: Path, name: str) -> Path:
    if not name or name.startswith(".") or "/" in name:
        raise ModelError(f"{name!r} cannot be a model's name: give one that `lingting model list` shows")
    return _store(var_dir) / name


def _how_to_install(name: str) -> str:
    if name.startswith(DEMO_PREFIX):
        return "run `lingting model use demo`"
    if official(name):
        return f"run `lingting model fetch {name}`"
    return f"run `lingting model fetch {name} --from FILE` with its zip or tar, or `lingting model use demo`"


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}")
    fresh.write_text(text)
    fresh.replace(path)


__all__ = [
    "DEMO",
    "Installed",
    "InstalledModel",
    "ModelError",
    "chosen_name",
    "damage",
    "demo_archive",
    "derive",
    "install",
    "install_demo",
    "installed",
    "named",
    "overview",
    "ready",
    "resolve",
    "sha256_of",
    "store_lock",
    "use",
    "use_demo",
]
