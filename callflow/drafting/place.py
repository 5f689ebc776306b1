"""The place: district, street or village, estate or landmark, with the numbers, put together from all the citizen said.

People give it in pieces (东湖区火星路这边… 火星路六十六号…). The best chain is the base; what other chains add before
or behind a shared link is joined; a landmark with 对面, 旁边 goes into brackets.
"""

import re
from collections.abc import Iterator, Sequence

import msgspec

from callflow.drafting.address import address, in_one_line
from callflow.drafting.conversation import Conversation, Line
from callflow.drafting.draft import DraftField, Span
from callflow.drafting.gazetteer import Chain, Unit, chains, details, is_administrative, stretch
from callflow.units import UtteranceId

_ASKED = re.compile(
    r"哪里|哪儿|哪个(?:小区|位置|路|地方|村|区|商场|楼盘|学校)|什么(?:位置|地方|小区|路)|位置|地址|地点|在哪|几栋|哪一?栋|门牌"
)
_ASKED_NUMBER = re.compile(r"几栋|几号|哪一?栋|门牌|几单元|几楼|几组")
_MENDED = re.compile(
    r"([0-9零一二三四五六七八九十百]+)(号|栋|楼|单元|室|组)(.{0,20}?(?:说错|不对|错了|更正|不是).{0,4}?(?:是|应该是)?)([0-9零一二三四五六七八九十百]+)\2"
)
_WORTH = {
    "city": 1.0,
    "district": 4.0,
    "town": 2.5,
    "village": 2.5,
    "road": 2.5,
    "estate": 3.0,
    "poi": 2.0,
    "name": 2.0,
    "detail": 1.0,
    "relation": 0.3,
}
_WORTH_ASKED, _WORTH_EARLY = 3.0, 2.0
_EARLY = 3
_SHORT_NAME = 4
_FULL = 8.0


class _Found(msgspec.Struct, frozen=True, kw_only=True):
    chain: Chain
    worth: float
    sources: tuple[UtteranceId, ...]


def draft_place(conversation: Conversation, city: str) -> DraftField | None:
    """The place as said, counts as digits; None when none was named, or only the hotline's own `city`."""
    found = [
        each
        for each in _settled(_found(conversation.lines), conversation)
        if _written(each.chain).removesuffix("市") != city
    ]
    if not found:
        return None
    base = max(found, key=lambda each: each.worth)
    for other in found:
        base = _joined(base, other)
    sources = list(base.sources)
    value = _written(base.chain) + _bracketed(base, found, conversation, sources)
    confidence = _confidence(base, value, conversation)
    parts = address(value, city)
    sources_once = tuple(dict.fromkeys(sources))
    return DraftField(
        value=value,
        confidence=confidence,
        sources=sources_once,
        spans=tuple(_spans(base.chain, sources_once, conversation)),
        normalised=in_one_line(parts),
        parts=parts,
    )


def _spans(chain: Chain, sources: Sequence[UtteranceId], conversation: Conversation) -> Iterator[Span]:
    """Where the units stand in the words they came from; one that was said as a count is found by its name alone."""
    for line in conversation.lines:
        if line.id in sources:
            for unit in chain:
                if (at := line.text.find(unit.text)) >= 0:
                    yield line.span(at, at + len(unit.text))


def _settled(found: Sequence[_Found], conversation: Conversation) -> list[_Found]:
    """End free names where other lines go on in another way: 松雅湖壹号土地, 松雅湖壹号的房子."""
    texts = [turn.text for turn in conversation.turns]
    cut = [msgspec.structs.replace(each, chain=tuple(_cut(unit, texts) for unit in each.chain)) for each in found]
    return [msgspec.structs.replace(each, chain=_without_doubtful_end(each.chain, texts)) for each in cut]


def _without_doubtful_end(chain: Chain, texts: Sequence[str]) -> Chain:
    """A long free name at the end that is said but once is more likely the matter."""
    last = chain[-1]
    once = last.kind == "name" and sum(text.count(last.text) for text in texts) == 1
    return chain[:-1] if once and len(last.text) > _SHORT_NAME else chain


def _cut(unit: Unit, texts: Sequence[str]) -> Unit:
    if unit.kind != "name":
        return unit
    sizes = range(len(unit.text), 1, -1)
    size = next((size for size in sizes if sum(text.count(unit.text[:size]) for text in texts) > 1), len(unit.text))
    return Unit(kind="name", text=unit.text[:size])


