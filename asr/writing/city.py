"""Writing with the city's words, which lie as text files in one folder and may change while calls go on.

Writing follows from the words and the list as it is at that moment. A leg that is decoded again after the list has
changed may hence be written otherwise, but never twice: an utterance is known by its leg and first sample.
"""

from collections.abc import Sequence
from pathlib import Path

import structlog

from asr.writing.list_file import ListFileError, read_text
from asr.writing.names import NO_NAMES, NameList
from asr.writing.word_list import names_in, read_lines
from asr.writing.writer import Written, write
from callflow.utterance import Word

_log = structlog.get_logger(__name__)

Stamp = tuple[tuple[str, int, int], ...]
"""Name, time of change and size of every file."""


class CityWriter:
    """Writes utterances by the names in `folder/*.txt`; without a folder, by none."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._stamp: Stamp = ()
        self._names = NO_NAMES
        self._refresh()

    def write(self, words: Sequence[Word]) -> Written:
        """Write an utterance by the list as it is now."""
        self._refresh()
        return write(words, self._names)

    def _refresh(self) -> None:
        """Read the list again if a file has changed. What cannot be read leaves the former list in force."""
        if self._folder is None:
            return
        try:
            stamp = _stamp(self._folder)
            if stamp != self._stamp:
                self._stamp = stamp
                self._names = _read(self._folder)
                _log.info("city_words_read", names=len(self._names.names))
        except (OSError, ListFileError) as error:
            _log.warning(
                "city_words_unreadable", folder=str(self._folder), problem=str(error), remedy="lingting words check"
            )


def _stamp(folder: Path) -> Stamp:
    stats = [(path.name, path.stat()) for path in sorted(folder.glob("*.txt"))]
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)


def _read(folder: Path) -> NameList:
    texts = map(read_text, sorted(folder.glob("*.txt")))
    names = NameList(name for text in texts for name in names_in(read_lines(text)))
    names.prepare()
    return names
