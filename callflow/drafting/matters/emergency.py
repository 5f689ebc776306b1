"""Emergencies: words that want 110, 119, 120 or 122 at once, found while they are still being spoken.

A clause counts when it tells of something that is going on: `emergency.yaml` lists what, and the words by which a
clause tells of fears, of the past, of what is usual, or of rules. A danger that is told twice in other words is found
by either, so a clause in doubt is left out; what is left out here is on the draft as urgency all the same.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

import msgspec

from callflow.drafting.language.terms import LINES_KEPT, alternation, terms

_CLAUSE = re.compile(r"[^，。！？；：、,.!?;\s]+")

_CRY = "求救"
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
    earlier: re.Pattern[str]
    still: re.Pattern[str]
    lasting: frozenset[str]


@lru_cache(maxsize=LINES_KEPT)
def emergency_in(text: str) -> Found | None:
    """The first emergency in a citizen's words, finished or not; None when there is none.

    A cry for help (救命) counts only where nothing says what has happened: who is stuck in a lift cries too.
    """
    return next(iter(emergencies_in(text)), None)


def emergencies_in(text: str) -> tuple[Found, ...]:
    """Every emergency in a citizen's words, each service once; by the same rules as the first."""
    found = list(_all(text))
    told = [each for each in found if each.label != _CRY] or found[:1]
    first: dict[str, Found] = {}
    for each in told:
        first.setdefault(each.service, each)
    return tuple(first.values())


def _all(text: str) -> Iterator[Found]:
    listed = _expressions()
    for clause in _CLAUSE.finditer(text):
        for service, label, danger in listed.dangers:
            found = danger.search(clause[0])
            if found and _is_now(clause[0], found) and not _is_over(clause[0], found, label):
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


def _is_over(clause: str, found: re.Match[str], label: str) -> bool:
    """Whether it was on an earlier day and is not of a kind that lasts."""
    listed = _expressions()
    if label in listed.lasting or listed.still.search(clause):
        return False
    return bool(listed.earlier.search(clause[max(0, found.start() - _ABOUT) : found.end()]))


@cache
def _expressions() -> _Expressions:
    listed = terms(__package__, "emergency")
    dangers = tuple(
        (service, label, alternation(each_of))
        for service, labels in listed["services"].items()
        for label, each_of in labels.items()
    )
    not_now = {name: alternation(each_of) for name, each_of in listed["not_now"].items()}
    still, lasting = alternation(listed["still"]), frozenset(listed["lasting"])
    return _Expressions(dangers=dangers, still=still, lasting=lasting, **not_now)
