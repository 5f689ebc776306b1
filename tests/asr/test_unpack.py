import io
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest

from asr.model_folder import ModelError
from asr.unpack import unpack
from tests.asr.model_zips import PARTS, model_zip


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("top", ["", "vosk-model-small-cn-0.22/"])
def test_a_top_folder_is_left_out(tmp_path: Path, top: str) -> None:
    unpack(model_zip(tmp_path / "model.zip", top=top), tmp_path / "model")
    assert files(tmp_path / "model") == PARTS


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "am/../../evil", "..\\evil", "C:\\evil"])
def test_a_member_that_would_leave_the_folder_stops_it_all(tmp_path: Path, name: str) -> None:
    archive = model_zip(tmp_path / "model.zip", {**PARTS, name: b"evil"})
    with pytest.raises(ModelError, match="would write outside its folder"):
        unpack(archive, tmp_path / "in" / "model")
    assert not (tmp_path / "in").exists()


def test_a_link_stops_it_all(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "model.zip", "w") as archive:
        link = zipfile.ZipInfo("am")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc")
    with pytest.raises(ModelError, match="would write outside"):
        unpack(tmp_path / "model.zip", tmp_path / "model")


def test_a_torn_zip_says_to_fetch_it_again(tmp_path: Path) -> None:
    archive = model_zip(tmp_path / "model.zip")
    archive.write_bytes(archive.read_bytes()[:-40])
    with pytest.raises(ModelError, match="fetch it again"):
        unpack(archive, tmp_path / "model")


def test_a_changed_byte_shows(tmp_path: Path) -> None:
    archive = model_zip(tmp_path / "model.zip")
    archive.write_bytes(archive.read_bytes().replace(b"acoustics", b"akoustics"))
    with pytest.raises(ModelError, match="fetch it again"):
        unpack(archive, tmp_path / "model")


def model_tar(path: Path, *links: str) -> Path:
    mode = path.suffix.removeprefix(".")
    with tarfile.open(path, f"w:{mode}") as archive:
        for name, data in PARTS.items():
            member = tarfile.TarInfo(f"./sherpa-onnx-some-model/{name}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        for name in links:
            link = tarfile.TarInfo(f"./sherpa-onnx-some-model/{name}")
            link.type, link.linkname = tarfile.SYMTYPE, "/etc"
            archive.addfile(link)
    return path


@pytest.mark.parametrize("ending", ["bz2", "gz", "xz"])
def test_a_tar_is_unpacked_like_a_zip(tmp_path: Path, ending: str) -> None:
    unpack(model_tar(tmp_path / f"model.tar.{ending}"), tmp_path / "model")
    assert files(tmp_path / "model") == PARTS


def test_a_link_in_a_tar_stops_it_all(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="would write outside"):
        unpack(model_tar(tmp_path / "model.tar.bz2", "am2"), tmp_path / "model")
    assert not (tmp_path / "model").exists()


@pytest.mark.parametrize("ending", ["bz2", "gz", "xz"])
def test_a_torn_or_changed_tar_says_to_fetch_it_again(tmp_path: Path, ending: str) -> None:
    archive = model_tar(tmp_path / f"model.tar.{ending}")
    whole = archive.read_bytes()
    middle = len(whole) // 2
    for number, data in enumerate((whole[:-40], whole[:middle] + b"\0\0\0\0" + whole[middle + 4 :])):
        archive.write_bytes(data)
        with pytest.raises(ModelError, match="fetch it again"):
            unpack(archive, tmp_path / f"model-{number}")
