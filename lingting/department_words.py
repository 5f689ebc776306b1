"""Departments' names for speech recognition: `departments.txt` in the folder of the city's words.

Names that the recogniser does not know are written by this list (docs/speech.md). It follows the records; while they
are away what was written last stands.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import structlog

from asr.writing.list_file import DEPARTMENTS
from models.engine import Records
from models.repositories import departments
from models.writer import AWAY

READ_EVERY_S = 30.0
_HEAD = "# 由系统按承办单位目录写入，请勿修改；自己的词写在 words.txt 里。\n"

log = structlog.get_logger()


class DepartmentWords:
    """Writes the file whenever the directory's names have changed. The city's own name is one of them."""

    def __init__(self, records: Records, folder: Path, city: str) -> None:
        self._records = records
        self._file = folder / DEPARTMENTS
        self._city = city

    async def write(self) -> None:
        """Write the names as they are now. Raises what a database that is away raises."""
        async with self._records.reading() as session:
            names = [row.name for row in await departments.list_all(session)]
        await asyncio.to_thread(self._write, [self._city, self._city.removesuffix("市"), *names])

    async def keep_writing(self) -> None:
        """Follow the records for ever."""
        while True:
            with suppress(*AWAY):
                await self.write()
            await asyncio.sleep(READ_EVERY_S)

    def _write(self, names: Sequence[str]) -> None:
        text = _HEAD + "".join(f"{name}\n" for name in dict.fromkeys(names))
        try:
            if not self._file.exists() or self._file.read_text(encoding="utf-8") != text:
                _replace(self._file, text)
        except OSError as error:
            log.warning(
                "department_words_not_written", path=str(self._file), reason=str(error), remedy="make room there"
            )


def _replace(path: Path, text: str) -> None:
    """Readers see the former file or the whole new one."""
    whole = path.with_suffix(".new")
    whole.write_text(text, encoding="utf-8")
    whole.replace(path)
