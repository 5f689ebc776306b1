"""The conversation: hold, consult, three-way, swap, hand on, and how it goes on when somebody leaves.

Everybody has a place (`views.Place`), and `wiring` works out who hears whom: so the wishes of an agent here only move
parties between the room and aside. The citizen is never dropped because somebody else has left: whoever remains goes
on with the citizen, somebody who rings is waited for, and a citizen whose last partner was *lost* (a crashed phone, a
transfer that nobody answered) goes back to the head of the queue.
"""

from functools import partial

from callflow import commands, events, invitation, self_service, waiting
from callflow.ending import finish, start_writing, without
from callflow.legs import appoint, let_go, let_go_all, move, move_all
from callflow.paperwork import open_ticket
from callflow.state import Case, Invitation, Leg
from callflow.step import Step, do, play, stay
from callflow.units import CITIZEN, AgentId, WallMs
from callflow.views import AttemptState, EndedAs, Phase, Place, Way

_LOST = (events.EndCause.FAILED, events.EndCause.MEDIA_LOST)


def begin(case: Case, now: WallMs) -> Step:
    """Somebody talks with the citizen: everybody comes into the room, and there will be a ticket.

    How the call would have ended without that (nobody was there, a message was left) is no longer so.
    """
    together = move_all(case, Place.ROOM, now)
    since = case.talking_since or now
    talking = together.with_(phase=Phase.TALKING, talking_since=since, ended_as=None, deadlines={})
    return open_ticket(talking)


# --- what an agent wishes ---


def hold(case: Case, event: events.HoldRequested, now: WallMs) -> Step:
    """Put a party aside."""
    return stay(move(case, event.leg, Place.ASIDE, now))


def resume(case: Case, event: events.ResumeRequested, now: WallMs) -> Step:
    """Take a party back."""
    return stay(move(case, event.leg, Place.ROOM, now))


def swap(case: Case, _: events.SwapRequested, now: WallMs) -> Step:
    """Who was in the room goes aside, who was aside comes in; the agent stays."""
    for leg in case.present():
        if leg.id != case.agent_leg and not leg.silent:
            case = move(case, leg.id, Place.ASIDE if leg.place is Place.ROOM else Place.ROOM, now)
    return stay(case)


def join(case: Case, _: events.JoinRequested, now: WallMs) -> Step:
    """Everybody talks with everybody."""
    return stay(move_all(case, Place.ROOM, now))


def invite(case: Case, event: events.PartyInvited, now: WallMs) -> Step:
    """Call somebody in; a blind transfer lets the agent go at once."""
    invited = invitation.invite(case, event, now)
    return invited.then(partial(owner_leaves, now=now)) if event.way is Way.TRANSFER else invited


def withdraw(case: Case, event: events.InvitationWithdrawn, now: WallMs) -> Step:
    """Give up calling somebody."""
    pending = [one for one in case.pending() if one.id == event.invitation]
    return _withdraw(case, pending[0], now) if pending else stay(case)


def drop(case: Case, event: events.PartyDropped, now: WallMs) -> Step:
    """Let one party go; a citizen who was on hold for its sake comes back."""
    called = invitation.calling(case, event.leg)
    if called is not None:
        return _withdraw(case, called, now)
    return let_go(case, event.leg).then(partial(_back_to_citizen, now=now)).then(partial(carry_on, now=now))


def leave(case: Case, _: events.LeaveRequested, now: WallMs) -> Step:
    """The agent leaves the others to themselves; after a consultation this is the attended transfer."""
    return owner_leaves(case, now)


def transfer(case: Case, event: events.TransferRequested, now: WallMs) -> Step:
    """A blind transfer to a queue, or through it to one agent."""
    return back_to_queue(case.with_(queue=event.queue, wants=event.wants), now, clip="transfer_wait")


def hang_up(case: Case, _: events.HangUpRequested, now: WallMs) -> Step:
    """The agent ends the call."""
    return end(case, now)


# --- what parties do ---


def answered(case: Case, event: events.LegAnswered, now: WallMs) -> Step:
    """A party that was called has answered. In the menu, this begins the conversation."""
    called = invitation.calling(case, event.leg)
    if case.legs[event.leg].leaving:
        return waiting.answered_too_late(case, event, now)
    if called is None:
        return stay(case.with_(deadlines=without(case, invitation.ring_deadline(event.leg))))
    joined = invitation.answered(case, called, now)
    if called.way is Way.MENU:
        return joined.then(partial(begin, now=now))
    if called.way is Way.TRANSFER and case.agent_present:
        return joined.then(partial(owner_leaves, now=now))
    return joined.then(partial(_adopt, now=now))


def left(case: Case, event: events.LegEnded, now: WallMs) -> Step:
    """Somebody's leg has ended: a number that did not answer, or a party of the conversation."""
    called = invitation.calling(case, event.leg)
    if called is not None:
        failed = invitation.failed(case, called, invitation.outcome_of(event), now, event.status)
        return failed.then(partial(carry_on, now=now, lost=True))
    known = case.with_(deadlines=without(case, invitation.ring_deadline(event.leg)))
    lost = event.cause in _LOST
    if event.leg == case.agent_leg:
        return owner_leaves(known, now, lost=lost).then(partial(_not_again, agent=case.agent if lost else None))
    return carry_on(known, now, lost=lost) if _counted(case.legs[event.leg]) else stay(known)


