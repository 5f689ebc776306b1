"""A place that a caller tells in one breath, clause by clause: 柳塘镇，杨家村，三组; 翠湖花园，云溪区望江路那个.

The clauses are put in the order in which addresses are written. What answers the question where may be a name
without a usual ending; words that any dictionary knows as something else are none.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from callflow.drafting.language.marks import BOUNDARY
from callflow.drafting.language.ngrams import pairs_of
from callflow.drafting.language.ordinary import is_ordinary
from callflow.drafting.language.terms import LINES_KEPT
from callflow.drafting.language.words import words
from callflow.drafting.places.gazetteer import Chain, Unit, chains, details, written_as

_RANKS = {"city": 0, "district": 1, "town": 2, "village": 3, "road": 4, "estate": 5, "poi": 5, "name": 5, "detail": 6}
_BEHIND = ("detail", "relation")
_NAME_OF_A_PLACE = frozenset(("n", "nr", "ns", "nt", "nz", "nrt", "nrfg", "x", "m", "f", "zg", "ng", "j", "number"))
_AROUND = re.compile(
    r"^(?:嗯+|呃+|哦|啊|哎|就是|就|那个|在|住|叫|我们|我|是|我住|那边|这边)+|(?:嘛|啊|呢|哈|的|那边|这边|那儿|这里|那里|里头|里面|那个)+$"
)
_OF_A_PERSON = re.compile("姓|大名|名字|电话|身份证")
_SHORTEST, _LONGEST, _MOSTLY = 2, 7, 0.6


@lru_cache(maxsize=LINES_KEPT)
def told_at_once(text: str, *, answers_where: bool) -> Chain:
    """The place that the clauses of a cleaned line tell together, or () when there are not two that do.

    One clause may tell more; the others tell the place and nothing else.
    """
    clauses = text.split(BOUNDARY)
    found = [list(_of_clause(clause, free=answers_where)) for clause in clauses]
    begun = next((at for at, told in enumerate(found) if told), None)
    kept = [
        told for at, told in enumerate(found) if told and (at == begun or _is_but(told, _AROUND.sub("", clauses[at])))
    ]
    together = in_order([chain for told in kept for chain in told])
    return together if len(kept) > 1 or len(together) > 1 or (together and together[0].kind == "name") else ()


def _is_but(told: Sequence[Chain], clause: str) -> bool:
    """Whether a clause tells hardly more than the place."""
    return sum(written_as(chain) for chain in told) >= _MOSTLY * len(clause)


def _of_clause(clause: str, *, free: bool) -> Iterator[Chain]:
    known = chains(clause)
    if known:
        yield from known
        last = known[-1][-1].text
        name = _AROUND.sub("", clause[clause.rfind(last) + len(last) :]).removeprefix("的")
        if free and "的" in clause and last in clause and _is_name(name):
            yield (Unit(kind="name", text=name),)
    elif numbers := details(clause):
        yield numbers
    elif free and (name := _AROUND.sub("", clause)) and _is_name(name):
        yield (Unit(kind="name", text=name),)


def _is_name(text: str) -> bool:
    """Whether a clause is but a name, of words that no dictionary knows as anything else."""
    pairs = [is_ordinary(pair) for pair in pairs_of(text)]
    return (
        _SHORTEST < len(text) <= _LONGEST
        and not _OF_A_PERSON.search(text)
        and sum(pairs) * 2 < len(pairs)
        and all(each.tag in _NAME_OF_A_PLACE for each in words(text))
    )


def in_order(told: Sequence[Chain]) -> Chain:
    """The links of several tellings from wide to narrow; of two of the same width the first, or who says more of it."""
    found: dict[int, Chain] = {}
    for group in (group for chain in told for group in _groups(chain)):
        rank = _RANKS[group[0].kind]
        known = found.get(rank)
        if known is None or _says_more(group, known):
            found[rank] = group
    ordered = [found[rank] for rank in sorted(found)]
    return tuple(
        unit
        for at, group in enumerate(ordered)
        for unit in group
        if not _is_part(group, ordered[:at] + ordered[at + 1 :])
    )


def _groups(chain: Chain) -> Iterator[Chain]:
    """Each link with the numbers and relations behind it."""
    begun: tuple[Unit, ...] = ()
    for unit in chain:
        if begun and unit.kind not in _BEHIND:
            yield begun
            begun = ()
        if begun or unit.kind != "relation":
            begun = (*begun, unit)
    if begun:
        yield begun


def _says_more(group: Chain, known: Chain) -> bool:
    """Whether a telling goes beyond another of the same place."""
    one, other = (unit.text for unit in (group[0], known[0]))
    return (other in one or one in other) and written_as(group) > written_as(known)


def _is_part(group: Chain, others: Sequence[Chain]) -> bool:
    """Whether a link is but the beginning of another: 高家坳 beside 高家坳村."""
    name = group[0].text
    return any(each[0].text != name and each[0].text.startswith(name) for each in others)
