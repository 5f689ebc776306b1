"""How a candidate for the place stands to the others: what it has more or less, and which is more exact."""

from collections.abc import Iterator, Sequence

from callflow.drafting.language.words import words
from callflow.drafting.places.candidates import Candidate
from callflow.drafting.places.kinds import exactness, kinds, telling_pairs
from callflow.drafting.places.mention_signs import SCALE, Sign

_FAR, _NOBODY, _LONG = 2, 9, 6


def signs_among(at: int, found: Sequence[Candidate], *, titled: bool) -> Iterator[Sign]:
    """What the other candidates tell of the one at a place in the list; `titled` when sentence 0 is a title."""
    one, others = found[at], [*found[:at], *found[at + 1 :]]
    exact = kinds(one.mention.text)[0]
    yield from _parts(one, others, exact)
    yield from _steps(one, others)
    yield from _more_exact(one, others, heading=0 if titled else None)
    for kind in dict.fromkeys(kinds(each.mention.text)[0] for each in others):
        yield f"also {kind} {exact}", 1.0


def _parts(one: Candidate, others: Sequence[Candidate], exact: str) -> Iterator[Sign]:
    """Whether there are longer ones that hold it, or shorter ones that it holds, and how much surer they are."""
    for name, near in (
        ("longer", [each for each in others if one.name in each.name]),
        ("shorter", [each for each in others if each.name in one.name]),
    ):
        if near:
            yield from ((name, 1.0), (f"{name} {exact}", 1.0))
            yield f"{name} by", (max(each.mention.sure for each in near) - one.mention.sure) / SCALE


def _steps(one: Candidate, others: Sequence[Candidate]) -> Iterator[Sign]:
    """What it has more than the next shorter one that begins, or ends, alike, and less than the next longer one."""
    name = one.name
    for sign, near, at_end in (
        ("tail", [each for each in others if name.startswith(each.name)], True),
        ("head", [each for each in others if name.endswith(each.name)], False),
    ):
        if near:
            yield from _step(sign, max(near, key=_size), one, at_end=at_end)
    for sign, near, at_end in (
        ("rest", [each for each in others if each.name.startswith(name)], True),
        ("lacks", [each for each in others if each.name.endswith(name)], False),
    ):
        if near:
            yield from _step(sign, one, min(near, key=_size), at_end=at_end)


def _size(one: Candidate) -> int:
    return len(one.name)


def _step(sign: str, short: Candidate, long: Candidate, *, at_end: bool) -> Iterator[Sign]:
    """What the words between two candidates tell: those that the longer has more at its end, or at its beginning."""
    size = len(long.name) - len(short.name)
    mention, whole = long.mention, kinds(short.name)
    start = mention.end - (size if at_end else len(long.name))
    more = long.name[-size:] if at_end else long.name[:size]
    known = [each for each in words(mention.sentence) if each.end > start and each.start < start + size]
    tags, texts = [each.tag for each in known] or [""], [each.text for each in known] or [""]
    found = kinds(more)[1]
    for told in (
        f"{more}",
        f"kinds {found}",
        f"kinds {found} {whole[0]}",
        f"kinds {found} {whole[1]}",
        f"size {min(_LONG, size)} {whole[0]}",
        f"tags {'|'.join(tags[:3])}",
        f"first tag {tags[0]} {whole[0]}",
        f"last tag {tags[-1]} {whole[0]}",
        f"first word {texts[0]}",
        f"last word {texts[-1]}",
        f"first {more[:1]} {whole[0]}",
        f"last {more[-1:]}",
        *(f"has {tag}" for tag in dict.fromkeys(tags)),
    ):
        yield f"{sign} {told}", 1.0
    one, two = short.mention, long.mention
    yield sign, 1.0
    yield f"{sign} odds", (two.ends - one.ends if at_end else two.begins - one.begins) / SCALE


def _more_exact(one: Candidate, others: Sequence[Candidate], *, heading: int | None) -> Iterator[Sign]:
    """Whether the same place, or another, is told more exactly, in the title (the sentence `heading`) or the text."""
    level, titled = exactness(one.name), one.told[0] == heading
    yield from ((f"level {level}", 1.0), (f"level {level} titled {titled:d}", 1.0))
    pairs = telling_pairs(one.name)
    same = [each for each in others if pairs & telling_pairs(each.name)]
    for sign, near in (
        ("same", [each for each in same if each.name not in one.name]),
        ("another", [each for each in others if each not in same]),
    ):
        for where, among in (
            ("title", [each for each in near if each.told[0] == heading]),
            ("text", [each for each in near if each.told[0] != heading]),
        ):
            yield from _exact_beside(f"{sign} in {where}", level, among, titled=titled)


def _exact_beside(sign: str, level: int, among: Sequence[Candidate], *, titled: bool) -> Iterator[Sign]:
    best = max((exactness(each.name) for each in among), default=_NOBODY)
    yield f"{sign} {_by(best, level) if among else _NOBODY} titled {titled:d}", 1.0
    yield f"{sign} {best} {level} titled {titled:d}", 1.0
    if among:
        surest = max(among, key=lambda each: each.mention.sure)
        yield f"surest {sign} {_by(exactness(surest.name), level)} titled {titled:d}", 1.0
        yield f"surest {sign} sure", surest.mention.sure / SCALE


def _by(level: int, than: int) -> int:
    return max(-_FAR, min(_FAR, level - than))
