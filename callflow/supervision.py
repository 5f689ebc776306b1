"""A supervisor in the call: listening, advising the agent, speaking with all, taking over.

The supervisor's phone is called into the case as a leg of its own, whose place says what the supervisor does; what
citizen and agent hear of it is worked out by `wiring`, so that no flag can leak a whisper.
"""

from functools import partial

from callflow import commands, events
from callflow.conversation import carry_on, passed_on
from callflow.ending import due
from callflow.invitation import ring_deadline
from callflow.legs import Callee, dial, let_go, move, newest
from callflow.state import Case, Leg
from callflow.step import Step, stay
from callflow.units import AgentId, WallMs
from callflow.views import PartyRole


def come(case: Case, event: events.SupervisorCame, now: WallMs) -> Step:
    """Call the supervisor's phone, which picks up by itself if it can."""
    phone = Callee(
        role=PartyRole.SUPERVISOR, uri=event.uri, agent=event.agent, place=event.place, answer_by_itself=True
    )
    called = dial(case, phone, now)
    until = due(called.case, ring_deadline(newest(called.case)), now + case.rules.ring_ms)
    took = () if event.agent in case.taken else (commands.TakeAgent(agent=event.agent),)
    return Step(called.case.with_(deadlines=until, taken=case.taken | {event.agent}), (*took, *called.commands))


def change(case: Case, event: events.SupervisorMoved, now: WallMs) -> Step:
    """Between listening, advising and speaking with all."""
    leg = leg_of(case, event.agent)
    return stay(case if leg is None else move(case, leg.id, event.place, now))


def take_over(case: Case, event: events.SupervisorTookOver, now: WallMs) -> Step:
    """The supervisor is the agent from now on; the one before is let go and writes no more."""
    leg = leg_of(case, event.agent)
    if leg is None:
        return stay(case)
    return let_go(case, case.agent_leg).then(partial(passed_on, heir=leg, now=now))


def leave(case: Case, event: events.SupervisorLeft, now: WallMs) -> Step:
    """The supervisor goes."""
    leg = leg_of(case, event.agent)
    return stay(case) if leg is None else let_go(case, leg.id).then(lambda after: carry_on(after, now))


def leg_of(case: Case, supervisor: AgentId) -> Leg | None:
    """The supervisor's leg in this case, whether it has answered or not."""
    return next(
        (
            leg
            for leg in case.living()
            if leg.agent == supervisor and leg.role is PartyRole.SUPERVISOR and not leg.leaving
        ),
        None,
    )
