"""Urgency: 特急 when life or public safety is in danger now, 紧急 when daily life has stopped, else 一般.

Words that only fear, remember or suppose a danger (怕着火, 去年起火, 消防隐患) do not count. A danger missed costs more
than one flagged too much, so a 特急 word that is not clearly of that kind stands.
"""

import re
from functools import lru_cache

from callflow.drafting.conversation import Conversation
from callflow.drafting.draft import DraftField
from callflow.drafting.terms import LINES_KEPT, patterns
from callflow.units import UtteranceId

_SUPPOSED = re.compile(
    r"怕|担心|万一|容易|可能|隐患|预防|防止|会不会|如果|要是|差点|好在|以免|避免|避开|以前|之前|曾经|去年|前年|上个?月|上次|几年前"
    r"|历史|规定|条例|应急|演练|知识|怎么办理|生怕|导致过|造成过|没有|不会|别说"
)
_OVER = re.compile(
    r"已经(?:扑灭|灭了|好了|恢复|来水|来电|修好)|火灭了|扑灭了|早就好了|后来(?:修好|恢复|好了|来水|来电)"
)
_PAST = re.compile(r"怕|隐患|去年|前年|上个?月|上次|以前|之前")
_FEARED = re.compile(r"的?(?:安全)?(?:隐患|风险|危险|可能)")
_BEFORE = 10


def draft_urgency(conversation: Conversation) -> DraftField | None:
    """一般, 紧急 or 特急; None as long as the citizen said nothing. The sources hold the words that decided."""
    if not conversation.lines:
        return None
    if sources := _stand(conversation, "特急"):
        return DraftField(value="特急", confidence=_sure(sources), sources=sources)
    if sources := _stand(conversation, "紧急"):
        return DraftField(value="紧急", confidence=round(_sure(sources) - 0.15, 2), sources=sources)
    return DraftField(value="一般", confidence=0.7, sources=(conversation.lines[0].id,))


def _sure(sources: tuple[UtteranceId, ...]) -> float:
    return round(min(0.95, 0.75 + 0.1 * len(sources)), 2)


def _stand(conversation: Conversation, level: str) -> tuple[UtteranceId, ...]:
    danger = patterns("urgency")[level]
    return tuple(line.id for line in conversation.lines if not _OVER.search(line.text) and _present(danger, line.text))


@lru_cache(maxsize=LINES_KEPT)
def _present(danger: re.Pattern[str], text: str) -> bool:
    return any(_is_now(text, found) for found in danger.finditer(text))


def _is_now(text: str, found: re.Match[str]) -> bool:
    before = text[max(0, found.start() - _BEFORE) : found.start()]
    return not (_SUPPOSED.search(before) or _PAST.search(found[0]) or _FEARED.match(text, found.end()))
