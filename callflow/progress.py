"""How a ticket stands, told to its citizen: in words that promise nothing and name nobody. Pure."""

from callflow.views import TicketState

_AT_WORK = "已受理，正在安排承办单位"
_TEXTS = {
    TicketState.DRAFT: "已收到，正在登记",
    TicketState.CONFIRMED: _AT_WORK,
    TicketState.IN_REVIEW: _AT_WORK,
    TicketState.REVIEWED: _AT_WORK,
    TicketState.DISPATCHED: "已转交{unit}，等待签收",
    TicketState.ACCEPTED: "{unit}正在办理",
    TicketState.RETURNED: "正在重新确定承办单位",
    TicketState.REPLIED: "{unit}已答复",
    TicketState.FOLLOWED_UP: "{unit}已答复",
    TicketState.RESOLVED: "已办结",
    TicketState.REOPENED: "正在重新办理",
    TicketState.ANSWERED: "已直接答复",
    TicketState.SUSPENDED: "因故暂缓办理",
    TicketState.MERGED: "已与同一事项合并办理",
    TicketState.ARCHIVED: "已办结",
    TicketState.DISCARDED: "已撤销，不再办理",
}
_WITH_REPLY = frozenset(
    {
        TicketState.REPLIED,
        TicketState.FOLLOWED_UP,
        TicketState.RESOLVED,
        TicketState.ANSWERED,
        TicketState.ARCHIVED,
    }
)


def in_words(state: TicketState, unit: str) -> str:
    """One sentence without a full stop; `unit` is the department that has it, when one has."""
    return _TEXTS[state].format(unit=unit or "承办单位")


def shows_reply(state: TicketState) -> bool:
    """Whether what was replied holds: not while the matter is being dealt with anew."""
    return state in _WITH_REPLY
