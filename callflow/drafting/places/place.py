"""The place: district, street or village, estate or landmark, with the numbers, put together from all the citizen said.

In a call people give it in pieces (东湖区火星路这边… 火星路六十六号…): to the weightiest (`pieces.py`) is joined what
other lines, and read-backs that the citizen confirmed, add before or behind a shared link; a landmark with 对面, 旁边
goes into brackets. Of a whole call this is but one of the places that are weighed (`call_place.py`). In a message, and
where a call has no such piece, it was learned which mention tells the place of the matter (`mentions.py`,
`whereabouts.py`); it is taken as it stands.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from callflow.drafting.conversation import AGENT, Conversation
from callflow.drafting.draft import DraftField, Span
from callflow.drafting.places.address import address, in_one_line
from callflow.drafting.places.candidates import candidates
from callflow.drafting.places.crossing import is_crossing
from callflow.drafting.places.gazetteer import (
    Chain,
    Unit,
    chains,
    digits_written,
    is_administrative,
    links,
    stretch,
    written_as,
)
from callflow.drafting.places.mentions import mentions, sentences
from callflow.drafting.places.pieces import ASKED_WHERE, BESIDE, Piece, is_landmark, mended, narrowness, pieces
from callflow.drafting.places.whereabouts import choose
from callflow.units import UtteranceId

_MARKS = re.compile(r"^\W+|[，,：:]|[^\w）)”]+$")
_STRETCH_IN_BRACKETS = r"[（(](?!\d)[^（）()，。]{2,12}?(?:[至到~]|[—-]+)[^（）()，。]{2,14}[)）](?:路?段)?"
_LINE_OF_A_BUS = re.compile(r"[A-Z]?\d+$")
_COMMAS = ("，", ",")
_GOES_ON = re.compile(r"(?<=.{4})(?:就?在|从|夜间|深夜|半夜|凌晨|晚上|白天).*")
_ROAD_OF_A_VILLAGE = re.compile("(?<=[村组])(?:道路|公路|路面)$")
"""The matter, not the place: 柳塘村2组道路 is 柳塘村2组."""
_WIDE = ("district", "town", "road")
_WIDEST, _NARROWER = ("district", "town"), ("village", "road")
_EXACT = ("estate", "poi", "name")
_ORDER = ("city", "district", "town", "village", "road")
_SHORT = 3
_LEAST, _SPREAD, _REPEATED, _MOST = 0.35, 0.45, 0.2, 0.95


def draft_by_rules(conversation: Conversation, city: str) -> DraftField | None:
    """The place as said, counts as digits; None when none was named, or only the hotline's own `city`."""
    told = list(_without(city, pieces(conversation))) if is_spoken(conversation) else []
    base = _weightiest(told, city) or _chosen(conversation, city)
    if base is None:
        return None
    for other in sorted(told, key=_joined_late):
        base = _joined(base, other)
    sources = list(base.sources)
    beside = _bracketed(base, told, sources)
    if "（" not in _written(base.chain):
        beside = _stretched(base, conversation, sources) or beside
    value = _written(base.chain) + beside
    parts = address(value, city)
    sources_once = tuple(dict.fromkeys(sources))
    return DraftField(
        value=value,
        confidence=_confidence(base, value, conversation),
        sources=sources_once,
        spans=tuple(_spans(base.chain, sources_once, conversation)),
        normalised=in_one_line(parts),
        parts=parts,
    )


def _joined_late(piece: Piece) -> int:
    """What answers where is joined first; what was read back and confirmed last, for it corrects."""
    return 2 if not piece.share else 0 if ASKED_WHERE.search(piece.asked) else 1


def is_spoken(conversation: Conversation) -> bool:
    """Whether somebody asked: a message has the citizen alone."""
    return any(turn.role == AGENT for turn in conversation.turns)


