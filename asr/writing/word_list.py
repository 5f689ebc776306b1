"""The city's words as text files: a name a line, `#` begins a remark. Pure; `asr.writing.city` reads the files."""

import re
from collections.abc import Iterable, Iterator

import msgspec

from asr.writing.names import LONGEST, SHORTEST

_NAME = re.compile(rf"[\u4e00-\u9fff]{{{SHORTEST},{LONGEST}}}")


class Line(msgspec.Struct, frozen=True):
    """A line that says something; `fault` says why it is no name that can be listened for."""

    number: int
    name: str
    fault: str = ""


def read_lines(text: str) -> Iterator[Line]:
    """All lines that are not empty, counted from 1."""
    for number, line in enumerate(text.splitlines(), 1):
        if name := "".join(line.partition("#")[0].split()):
            yield Line(number, name, _fault(name))


def names_in(lines: Iterable[Line]) -> list[str]:
    """Those that can be listened for, each once, in their order."""
    return list(dict.fromkeys(line.name for line in lines if not line.fault))


def _fault(name: str) -> str:
    if _NAME.fullmatch(name):
        return ""
    if not re.fullmatch("[\u4e00-\u9fff]+", name):
        return "only Chinese characters can be listened for"
    return f"a name has {SHORTEST} to {LONGEST} characters"
