"""The title: place and matter, at most 25 characters, nothing that was not said."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, zip_longest

from callflow.drafting.conversation import Conversation, Line
from callflow.drafting.draft import DraftField
from callflow.drafting.language.fillers import FILLER
from callflow.drafting.language.marks import BOUNDARY
from callflow.drafting.language.ngrams import pairs_of
from callflow.drafting.language.terms import terms
from callflow.drafting.language.written import written
from callflow.drafting.matters.matter import states_a_matter
from callflow.drafting.matters.taxonomy import SEPARATOR
from callflow.drafting.places.gazetteer import chains
from callflow.drafting.text.gist import About, gists, joined
from callflow.drafting.text.told import Kind, told
from callflow.units import UtteranceId

LONGEST = 25
_BRACKET = re.compile(r"（.*?）")
_DETAIL = re.compile(r"\d+号(?!楼|线|院)|\d+(?:单元|室|楼|层).*$|\d{3,4}$|(?:大?门口|对面|旁边|附近|后面).*$")
_LEAD = re.compile(
    r"^(?:，|我们?|你们|咱们?|这边|这里|就是|那个|这个|是(?!否)|在|有(?!无)|想|要|问"
    r"|咨询|投诉|举报|反映|建议|一下|个|一个|关于|听说|希望|请求|恳请|期待|政府|的|说|呢|提|来)+"
)
_TURNS = re.compile(
    r"，|我觉得|因为|所以|但是|然后|而且|就是|结果|什么|怎么|能不能|可不可以|现在|说是|[我你他她它]们?|(?<=.{4})(?:在|叫|没|都|也|是)"
)
_TAIL = re.compile(r"(?:这?个|的)?(?:问题|情况|事情?)$|的$")
_ENDINGS = {"咨询": "咨询", "建议": "建议"}
_PRAISE = "表扬"
_ASKING = re.compile(r"^(?:能否|可否|是否|如何|怎么|咋|想|要|该)+")
_CLAUSE, _CLAUSE_OF_A_CALL = 12, 15
_LEAST, _SHORT = 5, 10
_OPENING, _BEST = 3, 2
_PROBLEMS, _TOPICS = "problems", "topics"
_AREAS = ("city", "district")
_PAIR, _HEADLINE, _MOST = 2, 9, 0.6
_SOME = 3.0
"""What a clause has to be worth to tell a matter (`gist.Gist.worth`)."""


def draft_title(
    conversation: Conversation, place: DraftField | None, kind: DraftField | None, category: DraftField | None = None
) -> DraftField | None:
    """`<place><matter>`; None until the citizen has stated a matter."""
    lines = [line for line in conversation.lines if states_a_matter(line.text)]
    if not lines:
        return None
    where = _BRACKET.sub("", place.value) if place else ""
    ending = _ENDINGS.get(kind.value, "") if kind else ""
    praised = ""
    if conversation.staff:
        matter, source = _of_a_call(conversation, where, kind.value if kind else "", category)
        matter = _ASKING.sub("", matter) if ending == "咨询" else matter.removeprefix(ending)
        praised = _PRAISE if kind and kind.value == _PRAISE and _PRAISE not in matter else ""
    elif headline := _headline(lines[0].text, where):
        matter, source, where = headline, lines[0].id, ""
    else:
        wanted = Kind.QUESTION if kind and kind.value == "咨询" else Kind.FACT
        matter, source = _matter(conversation.lines, _PROBLEMS, _TOPICS) or _told(lines, where, wanted)
    value = praised + _fitted(where, matter, "" if ending[-_PAIR:] in matter else ending, LONGEST - len(praised))
    sources = dict.fromkeys([*(place.sources if place else ()), source])
    confidence = round(0.5 * (place.confidence if place else 0.5) + 0.3, 2)
    return DraftField(value=value, confidence=confidence, sources=tuple(sources))


def _of_a_call(
    conversation: Conversation, where: str, kind: str, category: DraftField | None
) -> tuple[str, UtteranceId]:
    """A problem that has a name, in the best clauses or the opening ones; else the best clause; else a topic."""
    pair = category.value if category else ""
    found = gists(conversation, About(pair=pair, where=where, kind=kind))
    opening = [line for line in conversation.lines if states_a_matter(line.text)][:_OPENING]
    clear = bool(found) and found[0].worth >= _SOME
    if clear and found[0].summary and len(found[0].text) <= _CLAUSE:
        return joined(found[0], found, _CLAUSE_OF_A_CALL), found[0].source
    best = [Line(id=each.source, text=each.text) for each in found[:_BEST]]
    if named := _matter([*best, *opening], _PROBLEMS):
        return named
    if clear:
        return joined(found[0], found, _CLAUSE_OF_A_CALL), found[0].source
    if named := _matter([*best, *opening], _TOPICS):
        return named
    return _named_by(pair) or (found[0].text if found else opening[0].text), opening[0].id


def _named_by(pair: str) -> str:
    """The lowest level of a category that says something."""
    return next((name for name in reversed(pair.split(SEPARATOR)) if name and name != "其他"), "")


def _headline(text: str, where: str) -> str:
    """The first line or its first clause, when as short as a subject, with the place where it tells none; else ""."""
    line = _TAIL.sub("", _LEAD.sub("", written(FILLER.sub("", text))))
    pairs = pairs_of(where)
    short = [each for each in (line, line.split(BOUNDARY)[0]) if _HEADLINE <= len(each) <= LONGEST]
    for each in short:
        if sum(pair in each for pair in pairs) >= _MOST * len(pairs):
            return each
    if short and _names_a_place(short[0]):
        return short[0]
    placed = [each for each in short if len(_DETAIL.sub("", where) + each) <= LONGEST]
    return _fitted(where, placed[0], "", LONGEST) if placed else ""


def _names_a_place(line: str) -> bool:
    return any(unit.kind not in _AREAS for found in chains(line) for unit in found)


def _matter(lines: Sequence[Line], *listed: str) -> tuple[str, UtteranceId] | None:
    for name, pattern in chain.from_iterable(map(_matters, listed)):
        for line in lines:
            if pattern.search(line.text):
                return name, line.id
    return None


def _told(lines: Sequence[Line], where: str, kind: Kind) -> tuple[str, UtteranceId]:
    """The opening lines' first clause of a kind, else of any, that says something beside the place."""
    clauses = [
        (_clause(text, where), line.id, each.kind)
        for line in lines[:_OPENING]
        for each in told(line, "")
        for text in _joined(each.clauses)
    ]
    long_enough = [each for each in clauses if len(each[0]) >= _LEAST]
    best = [each for each in long_enough if each[2] is kind] or long_enough or clauses
    return best[0][:2] if best else (_clause(lines[0].text, where), lines[0].id)


def _joined(clauses: Sequence[str]) -> Iterator[str]:
    """Clauses, a short one with the next, which says what is with it."""
    for clause, following in zip_longest(clauses, clauses[1:], fillvalue=""):
        yield clause if len(clause) > _SHORT else clause + following


def _clause(text: str, where: str) -> str:
    clauses = [_LEAD.sub("", each.replace(where, "") if where else each) for each in _TURNS.split(text)]
    whole = next((each for each in clauses if len(each) >= _LEAST), "".join(clauses))
    return _TAIL.sub("", whole)[:_CLAUSE]


def _fitted(where: str, matter: str, ending: str, most: int) -> str:
    """As much of the place as fits: all of it, then without numbers, then its beginning."""
    tail = f"{matter[: most - len(ending)]}{ending}"
    room = most - len(tail)
    without_numbers = _DETAIL.sub("", where)
    return next((each for each in (where, without_numbers) if len(each) <= room), without_numbers[:room]) + tail


@cache
def _matters(listed: str) -> list[tuple[str, re.Pattern[str]]]:
    return [(name, re.compile(expression)) for name, expression in terms(__package__, "title")[listed].items()]
