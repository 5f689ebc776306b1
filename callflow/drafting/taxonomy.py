"""The categories (事项分类) that a ticket may have: 15 first-level names, and under each its second-level ones.

A ticket says both, as `一级 / 二级`. Drafting recognises most of them by their words (`category.yaml`); the rest are
for people to choose.
"""

from collections.abc import Mapping
from functools import cache

from callflow.drafting.terms import terms


@cache
def taxonomy() -> Mapping[str, tuple[str, ...]]:
    """Second-level names by first-level name, both in the order in which they are shown."""
    return {first: tuple(second) for first, second in terms("taxonomy").items()}
