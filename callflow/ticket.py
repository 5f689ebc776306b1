"""A ticket's life from draft to archive: one table, and a few short functions.

`take(life, step, by, rules) -> (life, orders)`. The table says what each step means in each state, who may take it,
and what speaks against it; a step that is not in the table, or not this person's, is refused with a reason in Chinese.
What follows by rule (review, dispatch, the follow-up call) comes back as orders: further steps for the service to take
at once, or things to plan.

`replay` folds steps that were taken into the state: it asks neither who nor whether the rules still say so.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from callflow import ticket_steps as steps
from callflow.ticket_rules import URGENT, Review, TicketRules
from callflow.ticket_steps import Actor, By, TicketStep
from callflow.ticket_words import ACTOR_WORDS, STATE_WORDS, STEP_WORDS
from callflow.views import TicketState

MOST_RETURNS = 2
"""Then a supervisor decides whose job it is, and that stands."""
MOST_EXTENSIONS = 2


class StepRefusedError(Exception):
    """The step cannot be taken; `reason` is Chinese. `forbidden`: not by this person, whatever the state."""

    def __init__(self, reason: str, *, forbidden: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.forbidden = forbidden


class PlanFollowUp(msgspec.Struct, frozen=True):
    """The citizen, and those whose tickets were merged into this one, are to be called."""


class CancelFollowUp(msgspec.Struct, frozen=True):
    """Nobody needs to be called any more."""


class ReopenTarget(msgspec.Struct, frozen=True):
    """The ticket into which this one was merged is to be opened again: its caller says so."""


Order = TicketStep | PlanFollowUp | CancelFollowUp | ReopenTarget


class Life(msgspec.Struct, frozen=True, kw_only=True):
    """Where a ticket stands, as far as its next steps depend on it."""

    state: TicketState = TicketState.NONE
    urgent: bool = False
    suggested: str = ""
    """The department that seems to be in charge, while none has it."""
    department: str = ""
    """The department that has it, or had it last when it was done."""
    returns: int = 0
    extensions: int = 0
    asked: steps.ExtensionAsked | None = None
    """More time was asked for, and nobody has decided."""
    suspended_from: TicketState | None = None
    merged_into: str = ""
    level: int = 0
    """The escalation that has been told."""

    def to(self, state: TicketState, **changes: Any) -> "Life":
        """The same in another state."""
        return msgspec.structs.replace(self, state=state, **changes)


class Taken(NamedTuple):
    """The state after a step, and what follows from it."""

    life: Life
    orders: tuple[Order, ...] = ()


Move = Callable[[Life, Any], Life]
Objection = Callable[[Life, Any, By, TicketRules], str]
Outcome = Callable[[Life, Any, TicketRules], tuple[Order, ...]]


class Way(NamedTuple):
    """One cell of the table: who may go this way, where it leads, what may speak against it (empty: nothing)."""

    by: frozenset[Actor]
    move: Move
    unless: tuple[Objection, ...] = ()


Row = Mapping[type[TicketStep], Way]


def take(life: Life, step: TicketStep, by: By, rules: TicketRules) -> Taken:
    """Take one step. Raises StepRefusedError."""
    way = TABLE[life.state].get(type(step))
    if way is None:
        raise StepRefusedError(_why_not(life, type(step)))
    if by.actor not in way.by:
        raise StepRefusedError(_not_by(type(step), way.by), forbidden=True)
    if by.actor is Actor.DEPARTMENT and by.department != life.department:
        raise StepRefusedError("这张工单不在贵单位名下。", forbidden=True)
    for objection in way.unless:
        if reason := objection(life, step, by, rules):
            raise StepRefusedError(reason)
    after = way.move(life, step)
    outcome = FOLLOWS.get(type(step))
    return Taken(after, outcome(after, step, rules) if outcome else ())


def replay(taken: Iterable[TicketStep]) -> Life:
    """The state after these steps, from nothing. Raises KeyError for steps that cannot have been taken."""
    life = Life()
    for step in taken:
        life = TABLE[life.state][type(step)].move(life, step)
    return life


def possible(life: Life, by: By, rules: TicketRules) -> Iterable[type[TicketStep]]:
    """The steps that this person may take now, as far as that does not depend on what they say."""
    for kind, way in TABLE[life.state].items():
        if by.actor in way.by and (by.actor is not Actor.DEPARTMENT or by.department == life.department):
            blank = _BLANKS.get(kind, kind)()
            if not any(objection(life, blank, by, rules) for objection in way.unless):
                yield kind


def must_be_reviewed(life: Life, rules: TicketRules) -> bool:
    """Whether the duty leader has to see a confirmed ticket before it goes out."""
    return rules.review is Review.ALL or (rules.review is Review.URGENT and life.urgent)


def clock_runs(life: Life) -> bool:
    """Whether the citizen's time counts."""
    return life.state in UNDER_WAY


