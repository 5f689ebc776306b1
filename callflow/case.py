"""A call from its INVITE to the archive: one table, and a few short functions.

`step(case, event, now) -> (case, commands)`. Three things happen in order:

1. `note_leg` writes down what the event says about a leg (its dialog, its recording);
2. the table says what this event means in this phase; an event that the table does not know raises;
3. `settle` draws the conclusions that hold in every phase: no leg left frees the worker, nothing left closes the
   case, everything decided archives it.

`stay` in the table means: this can happen here, and nothing follows. It mostly stands for two messages that crossed
on the wire, such as a key pressed while the agent was already answering.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from callflow import commands, ending, events, paperwork, self_service, waiting
from callflow.conference import everyone, on_hold
from callflow.flow import Flow
from callflow.legs import note_leg
from callflow.state import Case, CaseRules, Phase
from callflow.step import Step, do, stay
from callflow.units import CITIZEN, WallMs
from callflow.views import EndedAs

Transition = Callable[[Case, Any, WallMs], Step]
Row = Mapping[type[events.Event], Transition]


class UnexpectedEventError(RuntimeError):
    """An event that this phase does not know: a fault in the table or in a shell, never in a call."""


def step(case: Case, event: events.Event, now: WallMs) -> Step:
    """Take one event. Raises UnexpectedEventError, or UnknownLegError for a leg that was never opened."""
    transition = TABLE[case.phase].get(type(event))
    if transition is None:
        raise UnexpectedEventError(f"{type(event).__name__} while {case.phase.value}")
    after, given = transition(note_leg(case, event, now), event, now).then(ending.settle)
    return Step(_numbered(after, case.entries + 1, given), given)


def replay(events_at: Iterable[tuple[events.Event, WallMs]]) -> Case:
    """The state after these events, from nothing."""
    case = Case()
    for event, at in events_at:
        case = step(case, event, at).case
    return case


# --- what happens on the way ---


def _open(case: Case, event: events.CaseOpened, now: WallMs) -> Step:
    flow = Flow.model_validate(event.flow)
    rules = CaseRules(**event.rules)
    return do(case, id=event.case, city=event.city, flow=flow, rules=rules, started_at=now)


def _answer(case: Case, event: events.CallArrived, _: WallMs) -> Step:
    recording = f"{event.leg}.wav"
    return do(case, commands.AnswerLeg(leg=event.leg, recording=recording), calling_number=event.calling_number)


def _talk(case: Case, event: events.LegAnswered, now: WallMs) -> Step:
    """The agent is there: both hear each other, and a ticket begins."""
    if event.leg != case.agent_leg:
        return waiting.answered_too_late(case, event, now)
    return (
        ending.stop_prompt(case)
        .then(partial(ending.wire, topology=everyone(CITIZEN, event.leg)))
        .then(ending.leave_queue)
        .then(partial(do, phase=Phase.TALKING, talking_since=now, deadlines={}))
        .then(paperwork.open_ticket)
    )


def _hold(case: Case, _: Any, __: WallMs) -> Step:
    return ending.wire(case.with_(phase=Phase.HELD), topology=on_hold(CITIZEN))


def _resume(case: Case, _: Any, __: WallMs) -> Step:
    assert case.agent_leg is not None  # noqa: S101  HELD always has one
    return ending.wire(case.with_(phase=Phase.TALKING), topology=everyone(CITIZEN, case.agent_leg))


def _phone_held(case: Case, event: events.LegHeld, now: WallMs) -> Step:
    """The agent's phone holds by itself: the citizen hears music. A citizen's own hold is the citizen's matter."""
    return _hold(case, event, now) if event.leg == case.agent_leg else stay(case)


def _phone_resumed(case: Case, event: events.LegResumed, now: WallMs) -> Step:
    return _resume(case, event, now) if event.leg == case.agent_leg else stay(case)


def _hang_up(case: Case, _: Any, now: WallMs) -> Step:
    return ending.wrap_up(case, now)


def _left_talk(case: Case, event: events.LegEnded, now: WallMs) -> Step:
    """Citizen or agent has hung up: the other one is let go, and the agent finishes the ticket."""
    return ending.wrap_up(case, now) if event.leg in (CITIZEN, case.agent_leg) else stay(case)


def _left_early(case: Case, event: events.LegEnded, now: WallMs) -> Step:
    """Before any talk: the citizen's leg ends the case, an agent's is the next agent's chance."""
    if event.leg != CITIZEN:
        return waiting.no_answer(case, now) if event.leg == case.agent_leg else stay(case)
    waited = case.phase in (Phase.QUEUED, Phase.RINGING)
    served_itself = case.menu is not None and bool(case.menu.values) and not waited
    ended_as = case.ended_as or (EndedAs.SELF_SERVICE if served_itself else EndedAs.ABANDONED)
    owed = partial(ending.owe_call, reason=ended_as) if waited else stay
    left = ending.leave_queue(case.with_(ended_as=ended_as)).then(owed)
    return left.then(partial(ending.close, now=now))


