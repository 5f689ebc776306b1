"""What a citizen asks, as weighted grams: built again whenever the draft changes.

The title says it best; lines that ask something come next; what is left are the other lines and the category. A gram
with a character that only holds sentences together (的, 了, 我, 这) says nothing and is left out.
"""

import re
from collections.abc import Iterable, Mapping

import msgspec

from callflow.drafting.draft import FieldName
from callflow.search.grams import grams
from callflow.utterance import Setting, Utterance

GRAMS_MOST = 48
"""More would only be a long call's chatter."""

_TITLE, _QUESTION, _CATEGORY, _LINE = 3.0, 2.0, 1.0, 1.0
_HOLDS_TOGETHER = frozenset("的了吗呢啊吧呀嘛哦嗯哎诶喂我你您他她它们这那都也还很跟把被些么之而且但呃")
_ASKS = re.compile(
    r"怎么|如何|什么|多少|哪[里儿个些]|能不能|可不可以|可以.*吗|需要|是否|是不是|几[点天年月]|办理|手续|材料|流程|条件|政策|规定|咨询|请问|想问"
)
_CITIZEN = "citizen"


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """Grams with their weights, heaviest first, and the texts they stand in."""

    weights: dict[str, float] = {}
    texts: tuple[str, ...] = ()


NOTHING_ASKED = Query()


def asked_in_call(utterances: Iterable[Utterance], values: Mapping[FieldName, str]) -> Query:
    """What the citizen asks, from the words so far and the values that stand in the draft."""
    said = [one.text for one in utterances if one.role == _CITIZEN and one.setting is Setting.TALK]
    weighed = [(values.get(FieldName.TITLE, ""), _TITLE), (values.get(FieldName.CATEGORY, ""), _CATEGORY)]
    weighed += [(line, _QUESTION if _ASKS.search(line) else _LINE) for line in said]
    return query_of(*weighed)


def asked_in_words(text: str) -> Query:
    """What a person typed into a search field."""
    return query_of((text, _LINE))


def tells(gram: str) -> bool:
    """Whether a gram says something by itself."""
    return _HOLDS_TOGETHER.isdisjoint(gram)


def query_of(*weighed: tuple[str, float]) -> Query:
    """Texts with the weights of their grams; a gram of several texts has the greatest."""
    weights: dict[str, float] = {}
    for text, weight in weighed:
        for gram in grams(text):
            if tells(gram):
                weights[gram] = max(weights.get(gram, 0.0), weight)
    heaviest = sorted(weights.items(), key=lambda item: -item[1])[:GRAMS_MOST]
    texts = tuple(text for text, _ in weighed if text)
    return Query(weights=dict(heaviest), texts=texts if heaviest else ())
