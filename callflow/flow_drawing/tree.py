"""Where the boxes stand: one column per step from where calls come in, and no line ever crosses another.

A menu is a graph, and its tangle of "back to" lines hides its shape. So each step hangs on the row that leads there
soonest; every other row that leads there only names it. What remains is a tree per entrance. It is laid out from the
leaves, column by column as high as there is room, each box level with what hangs on it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from statistics import mean

from callflow.flow_drawing.boxes import Box, is_bare_end
from callflow.flow_drawing.measures import COLUMN, GAP_X, GAP_Y, HEADER, ROOT_GAP, TOP, height_of, row_y
from callflow.flow_model import Flow

Port = tuple[str, int]
"""A row: of which step, and which of its rows."""


@dataclass
class Place:
    """A box and where its upper left corner is, in pixels."""

    box: Box
    x: float = 0
    y: float = 0


@dataclass
class Grove:
    """All placed boxes, the rows that have a line, and what names each entrance."""

    places: dict[str, Place]
    lines: dict[Port, str]
    entrances: dict[str, list[str]] = field(default_factory=dict)
    """The step where calls come in, and the words of the flow that say so (`start`, `closed`)."""

    def after(self, name: str) -> list[tuple[int, str]]:
        """The rows of a step that have a line, and what hangs there."""
        rows = range(len(self.places[name].box.rows))
        return [(row, self.lines[name, row]) for row in rows if (name, row) in self.lines]

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the whole."""
        right = max(place.x for place in self.places.values()) + COLUMN
        return right, max(place.y + height_of(place.box) for place in self.places.values())


def plant(flow: Flow, boxes: Mapping[str, Box]) -> Grove:
    """Choose the lines and place every box that has one or is an entrance."""
    entrances: dict[str, list[str]] = {}
    for word, root in _entrances(flow):
        entrances.setdefault(root, []).append(word)
    lines = dict(_lines(flow, boxes, list(entrances)))
    grove = Grove({name: Place(boxes[name]) for name in (*entrances, *lines.values())}, lines, entrances)
    top: float = TOP
    for root in entrances:
        below: dict[int, float] = defaultdict(partial(float, top))
        _place(grove, root, 0, below)
        top = max(below.values()) + ROOT_GAP
    return grove


def _entrances(flow: Flow) -> Iterator[tuple[str, str]]:
    """Where nobody waits for people, nobody is missed."""
    waits = any(step.queue is not None for step in flow.steps.values())
    return ((word, root) for word, root in flow.roots() if waits or word != "on_nobody")


def _lines(flow: Flow, boxes: Mapping[str, Box], roots: list[str]) -> Iterator[tuple[Port, str]]:
    """Breadth first, so that a step hangs where it is reached soonest."""
    coming, known = list(roots), set(roots)
    for name in coming:
        for position, row in enumerate(boxes[name].rows):
            if row.target not in known and not is_bare_end(flow.steps[row.target]):
                known.add(row.target)
                coming.append(row.target)
                yield (name, position), row.target


def _place(grove: Grove, name: str, depth: int, below: dict[int, float]) -> None:
    """Place a box and all that hangs on it; `below` is how low each column is already taken."""
    place = grove.places[name]
    place.x = depth * (COLUMN + GAP_X)
    for _, target in grove.after(name):
        _place(grove, target, depth + 1, below)
    place.y = _level(grove, name) if grove.after(name) else below[depth]
    _push(grove, name, max(0, below[depth] - place.y))
    _take_room(grove, name, depth, below)


def _level(grove: Grove, name: str) -> float:
    """As high as makes the lines run level, on the whole, to the boxes that hang on it."""
    ends = mean(grove.places[target].y + HEADER / 2 for _, target in grove.after(name))
    return ends - mean(row_y(grove.places[name].box, row) for row, _ in grove.after(name))


def _push(grove: Grove, name: str, down: float) -> None:
    grove.places[name].y += down
    for _, target in grove.after(name):
        _push(grove, target, down)


def _take_room(grove: Grove, name: str, depth: int, below: dict[int, float]) -> None:
    place = grove.places[name]
    below[depth] = max(below[depth], place.y + height_of(place.box) + GAP_Y)
    for _, target in grove.after(name):
        _take_room(grove, target, depth + 1, below)
