"""The departments (承办单位) that a ticket may go to: what each is called, its work and its categories."""

from functools import cache
from typing import Any

from callflow.drafting.language.terms import terms


def directory() -> dict[str, dict[str, Any]]:
    """What `department.yaml` knows of each department, by name."""
    listed: dict[str, dict[str, Any]] = terms(__package__, "department")
    return listed


@cache
def words_of_work() -> frozenset[str]:
    """The words that surely speak of some department's work."""
    return frozenset(
        word for known in directory().values() for word in f"{known.get('certain', '')} {known['sure']}".split()
    )
