from pathlib import Path

import pytest

from asr.model_folder import is_deterministic, missing_parts
from scripts.eval_speech import Errors, errors, named, recordings, tokens, unpacked
from tests.asr.model_zips import model_zip


@pytest.mark.parametrize(
    ("said", "heard", "counts"),
    [
        ("路灯坏了", "路灯坏了", (0, 0, 0)),
        ("路灯坏了", "路等坏了", (1, 0, 0)),
        ("路灯坏了", "路坏了", (0, 1, 0)),
        ("路灯坏了", "路灯都坏了", (0, 0, 1)),
        ("路灯坏了", "", (0, 4, 0)),
        ("", "嗯", (0, 0, 1)),
        ("我要投诉路灯", "要投诉路灯了", (0, 1, 1)),
    ],
)
def test_errors_are_those_of_the_cheapest_alignment(said: str, heard: str, counts: tuple[int, int, int]) -> None:
    found = errors(list(said), list(heard))
    assert (found.substitutions, found.deletions, found.insertions) == counts
    assert found.characters == len(said)


def test_errors_of_several_recordings_add_up() -> None:
    total = errors(list("路灯"), list("路")) + errors(list("坏了"), list("快了"))
    assert total == Errors(characters=4, substitutions=1, deletions=1, insertions=0)
    assert total.report()["cer"] == 0.5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("您好，请讲！", "您好请讲"),
        ("三号楼2单元", "三号楼二单元"),
        ("12345热线", "一二三四五热线"),
        ("幺三八", "一三八"),
        ("路灯 坏 了", "路灯坏了"),
    ],
)
def test_texts_are_compared_as_they_are_said(text: str, said: str) -> None:
    assert "".join(tokens(text)) == said


def test_a_run_of_letters_counts_as_one_character() -> None:
    assert tokens("学Java的") == ["学", "java", "的"]


def test_a_list_with_a_header_names_its_columns(tmp_path: Path) -> None:
    (tmp_path / "index.tsv").write_text("file\tspeaker\ttext\na.wav\tagent\t您好\n", "utf-8")
    (found,) = recordings(tmp_path)
    assert (found.path.name, found.group, found.text) == ("a.wav", "agent", "您好")


def test_a_list_without_one_has_file_condition_and_text(tmp_path: Path) -> None:
    (tmp_path / "transcripts.tsv").write_text("a.wav\tn15\t您好\t你好\n", "utf-8")
    (found,) = recordings(tmp_path)
    assert (found.path.name, found.group, found.text) == ("a.wav", "n15", "您好")


def test_a_folder_without_a_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"transcripts\.tsv"):
        recordings(tmp_path)


def test_a_published_archive_is_measured_as_it_would_be_installed_and_called_by_its_whole_name(tmp_path: Path) -> None:
    archive = model_zip(tmp_path / "vosk-model-small-cn-0.22.zip", top="vosk-model-small-cn-0.22/")
    with unpacked(archive) as folder:
        assert missing_parts(folder) == []
        assert is_deterministic(folder)
        assert named(archive) == named(folder) == "vosk-model-small-cn-0.22"
    with unpacked(tmp_path) as same:
        assert same == tmp_path
