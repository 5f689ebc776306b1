"""How large everything is, in pixels, and how a text breaks into lines.

No font is measured: a Chinese character is as wide as its size, any other about 0.58 of it, and lines break anywhere
except before a mark that must not begin one.
"""

from callflow.flow_drawing.boxes import Box
from callflow.flow_drawing.canvas import TEXT_PX

COLUMN, GAP_X = 252, 76
GAP_Y, ROOT_GAP = 18, 54
TOP = 132
HEADER, LINE, ROW, PAD = 32, 19, 26, 10
MOST_LINES = 5
_NARROW = 0.58
_FIRST_WIDE = 0x2E80
_NEVER_FIRST = "，。、；：？！）〕"


def width_of(text: str, size_px: float) -> float:
    """How wide a text is."""
    return sum(size_px * (1 if ord(character) >= _FIRST_WIDE else _NARROW) for character in text)


def wrapped(text: str, room_px: float = COLUMN - 2 * PAD, size_px: float = TEXT_PX) -> list[str]:
    """The lines of a text in a box, the last with … when there would be too many."""
    lines = [""]
    for character in text:
        full = width_of(lines[-1] + character, size_px) > room_px
        if full and character not in _NEVER_FIRST:
            lines.append("")
        lines[-1] += character
    kept = lines[:MOST_LINES]
    return kept if len(lines) <= MOST_LINES else [*kept[:-1], f"{kept[-1][:-1]}…"]


def said_lines(box: Box) -> list[str]:
    """The lines of what is said."""
    return wrapped(box.said) if box.said else []


def rows_top(box: Box) -> float:
    """Where its rows begin, below its upper edge."""
    lines = len(said_lines(box)) + len(box.notes)
    return HEADER + (lines * LINE + PAD if lines else 0)


def row_y(box: Box, row: int) -> float:
    """The middle of a row, below the box's upper edge."""
    return rows_top(box) + (row + 0.5) * ROW


def height_of(box: Box) -> float:
    """The height of the whole box."""
    return rows_top(box) + len(box.rows) * ROW
