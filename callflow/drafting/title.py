"""The title: place and matter, at most 25 characters, nothing that was not said."""

import re
from collections.abc import Sequence
from functools import cache

from callflow.drafting.conversation import Conversation, Line
from callflow.drafting.draft import DraftField
from callflow.drafting.matter import bare, states_a_matter
from callflow.drafting.terms import terms
from callflow.units import UtteranceId

LONGEST = 25
_BRACKET = re.compile(r"（.*?）")
_DETAIL = re.compile(r"\d+号(?!楼|线|院)|\d+(?:单元|室|楼|层).*$|\d{3,4}$|(?:大?门口|对面|旁边|附近|后面).*$")
_LEAD = re.compile(
    r"^(?:，|我们?|你们|咱们?|这边|这里|就是|那个|这个|是|在|有|想|要|问|咨询|投诉|举报|反映|建议|一下|个|一个|关于|听说|的|说|呢|提|来)+"
)
_TURNS = re.compile(
    r"，|我觉得|因为|所以|但是|然后|而且|就是|结果|什么|怎么|能不能|可不可以|现在|说是|[我你他她它]们?|(?<=.{4})(?:在|叫|没|都|也|是)"
)
_TAIL = re.compile(r"(?:这?个|的)?(?:问题|情况|事情?)$|的$")
_ENDINGS = {"咨询": "咨询", "建议": "的建议"}
_CLAUSE = 12
_LEAST = 4
_OPENING = 3


def draft_title(conversation: Conversation, place: DraftField | None, kind: DraftField | None) -> DraftField | None:
    """`<place><matter>`; None until the citizen has stated a matter."""
    lines = [line for line in conversation.lines if states_a_matter(line.text)]
    if not lines:
        return None
    where = _BRACKET.sub("", place.value) if place else ""
    matter, source = _matter(conversation) or _told(lines, where)
    ending = _ENDINGS.get(kind.value, "") if kind else ""
    value = _fitted(where, matter, "" if matter.endswith(ending) else ending)
    sources = dict.fromkeys([*(place.sources if place else ()), source])
    confidence = round(0.5 * (place.confidence if place else 0.5) + 0.3, 2)
    return DraftField(value=value, confidence=confidence, sources=tuple(sources))


def _matter(conversation: Conversation) -> tuple[str, UtteranceId] | None:
    for name, pattern in _matters():
        for line in conversation.lines:
            if pattern.search(line.text):
                return name, line.id
    return None


def _told(lines: Sequence[Line], where: str) -> tuple[str, UtteranceId]:
    """The first of the opening lines that says something beside the place."""
    told = [(_clause(line.text, where), line.id) for line in lines[:_OPENING]]
    return next((each for each in told if len(each[0]) >= _LEAST), told[0])


def _clause(text: str, where: str) -> str:
    clauses = [_LEAD.sub("", each.replace(where, "") if where else each) for each in _TURNS.split(bare(text))]
    whole = next((each for each in clauses if len(each) >= _LEAST), "".join(clauses))
    return _TAIL.sub("", whole)[:_CLAUSE]


def _fitted(where: str, matter: str, ending: str) -> str:
    """As much of the place as fits: all of it, then without numbers, then its beginning."""
    tail = f"{matter}{ending}"[:LONGEST]
    room = LONGEST - len(tail)
    without_numbers = _DETAIL.sub("", where)
    return next((each for each in (where, without_numbers) if len(each) <= room), without_numbers[:room]) + tail


@cache
def _matters() -> list[tuple[str, re.Pattern[str]]]:
    return [(name, re.compile(expression)) for name, expression in terms("matter").items()]
