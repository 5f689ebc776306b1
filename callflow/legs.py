"""What events say about legs, noted before the case decides anything.

A leg's phase and its recording follow from its own events alone, in whatever phase the case is, so this is one
table of its own: `(leg, event, now) -> leg`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from callflow import events
from callflow.state import Case, Leg, Tape
from callflow.units import AgentId, LegId, WallMs
from callflow.views import PartyRole, PartyState


def note_leg(case: Case, event: events.Event, now: WallMs) -> Case:
    """Write what an event says about a leg into the case. Raises UnknownLegError for one that was never opened."""
    if isinstance(event, events.CallArrived):
        return _opened(case, Leg(id=event.leg, role=PartyRole.CITIZEN, state=PartyState.INCOMING, since=now))
    if isinstance(event, events.WorkerLost):
        return case.with_(legs={leg.id: _stands(leg, PartyState.GONE, now) for leg in case.legs.values()})
    note = _NOTES.get(type(event))
    if note is None:
        return case
    leg = case.legs.get(event.leg)  # type: ignore[attr-defined]
    if leg is None:
        raise UnknownLegError(f"{type(event).__name__} for a leg this case never had: {event.leg}")  # type: ignore[attr-defined]
    return case.with_(legs=case.legs | {leg.id: note(leg, event, now)})


def dial(case: Case, agent: AgentId, now: WallMs) -> tuple[Case, LegId]:
    """Add a leg towards an agent's phone."""
    leg = LegId(f"agent-{sum(leg.role is PartyRole.AGENT for leg in case.legs.values()) + 1}")
    opened = Leg(id=leg, role=PartyRole.AGENT, state=PartyState.DIALLING, since=now, agent=agent)
    return _opened(case, opened), leg


class UnknownLegError(LookupError):
    """An event names a leg that its case never opened: a fault of the worker or of the log."""


def _opened(case: Case, leg: Leg) -> Case:
    return case.with_(legs=case.legs | {leg.id: leg})


def _stands(leg: Leg, state: PartyState, now: WallMs) -> Leg:
    if leg.state in (state, PartyState.GONE):
        return leg
    return replace(leg, state=state, since=now)


def _to(state: PartyState) -> Callable[[Leg, Any, WallMs], Leg]:
    return lambda leg, _, now: _stands(leg, state, now)


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
    events.LegAnswered: _to(PartyState.UP),
    events.LegHeld: _to(PartyState.HELD),
    events.LegResumed: _to(PartyState.UP),
    events.LegEnded: _to(PartyState.GONE),
    events.RecordingStarted: _recording_started,
    events.RecordingClosed: _recording_closed,
    events.UtteranceHeard: _heard,
    events.TranscriptCompleted: _transcribed,
}
