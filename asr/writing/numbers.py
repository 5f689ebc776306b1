"""Numbers as people write them, on a line of recognised characters; names with numerals in them stay as they are."""

from collections.abc import Iterable, Iterator

import msgspec

from asr.writing.amounts import write_amounts
from asr.writing.lists import pattern
from asr.writing.sheet import Rewrite, Sheet
from asr.writing.strings import write_strings
from asr.writing.telephone import Found, write_telephones
from asr.writing.times import write_times


class Numbers(msgspec.Struct, frozen=True):
    """What is to be written in a line, in order of place, and the whole numbers found in it."""

    rewrites: tuple[Rewrite, ...]
    found: tuple[Found, ...]


def write_numbers(
    line: str,
    *,
    kept: Iterable[tuple[int, int]] = (),
    bounds: frozenset[int] = frozenset(),
    pauses: frozenset[int] = frozenset(),
) -> Numbers:
    """Find what is to be written in digits.

    `kept` are stretches that stay as they are (names of the city), `bounds` the places where words begin or end, and
    `pauses` those where the speaker paused.
    """
    sheet = Sheet(line, pauses)
    for start, end in kept:
        sheet.keep(start, end)
    found = write_telephones(sheet, bounds)
    for match in sheet.found(pattern("kept")):
        sheet.keep(*match.span())
    write_times(sheet)
    write_strings(sheet)
    write_amounts(sheet)
    return Numbers(tuple(_parted(sheet.rewrites, pauses)), tuple(found))


def _parted(rewrites: Iterable[Rewrite], pauses: frozenset[int]) -> Iterator[Rewrite]:
    """Two numbers with nothing between them, not even a pause, get a comma, or they would be read as one."""
    end = -1
    for rewrite in rewrites:
        touches = rewrite.start == end and end not in pauses and rewrite.text[0].isdecimal()
        yield msgspec.structs.replace(rewrite, text=f"，{rewrite.text}") if touches else rewrite
        end = rewrite.end


def with_numbers(line: str) -> str:
    """The line with its numbers written: the cheap form, for what is still being said."""
    text, at = "", 0
    for rewrite in write_numbers(line).rewrites:
        text += line[at : rewrite.start] + rewrite.text
        at = rewrite.end
    return text + line[at:]