def _without(city: str, told: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces without the hotline's own city at their end."""
    for piece in told:
        last = piece.chain[-1].text.removesuffix("市") == city
        if len(piece.chain) > 1 or not last:
            yield msgspec.structs.replace(piece, chain=piece.chain[: -1 if last else None])


def _weightiest(told: Sequence[Piece], city: str) -> Piece | None:
    """The piece of a call that most speaks for; the hotline's own city is none."""
    named = [each for each in told if each.share and _written(each.chain).removesuffix("市") != city]
    return max(named, key=lambda each: each.share, default=None)


def _chosen(conversation: Conversation, city: str) -> Piece | None:
    """The mention that was chosen, as its links; the hotline's own city is none."""
    told = [(text, line) for line in conversation.lines for text in sentences(digits_written(mended(line.raw)))]
    texts = [text for text, _ in told]
    among = candidates(texts, [mentions(text) for text in texts])
    titled = not is_spoken(conversation) and len(texts) > 1
    mention, share = choose(among, texts, titled=titled)
    if mention is None or mention.text.removesuffix("市") == city:
        return None
    line = next(line for text, line in told if text == mention.sentence)
    after = mention.sentence[mention.end :]
    words = _ROAD_OF_A_VILLAGE.sub("", _GOES_ON.sub("", _MARKS.sub("", mention.text)))
    words = _LINE_OF_A_BUS.sub("", words) if after.startswith("路") else words
    if not words:
        return None
    base = Piece(chain=links(words), sources=(line.id,), asked=line.asked, share=share)
    return _between(base, texts) or _continued(base, after)


def _between(base: Piece, texts: Sequence[str]) -> Piece | None:
    """With the stretch that stands in brackets behind it, wherever it is named: 东环线（劳动路—机场路）段."""
    named = re.compile(f"{re.escape(_written(base.chain[-1:]))}({_STRETCH_IN_BRACKETS})")
    found = next(filter(None, map(named.search, texts)), None)
    if found is None:
        return None
    return msgspec.structs.replace(base, chain=(*base.chain, Unit(kind="relation", text=found[1])))


def _continued(base: Piece, after: str) -> Piece:
    """With the estate and its numbers that go on behind a comma, as addresses are written."""
    behind = next(iter(chains(after[1:])), None) if after[:1] in _COMMAS else None
    directly = behind is not None and after[1:].startswith(_written(behind))
    chain = _followed(base, Piece(chain=behind, sources=base.sources)) if behind and directly else None
    return msgspec.structs.replace(base, chain=chain) if chain else base


def _spans(chain: Chain, sources: Sequence[UtteranceId], conversation: Conversation) -> Iterator[Span]:
    """Where the units stand in the words they came from; one that was said as a count is found by its name alone."""
    for line in conversation.lines:
        if line.id in sources:
            for unit in chain:
                if (at := line.text.find(unit.text)) >= 0:
                    yield line.span(at, at + len(unit.text))


def _joined(base: Piece, other: Piece) -> Piece:
    chain = (
        _overlapped(base.chain, other.chain, confirmed=not other.share)
        or _prefixed(base.chain, other)
        or _detailed(base.chain, other.chain)
        or _inserted(base.chain, other)
        or _followed(base, other)
    )
    if chain is None or chain == base.chain:
        return base
    return msgspec.structs.replace(base, chain=chain, sources=base.sources + other.sources)


def _overlapped(one: Chain, other: Chain, *, confirmed: bool) -> Chain | None:
    """Join two chains at their first common link: all that stands before it, and the longer part behind it.

    Of parts as long the other's stands when it was read back and `confirmed`.
    """
    for at, unit in enumerate(one):
        there = next((there for there, each in enumerate(other) if _is_link(unit, each, first=not there)), None)
        if there is not None:
            behind = (one[at + 1 :], other[there + 1 :])
            longer = max(reversed(behind) if confirmed else behind, key=written_as)
            return (*_heads(one[:at], other[:there]), unit, *longer)
    return None


def _is_link(unit: Unit, other: Unit, *, first: bool) -> bool:
    """Whether two links are the same; the first of a chain may lack its beginning (湾村 of 月亮湾村)."""
    same = unit.text == other.text or (first and len(other.text) > 1 and unit.text.endswith(other.text))
    return same and unit.kind not in ("detail", "relation")


def _heads(one: Chain, other: Chain) -> Chain:
    """What stands before a link in two tellings: the wider links of either, from wide to narrow."""
    kinds = [unit.kind for unit in one]
    if any(unit.kind not in _ORDER for unit in (*one, *other)):
        return max(one, other, key=written_as)
    both = (*one, *(unit for unit in other if unit.kind not in kinds))
    return tuple(sorted(both, key=lambda unit: _ORDER.index(unit.kind)))


def _prefixed(base: Chain, other: Piece) -> Chain | None:
    """Put the district or town before a chain that has none; what answers the question where, up to the road."""
    if is_administrative(base[0]) and base[0].kind != "village":
        return None
    asked = bool(ASKED_WHERE.search(other.asked)) and base[0].kind in _EXACT
    kinds = {"city", *(unit.kind for unit in base)}
    wide = [unit for unit in other.chain if is_administrative(unit) or (asked and unit.kind == "road")]
    head = tuple(unit for unit in wide if unit.kind not in kinds)
    return head + base if head and (is_administrative(other.chain[0]) or asked) else None


def _detailed(base: Chain, other: Chain) -> Chain | None:
    """Put building and room, told alone, behind a place, instead of the numbers that are as narrow."""
    if any(unit.kind != "detail" for unit in other):
        return None
    numbers = [unit for unit in base if unit.kind == "detail"]
    if not numbers or base[-1].kind != "detail" or narrowness(other[0]) > narrowness(numbers[-1]):
        return base + other
    at = next(
        (at for at, unit in enumerate(base) if unit.kind == "detail" and unit.text[-1] == other[0].text[-1]), None
    )
    return None if at is None else base[:at] + other


def _inserted(base: Chain, other: Piece) -> Chain | None:
    """Put the road, with its number, that answers where before an estate or landmark behind a district or town."""
    at = next((at for at, unit in enumerate(base) if not is_administrative(unit)), len(base))
    road = next((start for start, unit in enumerate(other.chain) if unit.kind == "road"), None)
    if road is None or not at < len(base) or base[at].kind not in _EXACT or not ASKED_WHERE.search(other.asked):
        return None
    end = next(
        (end for end in range(road + 1, len(other.chain)) if other.chain[end].kind != "detail"), len(other.chain)
    )
    return (*base[:at], *other.chain[road:end], *base[at:])


def _followed(base: Piece, other: Piece) -> Chain | None:
    """Put an estate with its building and room behind a district or road; any name, where either answers where."""
    chain, more = base.chain, other.chain
    ends_wide = chain[-1].kind in _WIDE or (chain[-1].kind == "detail" and len(chain) > 1 and chain[-2].kind == "road")
    asked = any(ASKED_WHERE.search(each.asked) for each in (base, other))
    exact = more[-1].kind in ("detail", "relation") or asked
    known = {unit.text for unit in chain}
    narrower = more[0].kind in _EXACT or (asked and chain[-1].kind in _WIDEST and more[0].kind in _NARROWER)
    fits = ends_wide and exact and narrower and more[0].text not in known
    return chain + more if fits and more[-1].text not in BESIDE and not is_crossing(chain[-1]) else None


def _written(chain: Chain) -> str:
    return "".join(unit.text for unit in chain)


def _stretched(base: Piece, conversation: Conversation, sources: list[UtteranceId]) -> str:
    """从时代路口到黄谷路口 behind a road, told with it or read back and confirmed."""
    told = [(line.id, line.text) for line in conversation.lines if line.id in base.sources or is_spoken(conversation)]
    for source, text in (*told, *((back.id, back.text) for back in conversation.read_backs)):
        way = stretch(text)
        if way and any(unit.kind == "road" for unit in base.chain):
            sources.append(source)
            return f"（{way}）"
    return ""


def _bracketed(base: Piece, pieces: Sequence[Piece], sources: list[UtteranceId]) -> str:
    for other in pieces:
        near = other.sources[0] in base.sources
        if near and is_landmark(other.chain) and _written(other.chain) not in _written(base.chain):
            sources.extend(other.sources)
            return f"（{_written(other.chain)}）"
    return ""


def _confidence(base: Piece, value: str, conversation: Conversation) -> float:
    confidence = _LEAST + _SPREAD * min(1.0, base.share)
    if any(_repeats(back.text, base.chain) for back in conversation.read_backs):
        confidence += _REPEATED
    return round(min(_MOST, confidence if len(value) > _SHORT else confidence - _REPEATED), 2)


def _repeats(text: str, chain: Chain) -> bool:
    named = [unit for unit in chain if unit.kind not in ("detail", "relation")]
    return all(unit.text in text for unit in named[-2:])
