"""Whether a call is answered at once (直答).

Then the agent, or a department in the call, has told what was asked for, and nothing is left to be done by anybody.
"""

import re

from callflow.drafting.conversation import AGENT, CITIZEN, Conversation, Turn
from callflow.drafting.draft import NO, YES, DraftField
from callflow.drafting.language.marks import BOUNDARY
from callflow.drafting.language.terms import alternation
from callflow.drafting.matters.emergency import emergency_in

_DISPATCHED = alternation(
    (
        # To whom the matter goes
        r"转[^，]{0,8}(?:局|委|支队|公司|中心|所|办|部门|街道|科|队|院|单位|11|幺幺|120|接)",
        # What is done with it
        r"工单|登记(?:给|到|转|下来)|记录下来|反映(?:给|上去)|派(?:单|人)|催办|督办|核实",
        r"(?:让|请)[^，您你]{0,8}(?:他们|经办人|同事|局|中心|科)[^，]{0,8}(?:打给您|联系您|看看?$|查|答复|回复)",
        # How and when the citizen will hear of it
        r"工作日[^，]{0,6}(?:答|回|联系|反馈|处理|办理|办结|跟进|有人|打给)",
        r"[小天]时?内[^，]{0,6}(?:答|回|反馈|联系)|(?<!当场)(?<!已经)(?<!已)(?<!算)(?:答复您|回复您)|反馈给?您|联系您",
    )
)
_NOT_DISPATCHED = re.compile(r"(?:吗|么|呢)$|需不需要|要不要|还需要|是否|不用|无需|不需要|不必|就不|不再")
"""A clause that asks whether the matter is to go anywhere, or says that it need not."""
_SATISFIED = re.compile(
    r"明白了|清楚了|知道了|了解了|懂了|原来(?:是)?这样|太好了|那(?:我)?就?(?:放心|不|去|等|先|行|好|可以)"
    r"|(?:讲|说|弄)得?(?:很|都|蛮)?(?:清楚|明白)(?!吗|点|一)|有数了|有底了|不用(?:再)?(?:打给|回我|转)"
)
_ANSWERS = alternation(
    (
        # What may and must be
        r"可以|不可以|不能|不行|只能|需要|应该|必须|禁止|不得|不用",
        # By what rule
        r"按照?|根据|规定|政策|条件|属于|符合",
        # How, with what, how long
        r"办理|流程|材料|网上|窗口|缴|持|先|再|目前|最长",
    )
)
_SETTLED = re.compile(
    r"当场(?:就)?(?:给您)?(?:办结|答复|解答|解决)(?!吗|不了)|算(?:是)?(?:当场)?答复(?:您|你)?了"
    r"|(?:不用|不再|就不|无需)(?:再)?(?:给您)?(?:转|派)(?:了|单)"
)
_TELLING, _ENOUGH = 12, 2
_UNDERSTOOD, _TOLD, _OPEN = 0.85, 0.65, 0.7


def draft_direct_answer(conversation: Conversation, kind: DraftField | None) -> DraftField | None:
    """YES or NO; None as long as the citizen has asked for nothing.

    Only questions are answered at once, and what somebody says to be settled in the call.
    """
    if kind is None:
        return None
    told = [turn for turn in (*conversation.of(AGENT), *conversation.departments) if _tells(turn)]
    settled = next((at for at, turn in enumerate(conversation.turns) if _settles(turn)), None)
    dispatched = [turn for turn in conversation.turns[settled or 0 :] if turn.role == AGENT and _dispatches(turn)]
    understood = [turn for turn in conversation.of(CITIZEN) if _SATISFIED.search(turn.text)]
    critical = any(emergency_in(line.text) for line in conversation.lines)
    asked = kind.value == "咨询" or settled is not None
    if critical or not asked or dispatched or not told or not (understood or len(told) >= _ENOUGH):
        return DraftField(value=NO, confidence=_OPEN, sources=tuple(turn.ids[0] for turn in dispatched[:1]))
    sources = tuple(id_ for turn in (*told, *understood) for id_ in turn.ids)
    return DraftField(value=YES, confidence=_UNDERSTOOD if understood else _TOLD, sources=sources)


def _dispatches(turn: Turn) -> bool:
    clauses = turn.text.split(BOUNDARY)
    return any(_DISPATCHED.search(clause) and not _NOT_DISPATCHED.search(clause) for clause in clauses)


def _settles(turn: Turn) -> bool:
    return turn.role in (AGENT, CITIZEN) and bool(_SETTLED.search(turn.text))


def _tells(turn: Turn) -> bool:
    return (
        len(turn.text) >= _TELLING and bool(_ANSWERS.search(turn.text)) and not turn.text.endswith(("吗", "呢", "么"))
    )
