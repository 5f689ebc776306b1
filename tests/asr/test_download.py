import os
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest

from asr.download import ATTEMPTS, DownloadError, download
from tests.asr.model_site import ModelSite

CONTENT = os.urandom(300_000)


@pytest.fixture
def site() -> Iterator[ModelSite]:
    site = ModelSite()
    site.content = CONTENT
    with site.open():
        yield site


def fetched(site: ModelSite, target: Path) -> list[tuple[int, int | None]]:
    progress: list[tuple[int, int | None]] = []
    download(site.url, target, lambda done, total: progress.append((done, total)), pause_s=0)
    return progress


def test_a_file_comes_whole_and_leaves_nothing_beside_it(site: ModelSite, tmp_path: Path) -> None:
    progress = fetched(site, tmp_path / "model.zip")
    assert (tmp_path / "model.zip").read_bytes() == CONTENT
    assert progress[0] == (0, len(CONTENT))
    assert progress[-1] == (len(CONTENT), len(CONTENT))
    assert [path.name for path in tmp_path.iterdir()] == ["model.zip"]


def test_a_cut_line_costs_only_what_had_not_come(site: ModelSite, tmp_path: Path) -> None:
    site.cut_after = [100_000, 50_000]
    fetched(site, tmp_path / "model.zip")
    assert (tmp_path / "model.zip").read_bytes() == CONTENT
    assert site.asked == [None, "bytes=100000-", "bytes=150000-"]


def test_a_later_run_goes_on_where_the_first_gave_up(site: ModelSite, tmp_path: Path) -> None:
    site.cut_after = [10_000] * ATTEMPTS
    with pytest.raises(DownloadError, match=r"50000 bytes are kept: run the same command again.*--from FILE"):
        fetched(site, tmp_path / "model.zip")
    fetched(site, tmp_path / "model.zip")
    assert site.asked[-1] == "bytes=50000-"
    assert (tmp_path / "model.zip").read_bytes() == CONTENT


def test_pieces_of_two_versions_are_never_joined(site: ModelSite, tmp_path: Path) -> None:
    site.cut_after = [20_000] * ATTEMPTS
    with pytest.raises(DownloadError):
        fetched(site, tmp_path / "model.zip")
    site.content, site.etag, site.cut_after = os.urandom(200_000), '"second"', []
    fetched(site, tmp_path / "model.zip")
    assert (tmp_path / "model.zip").read_bytes() == site.content


def test_a_server_without_ranges_sends_it_all_again(site: ModelSite, tmp_path: Path) -> None:
    site.ranges, site.cut_after = False, [100_000]
    fetched(site, tmp_path / "model.zip")
    assert (tmp_path / "model.zip").read_bytes() == CONTENT


def test_a_part_that_was_whole_already_is_taken(site: ModelSite, tmp_path: Path) -> None:
    (tmp_path / "model.zip.part").write_bytes(CONTENT)
    (tmp_path / "model.zip.part.version").write_text(site.etag)
    fetched(site, tmp_path / "model.zip")
    assert site.asked == [f"bytes={len(CONTENT)}-"]
    assert (tmp_path / "model.zip").read_bytes() == CONTENT


def test_a_part_longer_than_the_file_is_fetched_anew(site: ModelSite, tmp_path: Path) -> None:
    (tmp_path / "model.zip.part").write_bytes(CONTENT + b"more")
    (tmp_path / "model.zip.part.version").write_text(site.etag)
    fetched(site, tmp_path / "model.zip")
    assert (tmp_path / "model.zip").read_bytes() == CONTENT


def test_a_file_that_is_not_there_says_so_at_once(site: ModelSite, tmp_path: Path) -> None:
    site.status = HTTPStatus.NOT_FOUND
    with pytest.raises(DownloadError, match=r"answered 404: check the name, or use --from FILE"):
        fetched(site, tmp_path / "model.zip")
    assert len(site.asked) == 1


def test_nobody_at_home_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="--from FILE"):
        download("http://127.0.0.1:9/model.zip", tmp_path / "model.zip", lambda *_: None, pause_s=0)
