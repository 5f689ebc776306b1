"""The city's words as files: read again when they change, and whatever cannot be read changes nothing."""

import os
from pathlib import Path

from structlog.testing import capture_logs
from typer.testing import CliRunner

from asr.words_cli import build_app
from asr.writing import CityWriter
from asr.writing.word_list import Line, names_in, read_lines
from tests.unit.asr.writing.hearing import heard

MISHEARD = heard("在 金(0.7) 棚 大道")


def test_a_name_is_known_from_the_next_utterance_on(tmp_path: Path) -> None:
    writer = CityWriter(tmp_path)
    assert writer.write(MISHEARD).text == "在金棚大道。"
    (tmp_path / "words.txt").write_text("# 路\n金鹏大道\n", "utf-8")
    assert writer.write(MISHEARD).text == "在金鹏大道。"
    (tmp_path / "words.txt").unlink()
    assert writer.write(MISHEARD).text == "在金棚大道。"


def test_all_files_of_the_folder_count(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("阳光丽园\n", "utf-8")
    (tmp_path / "departments.txt").write_text("金鹏大道\n", "utf-8")
    (tmp_path / "notes.md").write_text("金棚大道\n", "utf-8")
    assert CityWriter(tmp_path).write(MISHEARD).text == "在金鹏大道。"


def test_a_file_that_cannot_be_read_leaves_the_former_list(tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("金鹏大道\n", "utf-8")
    writer = CityWriter(tmp_path)
    words.write_bytes(b"\xff\xfe\x00")
    os.utime(words, ns=(1, 1))
    with capture_logs() as logs:
        assert writer.write(MISHEARD).text == "在金鹏大道。"
        writer.write(MISHEARD)
    assert [log["event"] for log in logs] == ["city_words_unreadable"]


def test_without_a_folder_nothing_is_mended(tmp_path: Path) -> None:
    assert CityWriter().write(MISHEARD).text == CityWriter(tmp_path / "none").write(MISHEARD).text == "在金棚大道。"


def test_a_line_is_a_name_a_remark_or_a_fault() -> None:
    lines = list(read_lines("# 街道\n\n 梧桐 大道 # 南岸区\n路\nA1路\n梧桐大道\n"))
    assert [(line.number, line.name, bool(line.fault)) for line in lines] == [
        (3, "梧桐大道", False),
        (4, "路", True),
        (5, "A1路", True),
        (6, "梧桐大道", False),
    ]
    assert names_in(lines) == ["梧桐大道"]
    assert names_in([Line(1, "路", "too short")]) == []


def run(folder: Path, *words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(build_app(lambda: folder), list(words))
    return done.exit_code, done.stdout, done.stderr


def test_names_are_imported_once(tmp_path: Path) -> None:
    (tmp_path / "places.txt").write_text("梧桐大道\n金鹏大道\n路\n", "utf-8")
    folder = tmp_path / "city"
    status, told, faults = run(folder, "import", str(tmp_path / "places.txt"))
    assert status == 0
    assert "2 names are new, 2 in" in told
    assert "places.txt:3: 路: a name has 2 to 12 characters" in faults
    assert "0 names are new, 2 in" in run(folder, "import", str(tmp_path / "places.txt"))[1]
    assert (folder / "words.txt").read_text("utf-8") == "梧桐大道\n金鹏大道\n"


def test_an_import_keeps_what_stands_in_the_list_and_what_is_remarked_of_a_name(tmp_path: Path) -> None:
    words = tmp_path / "city/words.txt"
    words.parent.mkdir()
    words.write_text("# 道路，每月核对\n梧桐大道\n路\n# 小区", "utf-8")
    (tmp_path / "places.txt").write_text("梧桐大道 # 南岸区\n阳光丽园 # 新建\n", "utf-8-sig")
    assert "1 names are new, 2 in" in run(words.parent, "import", str(tmp_path / "places.txt"))[1]
    assert words.read_text("utf-8") == "# 道路，每月核对\n梧桐大道\n路\n# 小区\n阳光丽园 # 新建\n"


def test_a_list_that_is_not_utf_8_is_named_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "places.txt").write_bytes("梧桐大道\n".encode("gbk"))
    status, _, told = run(tmp_path / "city", "import", str(tmp_path / "places.txt"))
    assert status == 1
    assert "places.txt is not UTF-8" in told
    assert "iconv -f GB18030" in told


def test_lines_that_the_directory_has_written_are_nobodys_faults(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("刘家桥\n", "utf-8")
    (tmp_path / "departments.txt").write_text("12345热线\n", "utf-8")
    assert run(tmp_path, "check")[0] == 0
    assert run(tmp_path, "check", str(tmp_path / "departments.txt"))[0] == 1


def test_a_byte_order_mark_is_no_part_of_a_name(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("金鹏大道\n", "utf-8-sig")
    assert CityWriter(tmp_path).write(MISHEARD).text == "在金鹏大道。"


def test_a_check_tells_faults_and_names_that_sound_alike(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("刘家桥\n牛家桥\nX路\n", "utf-8")
    status, told, faults = run(tmp_path, "check")
    assert status == 1
    assert "2 names, 1 lines that are none" in told
    assert "sound alike: 刘家桥、牛家桥" in told
    assert "words.txt:3: X路: only Chinese characters can be listened for" in faults


def test_without_any_list_a_check_says_so(tmp_path: Path) -> None:
    status, _, told = run(tmp_path, "check")
    assert status == 1
    assert "there is no list" in told
