"""How a case ends: letting everybody go, owing a call, and the conclusions that hold in every phase."""

from functools import partial
from typing import Any

from callflow import commands
from callflow.conference import NOBODY, Topology
from callflow.state import Case, Phase, Tape, TicketPhase
from callflow.step import Step, do, stay
from callflow.units import CITIZEN, WallMs
from callflow.views import EndedAs


def wire(case: Case, topology: Topology) -> Step:
    """Let these hear each other, if that is not so already."""
    if topology == case.topology:
        return stay(case)
    return do(case, commands.SetTopology(hears=topology), topology=topology)


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


def owe_call(case: Case, reason: str) -> Step:
    """Put the citizen on the call-back list, once, if the number is known."""
    if case.call_back or not case.calling_number:
        return stay(case)
    return do(case, commands.PutOnCallBackList(number=case.calling_number, reason=reason), call_back=True)


def wrap_up(case: Case, now: WallMs) -> Step:
    """The talk is over: let the legs go, and give the agent time to finish the ticket."""
    return do(
        case,
        *_hang_up_all(case),
        phase=Phase.WRAP_UP,
        topology=NOBODY,
        deadlines={"wrap_up": WallMs(now + case.rules.wrap_up_ms)},
        ended_as=case.ended_as or EndedAs.SERVED,
    )


def close(case: Case, now: WallMs) -> Step:
    """Let go of everybody; `settle` closes the case when the last leg has ended."""
    free = () if case.agent_freed or case.agent is None else (commands.FreeAgent(agent=case.agent),)
    return do(
        case,
        *_hang_up_all(case),
        *free,
        phase=Phase.CLOSING,
        agent_freed=True,
        topology=NOBODY,
        playing=None,
        deadlines={"closing": WallMs(now + case.rules.closing_ms)},
    )


def closing_overdue(case: Case, _: WallMs) -> Step:
    """A leg did not confirm its end: release the worker all the same, which ends it."""
    return do(case, commands.ReleaseWorker(), released=True)


def worker_lost(case: Case, _: Any, now: WallMs) -> Step:
    """The worker died with all its legs: what was said and drafted is kept, and the citizen is owed a call."""
    gone = case.with_(released=True, topology=NOBODY, playing=None)
    if case.phase in (Phase.WRAP_UP, Phase.CLOSING, Phase.CLOSED):
        return stay(gone)
    left = leave_queue(gone.with_(ended_as=EndedAs.CRASHED)).then(partial(owe_call, reason="crashed"))
    return left.then(partial(wrap_up if case.talking_since else close, now=now))


def leave_queue(case: Case) -> Step:
    """Tell the queue that this caller waits no more."""
    if case.phase not in (Phase.QUEUED, Phase.RINGING):
        return stay(case)
    return do(case, commands.LeaveQueue(), ahead=None)


def settle(case: Case) -> Step:
    """No leg left frees the worker; nothing left closes the case; everything decided archives it."""
    return _release(case).then(_shut).then(_archive)


def _release(case: Case) -> Step:
    """The worker may take the next caller, though the agent still writes."""
    if case.released or not case.legs or any(True for _ in case.living()):
        return stay(case)
    return do(case, commands.ReleaseWorker(), released=True)


def _shut(case: Case) -> Step:
    if case.phase is not Phase.CLOSING or not case.released:
        return stay(case)
    ended_as = case.ended_as or EndedAs.ABANDONED
    return do(case, commands.CloseCase(ended_as=ended_as), phase=Phase.CLOSED, ended_as=ended_as, deadlines={})


def _archive(case: Case) -> Step:
    decided = case.ticket_phase in (TicketPhase.NONE, TicketPhase.CONFIRMED, TicketPhase.DISCARDED)
    heard = all(leg.tape in (Tape.NONE, Tape.TRANSCRIBED) for leg in case.legs.values())
    if case.phase is not Phase.CLOSED or not decided or not heard or any(True for _ in case.living()):
        return stay(case)
    return do(case, commands.ArchiveCase(), phase=Phase.ARCHIVED)


def _hang_up_all(case: Case) -> tuple[commands.Command, ...]:
    return tuple(commands.HangUpLeg(leg=leg.id) for leg in case.living())
