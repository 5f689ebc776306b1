"""What may speak against a step that is in a ticket's table: a reason in Chinese, or the empty text."""

from collections.abc import Callable, Mapping
from typing import Any

from callflow import ticket_steps as steps
from callflow.ticket_life import Life
from callflow.ticket_rules import Review, TicketRules
from callflow.ticket_steps import Actor, By, TicketStep

Objection = Callable[[Life, Any, By, TicketRules], str]

MOST_RETURNS = 2
"""Then a supervisor decides whose job it is, and that stands."""
MOST_EXTENSIONS = 2

_SAYS: Mapping[type[TicketStep], str] = {
    steps.Returned: "退单原因",
    steps.Replied: "答复内容",
    steps.Answered: "答复内容",
    steps.SentBack: "退回修改的原因",
    steps.Suspended: "挂起原因",
    steps.Reopened: "重新办理的原因",
    steps.ExtensionAsked: "延期原因",
    steps.ExtensionRefused: "不同意延期的原因",
}


def must_be_reviewed(life: Life, rules: TicketRules) -> bool:
    """Whether the duty leader has to see a confirmed ticket before it goes out."""
    return rules.review is Review.ALL or (rules.review is Review.URGENT and life.urgent)


def unreviewed(life: Life, _: TicketStep, __: By, rules: TicketRules) -> str:
    """The duty leader has not seen it."""
    return "按规定要先经值班领导审签，再派单。请先提交审签。" if must_be_reviewed(life, rules) else ""


def needs_no_review(life: Life, _: TicketStep, __: By, rules: TicketRules) -> str:
    """The rule does not want a review."""
    return "" if must_be_reviewed(life, rules) else "按现行规定，这张工单不需要审签，可以直接派单。"


def nowhere(_: Life, step: steps.Dispatched, __: By, ___: TicketRules) -> str:
    """No department was chosen."""
    return "" if step.department else "请先选定承办单位，再派单。"


def to_be_decided(life: Life, _: TicketStep, by: By, __: TicketRules) -> str:
    """It was returned so often that a supervisor decides."""
    decides = life.returns < MOST_RETURNS or by.actor is Actor.SUPERVISOR
    return "" if decides else f"这张工单已被退单 {life.returns} 次，要由班长裁定承办单位。"


def returned_enough(life: Life, _: TicketStep, __: By, ___: TicketRules) -> str:
    """It was returned so often that it stays."""
    enough = life.returns >= MOST_RETURNS
    return (
        f"这张工单已退单 {life.returns} 次，承办单位由班长裁定，不能再退。确有困难请与热线班长联系。" if enough else ""
    )


def wordless(_: Life, step: Any, __: By, ___: TicketRules) -> str:
    """What has to be said was not."""
    said = getattr(step, "reason", "") or getattr(step, "text", "") or getattr(step, "answer", "")
    return "" if said.strip() else f"请写明{_SAYS[type(step)]}。"


def asked_already(life: Life, _: TicketStep, __: By, ___: TicketRules) -> str:
    """More time was asked for, or granted, before."""
    if life.asked is not None:
        return "已经申请过延期，班长还没有批复。"
    return f"已延期 {life.extensions} 次，不能再延。" if life.extensions >= MOST_EXTENSIONS else ""


def not_asked(life: Life, _: TicketStep, __: By, ___: TicketRules) -> str:
    """Nobody asked for more time."""
    return "" if life.asked is not None else "承办单位没有申请延期。"


def no_days(_: Life, step: steps.ExtensionAsked | steps.ExtensionGranted, __: By, ___: TicketRules) -> str:
    """How many days was not said."""
    return "" if step.days > 0 else "请写明延长几个工作日。"


def no_higher(life: Life, step: steps.Escalated, __: By, ___: TicketRules) -> str:
    """This level has been told."""
    return "" if step.level > life.level else "这一级督办已经发出。"


def no_lower(life: Life, step: steps.Eased, __: By, ___: TicketRules) -> str:
    """No higher level than this one stands."""
    return "" if step.level < life.level else "没有更高的督办需要调整。"
