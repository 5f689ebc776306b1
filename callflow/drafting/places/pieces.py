"""A call's places, piece by piece: chains of names by their endings, each with how much speaks for it.

The weights were chosen by hand: what answers the question where, or was told first, and has more kinds of links, is
worth more. There are too few calls to learn them from; messages, which tell a place at once, have `whereabouts.py`.
"""

import re
from collections.abc import Iterator, Sequence

import msgspec

from callflow.drafting.conversation import Conversation, Line
from callflow.drafting.language.marks import BOUNDARY
from callflow.drafting.places.answered import told_at_once
from callflow.drafting.places.crossing import crossing
from callflow.drafting.places.gazetteer import Chain, Unit, chains, details, digits_written, is_administrative
from callflow.units import UtteranceId

ASKED_WHERE = re.compile(
    r"在哪|哪里|哪儿|哪个(?:区|县|镇|街道|社区|小区|村|组|路|位置|地方)|什么(?:位置|地方|路)|位置|地址|地点"
)
BESIDE = frozenset(("对面", "正对面", "旁边", "对过", "附近", "后面", "前面", "隔壁", "旁"))
_ASKED = re.compile(
    r"哪里|哪儿|在哪|哪个(?:小区|位置|路|地方|村|区|商场|楼盘|学校)|什么(?:位置|地方|小区|路)"
    r"|位置|地址|地点|几栋|哪一?栋|门牌"
)
_ASKED_NUMBER = re.compile(r"几栋|几号|哪一?栋|门牌|几单元|几楼|几组")
_DIGITS = "[0-9零一二三四五六七八九十百]+"
_NUMBERED = "号|栋|楼|单元|室|组"
_MISTAKEN = r".{0,20}?(?:说错|不对|错了|更正|不是).{0,4}?(?:是|应该是)?"
_MENDED = re.compile(rf"({_DIGITS})({_NUMBERED})({_MISTAKEN})({_DIGITS})\2")
_NUMBERS_OF_A_HOUSE = {"期": 0, "区": 0, "栋": 1, "幢": 1, "座": 1, "号": 1, "元": 2, "楼": 3, "层": 3, "室": 4}
_ROOM = 4
_CORRECTED = re.compile("(?:^|，)[哎啊哦诶嗯]*(?:不对)+|[说讲搞]错了?|更正")
_SENT_ON = re.compile("[转派][^，]*|[归属]于?(?=[\u4e00-\u9fff]{2,3}区)")
"""To whom the ticket goes is no place that was read back; nor is 归, 属 before a district part of it."""
_READ_BACK = "位置"
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
_WORTH_ASKED, _WORTH_EARLY, _WORTH_CROSSING, _FULL = 3.0, 2.0, 9.0, 8.0
_EARLY, _SHORT_NAME = 3, 4


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A place as its links, the utterances that tell it, what the agent had asked, and how much speaks for it.

    1 is much; several signs together may be more.
    """

    chain: Chain
    sources: tuple[UtteranceId, ...]
    asked: str = ""
    share: float = 0.0


def pieces(conversation: Conversation) -> Iterator[Piece]:
    """The places that the citizen's lines name, and those that the agent read back and the citizen confirmed."""
    texts = [turn.text for turn in conversation.turns]
    told: list[Piece] = []
    for at, line in enumerate(conversation.lines):
        if found := corrected(mended(line.text)):
            told = list(_without_mistaken(told, found))
        told += _of_line(line, found or mended(line.text), at, texts)
    yield from told
    for back in conversation.read_backs:
        for chain in chains(_SENT_ON.sub(BOUNDARY, back.text.replace("的", ""))):
            if own := _without_landmark(chain):
                yield Piece(chain=own, sources=(back.id,), asked=_READ_BACK)


def _of_line(line: Line, text: str, at: int, texts: Sequence[str]) -> Iterator[Piece]:
    """The pieces of a line, `text` being what of it stands, told as the line number `at`."""

    def piece(chain: Chain, more: float = 0.0) -> Piece:
        share = (_worth(chain, line, at) + more) / _FULL
        return Piece(chain=chain, sources=(line.id,), asked=line.asked, share=share)

    if together := told_at_once(text, answers_where=bool(_ASKED.search(line.asked))):
        yield piece(together)
    for chain in chains(text) or _asked_detail(line):
        yield piece(_settled(chain, texts))
    if where := crossing(digits_written(text)):
        yield piece((where,), _WORTH_CROSSING)


def corrected(text: str) -> str:
    """What a line tells behind 不对, 说错了, where it tells a place anew; else ""."""
    _, *after = _CORRECTED.split(text, maxsplit=1)
    return after[0] if after and chains(after[0]) else ""


def _without_mistaken(told: Sequence[Piece], found: str) -> Iterator[Piece]:
    """Earlier pieces up to the link that a correction tells anew."""
    units = [unit for chain in chains(found) for unit in chain if unit.kind not in ("detail", "relation")]
    anew = {unit.kind for unit in units}
    for piece in told:
        mistaken = (at for at, unit in enumerate(piece.chain) if unit.kind in anew and unit not in units)
        size = next(mistaken, len(piece.chain))
        if size:
            yield msgspec.structs.replace(piece, chain=piece.chain[:size])


def mended(text: str) -> str:
    """Put a corrected number where the wrong one was said: 256号…说错了，是265号."""
    return _MENDED.sub(r"\4\2\3\4\2", text)


def is_landmark(chain: Chain) -> bool:
    """Whether a place is only what another lies beside (中心医院对面)."""
    return bool(chain) and chain[-1].text in BESIDE and not is_administrative(chain[0])


def _without_landmark(chain: Chain) -> Chain:
    """A place without what it lies beside, which goes into brackets by the citizen's own words."""
    return chain[:-2] if is_landmark(chain[-2:]) else chain


def _asked_detail(line: Line) -> tuple[Chain, ...]:
    """九栋 alone, when the agent asked for it; of several tellings (五栋，不，九栋三零二) the last."""
    numbers = details(mended(line.text)) if _ASKED_NUMBER.search(line.asked) else ()
    begun = [at for at in range(1, len(numbers)) if narrowness(numbers[at]) <= narrowness(numbers[at - 1])]
    together = "".join(unit.text for unit in numbers) in digits_written(line.text)
    return (numbers[begun[-1] if begun and not together else 0 :],) if numbers else ()


def narrowness(number: Unit) -> int:
    """How narrow a number of a house is: a part of an estate, a building, its entrance, a floor, a room."""
    last = number.text.removesuffix("楼")[-1] if number.text.endswith("号楼") else number.text[-1]
    return _NUMBERS_OF_A_HOUSE.get(last, _ROOM)


def _worth(chain: Chain, line: Line, at: int) -> float:
    worth = sum(_WORTH[kind] for kind in {unit.kind for unit in chain})
    worth += _WORTH_ASKED if _ASKED.search(line.asked) else 0.0
    return worth + (_WORTH_EARLY if at < _EARLY else 0.0)


def _settled(chain: Chain, texts: Sequence[str]) -> Chain:
    """End free names where other lines go on in another way: 松雅湖壹号土地, 松雅湖壹号的房子."""
    return _without_doubtful_end(tuple(_cut(unit, texts) for unit in chain), texts)


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