# --- moves ---


def _to(state: TicketState, **changes: Any) -> Move:
    return lambda life, _: life.to(state, **changes)


def _stay(life: Life, _: TicketStep) -> Life:
    return life


def _confirm(life: Life, step: steps.Confirmed) -> Life:
    return life.to(TicketState.CONFIRMED, urgent=step.urgency in URGENT, suggested=step.suggested)


def _amend(life: Life, step: steps.Amended) -> Life:
    if "urgency" not in step.changes:
        return life
    return msgspec.structs.replace(life, urgent=step.changes["urgency"] in URGENT)


def _dispatch(life: Life, step: steps.Dispatched) -> Life:
    return life.to(TicketState.DISPATCHED, department=step.department, suggested="", asked=None)


def _return(life: Life, _: steps.Returned) -> Life:
    return life.to(TicketState.RETURNED, department="", returns=life.returns + 1, asked=None)


def _reply(life: Life, _: steps.Replied) -> Life:
    return life.to(TicketState.REPLIED, asked=None)


def _ask(life: Life, step: steps.ExtensionAsked) -> Life:
    return msgspec.structs.replace(life, asked=step)


def _grant(life: Life, _: steps.ExtensionGranted) -> Life:
    return msgspec.structs.replace(life, asked=None, extensions=life.extensions + 1)


def _refuse(life: Life, _: steps.ExtensionRefused) -> Life:
    return msgspec.structs.replace(life, asked=None)


def _suspend(life: Life, _: steps.Suspended) -> Life:
    return life.to(TicketState.SUSPENDED, suspended_from=life.state)


def _resume(life: Life, _: steps.Resumed) -> Life:
    return life.to(life.suspended_from or TicketState.CONFIRMED, suspended_from=None)


def _merge(life: Life, step: steps.Merged) -> Life:
    return life.to(TicketState.MERGED, merged_into=step.into, asked=None, suspended_from=None)


def _reopen(life: Life, _: steps.Reopened) -> Life:
    """It begins again; the department that had it is suggested."""
    last = life.department or life.suggested
    return Life(state=TicketState.REOPENED, urgent=life.urgent, suggested=last)


def _follow_up(life: Life, step: steps.FollowedUp) -> Life:
    """One that failed and will be tried again changes nothing."""
    return life.to(TicketState.FOLLOWED_UP) if step.reached or step.last else life


def _escalate(life: Life, step: steps.Escalated) -> Life:
    return msgspec.structs.replace(life, level=step.level)


# --- what speaks against a step ---


def _unreviewed(life: Life, _: TicketStep, __: By, rules: TicketRules) -> str:
    return "按规定要先经值班领导审签，再派单。请先提交审签。" if must_be_reviewed(life, rules) else ""


def _needs_no_review(life: Life, _: TicketStep, __: By, rules: TicketRules) -> str:
    return "" if must_be_reviewed(life, rules) else "按现行规定，这张工单不需要审签，可以直接派单。"


def _nowhere(_: Life, step: steps.Dispatched, __: By, ___: TicketRules) -> str:
    return "" if step.department else "请先选定承办单位，再派单。"


def _to_be_decided(life: Life, _: TicketStep, by: By, __: TicketRules) -> str:
    decides = life.returns < MOST_RETURNS or by.actor is Actor.SUPERVISOR
    return "" if decides else f"这张工单已被退单 {life.returns} 次，要由班长裁定承办单位。"


def _returned_enough(life: Life, _: TicketStep, __: By, ___: TicketRules) -> str:
    enough = life.returns >= MOST_RETURNS
    return (
        f"这张工单已退单 {life.returns} 次，承办单位由班长裁定，不能再退。确有困难请与热线班长联系。" if enough else ""
    )


def _wordless(_: Life, step: Any, __: By, ___: TicketRules) -> str:
    said = getattr(step, "reason", "") or getattr(step, "text", "") or getattr(step, "answer", "")
    return "" if said.strip() else f"请写明{_SAYS[type(step)]}。"


def _asked_already(life: Life, _: TicketStep, __: By, ___: TicketRules) -> str:
    if life.asked is not None:
        return "已经申请过延期，班长还没有批复。"
    return f"已延期 {life.extensions} 次，不能再延。" if life.extensions >= MOST_EXTENSIONS else ""


