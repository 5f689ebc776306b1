"""Legs: what events say about them, noted before the case decides anything, and how they begin, move and end.

A leg's phase and its recording follow from its own events alone, in whatever phase the case is, so this is one
table of its own: `(leg, event, now) -> leg`.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import msgspec
from msgspec.structs import replace

from callflow import commands, events
from callflow.state import Case, Leg, Spell, Tape
from callflow.step import Step, do
from callflow.units import CITIZEN, AgentId, LegId, WallMs
from callflow.views import PartyRole, PartyState, Place


class UnknownLegError(LookupError):
    """An event names a leg that its case never opened: a fault of the worker or of the log."""


def note_leg(case: Case, event: events.Event, now: WallMs) -> Case:
    """Write what an event says about a leg into the case. Raises UnknownLegError for one that was never opened."""
    opener = _OPENERS.get(type(event))
    if opener is not None:
        return with_legs(case, opener(event, now))
    if isinstance(event, events.WorkerLost):
        return with_legs(case, *(_stands(leg, PartyState.GONE, now) for leg in case.legs.values()))
    note = _NOTES.get(type(event))
    if note is None:
        return case
    leg = case.legs.get(event.leg)  # type: ignore[attr-defined]
    if leg is None:
        raise UnknownLegError(f"{type(event).__name__} for a leg this case never had: {event.leg}")  # type: ignore[attr-defined]
    return with_legs(case, note(leg, event, now))


class Callee(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to call: where, as what, and what the phone shows (the citizen's number unless it says otherwise)."""

    role: PartyRole
    uri: str
    name: str = ""
    agent: AgentId | None = None
    place: Place = Place.ROOM
    display_number: str | None = None
    answer_by_itself: bool = False


def dial(case: Case, callee: Callee, now: WallMs) -> Step:
    """Call a party on a new leg, which `newest` then names."""
    leg = CITIZEN if callee.role is PartyRole.CITIZEN else _next_leg(case, callee.role)
    opened = Leg(
        id=leg,
        role=callee.role,
        state=PartyState.DIALLING,
        since=now,
        name=callee.name,
        agent=callee.agent,
        spells=(Spell(now, callee.place, callee.role),),
    )
    call = commands.DialLeg(
        leg=leg,
        uri=callee.uri,
        display_number=case.calling_number if callee.display_number is None else callee.display_number,
        recording=f"{leg}.wav",
        answer_by_itself=callee.answer_by_itself,
    )
    return do(with_legs(case, opened), call)


def newest(case: Case) -> LegId:
    """The leg that was opened last."""
    return next(reversed(case.legs))


def let_go(case: Case, *legs: LegId | None) -> Step:
    """Hang up, whatever state they are in, and count on them no more; those on their way out already stay so."""
    going = [leg for leg in case.living() if leg.id in legs and not leg.leaving]
    hang_up = (commands.HangUpLeg(leg=leg.id) for leg in going)
    return do(with_legs(case, *(replace(leg, leaving=True) for leg in going)), *hang_up)


def let_go_all(case: Case, *, but: LegId | None = None) -> Step:
    """Hang up everybody, or everybody but one."""
    return let_go(case, *(leg.id for leg in case.living() if leg.id != but))


def move(case: Case, leg: LegId, place: Place, now: WallMs) -> Case:
    """Put a party into another place of the conversation."""
    if leg not in case.legs or case.legs[leg].place is place:
        return case
    return _spell(case, leg, now, place=place)


def move_all(case: Case, place: Place, now: WallMs) -> Case:
    """Put every party who is there into one place, but for supervisors who only listen."""
    for leg in case.legs.values():
        if not leg.silent:
            case = move(case, leg.id, place, now)
    return case


def appoint(case: Case, leg: LegId, now: WallMs) -> Case:
    """This party is an agent from now on and talks with everybody: a supervisor who takes over."""
    made = _spell(case, leg, now, place=Place.ROOM, role=PartyRole.AGENT)
    return with_legs(made, replace(made.legs[leg], role=PartyRole.AGENT))


def _spell(case: Case, leg: LegId, now: WallMs, **changes: Any) -> Case:
    known = case.legs[leg]
    spell = replace(known.stood(now), at=now, **changes)
    return with_legs(case, replace(known, spells=(*known.spells, spell)))


def _next_leg(case: Case, role: PartyRole) -> LegId:
    prefix = f"{role}-"
    return LegId(f"{prefix}{sum(leg.startswith(prefix) for leg in case.legs) + 1}")


def with_legs(case: Case, *legs: Leg) -> Case:
    """The case with these legs as they are now."""
    return case.with_(legs=case.legs | {leg.id: leg for leg in legs}) if legs else case


def _arrived(event: events.CallArrived, now: WallMs) -> Leg:
    spells = (Spell(now, Place.ROOM, PartyRole.CITIZEN),)
    return Leg(id=event.leg, role=PartyRole.CITIZEN, state=PartyState.INCOMING, since=now, spells=spells)


def _referred(event: events.LegReferred, now: WallMs) -> Leg:
    role = PartyRole.OUTSIDE if event.agent is None else PartyRole.AGENT
    spells = (Spell(now, Place.ROOM, role),)
    made = partial(Leg, id=event.new_leg, role=role, state=PartyState.DIALLING, since=now)
    return made(name=event.target, agent=event.agent, spells=spells)


_OPENERS: Mapping[type[events.Event], Callable[[Any, WallMs], Leg]] = {
    events.CallArrived: _arrived,
    events.LegReferred: _referred,
}


def _stands(leg: Leg, state: PartyState, now: WallMs) -> Leg:
    if leg.state in (state, PartyState.GONE):
        return leg
    return replace(leg, state=state, since=now)


def _to(state: PartyState) -> Callable[[Leg, Any, WallMs], Leg]:
    return lambda leg, _, now: _stands(leg, state, now)


def _answered(leg: Leg, _: events.LegAnswered, now: WallMs) -> Leg:
    return replace(_stands(leg, PartyState.UP, now), answered_at=leg.answered_at or now)


def _recording_started(leg: Leg, event: events.RecordingStarted, _: WallMs) -> Leg:
    return replace(leg, tape=Tape.GROWING, sample_zero_at=event.sample_zero_at)


def _recording_closed(leg: Leg, event: events.RecordingClosed, _: WallMs) -> Leg:
    """The first word stands: a worker that was given up may still tell it after the switchboard did in its stead."""
    return replace(leg, tape=Tape.WHOLE, samples=event.samples) if leg.tape is Tape.GROWING else leg


def _heard(leg: Leg, event: events.UtteranceHeard, _: WallMs) -> Leg:
    return replace(leg, resume_sample=max(leg.resume_sample, event.resume_sample))


def _transcribed(leg: Leg, _event: events.TranscriptCompleted, _: WallMs) -> Leg:
    return replace(leg, tape=Tape.TRANSCRIBED)


_NOTES: Mapping[type[events.Event], Callable[[Leg, Any, WallMs], Leg]] = {
    events.LegRinging: _to(PartyState.RINGING),
    events.LegAnswered: _answered,
    events.LegHeld: _to(PartyState.HELD),
    events.LegResumed: _to(PartyState.UP),
    events.LegEnded: _to(PartyState.GONE),
    events.RecordingStarted: _recording_started,
    events.RecordingClosed: _recording_closed,
    events.UtteranceHeard: _heard,
    events.TranscriptCompleted: _transcribed,
}
