"""Commands that work on the records without the web page: articles, keys of programs, the daily report."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from lingting.cli import app

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in an empty folder whose settings say no more than where things are kept."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lingting.toml").write_text('var_dir = "var"\n', encoding="utf-8")
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


def test_articles_are_imported_once_however_often_the_command_is_run(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("标题,内容\n停水找谁,请拨水务热线\n", encoding="utf-8-sig")
    (tmp_path / "b.md").write_text("# 停电找谁\n请拨电力热线\n", encoding="utf-8")
    assert run("knowledge", "import", "a.csv", "b.md").output == "2 made, 0 changed, 0 as they were\n"
    assert run("knowledge", "import", "a.csv").output == "0 made, 0 changed, 1 as they were\n"


def test_a_file_with_faults_is_not_taken_and_every_fault_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("标题,内容\n停水找谁,\n,请拨\n", encoding="utf-8")
    wrong = run("knowledge", "import", "a.csv")
    assert (wrong.exit_code, wrong.stderr) == (1, "a.csv:2: 缺少内容\na.csv:3: 缺少标题\n")


def test_a_key_is_made_shown_once_listed_and_revoked(run: Run) -> None:
    made = run("key", "add", "市民网站")
    assert made.output.startswith("市民网站: lt_")
    assert run("key", "add", "市民网站").exit_code == 1
    listed = run("key", "list").output
    assert "市民网站" in listed
    assert made.output.split()[1] not in listed
    assert run("key", "revoke", "市民网站").exit_code == 0
    assert "revoked" in run("key", "list").output
    assert run("key", "revoke", "nobody").exit_code == 1


def test_a_report_is_written_as_a_page_or_a_table(run: Run, tmp_path: Path) -> None:
    assert run("report", "-o", "r.html", "--day", "2026-11-28").exit_code == 0
    assert "2026年11月28日" in (tmp_path / "r.html").read_text(encoding="utf-8")
    assert run("report", "-o", "r.csv").exit_code == 0
    assert (tmp_path / "r.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert run("report", "-o", "r.doc").exit_code == 2
