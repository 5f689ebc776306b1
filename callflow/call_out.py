"""Cases that begin with a call of ours: a promised call-back, a missed call returned, the campaign after a ticket.

No INVITE brings a call worker with it, so one is claimed when it is needed: as soon as the queue has an agent, or at
once. The agent's phone comes first and the citizen's second, so that no citizen who picks up waits for anybody.
"""

from functools import partial

from callflow import commands, conversation, events, self_service, waiting
from callflow.ending import close, due, leave_queue, owe_call, without
from callflow.events import CallOut, CallOutReason
from callflow.legs import Callee, dial
from callflow.state import Case
from callflow.step import Step, do, play, stay
from callflow.units import CITIZEN, WallMs
from callflow.views import EndedAs, PartyRole, Phase

GREETING = ("call_back_hello",)
"""Who calls, and that the call is recorded."""


def begin(case: Case, call_out: CallOut, now: WallMs) -> Step:
    """The case is opened: stand in line, or call at once."""
    opened = case.with_(
        call_out=call_out,
        calling_number=call_out.number,
        queue=call_out.queue,
        priority=call_out.priority,
        waiting_since=call_out.since or None,
        released=True,
    )
    return _BEGINNINGS[call_out.reason](opened, call_out, now)


def _stand_in_line(case: Case, _: CallOut, now: WallMs) -> Step:
    return waiting.in_line(case.with_(phase=Phase.QUEUED, waiting_since=case.waiting_since or now))


def _call_agent(case: Case, call_out: CallOut, _: WallMs) -> Step:
    assert call_out.agent is not None  # noqa: S101  somebody returns the call
    taken = case.taken | {call_out.agent}
    ringing = case.with_(phase=Phase.RINGING, agent=call_out.agent, agent_uri=call_out.agent_uri, taken=taken)
    return do(ringing, commands.TakeAgent(agent=call_out.agent), commands.ClaimWorker())


def _call_citizen_alone(case: Case, _: CallOut, __: WallMs) -> Step:
    return do(case, commands.ClaimWorker(), phase=Phase.DIALLING)


_BEGINNINGS = {
    CallOutReason.CALL_BACK: _stand_in_line,
    CallOutReason.RING_BACK: _call_agent,
    CallOutReason.FOLLOW_UP: _call_citizen_alone,
}


def claimed(case: Case, _: events.WorkerClaimed, now: WallMs) -> Step:
    """A worker carries the case: call the agent, or the citizen when there is no agent."""
    carried = case.with_(released=False)
    return waiting.ring(carried, now) if case.phase is Phase.RINGING else _dial_citizen(carried, now)


def claimed_in_vain(case: Case, _: events.WorkerClaimed, __: WallMs) -> Step:
    """The case has moved on meanwhile."""
    return do(case, commands.ReleaseWorker(), released=True)


def none_free(case: Case, _: events.NoWorkerFree, now: WallMs) -> Step:
    """All lines are busy: ask again soon."""
    return stay(case.with_(deadlines=due(case, "claim", now + case.rules.claim_again_ms)))


def claim_again(case: Case) -> Step:
    """Ask for a worker once more."""
    return do(case, commands.ClaimWorker())


def agent_answered(case: Case, now: WallMs) -> Step:
    """The agent is on the line: now the citizen."""
    ready = leave_queue(case.with_(deadlines=without(case, "ring")))
    return ready.then(partial(_dial_citizen, now=now))


def _dial_citizen(case: Case, now: WallMs) -> Step:
    assert case.call_out is not None  # noqa: S101  only such cases come here
    dialling = case.with_(
        phase=Phase.DIALLING, deadlines=due(case, f"ring:{CITIZEN}", now + case.rules.citizen_ring_ms)
    )
    citizen = Callee(role=PartyRole.CITIZEN, uri=case.call_out.uri, display_number=case.call_out.display_number)
    return dial(dialling, citizen, now)


def answered(case: Case, event: events.LegAnswered, now: WallMs) -> Step:
    """The citizen is there: a greeting and the agent, or the campaign's questions."""
    if event.leg != CITIZEN:
        return waiting.answered_too_late(case, event, now)
    reached = case.with_(deadlines=without(case, f"ring:{CITIZEN}"))
    if not case.agent_present:
        return self_service.start(reached, event, now)
    greeted = play(reached, *GREETING)
    return greeted.then(partial(conversation.begin, now=now))


def left(case: Case, event: events.LegEnded, now: WallMs) -> Step:
    """The citizen did not answer, or the agent hung up before."""
    if event.leg not in (CITIZEN, case.agent_leg):
        return stay(case)
    return not_reached(case, now)


def not_reached(case: Case, now: WallMs) -> Step:
    """We called in vain: a person may try again, or the campaign."""
    left = leave_queue(case.with_(ended_as=EndedAs.NOT_REACHED))
    owed = left if is_follow_up(case) else left.then(partial(owe_call, reason="not_reached"))
    return owed.then(partial(close, now=now))


def given_up(case: Case, _: events.HangUpRequested, now: WallMs) -> Step:
    """The agent does not want to go on calling."""
    return not_reached(case, now)


def seeks_citizen(case: Case) -> bool:
    """Whether this is a call of ours whose citizen has yet to answer; after that it waits and talks as any other."""
    return case.call_out is not None and not case.citizen_present


def is_follow_up(case: Case) -> bool:
    """Whether this is the campaign's call (回访)."""
    return case.call_out is not None and case.call_out.reason is CallOutReason.FOLLOW_UP


def is_ring_back(case: Case) -> bool:
    """Whether an agent is about to return a missed call: the queue has no part in that."""
    return seeks_citizen(case) and case.call_out is not None and case.call_out.reason is CallOutReason.RING_BACK


def learned(case: Case) -> Step:
    """Tell the records what the campaign has learned."""
    if case.call_out is None or case.call_out.ticket is None:
        return stay(case)
    reached = CITIZEN in case.legs and case.legs[CITIZEN].answered_at is not None
    solved = {1: True, 2: False}.get(self_service.kept(case, "solved") or 0)
    score = self_service.kept(case, "satisfaction")
    answer = commands.StoreFollowUp(ticket=case.call_out.ticket, reached=reached, solved=solved, score=score)
    return do(case, answer, satisfaction=score)
