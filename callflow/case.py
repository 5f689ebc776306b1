"""A call from its INVITE to the archive: one table, and a few short functions.

`step(case, event, now) -> (case, commands)`. Three things happen in order:

1. `note_leg` writes down what the event says about a leg (its dialog, its recording);
2. the table says what this event means in this phase; an event that the table does not know raises;
3. `settle` draws the conclusions that hold in every phase: who hears whom, whom to call, who is free again, and whether
   the case is over.

`stay` in the table means: this can happen here, and nothing follows. It mostly stands for two messages that crossed
on the wire, such as a key pressed while the agent was already answering.

A three-way call is in the row TALKING: `PartyInvited` puts the citizen aside or not, `settle` dials, `LegAnswered`
moves the department into the room, `settle` wires all three.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from callflow import (
    call_out,
    commands,
    conversation,
    emergency,
    ending,
    events,
    hearing,
    invitation,
    paperwork,
    self_service,
    supervision,
    waiting,
)
from callflow.flow import Flow
from callflow.legs import let_go, note_leg
from callflow.settling import responder, settle
from callflow.state import Case, CaseRules
from callflow.step import TO_BE_NUMBERED, Step, do, stay
from callflow.units import CITIZEN, LegId, WallMs
from callflow.views import AttemptState, EndedAs, Phase

Transition = Callable[[Case, Any, WallMs], Step]
Row = Mapping[type[events.Event], Transition]


class UnexpectedEventError(RuntimeError):
    """An event that this phase does not know: a fault in the table or in a shell, never in a call."""


def step(case: Case, event: events.Event, now: WallMs) -> Step:
    """Take one event. Raises UnexpectedEventError, or UnknownLegError for a leg that was never opened."""
    transition = TABLE[case.phase].get(type(event))
    if transition is None:
        raise UnexpectedEventError(f"{type(event).__name__} while {case.phase.value}")
    after, given = transition(note_leg(case, event, now), event, now).then(partial(settle, now=now))
    return Step(_numbered(after, case.entries + 1, given), given)


def replay(events_at: Iterable[tuple[events.Event, WallMs]]) -> Case:
    """The state after these events, from nothing."""
    case = Case()
    for event, at in events_at:
        case = step(case, event, at).case
    return case


# --- the beginning ---


def _open(case: Case, event: events.CaseOpened, now: WallMs) -> Step:
    flow = Flow.model_validate(event.flow)
    rules = CaseRules(**event.rules)
    opened = case.with_(id=event.case, city=event.city, flow=flow, start=event.start, rules=rules, started_at=now)
    return stay(opened) if event.call_out is None else call_out.begin(opened, event.call_out, now)


def _answer(case: Case, event: events.CallArrived, _: WallMs) -> Step:
    recording = f"{event.leg}.wav"
    return do(case, commands.AnswerLeg(leg=event.leg, recording=recording), calling_number=event.calling_number)


def _talk(case: Case, event: events.LegAnswered, now: WallMs) -> Step:
    """The agent is there: both hear each other; where the service calls, the citizen is dialled now."""
    if event.leg != case.agent_leg:
        return waiting.answered_too_late(case, event, now)
    if not case.citizen_present:
        return call_out.agent_answered(case, now)
    met = ending.stop_prompt(case).then(ending.leave_queue)
    return met.then(partial(conversation.begin, now=now))


# --- legs that end ---


def _left_early(case: Case, event: events.LegEnded, now: WallMs) -> Step:
    """Before any talk: the citizen's leg ends the case, an agent's is the next agent's chance."""
    if event.leg != CITIZEN:
        return _no_answer(case, now) if event.leg == case.agent_leg else stay(case)
    waited = case.phase in (Phase.QUEUED, Phase.RINGING)
    owed = partial(ending.owe_call, reason=EndedAs.ABANDONED.value) if waited else stay
    given_up = invitation.withdraw_all(case.with_(ended_as=_how_it_ended(case)), now)
    return given_up.then(ending.leave_queue).then(owed).then(partial(ending.close, now=now))


def _no_answer(case: Case, now: WallMs) -> Step:
    """The next agent is tried, unless this one wanted to call by itself."""
    tried = waiting.no_answer(case, now)
    return tried.then(partial(call_out.not_reached, now=now)) if call_out.is_ring_back(case) else tried


def _left_menu(case: Case, event: events.LegEnded, now: WallMs) -> Step:
    """The citizen hangs up, or somebody whom the menu calls is not there."""
    if event.leg == CITIZEN:
        return _left_early(case, event, now)
    called = invitation.calling(case, event.leg)
    if called is None:
        return stay(case)
    return _after_attempt(invitation.failed(case, called, invitation.outcome_of(event), now, event.status), now)


