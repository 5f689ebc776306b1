"""What follows in every phase, once an event has been taken.

Whoever is invited is called as soon as there is a line; the wiring follows from where everybody stands; the first
department that speaks with the citizen is named; agents who are with the case no more are given back; no leg left
frees the worker, nothing left closes the case, everything decided archives it.
"""

from functools import partial

from callflow import commands
from callflow.call_out import learned
from callflow.ending import undecided
from callflow.invitation import dial_waiting
from callflow.state import Case, Leg, Tape
from callflow.step import Step, do, stay
from callflow.units import CITIZEN, AgentId, LegId, WallMs
from callflow.views import EndedAs, FirstResponder, Phase, Place
from callflow.wiring import hears

_CALLS = (Phase.TALKING, Phase.MENU)
_ABOUT_TO_CALL = (Phase.ARRIVING, Phase.RINGING, Phase.DIALLING)
"""A worker may be at hand here before the case has its first or its next leg."""


def settle(case: Case, now: WallMs) -> Step:
    """Draw the conclusions that hold in every phase."""
    called = dial_waiting(case, now) if case.phase in _CALLS else stay(case)
    conclusions = (_name_first_responder, _wire, _give_back, _release, _shut, _archive)
    for conclude in conclusions:
        called = called.then(partial(conclude))
    return called


def _wire(case: Case) -> Step:
    wanted = hears(case)
    return stay(case) if wanted == case.topology else do(case, commands.SetTopology(hears=wanted), topology=wanted)


def _name_first_responder(case: Case) -> Step:
    """首接负责制: who answered first of the departments that talk with the citizen, from the first talk on."""
    if case.first_responder is not None or case.phase is not Phase.TALKING or not _in_room(case, CITIZEN):
        return stay(case)
    there = [one for one in case.invitations if one.department and one.leg and _in_room(case, one.leg)]
    if not there:
        return stay(case)
    first = min(there, key=lambda one: case.legs[one.leg or CITIZEN].answered_at or 0)
    answered_at = case.legs[first.leg or CITIZEN].answered_at or first.asked_at
    named = commands.NameFirstResponder(
        department=first.department,
        name=first.name,
        answered_at=answered_at,
        after_ms=answered_at - first.asked_at,
    )
    return do(case, named, first_responder=responder(named))


def responder(named: commands.NameFirstResponder) -> FirstResponder:
    """The command's words as a screen shows them."""
    return FirstResponder(
        department=named.department,
        name=named.name,
        answered_at=named.answered_at,
        after_ms=named.after_ms,
        changed_by=named.agent,
        reason=named.reason,
    )


def _give_back(case: Case) -> Step:
    """Every agent that the case has taken is given back once, when nothing binds it any more."""
    done = sorted(case.taken - _bound(case))
    return do(case, *(commands.FreeAgent(agent=agent) for agent in done), taken=case.taken - set(done))


def _bound(case: Case) -> set[AgentId]:
    bound = {leg.agent for leg in _lines(case) if leg.agent is not None}
    bound |= {one.invited for one in case.pending() if one.invited is not None}
    if case.agent is not None and (case.phase in (Phase.RINGING, Phase.DIALLING) or case.writing):
        bound.add(case.agent)
    return bound


def _lines(case: Case) -> list[Leg]:
    """Legs that keep a phone busy; once the worker is released nothing does."""
    return [] if case.released else list(case.living())


def _release(case: Case) -> Step:
    """The worker may take the next caller, though the agent still writes."""
    if case.released or case.phase in _ABOUT_TO_CALL or any(True for _ in case.living()):
        return stay(case)
    return do(case, commands.ReleaseWorker(), released=True)


def _shut(case: Case) -> Step:
    if case.phase is not Phase.CLOSING or not case.released:
        return stay(case)
    ended_as = case.ended_as or EndedAs.ABANDONED
    closed = commands.CloseCase(ended_as=ended_as)
    return learned(case).then(lambda after: do(after, closed, phase=Phase.CLOSED, ended_as=ended_as, deadlines={}))


def _archive(case: Case) -> Step:
    heard = all(leg.tape in (Tape.NONE, Tape.TRANSCRIBED) for leg in case.legs.values())
    if case.phase is not Phase.CLOSED or undecided(case) or not heard or any(True for _ in case.living()):
        return stay(case)
    return do(case, commands.ArchiveCase(), phase=Phase.ARCHIVED)


def _in_room(case: Case, leg: LegId) -> bool:
    known = case.legs.get(leg)
    return known is not None and known.present and known.place is Place.ROOM
