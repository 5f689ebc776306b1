"""Topics: requests about the same matter at the same place, gathered in one pass. Pure.

Each request joins the topic whose first request is most like it, if any is alike enough (`callflow.likeness`, by title,
place and category; what people tell in detail stays out of reports), else it begins one. The few topics to compare
with are found by rare grams.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import msgspec

from callflow.likeness import Comparison, Matter
from callflow.search import distinct_grams
from callflow.ticket_rules import URGENT
from callflow.units import TicketNumber

TOPICS_MOST = 30
TICKETS_MOST = 50
"""Numbers told of one topic."""
ALIKE_FROM = 0.5
"""As titles are short and say the same thing, a little less is asked than of whole tickets."""
_COMPARED_MOST = 8
_GRAMS_ASKED = 10
_RISES_BY, _RISES_TIMES = 2, 1.5
_FEWEST = 2
_BEYOND_STREET = re.compile(r"(?:[0-9一二三四五六七八九十百]+(?:号楼|号|栋|幢|座|单元|室|楼|层|户|组)?)+$")


class Told(Protocol):
    """What is read of a request."""

    @property
    def number(self) -> TicketNumber:
        """The ticket's."""

    @property
    def title(self) -> str:
        """As confirmed."""

    @property
    def place(self) -> str:
        """As confirmed."""

    @property
    def category(self) -> str:
        """`一级 / 二级`."""

    @property
    def urgency(self) -> str:
        """一般, 紧急 or 特急."""


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """A matter of several requests; `before` is how many there were in the period before."""

    title: str
    category: str
    place: str
    """Without house number and room."""
    requests: int
    before: int
    rising: bool
    urgent: int
    tickets: tuple[TicketNumber, ...]
    """The newest ones of this period."""


class _Gathered:
    """A topic while it grows."""

    def __init__(self, matter: Matter) -> None:
        self.matter = matter
        self.now: list[Told] = []
        self.before = 0

    @property
    def rising(self) -> bool:
        """Clearly more than before."""
        return len(self.now) >= max(self.before + _RISES_BY, self.before * _RISES_TIMES)


class _Table:
    """All topics so far, found by the grams of their first request."""

    def __init__(self) -> None:
        self.all: list[_Gathered] = []
        self._holders: dict[str, list[int]] = defaultdict(list)

    def of(self, told: Told) -> _Gathered:
        """The topic that this belongs to, a new one when there is none."""
        matter = Matter(title=told.title, place=told.place, category=told.category)
        known = {gram: len(self._holders[gram]) for gram in _grams(matter) if gram in self._holders}
        near = self._near(known)
        comparison = Comparison(matter, known, len(self.all))
        best = max(near, key=lambda one: comparison.with_(one.matter).score, default=None)
        if best is not None and comparison.with_(best.matter).score >= ALIKE_FROM:
            return best
        return self._begin(matter)

    def _near(self, known: dict[str, int]) -> list[_Gathered]:
        rarest = sorted(known, key=lambda gram: (known[gram], gram))[:_GRAMS_ASKED]
        shared = Counter(nth for gram in rarest for nth in self._holders[gram])
        return [self.all[nth] for nth, _ in shared.most_common(_COMPARED_MOST)]

    def _begin(self, matter: Matter) -> _Gathered:
        for gram in _grams(matter):
            self._holders[gram].append(len(self.all))
        self.all.append(_Gathered(matter))
        return self.all[-1]


def topics(now: Sequence[Told], before: Sequence[Told]) -> tuple[Topic, ...]:
    """At most `TOPICS_MOST` topics of this period, rising ones first, then those with most requests."""
    table = _Table()
    for told in _with_title(before):
        table.of(told).before += 1
    for told in _with_title(now):
        table.of(told).now.append(told)
    several = [one for one in table.all if len(one.now) >= _FEWEST]
    order = sorted(several, key=lambda one: (not one.rising, -len(one.now), one.before, one.matter.title))
    return tuple(_told(one) for one in order[:TOPICS_MOST])


def street_of(place: str) -> str:
    """A place without house number, building and room."""
    return _BEYOND_STREET.sub("", place.partition("（")[0].strip())


def _with_title(some: Iterable[Told]) -> Iterator[Told]:
    return (one for one in some if one.title)


def _told(one: _Gathered) -> Topic:
    return Topic(
        title=_commonest(told.title for told in one.now),
        category=_commonest(told.category for told in one.now),
        place=_commonest(street_of(told.place) for told in one.now),
        requests=len(one.now),
        before=one.before,
        rising=one.rising,
        urgent=sum(told.urgency in URGENT for told in one.now),
        tickets=tuple(told.number for told in reversed(one.now[-TICKETS_MOST:])),
    )


def _commonest(texts: Iterable[str]) -> str:
    counted = Counter(text for text in texts if text)
    return max(counted, key=lambda text: (counted[text], -len(text), text), default="")


def _grams(matter: Matter) -> tuple[str, ...]:
    return distinct_grams(matter.title, matter.place)
