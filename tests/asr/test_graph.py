"""A graph in parts and the same graph in one piece: the same words."""

import shutil
import subprocess
from pathlib import Path

import pytest

from asr import graph
from asr.model_folder import ModelError
from asr.models import InstalledModel
from asr.segments import SegmentWord
from asr.vosk import VoskModel
from tests.asr.sound import blocks_of, excerpt

pytestmark = pytest.mark.skipif(not graph.can_join(), reason="OpenFst's tools are not there (libfst-tools)")
SAID = ("我们", "停水", "小区", "了", "三天", "没有", "水")


@pytest.fixture(scope="module")
def in_parts(demo_model: InstalledModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo model with a grammar of a few words in any order, which is quickly composed."""
    folder = tmp_path_factory.mktemp("model") / "few-words"
    shutil.copytree(demo_model.path, folder)
    known = dict(line.split() for line in (folder / graph.WORDS).read_text().splitlines())
    arcs = [f"0 0 {known[word]} {known[word]} 2.5" for word in SAID if word in known]
    (folder / graph.WHOLE).unlink(missing_ok=True)
    compiled = subprocess.run(
        ["fstcompile"], input="\n".join([*arcs, "0 0.5"]).encode(), capture_output=True, check=True
    )
    sort = subprocess.run(["fstarcsort"], input=compiled.stdout, capture_output=True, check=True)
    (folder / graph.GRAMMAR).write_bytes(sort.stdout)
    return folder


def heard(folder: Path) -> tuple[SegmentWord, ...]:
    recogniser = VoskModel(folder).recogniser()
    for block in blocks_of(excerpt(5_300, 9_300)):
        recogniser.accept(block)
    return recogniser.result()


@pytest.fixture(scope="module")
def joined(in_parts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("joined") / "few-words"
    shutil.copytree(in_parts, folder)
    assert graph.is_joinable(folder)
    graph.join(folder)
    return folder


def test_a_graph_in_one_piece_gives_the_same_words(in_parts: Path, joined: Path) -> None:
    assert not graph.is_whole(in_parts)
    assert graph.is_whole(joined)
    said = [word.text for word in heard(in_parts)]
    assert said
    assert said == [word.text for word in heard(joined)]


def test_the_parts_stay_and_nothing_else_is_left(in_parts: Path, joined: Path) -> None:
    parts = {path.relative_to(in_parts) for path in in_parts.rglob("*")}
    assert {path.relative_to(joined) for path in joined.rglob("*")} == parts | {Path(graph.WHOLE)}


def test_broken_parts_are_told_and_leave_nothing(in_parts: Path, tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    shutil.copytree(in_parts, folder)
    (folder / graph.GRAMMAR).write_bytes(b"no graph")
    with pytest.raises(ModelError, match="cannot be composed"):
        graph.join(folder)
    assert not graph.is_whole(folder)
    assert not list(folder.glob(".joining-*"))
