"""What follows from a ticket's step by rule: further steps for the service to take, and calls to plan."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from callflow import ticket_steps as steps
from callflow.ticket_life import Life
from callflow.ticket_objections import must_be_reviewed
from callflow.ticket_rules import TicketRules
from callflow.ticket_steps import TicketStep
from callflow.views import TicketState


class PlanFollowUp(msgspec.Struct, frozen=True):
    """The citizen, and those whose tickets were merged into this one, are to be called."""


class CancelFollowUp(msgspec.Struct, frozen=True):
    """Nobody needs to be called any more."""


class ReopenTarget(msgspec.Struct, frozen=True):
    """The ticket into which this one was merged is to be opened again: its caller says so."""


Order = TicketStep | PlanFollowUp | CancelFollowUp | ReopenTarget
REOPENED_FROM = frozenset({TicketState.REPLIED, TicketState.FOLLOWED_UP, TicketState.RESOLVED, TicketState.ANSWERED})
"""Where a citizen's no opens a ticket again."""

Outcome = Callable[[Life, Any, TicketRules], tuple[Order, ...]]


def _after_confirmation(life: Life, step: steps.Confirmed, rules: TicketRules) -> tuple[Order, ...]:
    if step.merge_into:
        return (steps.Merged(into=step.merge_into),)
    if step.answer:
        return (steps.Answered(answer=step.answer, article=step.article),)
    if must_be_reviewed(life, rules):
        return (steps.ReviewAsked(),)
    return _at_once(life, step, rules)


def _at_once(life: Life, _: TicketStep, rules: TicketRules) -> tuple[Order, ...]:
    ready = life.suggested and rules.dispatch_at_once
    return (steps.Dispatched(department=life.suggested),) if ready else ()


def _call(_: Life, __: TicketStep, rules: TicketRules) -> tuple[Order, ...]:
    return (PlanFollowUp(),) if rules.follow_up else ()


def _call_nobody(_: Life, __: TicketStep, ___: TicketRules) -> tuple[Order, ...]:
    return (CancelFollowUp(),)


def _heard(life: Life, step: steps.FollowedUp, _: TicketRules) -> tuple[Order, ...]:
    """What the citizen says decides; a clear answer needs nobody's nod."""
    unsolved = step.solved is False
    if life.state is TicketState.MERGED:
        return (ReopenTarget(),) if unsolved else ()
    if life.state not in REOPENED_FROM:
        return ()
    if unsolved:
        return (steps.Reopened(reason="市民表示问题没有解决"),)
    done = step.solved and life.state is TicketState.FOLLOWED_UP
    return (steps.Resolved(note="市民表示问题已经解决"),) if done else ()


FOLLOWS: Mapping[type[TicketStep], Outcome] = {
    steps.Confirmed: _after_confirmation,
    steps.Reviewed: _at_once,
    steps.Replied: _call,
    steps.FollowedUp: _heard,
    steps.Reopened: _call_nobody,
    steps.Archived: _call_nobody,
}
