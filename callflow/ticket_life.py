"""Where a ticket stands, and how each step moves it: pure values and small functions for the table in `ticket.py`."""

from collections.abc import Callable
from typing import Any

import msgspec

from callflow import ticket_steps as steps
from callflow.ticket_rules import URGENT
from callflow.ticket_steps import TicketStep
from callflow.views import TicketState


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
    """The escalation that has been told and stands."""

    def to(self, state: TicketState, **changes: Any) -> "Life":
        """The same in another state."""
        return msgspec.structs.replace(self, state=state, **changes)


Move = Callable[[Life, Any], Life]


def to(state: TicketState, **changes: Any) -> Move:
    """Go to a state, and nothing else but these changes."""
    return lambda life, _: life.to(state, **changes)


def stay(life: Life, _: TicketStep) -> Life:
    """Nothing changes: it is noted."""
    return life


def confirm(life: Life, step: steps.Confirmed) -> Life:
    """A person stands by it."""
    return life.to(TicketState.CONFIRMED, urgent=step.urgency in URGENT, suggested=step.suggested)


def amend(life: Life, step: steps.Amended) -> Life:
    """Another urgency may make it urgent."""
    if "urgency" not in step.changes:
        return life
    return msgspec.structs.replace(life, urgent=step.changes["urgency"] in URGENT)


def dispatch(life: Life, step: steps.Dispatched) -> Life:
    """A department has it."""
    return life.to(TicketState.DISPATCHED, department=step.department, suggested="", asked=None)


def send_back(life: Life, _: steps.Returned) -> Life:
    """The department has it no more; what it had asked for is moot."""
    return life.to(TicketState.RETURNED, department="", returns=life.returns + 1, asked=None)


def reply(life: Life, _: steps.Replied) -> Life:
    """The department has done its part."""
    return life.to(TicketState.REPLIED, asked=None)


def ask(life: Life, step: steps.ExtensionAsked) -> Life:
    """More time is asked for."""
    return msgspec.structs.replace(life, asked=step)


def grant(life: Life, _: steps.ExtensionGranted) -> Life:
    """It is given."""
    return msgspec.structs.replace(life, asked=None, extensions=life.extensions + 1)


def refuse(life: Life, _: steps.ExtensionRefused) -> Life:
    """It is not."""
    return msgspec.structs.replace(life, asked=None)


def suspend(life: Life, _: steps.Suspended) -> Life:
    """Remember where to go on."""
    return life.to(TicketState.SUSPENDED, suspended_from=life.state)


def resume(life: Life, _: steps.Resumed) -> Life:
    """Go on there."""
    return life.to(life.suspended_from or TicketState.CONFIRMED, suspended_from=None)


def merge(life: Life, step: steps.Merged) -> Life:
    """It lives on in another ticket."""
    return life.to(TicketState.MERGED, merged_into=step.into, asked=None, suspended_from=None)


def reopen(life: Life, _: steps.Reopened) -> Life:
    """It begins again; the department that had it is suggested."""
    last = life.department or life.suggested
    return Life(state=TicketState.REOPENED, urgent=life.urgent, suggested=last)


def follow_up(life: Life, step: steps.FollowedUp) -> Life:
    """One that failed and will be tried again changes nothing."""
    return life.to(TicketState.FOLLOWED_UP) if step.reached or step.last else life


def escalate(life: Life, step: steps.Escalated | steps.Eased) -> Life:
    """A level stands now."""
    return msgspec.structs.replace(life, level=step.level)
