"""The shipped model's graph is composed once, and every `var` takes it."""

import shutil
from pathlib import Path

import pytest

from asr import demo_graph, graph, models
from tests.asr.model_zips import PARTS, model_zip

IN_PARTS = {
    **{name: data for name, data in PARTS.items() if name != graph.WHOLE},
    graph.SOUNDS: b"sounds",
    graph.GRAMMAR: b"grammar",
}


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shipped model in parts; a set-up that keeps graphs here and composes by writing down its parts."""
    monkeypatch.setattr(demo_graph, "KEPT", tmp_path / "kept")
    monkeypatch.setattr(demo_graph, "join", _written_down)
    (tmp_path / "assets/demo").mkdir(parents=True)
    return model_zip(tmp_path / "assets/demo/lingting-demo-tiny.zip", IN_PARTS)


def _written_down(folder: Path) -> None:
    (folder / graph.WHOLE).write_bytes((folder / graph.SOUNDS).read_bytes() + (folder / graph.GRAMMAR).read_bytes())


def composed(archive: Path) -> None:
    with demo_graph.keeping():
        demo_graph.keep_graph(archive, models.sha256_of(archive))


def installed(archive: Path) -> Path:
    return models.resolve(archive.parents[2] / "var", archive.parents[1]).path


def test_without_the_set_up_the_graph_stays_in_parts(archive: Path) -> None:
    assert not graph.is_whole(installed(archive))


def test_what_the_set_up_has_composed_is_taken_and_counts_as_installed(archive: Path) -> None:
    composed(archive)
    folder = installed(archive)
    assert (folder / graph.WHOLE).read_bytes() == b"soundsgrammar"
    assert graph.in_parts(folder)
    assert models.damage(folder.parents[1], folder.name) == []


def test_a_model_that_was_unpacked_before_gets_it_later(archive: Path) -> None:
    assert not graph.is_whole(installed(archive))
    composed(archive)
    assert graph.is_whole(installed(archive))


def test_another_archive_has_another_graph_and_the_former_one_goes(archive: Path) -> None:
    composed(archive)
    model_zip(archive, {**IN_PARTS, graph.GRAMMAR: b"better grammar"})
    assert not graph.is_whole(installed(archive))
    composed(archive)
    assert (installed(archive) / graph.WHOLE).read_bytes() == b"soundsbetter grammar"
    assert len(list(demo_graph.KEPT.glob("*.fst"))) == 1


def test_the_graph_is_taken_across_file_systems_too(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_source: Path, _target: Path) -> None:
        raise OSError(18, "Invalid cross-device link")

    composed(archive)
    monkeypatch.setattr(demo_graph.os, "link", refuse)
    assert graph.is_whole(installed(archive))


def test_what_cannot_be_composed_leaves_nothing(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_folder: Path) -> None:
        raise models.ModelError("the graph cannot be composed: no memory")

    monkeypatch.setattr(demo_graph, "join", fail)
    with pytest.raises(models.ModelError):
        composed(archive)
    assert [path.name for path in demo_graph.KEPT.iterdir()] == [".lock"]
    shutil.rmtree(demo_graph.KEPT)
    assert not graph.is_whole(installed(archive))