def _after_attempt(tried: Step, now: WallMs) -> Step:
    return tried if tried.case.pending() else tried.then(partial(self_service.not_reached, now=now))


def _how_it_ended(case: Case) -> EndedAs:
    if case.ended_as is not None:
        return case.ended_as
    if call_out.is_follow_up(case):
        return EndedAs.FOLLOWED_UP
    waited = case.phase in (Phase.QUEUED, Phase.RINGING)
    served_itself = case.menu is not None and bool(case.menu.values) and not waited
    return EndedAs.SELF_SERVICE if served_itself else EndedAs.ABANDONED


def _left_survey(case: Case, event: events.LegEnded, now: WallMs) -> Step:
    """The citizen hangs up while being asked, or after the last answer."""
    if event.leg != CITIZEN:
        return stay(case)
    return self_service.rated(case).then(partial(ending.finish, now=now))


def _worker_lost(case: Case, _: events.WorkerLost, now: WallMs) -> Step:
    """The worker died with all its legs: what was said and drafted is kept, and the citizen is owed a call."""
    gone = case.with_(released=True, playing=None)
    if ending.is_over(case):
        return stay(gone)
    if case.phase is Phase.SURVEY:
        return self_service.rated(gone).then(partial(ending.finish, now=now))
    left = ending.leave_queue(gone.with_(ended_as=EndedAs.CRASHED)).then(
        partial(ending.owe_call, reason=EndedAs.CRASHED.value)
    )
    over = conversation.lose_worker if case.phase is Phase.TALKING else ending.close
    return left.then(partial(over, now=now))


# --- people ---


def _contact_found(case: Case, event: events.ContactFound, now: WallMs) -> Step:
    """Somebody is on duty, or nobody is; a caller who has moved on meanwhile is not pulled back."""
    if event.contact != case.finding:
        return stay(case)
    return invitation.contact_found(case, event, now) if event.numbers else self_service.not_reached(case, now)


def _menu_party_answered(case: Case, event: events.LegAnswered, now: WallMs) -> Step:
    """Whom the menu calls is there; a phone that was given up must not silence what the caller is told since."""
    if invitation.calling(case, event.leg) is None:
        return waiting.answered_too_late(case, event, now)
    return ending.stop_prompt(case).then(lambda after: conversation.answered(after, event, now))


def _responder_changed(case: Case, event: events.FirstResponderChanged, now: WallMs) -> Step:
    known = case.first_responder
    changed = commands.NameFirstResponder(
        department=event.department,
        name=event.name,
        answered_at=known.answered_at if known else now,
        after_ms=known.after_ms if known else 0,
        agent=event.agent,
        reason=event.reason,
    )
    return do(case, changed, first_responder=responder(changed))


def _taken(case: Case, event: events.CaseTaken, _: WallMs) -> Step:
    return stay(case.with_(agent=event.agent))


def _referred_in_vain(case: Case, event: events.LegReferred, _: WallMs) -> Step:
    return let_go(case, event.new_leg)


# --- time ---


def _deadline(case: Case, event: events.DeadlinePassed, now: WallMs) -> Step:
    """One that was moved or cleared while its event was on the way means nothing any more."""
    if case.deadlines.get(event.name, now + 1) > now:
        return stay(case)
    kind, _, leg = event.name.partition(":")
    due = case.with_(deadlines=ending.without(case, event.name))
    return _rang_out(due, LegId(leg), now) if leg else _DEADLINES[kind](due, now)


def _rang_out(case: Case, leg: LegId, now: WallMs) -> Step:
    """Nobody picked up in time."""
    if leg == CITIZEN:
        return call_out.not_reached(case, now)
    called = invitation.calling(case, leg)
    if called is None:
        return let_go(case, leg)
    if case.phase is Phase.MENU:
        return _after_attempt(invitation.failed(case, called, AttemptState.NO_ANSWER, now), now)
    return conversation.rang_out(case, called, now)


_DEADLINES: Mapping[str, Callable[[Case, WallMs], Step]] = {
    "key": self_service.silence,
    "message": self_service.message_over,
    "announce": waiting.announce,
    "give_up": self_service.nobody,
    "ring": _no_answer,
    "claim": lambda case, _: call_out.claim_again(case),
    "wrap_up": lambda case, now: ending.stop_writing(case, None, now),
    "closing": lambda case, _: ending.closing_overdue(case),
}

# --- the table ---