def _extend(case: Case, _: Any, now: WallMs) -> Step:
    until = max(case.deadlines.get("wrap_up", now), now) + case.rules.wrap_up_extend_ms
    return do(case, deadlines=ending.due(case, "wrap_up", until))


def _wrapped_up(case: Case, _: Any, now: WallMs) -> Step:
    return ending.close(case, now)


def _nobody(case: Case, _: Any, now: WallMs) -> Step:
    return self_service.nobody(case, now)


def _deadline(case: Case, event: events.DeadlinePassed, now: WallMs) -> Step:
    """One that was moved or cleared while its event was on the way means nothing any more."""
    if case.deadlines.get(event.name, now + 1) > now:
        return stay(case)
    return _DEADLINES[event.name](case.with_(deadlines=ending.without(case, event.name)), now)


_DEADLINES: Mapping[str, Callable[[Case, WallMs], Step]] = {
    "key": self_service.silence,
    "announce": waiting.announce,
    "give_up": self_service.nobody,
    "ring": waiting.no_answer,
    "wrap_up": ending.close,
    "closing": ending.closing_overdue,
}

# --- the table ---

_ALWAYS: Row = {
    # legs and recordings: `note_leg` has written it down
    events.LegRinging: stay,
    events.LegHeld: stay,
    events.LegResumed: stay,
    events.LegEnded: stay,
    events.LegAnswered: waiting.answered_too_late,
    events.RecordingStarted: paperwork.transcribe,
    events.RecordingClosed: stay,
    events.TranscriptCompleted: stay,
    events.WorkerLost: ending.worker_lost,
    events.DeadlinePassed: _deadline,
    # words and the ticket
    events.UtteranceHeard: paperwork.utterance_heard,
    events.CaptionCorrected: paperwork.caption_corrected,
    events.FieldEdited: paperwork.field_edited,
    events.TicketOpened: paperwork.ticket_opened,
    events.TicketConfirmed: paperwork.ticket_confirmed,
    events.TicketDiscarded: paperwork.ticket_discarded,
    # crossed on the way
    events.PromptEnded: stay,
    events.DigitReceived: stay,
    events.TicketLookedUp: stay,
    events.QueueMoved: stay,
    events.NobodyThere: stay,
    events.AgentOffered: waiting.offered_in_vain,
}

_TALK: Row = {
    events.HangUpRequested: _hang_up,
    events.LegEnded: _left_talk,
    events.LegHeld: _phone_held,
    events.LegResumed: _phone_resumed,
}

TABLE: Mapping[Phase, Row] = {
    Phase.ARRIVING: {
        **_ALWAYS,
        events.CaseOpened: _open,
        events.CallArrived: _answer,
        events.LegAnswered: self_service.start,
        events.LegEnded: _left_early,
    },
    Phase.MENU: {
        **_ALWAYS,
        events.PromptEnded: self_service.prompt_ended,
        events.DigitReceived: self_service.digit,
        events.TicketLookedUp: self_service.looked_up,
        events.LegEnded: _left_early,
    },
    Phase.QUEUED: {
        **_ALWAYS,
        events.QueueMoved: waiting.moved,
        events.PromptEnded: waiting.announced,
        events.AgentOffered: waiting.offer,
        events.NobodyThere: _nobody,
        events.LegEnded: _left_early,
    },
    Phase.RINGING: {
        **_ALWAYS,
        events.PromptEnded: waiting.announced,
        events.AgentAccepted: waiting.accept,
        events.LegAnswered: _talk,
        events.LegEnded: _left_early,
    },
    Phase.TALKING: {**_ALWAYS, **_TALK, events.HoldRequested: _hold},
    Phase.HELD: {**_ALWAYS, **_TALK, events.ResumeRequested: _resume},
    Phase.WRAP_UP: {**_ALWAYS, events.WrapUpExtended: _extend, events.WrapUpEnded: _wrapped_up},
    Phase.CLOSING: _ALWAYS,
    Phase.CLOSED: _ALWAYS,
    Phase.ARCHIVED: {},
}
"""What each event means in each phase. docs/diagrams are drawn from it."""


def _numbered(case: Case, first_command: int, given: tuple[commands.Command, ...]) -> Case:
    """Move the log's length on, and remember the id under which the citizen's prompt plays."""
    prompts = [n for n, one in enumerate(given, first_command) if isinstance(one, commands.PlayPrompt)]
    playing = prompts[-1] if prompts else case.playing
    return case.with_(entries=first_command + len(given), playing=playing)
