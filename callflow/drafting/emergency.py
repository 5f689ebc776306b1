"""Emergencies: words that want 110, 119, 120 or 122 at once, found while they are still being spoken.

A clause counts when it tells of something that is going on: `emergency.yaml` lists what, and the words by which a
clause tells of fears, of the past, of what is usual, or of rules. A danger that is told twice in other words is found
by either, so a clause in doubt is left out; what is left out here is on the draft as urgency all the same.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

import msgspec

from callflow.drafting.terms import LINES_KEPT, alternation, terms

_CLAUSE = re.compile(r"[^，。！？；：、,.!?;\s]+")

_BEFORE, _ABOUT = 14, 20
"""So far, in characters, the words of a clause are read around a danger: speech may come without clauses."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """The service that is wanted, what it is, and where the words stand in the text."""

    service: str
    label: str
    start: int
    end: int


class _Expressions(msgspec.Struct, frozen=True, kw_only=True):
    dangers: tuple[tuple[str, str, re.Pattern[str]], ...]
    before: re.Pattern[str]
    about: re.Pattern[str]
    after: re.Pattern[str]


@lru_cache(maxsize=LINES_KEPT)
def emergency_in(text: str) -> Found | None:
    """The first emergency in a citizen's words, finished or not; None when there is none."""
    return next(_all(text), None)


def _all(text: str) -> Iterator[Found]:
    listed = _expressions()
    for clause in _CLAUSE.finditer(text):
        for service, label, danger in listed.dangers:
            found = danger.search(clause[0])
            if found and _is_now(clause[0], found):
                yield Found(
                    service=service,
                    label=label,
                    start=clause.start() + found.start(),
                    end=clause.start() + found.end(),
                )


def _is_now(clause: str, found: re.Match[str]) -> bool:
    listed = _expressions()
    before = clause[max(0, found.start() - _BEFORE) : found.end()]
    near = clause[max(0, found.start() - _ABOUT) : found.end() + _ABOUT]
    return not (listed.before.search(before) or listed.about.search(near) or listed.after.match(clause, found.end()))


@cache
def _expressions() -> _Expressions:
    listed = terms("emergency")
    dangers = tuple(
        (service, label, alternation(each_of))
        for service, labels in listed["services"].items()
        for label, each_of in labels.items()
    )
    return _Expressions(dangers=dangers, **{name: alternation(each_of) for name, each_of in listed["not_now"].items()})
