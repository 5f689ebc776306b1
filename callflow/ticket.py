"""A ticket's life from draft to archive: one table, and a few short functions.

`take(life, step, by, rules) -> (life, orders)`. The table says what each step means in each state, who may take it,
and what speaks against it; a step that is not in the table, or not this person's, is refused with a reason in Chinese.
What follows by rule (review, dispatch, the follow-up call) comes back as orders: further steps for the service to take
at once, or things to plan. The parts: `ticket_steps` (what can happen), `ticket_life` (where it leads),
`ticket_objections`, `ticket_outcomes` (what follows), `ticket_words`.

`replay` folds steps that were taken into the state: it asks neither who nor whether the rules still say so.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from callflow import ticket_life as moves
from callflow import ticket_objections as objections
from callflow import ticket_steps as steps
from callflow.ticket_life import Life, Move
from callflow.ticket_objections import Objection
from callflow.ticket_outcomes import FOLLOWS, Order
from callflow.ticket_rules import TicketRules
from callflow.ticket_steps import Actor, By, TicketStep
from callflow.ticket_words import ACTOR_WORDS, STATE_WORDS, STEP_WORDS
from callflow.views import TicketState


class StepRefusedError(Exception):
    """The step cannot be taken; `reason` is Chinese. `forbidden`: not by this person, whatever the state."""

    def __init__(self, reason: str, *, forbidden: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.forbidden = forbidden


class Taken(NamedTuple):
    """The state after a step, and what follows from it."""

    life: Life
    orders: tuple[Order, ...] = ()


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


def clock_runs(life: Life) -> bool:
    """Whether the citizen's time counts."""
    return life.state in UNDER_WAY


# --- the table ---

_SERVICE = frozenset({Actor.SERVICE})
_SUPERVISOR = frozenset({Actor.SUPERVISOR})
_BY_RULE = _SUPERVISOR | _SERVICE
_DESK = frozenset({Actor.AGENT, Actor.SUPERVISOR})
_ANYONE = _DESK | _SERVICE
_DEPARTMENT = frozenset({Actor.DEPARTMENT, Actor.SUPERVISOR})
"""A supervisor acts for a department that has no account, or that telephones."""

_ANSWER = Way(_ANYONE, moves.to(TicketState.ANSWERED), (objections.wordless,))
_DISPATCH = Way(_ANYONE, moves.dispatch, (objections.nowhere, objections.to_be_decided))
_DISPATCH_AGAIN = Way(_SUPERVISOR, moves.dispatch, (objections.nowhere,))
_RESOLVE = Way(_BY_RULE, moves.to(TicketState.RESOLVED))
_REOPEN = Way(_BY_RULE, moves.reopen, (objections.wordless,))
_ARCHIVE = Way(_BY_RULE, moves.to(TicketState.ARCHIVED))
_ASKED = Way(_ANYONE, moves.follow_up)
_NOTED = Way(_ANYONE, moves.stay)
_MERGE = Way(_ANYONE, moves.merge)

_RUNNING: Row = {
    steps.Escalated: Way(_SERVICE, moves.escalate, (objections.no_higher,)),
    steps.Eased: Way(_SERVICE, moves.escalate, (objections.no_lower,)),
    steps.Suspended: Way(_SUPERVISOR, moves.suspend, (objections.wordless,)),
    steps.Merged: _MERGE,
    steps.Absorbed: _NOTED,
    steps.FollowedUp: Way(_SERVICE, moves.stay),
}
_AT_THE_DESK: Row = {**_RUNNING, steps.Amended: Way(_DESK, moves.amend), steps.Answered: _ANSWER}
_AT_THE_DEPARTMENT: Row = {
    **_RUNNING,
    steps.Amended: Way(_SUPERVISOR, moves.amend),
    steps.Returned: Way(_DEPARTMENT, moves.send_back, (objections.wordless, objections.returned_enough)),
    steps.Dispatched: _DISPATCH_AGAIN,
}

TABLE: Mapping[TicketState, Row] = {
    TicketState.NONE: {steps.Opened: Way(_SERVICE, moves.to(TicketState.DRAFT))},
    TicketState.DRAFT: {
        steps.Confirmed: Way(_ANYONE, moves.confirm),
        steps.Discarded: Way(_ANYONE, moves.to(TicketState.DISCARDED)),
    },
    TicketState.CONFIRMED: {
        **_AT_THE_DESK,
        steps.ReviewAsked: Way(_ANYONE, moves.to(TicketState.IN_REVIEW), (objections.needs_no_review,)),
        steps.Dispatched: Way(_ANYONE, moves.dispatch, (objections.unreviewed, objections.nowhere)),
        steps.Resolved: _RESOLVE,
    },
    TicketState.IN_REVIEW: {
        **_RUNNING,
        steps.Amended: Way(_SUPERVISOR, moves.amend),
        steps.Reviewed: Way(_SUPERVISOR, moves.to(TicketState.REVIEWED)),
        steps.SentBack: Way(_SUPERVISOR, moves.to(TicketState.CONFIRMED), (objections.wordless,)),
    },
    TicketState.REVIEWED: {**_AT_THE_DESK, steps.Dispatched: _DISPATCH, steps.Resolved: _RESOLVE},
    TicketState.DISPATCHED: {**_AT_THE_DEPARTMENT, steps.Accepted: Way(_DEPARTMENT, moves.to(TicketState.ACCEPTED))},
    TicketState.ACCEPTED: {
        **_AT_THE_DEPARTMENT,
        steps.Replied: Way(_DEPARTMENT, moves.reply, (objections.wordless,)),
        steps.ExtensionAsked: Way(
            _DEPARTMENT, moves.ask, (objections.wordless, objections.no_days, objections.asked_already)
        ),
        steps.ExtensionGranted: Way(_SUPERVISOR, moves.grant, (objections.not_asked, objections.no_days)),
        steps.ExtensionRefused: Way(_SUPERVISOR, moves.refuse, (objections.not_asked, objections.wordless)),
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
        steps.Resumed: Way(_BY_RULE, moves.resume),
        steps.Amended: Way(_SUPERVISOR, moves.amend),
        steps.Merged: _MERGE,
        steps.Absorbed: _NOTED,
        steps.FollowedUp: Way(_SERVICE, moves.stay),
    },
    TicketState.MERGED: {steps.FollowedUp: _NOTED, steps.Merged: Way(_SERVICE, moves.merge)},
    TicketState.ARCHIVED: {},
    TicketState.DISCARDED: {},
}
"""What each step means in each state. docs/diagrams are drawn from it."""

UNDER_WAY = frozenset(state for state, row in TABLE.items() if steps.Escalated in row)
"""The citizen waits for an answer: time counts."""
OPEN = UNDER_WAY | {TicketState.SUSPENDED, TicketState.REPLIED, TicketState.FOLLOWED_UP}
"""Confirmed and not done: others may be merged into it."""
UNFINISHED = OPEN | {TicketState.DRAFT}
"""Somebody has still to do something about it."""
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
