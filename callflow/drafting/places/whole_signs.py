"""What speaks for and against a whole place of a call: its links, what it leaves out, how it came about."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from math import log

from callflow.drafting.conversation import AGENT, CITIZEN
from callflow.drafting.language.marks import BOUNDARY
from callflow.drafting.language.terms import LINES_KEPT
from callflow.drafting.places.gazetteer import Chain, Unit
from callflow.drafting.places.joining import RANKS, narrowness, parted
from callflow.drafting.places.kinds import own_name
from callflow.drafting.places.turn_words import Saying, parts
from callflow.drafting.places.wholes import Run, runs

Sign = tuple[str, float]
_LIKELY, _POSSIBLE, _FAINT, _EVEN, _TOLD = 0.35, 0.08, 0.2, 0.4, 2.0
_FLOOR, _LEAST = 0.03, 0.02
_LOOSE = str.maketrans("", "", "，的那个上")
_END = 4
_LONG, _MANY, _FEW, _FAR = 15, 4, 3, 8


class Evidence:
    """What a call tells of the words that may be its place; `by_rules` is what the rules give ("" for none)."""

    def __init__(self, said: Sequence[Saying], by_rules: str) -> None:
        self.said = said
        self.by_rules = by_rules
        self.runs = runs(said, _LIKELY)
        self.bare = [(saying.role, saying.text.replace(BOUNDARY, "")) for saying in said]
        self.tight = [(role, text.translate(_LOOSE)) for role, text in self.bare]
        self.shares_of = cache(self._shares_of)
        self.attested = cache(self._attested)

    def _shares_of(self, text: str) -> tuple[tuple[str, float], ...]:
        """Who said the words, and how likely they belong to the place there, in order."""
        found = ((saying, saying.text.find(text)) for saying in self.said)
        return tuple((saying.role, _mean(saying, at, at + len(text))) for saying, at in found if at >= 0)

    def _attested(self, words: str) -> tuple[bool, bool, bool]:
        """Whether anybody says the words in a row; with loose words between them; whether the agent does."""
        tight = [role for role, text in self.tight if words in text]
        return any(words in text for _, text in self.bare), bool(tight), AGENT in tight

    @cached_property
    def pooled(self) -> dict[str, list[Run]]:
        """The likely runs by their words."""
        found: dict[str, list[Run]] = {}
        for run in self.runs:
            found.setdefault(run.text, []).append(run)
        return found

    @cached_property
    def sums_up(self) -> tuple[int | None, int | None]:
        """The agent's turn that tells most of the place, and the last that tells much."""
        much: dict[int, float] = defaultdict(float)
        for run in self.runs:
            if run.role == AGENT:
                much[run.turn] += run.share * len(run.text)
        best = max(much, key=lambda turn: (much[turn], turn), default=None)
        return best, max((turn for turn in much if much[turn] > _TOLD), default=None)

    @cached_property
    def words(self) -> dict[str, dict[str, float]]:
        """Log odds of the words that may belong to the place: at most, on average, by each speaker, at last."""
        found: dict[str, list[tuple[str, float]]] = {}
        for saying in self.said:
            for words, share in possible_in(saying):
                found.setdefault(words, []).append((saying.role, share))
        return {text: dict(_views(told)) for text, told in found.items()}


@lru_cache(maxsize=LINES_KEPT)
def possible_in(saying: Saying) -> tuple[Sign, ...]:
    """The words of a turn that may belong to the place, and how likely."""
    return tuple((saying.text[part.start : part.end], part.share) for part in parts(saying) if part.share > _POSSIBLE)


def _views(told: Sequence[tuple[str, float]]) -> Iterator[Sign]:
    shares = [share for _, share in told]
    yield from (("most", max(shares)), ("mean", sum(shares) / len(shares)))
    for role in (AGENT, CITIZEN):
        if by := [share for who, share in told if who == role]:
            yield role, max(by)


def _mean(saying: Saying, start: int, end: int) -> float:
    """How likely the words from `start` to `end` are on average, by character."""
    inside = (
        (min(part.end, end) - max(part.start, start), part.share)
        for part in parts(saying)
        if part.start < end and part.end > start
    )
    return sum(size * share for size, share in inside) / (end - start)


def signs_of_none(known: Evidence) -> dict[str, float]:
    """What speaks for no place at all."""
    most = [max(run.share for run in told) for told in known.pooled.values()]
    return {
        "none": 1.0,
        "none most": max(most, default=0.0),
        "none number": min(len(most), 5) / 5,
        "none in all": min(sum(most), 8.0) / 8,
        "none by rules": float(not known.by_rules),
    }


