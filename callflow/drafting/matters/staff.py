"""What agent and departments say of the matter: their questions and read-backs name it in the directory's own words.

It is no fact of the citizen's and enters no body; it only helps to tell of which category and department a call is.
"""

import re
from functools import lru_cache

import msgspec

from callflow.drafting.conversation import Conversation, Line
from callflow.drafting.language.marks import BOUNDARY
from callflow.drafting.language.terms import LINES_KEPT, alternation
from callflow.drafting.matters.matter import bare

_SCRIPT = alternation(
    (
        # Who is speaking
        r"热线|为您服务|工号|话务员|坐席|^(?:您|你)好|请(?:讲|说)|您(?:请)?(?:讲|说)|[一幺]二三四五|12345",
        # Who the caller is, and how to be reached
        r"[贵您]姓|称呼|电话|手机|号码|联系方式|保密|匿名|实名|留个?|先生|女士|全名|名字",
        # What becomes of the call and the ticket
        r"工作日|小时[之以]?内|回访|答复您|回复您|联系您|稍等|别挂|三方|再见|畅通|祝您|客气|不着急|别急|理解|放心",
        # That there is something to say
        r"^(?:请问)?(?:您)?(?:有)?(?:什么|啥)(?:事|问题|情况|需要)|帮(?:到)?您$|需要什么|(?:想)?(?:咨询|反映)什么|诉求",
    )
)
_CLOSES = re.compile(r"工作日|小时[之以]?内|(?:转|派)(?:给|到|至)?[^，]{0,8}(?:局|委|公司|中心|办|队|政府|办事处)")
"""What an agent says when the matter is told: the words around it sum it up."""
_ASKED, _SUMMED_UP = 0.5, 1.2
_LEAST, _LONG = 4, 16


def staff_lines(conversation: Conversation) -> list[tuple[Line, float]]:
    """Each utterance without script, with its weight beside a citizen's later line (`chosen.weighed`)."""
    found = [(of_the_matter(line.text), line) for line in conversation.staff]
    return [
        (msgspec.structs.replace(line, text=text, raw=""), _SUMMED_UP if sums_up(line.text) else _ASKED)
        for text, line in found
        if len(bare(text)) >= _LEAST
    ]


def sums_up(text: str) -> bool:
    """Whether an utterance ends the talk of the matter, so that what else it says sums it up."""
    return bool(_CLOSES.search(text))


@lru_cache(maxsize=LINES_KEPT)
def of_the_matter(text: str) -> str:
    """A text without its clauses of script; a long one has more in it, where a recogniser has not parted clauses."""
    kept = [clause for clause in text.split(BOUNDARY) if len(clause) > _LONG or not _SCRIPT.search(clause)]
    return BOUNDARY.join(kept)