_ALWAYS: Row = {
    # legs and recordings: `note_leg` has written it down, `settle` wires anew
    events.LegRinging: stay,
    events.LegHeld: stay,
    events.LegResumed: stay,
    events.LegEnded: stay,
    events.LegAnswered: waiting.answered_too_late,
    events.LegReferred: _referred_in_vain,
    events.RecordingStarted: hearing.begin,
    events.RecordingClosed: stay,
    events.TranscriptCompleted: stay,
    events.WorkerLost: _worker_lost,
    events.DeadlinePassed: _deadline,
    # words and the ticket
    events.UtteranceHeard: paperwork.utterance_heard,
    events.SpeechModelChosen: hearing.change,
    events.EmergencySuspected: emergency.suspected,
    events.CaptionCorrected: paperwork.caption_corrected,
    events.FieldEdited: paperwork.field_edited,
    events.TicketOpened: paperwork.ticket_opened,
    events.TicketConfirmed: paperwork.ticket_confirmed,
    events.TicketDiscarded: paperwork.ticket_discarded,
    events.FirstResponderChanged: _responder_changed,
    events.CallerKnown: waiting.known,
    # crossed on the way
    events.PromptEnded: waiting.prompt_over,
    events.DigitReceived: stay,
    events.TicketLookedUp: stay,
    events.ReplySpoken: stay,
    events.ContactFound: stay,
    events.QueueMoved: stay,
    events.NobodyThere: stay,
    events.AgentOffered: waiting.offered_in_vain,
    events.WorkerClaimed: call_out.claimed_in_vain,
    events.NoWorkerFree: stay,
}

_WRITING: Row = {events.WrapUpExtended: ending.extend_writing, events.WrapUpEnded: ending.stop_writing}

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
        events.ReplySpoken: self_service.reply_spoken,
        events.ContactFound: _contact_found,
        events.LegAnswered: _menu_party_answered,
        events.LegEnded: _left_menu,
    },
    Phase.QUEUED: {
        **_ALWAYS,
        events.QueueMoved: waiting.moved,
        events.DigitReceived: self_service.key_while_waiting,
        events.AgentOffered: waiting.offer,
        events.NobodyThere: self_service.nobody_there,
        events.LegEnded: _left_early,
    },
    Phase.RINGING: {
        **_ALWAYS,
        events.AgentAccepted: waiting.accept,
        events.WorkerClaimed: call_out.claimed,
        events.NoWorkerFree: call_out.none_free,
        events.HangUpRequested: call_out.given_up,
        events.LegAnswered: _talk,
        events.LegEnded: _left_early,
    },
    Phase.DIALLING: {
        **_ALWAYS,
        events.WorkerClaimed: call_out.claimed,
        events.NoWorkerFree: call_out.none_free,
        events.HangUpRequested: call_out.given_up,
        events.LegAnswered: call_out.answered,
        events.LegEnded: call_out.left,
    },
    Phase.TALKING: {
        **_ALWAYS,
        **_WRITING,
        events.HoldRequested: conversation.hold,
        events.ResumeRequested: conversation.resume,
        events.SwapRequested: conversation.swap,
        events.JoinRequested: conversation.join,
        events.PartyInvited: conversation.invite,
        events.InvitationWithdrawn: conversation.withdraw,
        events.PartyDropped: conversation.drop,
        events.LeaveRequested: conversation.leave,
        events.TransferRequested: conversation.transfer,
        events.HangUpRequested: conversation.hang_up,
        events.LegAnswered: conversation.answered,
        events.LegEnded: conversation.left,
        events.LegReferred: conversation.referred,
        events.SupervisorCame: supervision.come,
        events.SupervisorMoved: supervision.change,
        events.SupervisorTookOver: supervision.take_over,
        events.SupervisorLeft: supervision.leave,
    },
    Phase.SURVEY: {
        **_ALWAYS,
        **_WRITING,
        events.PromptEnded: self_service.prompt_ended,
        events.ReplySpoken: self_service.reply_spoken,
        events.DigitReceived: self_service.digit,
        events.LegEnded: _left_survey,
    },
    Phase.WRAP_UP: {**_ALWAYS, **_WRITING},
    Phase.CLOSING: _ALWAYS,
    Phase.CLOSED: {**_ALWAYS, events.CaseTaken: _taken},
    Phase.ARCHIVED: {},
}
"""What each event means in each phase. docs/diagrams are drawn from it."""


def _numbered(case: Case, first_command: int, given: tuple[commands.Command, ...]) -> Case:
    """Move the log's length on, and remember the id under which the citizen's prompt plays."""
    prompts = [n for n, one in enumerate(given, first_command) if isinstance(one, commands.PlayPrompt)]
    playing = prompts[-1] if case.playing == TO_BE_NUMBERED else case.playing
    return case.with_(entries=first_command + len(given), playing=playing)
