"""How a case ends: letting everybody go, the agent's wrap-up, owing a call, and the case's closing.

Two things end apart from each other: the conversation, with its legs, and the agent's writing. A case closes when
neither is left.
"""

from functools import partial
from typing import Any

from callflow import commands
from callflow.legs import let_go_all
from callflow.state import Case, TicketPhase
from callflow.step import Step, do, stay
from callflow.units import CITIZEN, WallMs
from callflow.views import EndedAs, Phase


def stop_prompt(case: Case) -> Step:
    """End what plays to the citizen."""
    if case.playing is None:
        return stay(case)
    return do(case, commands.StopPrompt(leg=CITIZEN), playing=None)


def due(case: Case, name: str, at: int) -> dict[str, WallMs]:
    """The case's deadlines with this one set (anew)."""
    return case.deadlines | {name: WallMs(at)}


def without(case: Case, *names: str) -> dict[str, WallMs]:
    """The case's deadlines with these cleared."""
    return {key: at for key, at in case.deadlines.items() if key not in names}


def only(case: Case, *names: str) -> dict[str, WallMs]:
    """The case's deadlines with all but these cleared."""
    return {key: at for key, at in case.deadlines.items() if key in names}


def owe_call(case: Case, reason: str) -> Step:
    """Put the citizen on the call-back list, once, if the number is known."""
    if case.call_back or not case.calling_number:
        return stay(case)
    return do(case, commands.PutOnCallBackList(number=case.calling_number, reason=reason), call_back=True)


def leave_queue(case: Case) -> Step:
    """Tell the queue that this caller waits no more."""
    if case.phase not in (Phase.QUEUED, Phase.RINGING):
        return stay(case)
    return do(case, commands.LeaveQueue(), ahead=None, estimate_ms=None)


def start_writing(case: Case, now: WallMs) -> Step:
    """The agent is out of the conversation and finishes the ticket."""
    return do(case, agent_leg=None, deadlines=due(case, "wrap_up", now + case.rules.wrap_up_ms))


def extend_writing(case: Case, _: Any, now: WallMs) -> Step:
    """The agent needs more time."""
    until = max(case.deadlines.get("wrap_up", now), now) + case.rules.wrap_up_extend_ms
    return do(case, deadlines=due(case, "wrap_up", until))


def stop_writing(case: Case, _: Any, now: WallMs) -> Step:
    """The agent is done, or its time is over; the conversation, if it goes on, does so without it."""
    done = case.with_(deadlines=without(case, "wrap_up"))
    return close(done, now) if case.phase is Phase.WRAP_UP else stay(done)


def finish(case: Case, now: WallMs) -> Step:
    """The conversation is over for good: wait for the agent's writing, or close."""
    if not case.writing:
        return close(case, now)
    ended_as = case.ended_as or EndedAs.SERVED
    return let_go_all(case).then(
        partial(do, phase=Phase.WRAP_UP, deadlines=only(case, "wrap_up"), ended_as=ended_as, playing=None)
    )


def close(case: Case, now: WallMs) -> Step:
    """Let go of everybody; `settle` closes the case when the last leg has ended."""
    closing = {"closing": WallMs(now + case.rules.closing_ms)}
    agent = case.agent or case.handed_on_by
    return let_go_all(case).then(
        partial(do, phase=Phase.CLOSING, agent=agent, agent_leg=None, playing=None, deadlines=closing)
    )


def closing_overdue(case: Case) -> Step:
    """A leg did not confirm its end: release the worker all the same, which ends it."""
    return do(case, commands.ReleaseWorker(), released=True)


def is_over(case: Case) -> bool:
    """Whether the conversation is behind us."""
    return case.phase in (Phase.WRAP_UP, Phase.CLOSING, Phase.CLOSED)


def undecided(case: Case) -> bool:
    """Whether somebody has yet to confirm or to drop the ticket."""
    return case.ticket_phase in (TicketPhase.OPENING, TicketPhase.DRAFT)