def rang_out(case: Case, called: Invitation, now: WallMs) -> Step:
    """A number has rung for as long as it may."""
    given_up = invitation.failed(case, called, AttemptState.NO_ANSWER, now)
    return given_up.then(partial(carry_on, now=now, lost=True))


def referred(case: Case, event: events.LegReferred, now: WallMs) -> Step:
    """REFER is honoured from the phone of the agent who has the call, and from nobody else."""
    if event.leg != case.agent_leg:
        return let_go(case, event.new_leg)
    return invitation.referred(case, event, now)


# --- how it goes on ---


def owner_leaves(case: Case, now: WallMs, *, lost: bool = False) -> Step:
    """The agent who has the case leaves: a colleague in the call has it from now on, else the agent writes."""
    leaving = let_go(case, case.agent_leg)
    heir = _heir(leaving.case)
    without_owner = partial(passed_on, heir=heir, now=now) if heir else partial(start_writing, now=now)
    together = leaving.then(without_owner).then(lambda after: stay(move_all(after, Place.ROOM, now)))
    return together.then(partial(carry_on, now=now, lost=lost))


def carry_on(case: Case, now: WallMs, *, lost: bool = False) -> Step:
    """Whoever is left decides how the call goes on."""
    others = [leg for leg in case.present() if leg.id != CITIZEN and not leg.silent]
    if case.citizen_present:
        if others or case.pending():
            return stay(case)
        return back_to_queue(case, now, clip="back_to_queue") if lost else end(case, now)
    if case.agent_present and len(others) > 1:
        return invitation.withdraw_all(case, now)
    return end(case, now)


def passed_on(case: Case, heir: Leg, now: WallMs) -> Step:
    """The case is this colleague's or supervisor's from now on; whoever had it before writes nothing."""
    appointed = appoint(case, heir.id, now)
    return do(appointed, agent=heir.agent, agent_leg=heir.id, deadlines=without(case, "wrap_up"))


def back_to_queue(case: Case, now: WallMs, *, clip: str) -> Step:
    """The citizen waits for another agent, at the place of the first arrival; the ticket goes on with that agent."""
    before = case.agent or case.handed_on_by
    alone = invitation.withdraw_all(case, now).then(lambda after: let_go_all(after, but=CITIZEN))
    waits = partial(do, agent=None, agent_leg=None, handed_on_by=before, playing=None)
    return (
        alone.then(waits)
        .then(lambda after: waiting.join(after, after.queue or _default_queue(after), now))
        .then(lambda after: play(after, clip))
    )


def end(case: Case, now: WallMs) -> Step:
    """The conversation is over: the agent writes, and the citizen, if there, may rate the service."""
    served = case.with_(ended_as=case.ended_as or EndedAs.SERVED)
    written = start_writing(served, now) if case.agent_leg is not None else stay(served)
    others_gone = written.then(partial(invitation.withdraw_all, now=now)).then(
        lambda after: let_go_all(after, but=CITIZEN)
    )
    return others_gone.then(partial(self_service.rate, now=now))


def lose_worker(case: Case, now: WallMs) -> Step:
    """All legs are dead: what was said is kept, and the agent finishes the ticket."""
    written = start_writing(case, now) if case.agent_leg is not None else stay(case)
    return written.then(partial(invitation.withdraw_all, now=now)).then(partial(finish, now=now))


def _not_again(case: Case, agent: AgentId | None) -> Step:
    """A citizen whose agent's phone has died is not offered to the same phone again."""
    if agent is None or case.phase is not Phase.QUEUED:
        return stay(case)
    return do(case, commands.ReportNoAnswer(agent=agent), taken=case.taken - {agent})


def _withdraw(case: Case, called: Invitation, now: WallMs) -> Step:
    given_up = invitation.withdraw(case, called, now).then(partial(_back_to_citizen, now=now))
    return given_up.then(partial(carry_on, now=now, lost=True))


def _back_to_citizen(case: Case, now: WallMs) -> Step:
    """Nobody is left for whose sake the citizen was put aside."""
    others = [leg for leg in case.present() if leg.id not in (CITIZEN, case.agent_leg) and not leg.silent]
    return stay(case if others or case.pending() else move(case, CITIZEN, Place.ROOM, now))


def _adopt(case: Case, now: WallMs) -> Step:
    """A colleague who answers after the agent has left has the case."""
    heir = None if case.agent_present else _heir(case)
    return stay(case) if heir is None else passed_on(case, heir, now)


def _heir(case: Case) -> Leg | None:
    return next((leg for leg in case.present() if leg.agent is not None and not leg.silent), None)


def _counted(leg: Leg) -> bool:
    """Whether the conversation was with this party at all: it had answered, and was no silent supervisor."""
    return leg.answered_at is not None and not leg.silent


def _default_queue(case: Case) -> str:
    """Where a citizen waits who came past the queue: the first one that the flow names."""
    steps = self_service.flow_of(case).steps.values()
    return next((step.queue for step in steps if step.queue is not None), "general")