def _not_asked(life: Life, _: TicketStep, __: By, ___: TicketRules) -> str:
    return "" if life.asked is not None else "承办单位没有申请延期。"


def _no_days(_: Life, step: steps.ExtensionAsked | steps.ExtensionGranted, __: By, ___: TicketRules) -> str:
    return "" if step.days > 0 else "请写明延长几个工作日。"


def _no_higher(life: Life, step: steps.Escalated, __: By, ___: TicketRules) -> str:
    return "" if step.level > life.level else "这一级督办已经发出。"


# --- what follows ---


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
    if steps.Reopened not in TABLE[life.state]:
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

# --- the table ---

_SERVICE = frozenset({Actor.SERVICE})
_SUPERVISOR = frozenset({Actor.SUPERVISOR})
_BY_RULE = _SUPERVISOR | _SERVICE
_DESK = frozenset({Actor.AGENT, Actor.SUPERVISOR})
_ANYONE = _DESK | _SERVICE
_DEPARTMENT = frozenset({Actor.DEPARTMENT, Actor.SUPERVISOR})
"""A supervisor acts for a department that has no account, or that telephones."""

_ANSWER = Way(_ANYONE, _to(TicketState.ANSWERED), (_wordless,))
_DISPATCH = Way(_ANYONE, _dispatch, (_nowhere, _to_be_decided))
_DISPATCH_AGAIN = Way(_SUPERVISOR, _dispatch, (_nowhere,))
_RESOLVE = Way(_BY_RULE, _to(TicketState.RESOLVED))
_REOPEN = Way(_BY_RULE, _reopen, (_wordless,))
_ARCHIVE = Way(_BY_RULE, _to(TicketState.ARCHIVED))
_ASKED = Way(_ANYONE, _follow_up)
_NOTED = Way(_ANYONE, _stay)
_MERGE = Way(_ANYONE, _merge)

_RUNNING: Row = {
    steps.Escalated: Way(_SERVICE, _escalate, (_no_higher,)),
    steps.Suspended: Way(_SUPERVISOR, _suspend, (_wordless,)),
    steps.Merged: _MERGE,
    steps.Absorbed: _NOTED,
    steps.FollowedUp: Way(_SERVICE, _stay),
}
_AT_THE_DESK: Row = {**_RUNNING, steps.Amended: Way(_DESK, _amend), steps.Answered: _ANSWER}
_AT_THE_DEPARTMENT: Row = {
    **_RUNNING,
    steps.Amended: Way(_SUPERVISOR, _amend),
    steps.Returned: Way(_DEPARTMENT, _return, (_wordless, _returned_enough)),
    steps.Dispatched: _DISPATCH_AGAIN,
}

