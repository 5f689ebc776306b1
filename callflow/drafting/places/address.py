"""A place in parts: city, district, town, village, road, number, estate, building, unit, floor, room, landmark.

Works on any place in words, drafted or typed, so that tickets can be compared and counted by district.
"""

import re
from collections.abc import Iterator

from callflow.drafting.places.gazetteer import Chain, links

PARTS = (
    "city",
    "district",
    "town",
    "village",
    "road",
    "number",
    "estate",
    "building",
    "unit",
    "floor",
    "room",
    "landmark",
)
_BRACKET = re.compile(r"（(.*?)）")
_DETAILS = (
    ("building", re.compile(r"(?:号楼|栋|幢|座|期|号院)$")),
    ("unit", re.compile(r"单元$")),
    ("floor", re.compile(r"(?:楼|层)$")),
    ("room", re.compile(r"(?:室|\d{3,4}|\d+-\d+.*)$")),
    ("number", re.compile(r"(?:号|弄)$")),
    ("village", re.compile(r"[组排]$")),
)
_KINDS = {"poi": "estate", "name": "estate", "relation": "landmark"}


def address(place: str, city: str) -> dict[str, str]:
    """The parts of a place that is told in words; the hotline's own city stands in where none is named."""
    told, beside = _BRACKET.sub("", place), _BRACKET.search(place)
    parts: dict[str, str] = {}
    for name, text in _parts(links(told) if told else ()):
        parts[name] = parts.get(name, "") + text
    if beside:
        parts["landmark"] = beside[1]
    if parts:
        parts.setdefault("city", f"{city.removesuffix('市')}市")
    return {name: parts[name] for name in PARTS if name in parts}


def in_one_line(parts: dict[str, str]) -> str:
    """The parts from wide to narrow, as an address is written."""
    return "".join(parts[name] for name in PARTS if name in parts)


def _parts(chain: Chain) -> Iterator[tuple[str, str]]:
    for unit in chain:
        yield (_detail(unit.text) if unit.kind == "detail" else _KINDS.get(unit.kind, unit.kind)), unit.text


def _detail(text: str) -> str:
    return next((name for name, ending in _DETAILS if ending.search(text)), "number")
