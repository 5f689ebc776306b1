"""The whole places that a call may mean: what one turn tells, what turns tell together, and the beginnings of both.

A piece is a run of words that probably belong to the place (`turn_words.py`), at several bounds of how likely.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from operator import itemgetter

import msgspec

from callflow.drafting.conversation import AGENT, CITIZEN
from callflow.drafting.language.marks import BOUNDARY
from callflow.drafting.language.terms import LINES_KEPT
from callflow.drafting.places.gazetteer import Chain
from callflow.drafting.places.joining import in_turn, merged, parted, written
from callflow.drafting.places.turn_words import Saying, parts

BOUNDS = (0.2, 0.4, 0.6)
"""How likely the words of a piece are at least."""
_SHORTEST, _LONGEST, _NEAR, _BASES, _SHORT = 2, 45, 3, 5, 4
_OFTEN = 0.1
_LINKS = {"跟": "与", "和": "与", "与": "与", "同": "与", "到": "至", "至": "至"}
_LOOSE = re.compile("[，的那个上]")
_AND = re.compile("(?<=[路街道巷])[跟和同](?=[^，]{1,5}(?:路|街|大道|巷))")
_TAILS = ("工地", "小区")
_ROAD = "(?:路|街|大道)"
_CROSSING_ENDS = re.compile(f"与[^与]*{_ROAD}$")
_CROSSING_MOUTH = re.compile(f"与.*{_ROAD}口$")
_CROSSING = re.compile(f"与[^与]*?{_ROAD}(?=.)")


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """Words that stand together in a turn, and how likely the likeliest of them belongs to the place."""

    text: str
    turn: int
    role: str
    start: int
    end: int
    share: float


def runs(said: Sequence[Saying], least: float) -> list[Run]:
    """The runs of words that are likelier than `least`, in order."""
    return [run for turn, saying in enumerate(said) for run in runs_in(saying, turn, least)]


@lru_cache(maxsize=4 * LINES_KEPT)
def runs_in(saying: Saying, turn: int, least: float) -> tuple[Run, ...]:
    """The runs of one turn."""
    return tuple(
        Run(text=saying.text[start:end], turn=turn, role=saying.role, start=start, end=end, share=share)
        for start, end, share in _likely_in(saying, least)
    )


def _likely_in(saying: Saying, least: float) -> tuple[tuple[int, int, float], ...]:
    """Where the runs of a turn begin and end, and their shares; of one character there is none."""
    known = [(part, part.share > least and saying.text[part.start] != BOUNDARY) for part in parts(saying)]
    groups = [[part for part, _ in group] for kept, group in groupby(known, key=itemgetter(1)) if kept]
    told = ((group[0].start, group[-1].end, max(part.share for part in group)) for group in groups)
    return tuple((start, end, share) for start, end, share in told if end - start > 1)


def whole_places(said: Sequence[Saying]) -> dict[str, set[str]]:
    """The places that may be meant, each with the ways in which it came about."""
    found: dict[str, set[str]] = {}
    for least in BOUNDS:
        for chain, way in _at(said, runs(said, least)):
            text = _AND.sub("与", written(chain))
            if _SHORTEST <= len(text) <= _LONGEST:
                found.setdefault(text, set()).add(way)
    whole = BOUNDARY.join(saying.text for saying in said)
    for text in list(found):
        for other, way in _otherwise(text, whole):
            found.setdefault(other, set()).add(way)
    return found


def _at(said: Sequence[Saying], told: Sequence[Run]) -> Iterator[tuple[Chain, str]]:
    bases: list[tuple[Chain, str]] = []
    for _, group in groupby(told, key=lambda run: run.turn):
        for together in _together(list(group)):
            chain = in_turn(_linked(said, together))
            role = together[0].role
            bases.append((chain, role))
            yield chain, f"turn {role}"
            yield from ((chain[:size], f"cut {role}") for size in range(1, len(chain)))
    for who in ((CITIZEN,), (AGENT,), (CITIZEN, AGENT)):
        yield from _told_by(who, told)
    for chain, role in sorted(bases, key=lambda base: -len(written(base[0])))[:_BASES]:
        yield from ((grown, f"grown {role}") for grown in _grown(chain, told))


def _together(told: list[Run]) -> Iterator[list[Run]]:
    """The runs of a turn that stand close together, and all of them."""
    groups = [[told[0]]]
    for before, run in pairwise(told):
        if run.start - before.end <= _NEAR:
            groups[-1].append(run)
        else:
            groups.append([run])
    yield from groups
    if len(groups) > 1:
        yield told


def _linked(said: Sequence[Saying], told: Sequence[Run]) -> list[tuple[Chain, str]]:
    between = (_LOOSE.sub("", said[one.turn].text[one.end : two.start]) for one, two in pairwise(told))
    words = ("", *(_LINKS.get(each, "") for each in between))
    return [(parted(run.text), word) for run, word in zip(told, words, strict=True)]


def _told_by(who: Sequence[str], told: Iterable[Run]) -> Iterator[tuple[Chain, str]]:
    """What speakers have told up to each turn, and in all."""
    chain: Chain = ()
    name = " ".join(who)
    for _, group in groupby((run for run in told if run.role in who), key=lambda run: run.turn):
        for run in group:
            chain = merged(chain, parted(run.text)) if chain else parted(run.text)
        yield chain, f"up to here {name}"
    if chain:
        yield chain, f"in all {name}"


def _grown(chain: Chain, told: Sequence[Run]) -> Iterator[Chain]:
    """A telling with the others, the likeliest first, one after another."""
    known: dict[str, list[float]] = {}
    for run in told:
        known.setdefault(run.text, []).append(run.share)
    for text in sorted(known, key=lambda text: -max(known[text]) - _OFTEN * len(known[text])):
        more = merged(chain, parted(text))
        if more != chain:
            yield more
        if len(written(more)) > len(written(chain)):
            chain = more


def _otherwise(text: str, whole: str) -> Iterator[tuple[str, str]]:
    """A place with the kind that is told elsewhere, and crossings as tickets write them."""
    for tail in _TAILS:
        if tail in whole and not text.endswith(tail) and len(text) > _SHORT:
            yield text + tail, "tail"
    if "十字路口" in text:
        yield text.replace("十字路口", "交叉口"), "crossing"
    if _CROSSING_MOUTH.search(text):
        yield f"{text[:-1]}交叉口", "crossing"
    if _CROSSING_ENDS.search(text):
        yield f"{text}交叉口", "crossing"
    elif (crossed := _CROSSING.search(text)) and "交" not in text:
        yield f"{text[: crossed.end()]}交叉口{text[crossed.end() :].removeprefix('口')}", "crossing"
