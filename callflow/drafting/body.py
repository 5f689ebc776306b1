"""The body: who, when, where, what and what is asked for; the citizen's words stand, hesitation and courtesies go."""

import re
from collections.abc import Sequence

from callflow.drafting.conversation import BOUNDARY, Conversation, Line
from callflow.drafting.draft import DraftField, FieldName
from callflow.drafting.matter import is_personal, states_a_matter, without_fillers

_DEMAND = re.compile(
    r"希望|要求|尽快|赶紧|赶快|麻烦(?!了)|派人|请(?!问)|能不能|什么时候|给个说法|解决|处理一下|修好|建议|退(?:钱|款|给)|道歉|赔"
)
_GREETING = re.compile(
    r"^(?:(?:你|您)好(?:啊)?|喂|同志|领导|话务员|，|请问|我?(?:想|要)?反映一下|我?想问(?:一下|个)?)+"
)
_THANKS = re.compile(r"(?:，|好的?)*(?:谢谢|感谢|麻烦)(?:你们?|您)?(?:了|啊)?$")
_LONG, _NUMBER = 15, 11


def draft_body(conversation: Conversation, known: dict[FieldName, DraftField]) -> DraftField | None:
    """Written Chinese in up to three sentences; None until the citizen has stated a matter."""
    lines = [line for line in conversation.lines if _tells(line)]
    if not lines:
        return None
    facts = [line for line in lines if not _DEMAND.search(line.text)] or lines
    demands = [line for line in lines if line not in facts]
    parts = [_opening(known) + _sentence(facts), f"诉求：{_sentence(demands)}" if demands else ""]
    return DraftField(
        value="".join(parts), confidence=0.7 if demands else 0.6, sources=tuple(line.id for line in lines)
    )


def _tells(line: Line) -> bool:
    return states_a_matter(line.text) and not (is_personal(line.text) and len(line.text) < _LONG + _NUMBER)


def _opening(known: dict[FieldName, DraftField]) -> str:
    who = known[FieldName.CALLER_NAME].value if FieldName.CALLER_NAME in known else "市民"
    when = known[FieldName.INCIDENT_TIME].value if FieldName.INCIDENT_TIME in known else ""
    where = known[FieldName.PLACE].value if FieldName.PLACE in known else ""
    about = "，".join(part for part in (f"时间：{when}" if when else "", f"地点：{where}" if where else "") if part)
    return f"{who}来电反映{f'（{about}）' if about else ''}："


def _sentence(lines: Sequence[Line]) -> str:
    told = dict.fromkeys(_written(line.text) for line in lines)
    return "；".join(text for text in told if text) + "。"


def _written(text: str) -> str:
    return _THANKS.sub("", _GREETING.sub("", without_fillers(text))).strip(BOUNDARY)