def signs_of_whole(text: str, ways: Iterable[str], known: Evidence) -> dict[str, float]:
    """What speaks for a place, by name."""
    chain = parted(text)
    total: dict[str, float] = {f"way {way}": 1.0 for way in ways}
    for name, value in (
        *_of_links(chain, known),
        *_left_out(text, chain, known),
        *_of_words(text, known),
        *_of_order(chain),
        *_attested(text, chain, known),
        *_by_rules(text, known.by_rules),
        ("length", len(text) / _LONG),
        ("links", len(chain) / _MANY),
    ):
        total[name] = total.get(name, 0.0) + value
    return total


def _of_links(chain: Chain, known: Evidence) -> Iterator[Sign]:
    most, means = [], []
    for unit in chain:
        told = known.shares_of(unit.text)
        shares = [share for _, share in told] or [0.0]
        most.append(max(shares))
        means.append(sum(shares) / len(shares))
        yield f"odds {unit.kind}", _odds(most[-1])
        yield from (("odds", _odds(most[-1])), ("mean odds", _odds(means[-1])), ("last odds", _odds(shares[-1])))
        yield "unlikely", len(unit.text) / _MANY if most[-1] < _FAINT else 0.0
        yield "not said", float(not told)
        for role in sorted({role for role, _ in told}):
            yield f"by {role}", 1 / _FEW
    yield from (("least", log(min(most) + _FLOOR)), ("least on average", log(min(means) + _FLOOR)))


def _odds(share: float) -> float:
    return log(share + _FLOOR) - log(_EVEN)


def _left_out(text: str, chain: Chain, known: Evidence) -> Iterator[Sign]:
    best, last = known.sums_up
    for piece, told in known.pooled.items():
        share = max(run.share for run in told)
        if piece in text:
            yield "in", share / _FEW
            continue
        part = max((len(unit.text) for unit in chain if unit.text in piece), default=0) / len(piece)
        much = -log(1 - share + _FLOOR) * (1 - part) / _FEW
        yield "left out", much
        yield from ((f"left out by {role}", much) for role in sorted({run.role for run in told}))
        yield from (("left out of best", much) for run in told[:1] if any(each.turn == best for each in told))
        yield from (("left out of last", much) for run in told[:1] if any(each.turn == last for each in told))
        yield from ((f"lacks {unit.kind}", _last(unit, known)) for unit in parted(piece) if unit.text not in text)


def _last(unit: Unit, known: Evidence) -> float:
    told = known.shares_of(unit.text)
    return told[-1][1] if told else 0.0


def _of_words(text: str, known: Evidence) -> Iterator[Sign]:
    """How likely it is that just these words belong to the place."""
    for words, views in known.words.items():
        inside = words in text
        for name, share in views.items():
            much = log((share if inside else 1 - share) + _LEAST) / _FEW
            yield f"words {name}", much
            yield f"words {name} {'in' if inside else 'out'}", much


def _of_order(chain: Chain) -> Iterator[Sign]:
    kinds = [unit.kind for unit in chain]
    for kind, times in Counter(kinds).items():
        yield f"has {kind}", 1.0
        yield f"twice {kind}", float(times > 1 and kind != "detail")
    yield from ((f"first {kinds[0]}", 1.0), (f"last {kinds[-1]}", 1.0))
    numbers = [narrowness(unit) for unit in chain if unit.kind == "detail"]
    yield "disorder", float(sum(RANKS[one] > RANKS[two] for one, two in pairwise(kinds)))
    yield "numbers in disorder", float(sum(one >= two for one, two in pairwise(numbers)))


def _attested(text: str, chain: Chain, known: Evidence) -> Iterator[Sign]:
    seams = [known.attested(one.text[-_END:] + two.text[:_END]) for one, two in pairwise(chain)]
    yield "seam apart", float(sum(not in_a_row for in_a_row, _, _ in seams))
    yield "seam far apart", float(sum(not near for _, near, _ in seams))
    yield "seam not by agent", float(sum(not by_agent for _, _, by_agent in seams))
    yield "seams said", float(all(in_a_row for in_a_row, _, _ in seams))
    roles = sorted({role for role, said in known.bare if text in said})
    yield "said whole", float(bool(roles))
    yield from ((f"said whole by {role}", 1.0) for role in roles)
    best, _ = known.sums_up
    yield "said whole at best", float(best is not None and text in known.bare[best][1])


def _by_rules(text: str, by_rules: str) -> Iterator[Sign]:
    if not by_rules:
        return
    if own_name(text) == own_name(by_rules):
        yield "rules", 1.0
    elif by_rules in text:
        yield from (("more than rules", 1.0), ("more than rules by", (len(text) - len(by_rules)) / _FAR))
    elif text in by_rules:
        yield "less than rules", 1.0