TABLE: Mapping[TicketState, Row] = {
    TicketState.NONE: {steps.Opened: Way(_SERVICE, _to(TicketState.DRAFT))},
    TicketState.DRAFT: {
        steps.Confirmed: Way(_ANYONE, _confirm),
        steps.Discarded: Way(_ANYONE, _to(TicketState.DISCARDED)),
    },
    TicketState.CONFIRMED: {
        **_AT_THE_DESK,
        steps.ReviewAsked: Way(_ANYONE, _to(TicketState.IN_REVIEW), (_needs_no_review,)),
        steps.Dispatched: Way(_ANYONE, _dispatch, (_unreviewed, _nowhere)),
        steps.Resolved: _RESOLVE,
    },
    TicketState.IN_REVIEW: {
        **_RUNNING,
        steps.Amended: Way(_SUPERVISOR, _amend),
        steps.Reviewed: Way(_SUPERVISOR, _to(TicketState.REVIEWED)),
        steps.SentBack: Way(_SUPERVISOR, _to(TicketState.CONFIRMED), (_wordless,)),
    },
    TicketState.REVIEWED: {**_AT_THE_DESK, steps.Dispatched: _DISPATCH, steps.Resolved: _RESOLVE},
    TicketState.DISPATCHED: {**_AT_THE_DEPARTMENT, steps.Accepted: Way(_DEPARTMENT, _to(TicketState.ACCEPTED))},
    TicketState.ACCEPTED: {
        **_AT_THE_DEPARTMENT,
        steps.Replied: Way(_DEPARTMENT, _reply, (_wordless,)),
        steps.ExtensionAsked: Way(_DEPARTMENT, _ask, (_wordless, _no_days, _asked_already)),
        steps.ExtensionGranted: Way(_SUPERVISOR, _grant, (_not_asked, _no_days)),
        steps.ExtensionRefused: Way(_SUPERVISOR, _refuse, (_not_asked, _wordless)),
        steps.Resolved: _RESOLVE,
    },
    TicketState.RETURNED: {**_AT_THE_DESK, steps.Dispatched: _DISPATCH, steps.Resolved: _RESOLVE},
    TicketState.REPLIED: {
        steps.FollowedUp: _ASKED,
        steps.Resolved: _RESOLVE,
        steps.Reopened: _REOPEN,
        steps.Absorbed: _NOTED,
    },
    TicketState.FOLLOWED_UP: {
        steps.FollowedUp: _ASKED,
        steps.Resolved: _RESOLVE,
        steps.Reopened: _REOPEN,
        steps.Absorbed: _NOTED,
    },
    TicketState.RESOLVED: {steps.FollowedUp: _NOTED, steps.Reopened: _REOPEN, steps.Archived: _ARCHIVE},
    TicketState.REOPENED: {**_AT_THE_DESK, steps.Dispatched: _DISPATCH, steps.Resolved: _RESOLVE},
    TicketState.ANSWERED: {steps.FollowedUp: _NOTED, steps.Reopened: _REOPEN, steps.Archived: _ARCHIVE},
    TicketState.SUSPENDED: {
        steps.Resumed: Way(_BY_RULE, _resume),
        steps.Amended: Way(_SUPERVISOR, _amend),
        steps.Merged: _MERGE,
        steps.Absorbed: _NOTED,
        steps.FollowedUp: Way(_SERVICE, _stay),
    },
    TicketState.MERGED: {steps.FollowedUp: _NOTED, steps.Merged: Way(_SERVICE, _merge)},
    TicketState.ARCHIVED: {},
    TicketState.DISCARDED: {},
}
"""What each step means in each state. docs/diagrams are drawn from it."""

UNDER_WAY = frozenset(state for state, row in TABLE.items() if steps.Escalated in row)
"""The citizen waits for an answer: time counts."""
OPEN = UNDER_WAY | {TicketState.SUSPENDED, TicketState.REPLIED, TicketState.FOLLOWED_UP}
"""Confirmed and not done: others may be merged into it."""
FINAL = frozenset({TicketState.MERGED, TicketState.ARCHIVED, TicketState.DISCARDED})

_BLANKS: Mapping[type[TicketStep], Callable[[], TicketStep]] = {
    steps.Dispatched: lambda: steps.Dispatched(department="?"),
    steps.Returned: lambda: steps.Returned(reason="?"),
    steps.Replied: lambda: steps.Replied(text="?"),
    steps.Answered: lambda: steps.Answered(answer="?"),
    steps.SentBack: lambda: steps.SentBack(reason="?"),
    steps.Suspended: lambda: steps.Suspended(reason="?"),
    steps.Reopened: lambda: steps.Reopened(reason="?"),
    steps.ExtensionAsked: lambda: steps.ExtensionAsked(days=1, reason="?"),
    steps.ExtensionGranted: lambda: steps.ExtensionGranted(days=1),
    steps.ExtensionRefused: lambda: steps.ExtensionRefused(reason="?"),
    steps.Escalated: lambda: steps.Escalated(level=1),
}
"""Steps that say enough, to ask whether they could be taken at all."""

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

_HINTS: Mapping[tuple[TicketState, type[TicketStep]], str] = {
    (TicketState.DISPATCHED, steps.Replied): "工单还没有签收，请先签收再答复。",
    (TicketState.DISPATCHED, steps.ExtensionAsked): "工单还没有签收，请先签收再申请延期。",
    (TicketState.IN_REVIEW, steps.Dispatched): "工单正在等值班领导审签，审签后才能派单。",
    (TicketState.DRAFT, steps.Dispatched): "工单还没有确认，请先确认再派单。",
    (TicketState.REPLIED, steps.Returned): "工单已经答复，不能再退单。",
    (TicketState.REPLIED, steps.Archived): "工单还没有办结，办结后才能归档。",
}


def _why_not(life: Life, kind: type[TicketStep]) -> str:
    hint = _HINTS.get((life.state, kind))
    return hint or f"工单现在是“{STATE_WORDS[life.state]}”，不能{STEP_WORDS[kind.kind()]}。"


def _not_by(kind: type[TicketStep], who: frozenset[Actor]) -> str:
    names = "、".join(word for actor, word in ACTOR_WORDS.items() if actor in who)
    return f"{STEP_WORDS[kind.kind()]}只能由{names}来做。"