def _found(lines: Sequence[Line]) -> list[_Found]:
    return [
        _Found(chain=chain, worth=_worth(chain, line, at), sources=(line.id,))
        for at, line in enumerate(lines)
        for chain in chains(_mended(line.text)) or _asked_detail(line)
    ]


def _asked_detail(line: Line) -> tuple[Chain, ...]:
    """九栋 alone, when the agent asked for it."""
    numbers = details(line.text) if _ASKED_NUMBER.search(line.asked) else ()
    return (numbers,) if numbers else ()


def _mended(text: str) -> str:
    """Put a corrected number where the wrong one was said: 256号…说错了，是265号."""
    return _MENDED.sub(r"\4\2\3\4\2", text)


def _worth(chain: Chain, line: Line, at: int) -> float:
    worth = sum(_WORTH[kind] for kind in {unit.kind for unit in chain})
    worth += _WORTH_ASKED if _ASKED.search(line.asked) else 0.0
    return worth + (_WORTH_EARLY if at < _EARLY else 0.0)


def _joined(base: _Found, other: _Found) -> _Found:
    chain = (
        _overlapped(base.chain, other.chain)
        or _prefixed(base.chain, other.chain)
        or _detailed(base.chain, other.chain)
        or _followed(base.chain, other.chain)
    )
    if chain is None or chain == base.chain:
        return base
    return _Found(chain=chain, worth=base.worth, sources=base.sources + other.sources)


def _overlapped(one: Chain, other: Chain) -> Chain | None:
    """Join two chains at their first common link, the longer part on each side."""
    texts = [unit.text for unit in other]
    for at, unit in enumerate(one):
        if unit.text in texts and unit.kind not in ("detail", "relation"):
            there = texts.index(unit.text)
            head = max(one[:at], other[:there], key=_size)
            return head + max(one[at:], other[there:], key=_size)
    return None


def _prefixed(base: Chain, other: Chain) -> Chain | None:
    """Put the district or town that only the other chain has before a chain that has none."""
    if is_administrative(base[0]) and base[0].kind != "village":
        return None
    kinds = {"city", *(unit.kind for unit in base)}
    head = tuple(unit for unit in other if is_administrative(unit) and unit.kind not in kinds)
    return head + base if head and is_administrative(other[0]) else None


def _detailed(base: Chain, other: Chain) -> Chain | None:
    """Put building and room, told alone, behind a place that ends with a name."""
    return base + other if other[0].kind == "detail" and base[-1].kind != "detail" else None


def _followed(base: Chain, other: Chain) -> Chain | None:
    """Put an estate with its building and room, told by itself, behind a district or road."""
    ends_wide = base[-1].kind in ("district", "town", "road") or (base[-1].kind == "detail" and base[-2].kind == "road")
    exact = other[0].kind in ("estate", "poi", "name") and other[-1].kind in ("detail", "relation")
    return base + other if ends_wide and exact and other[-1].text not in _BESIDE else None


def _size(chain: Chain) -> int:
    return len(_written(chain))


def _written(chain: Chain) -> str:
    return "".join(unit.text for unit in chain)


def _bracketed(base: _Found, found: Sequence[_Found], conversation: Conversation, sources: list[UtteranceId]) -> str:
    for line in conversation.lines:
        if way := stretch(line.text):
            sources.append(line.id)
            return f"（{way}）"
    for other in found:
        if _is_landmark(other.chain) and _written(other.chain) not in _written(base.chain) and _near(other, base):
            sources.extend(other.sources)
            return f"（{_written(other.chain)}）"
    return ""


def _is_landmark(chain: Chain) -> bool:
    return chain[-1].kind == "relation" and not is_administrative(chain[0]) and chain[-1].text in _BESIDE


_BESIDE = frozenset(("对面", "正对面", "旁边", "对过", "附近", "后面", "前面", "隔壁", "旁"))


def _near(other: _Found, base: _Found) -> bool:
    return other.sources[0] in base.sources


def _confidence(base: _Found, value: str, conversation: Conversation) -> float:
    confidence = 0.35 + 0.4 * min(1.0, base.worth / _FULL)
    if any(_repeats(back.text, base.chain) for back in conversation.read_backs):
        confidence += 0.2
    return round(min(0.95, confidence if len(value) > _EARLY else confidence - 0.2), 2)


def _repeats(text: str, chain: Chain) -> bool:
    named = [unit for unit in chain if unit.kind not in ("detail", "relation")]
    return all(_heard_in(unit, text) for unit in named[-2:])


def _heard_in(unit: Unit, text: str) -> bool:
    return unit.text in text
