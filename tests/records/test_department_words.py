"""Departments' names as speech is told them."""

from pathlib import Path

from structlog.testing import capture_logs

from asr.writing.list_file import DEPARTMENTS
from asr.writing.word_list import names_in, read_lines
from lingting.department_words import DepartmentWords
from models import Records
from models.repositories import departments
from models.repositories.departments import DepartmentEntry


def listed(folder: Path) -> list[str]:
    return names_in(read_lines((folder / DEPARTMENTS).read_text(encoding="utf-8")))


async def test_they_follow_the_directory(records: Records, tmp_path: Path) -> None:
    words = DepartmentWords(records, tmp_path, "江城市")
    await words.write()
    assert listed(tmp_path) == ["江城市", "江城"]
    async with records.writing() as session:
        await departments.create(session, "water", DepartmentEntry(name="市水务局"))
    await words.write()
    assert listed(tmp_path) == ["江城市", "江城", "市水务局"]


async def test_what_has_not_changed_is_not_written_again(records: Records, tmp_path: Path) -> None:
    words = DepartmentWords(records, tmp_path, "江城市")
    await words.write()
    before = (tmp_path / DEPARTMENTS).stat().st_mtime_ns
    await words.write()
    assert (tmp_path / DEPARTMENTS).stat().st_mtime_ns == before


async def test_a_folder_that_takes_nothing_is_told_of(records: Records, tmp_path: Path) -> None:
    with capture_logs() as logs:
        await DepartmentWords(records, tmp_path / "none", "江城市").write()
    assert [log["event"] for log in logs] == ["department_words_not_written"]
