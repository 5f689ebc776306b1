"""A ticket's life in Chinese: states, steps, who takes them, and each step told in one line."""

from collections.abc import Callable, Mapping
from typing import Any

from callflow import ticket_steps as steps
from callflow.ticket_rules import FLAG_NAMES, LEVEL_NAMES
from callflow.ticket_steps import Actor, TicketStep
from callflow.views import TicketState

STATE_WORDS: Mapping[TicketState, str] = {
    TicketState.NONE: "未建单",
    TicketState.DRAFT: "草稿",
    TicketState.CONFIRMED: "待派单",
    TicketState.IN_REVIEW: "待审签",
    TicketState.REVIEWED: "已审签待派",
    TicketState.DISPATCHED: "待签收",
    TicketState.ACCEPTED: "办理中",
    TicketState.RETURNED: "已退单",
    TicketState.REPLIED: "已答复待回访",
    TicketState.FOLLOWED_UP: "已回访待办结",
    TicketState.RESOLVED: "已办结",
    TicketState.REOPENED: "重新办理",
    TicketState.ANSWERED: "直接答复",
    TicketState.SUSPENDED: "已挂起",
    TicketState.MERGED: "已并单",
    TicketState.ARCHIVED: "已归档",
    TicketState.DISCARDED: "已作废",
}

STEP_WORDS: Mapping[str, str] = {
    "opened": "建单",
    "confirmed": "确认",
    "discarded": "作废",
    "amended": "修改",
    "review_asked": "提交审签",
    "reviewed": "审签通过",
    "sent_back": "审签退回",
    "dispatched": "派单",
    "accepted": "签收",
    "returned": "退单",
    "replied": "答复",
    "extension_asked": "申请延期",
    "extension_granted": "同意延期",
    "extension_refused": "不同意延期",
    "suspended": "挂起",
    "resumed": "恢复办理",
    "merged": "并单",
    "absorbed": "并入其他工单",
    "answered": "直接答复",
    "followed_up": "回访",
    "resolved": "办结",
    "reopened": "重新办理",
    "escalated": "督办",
    "eased": "督办调整",
    "archived": "归档",
}

ACTOR_WORDS: Mapping[Actor, str] = {
    Actor.AGENT: "坐席",
    Actor.SUPERVISOR: "班长",
    Actor.DEPARTMENT: "承办单位",
    Actor.SERVICE: "系统",
}


def in_words(step: TicketStep) -> str:
    """The rest of a step in one line; empty when its name says it all."""
    tell = _LINES.get(type(step))
    return tell(step) if tell else str(getattr(step, "reason", "") or getattr(step, "note", ""))


def _dispatched(step: steps.Dispatched) -> str:
    return "，".join(part for part in (step.name or step.department, step.note) if part)


def _extension(step: Any) -> str:
    said = getattr(step, "reason", "") or getattr(step, "note", "")
    return "：".join(part for part in (f"{step.days} 个工作日", said) if part)


def _followed_up(step: steps.FollowedUp) -> str:
    if not step.reached:
        return "没有接通" if step.last else "没有接通，稍后再拨"
    solved = {True: "市民表示已解决", False: "市民表示没有解决", None: "市民没有明确答复"}[step.solved]
    return solved if step.score is None else f"{solved}，满意度 {step.score}"


def _escalated(step: steps.Escalated) -> str:
    flag = FLAG_NAMES[step.flag]
    return LEVEL_NAMES[step.level] + (f"，{flag}" if flag else "")


def _eased(step: steps.Eased) -> str:
    flag = FLAG_NAMES[step.flag]
    stands = LEVEL_NAMES[step.level] + (f"，{flag}" if flag else "") if step.level else "不再督办"
    return f"按现在的时限，{stands}"


def _returned(step: steps.Returned) -> str:
    return "：".join(part for part in (step.name, step.reason) if part)


_LINES: Mapping[type[TicketStep], Callable[[Any], str]] = {
    steps.Dispatched: _dispatched,
    steps.Returned: _returned,
    steps.Replied: lambda step: step.text,
    steps.Answered: lambda step: step.answer,
    steps.ExtensionAsked: _extension,
    steps.ExtensionGranted: _extension,
    steps.Merged: lambda step: f"并入工单 {step.into}",
    steps.Absorbed: lambda step: f"工单 {step.ticket} 并入",
    steps.FollowedUp: _followed_up,
    steps.Escalated: _escalated,
    steps.Eased: _eased,
}
