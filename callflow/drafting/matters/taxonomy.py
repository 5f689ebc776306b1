"""The categories (事项分类) that a ticket may have, in three levels; a ticket says all three, as `一级 / 二级 / 三级`.

Drafting recognises the second level by its words (`category.yaml`) and the third by its own (`third_level.yaml`); the
rest are for people to choose.
"""

import re
from collections.abc import Mapping
from functools import cache

from callflow.drafting.language.terms import terms

SEPARATOR = " / "
_PARTS = re.compile(r"[、和及与]|管理|问题")
_LEAST = 2


@cache
def taxonomy() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Third-level names by first and second-level name, all in the order in which they are shown."""
    listed = terms(__package__, "taxonomy")
    return {first: {name: tuple(thirds) for name, thirds in seconds.items()} for first, seconds in listed.items()}


def second_level_terms() -> dict[str, dict[str, str]]:
    """The key terms of each pair of the first two levels, by how much they tell (`certain`, `sure`, `likely`)."""
    listed: dict[str, dict[str, str]] = terms(__package__, "category")
    return listed


def third_level_terms(pair: str) -> dict[str, tuple[str, ...]]:
    """The key terms of each third-level name under a pair; 其他 has none."""
    first, second = pair.split(SEPARATOR)
    return {name: words for name in taxonomy()[first][second] if (words := _terms_of(name))}


def _terms_of(name: str) -> tuple[str, ...]:
    if listed := terms(__package__, "third_level").get(name):
        return tuple(listed.split())
    return tuple(part for part in _PARTS.split(name) if len(part) >= _LEAST) if "其他" not in name else ()
