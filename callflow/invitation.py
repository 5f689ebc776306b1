"""Inviting somebody into the conversation: a department, 110, a colleague, any number.

A party has numbers that are tried one after the other; each attempt is a leg of its own, and is shown with what came
of it. A call worker carries four legs: whoever is invited while all are in use is dialled as soon as one is free
(`settle` does it), a supervisor makes room for anybody, and an emergency service is never refused.
"""

from collections.abc import Mapping
from functools import partial

from msgspec.structs import replace

from callflow import commands, events
from callflow.ending import due, without
from callflow.legs import Callee, dial, let_go, move, newest
from callflow.state import MOST_LEGS, Case, Invitation, Leg
from callflow.step import Step, do, stay
from callflow.units import CITIZEN, AgentId, LegId, WallMs
from callflow.views import Attempt, AttemptState, PartyRole, Place, Way

_OUTCOMES: Mapping[int, AttemptState] = {
    486: AttemptState.BUSY,
    600: AttemptState.BUSY,
    408: AttemptState.NO_ANSWER,
    480: AttemptState.NO_ANSWER,
    487: AttemptState.NO_ANSWER,
    403: AttemptState.REFUSED,
    488: AttemptState.REFUSED,
    603: AttemptState.REFUSED,
}
"""What a final response says (RFC 3261 §21); any other means that the number could not be reached."""


def invite(case: Case, event: events.PartyInvited, now: WallMs) -> Step:
    """Somebody is to be called in; `settle` dials."""
    invitation = Invitation(
        id=len(case.invitations) + 1,
        by=event.agent,
        role=event.role,
        name=event.name,
        way=event.way,
        department=event.department,
        invited=event.invited,
        asked_at=now,
        left=event.numbers,
    )
    if event.way is Way.CONSULT:
        case = move(case, CITIZEN, Place.ASIDE, now)
    return _take_colleague(case, event.invited).then(partial(_add, invitation=invitation)).then(partial(make_room))


def contact_found(case: Case, event: events.ContactFound, now: WallMs) -> Step:
    """The directory has told who is on duty: call them for the citizen in the menu, without an agent."""
    invitation = Invitation(
        id=len(case.invitations) + 1,
        by=None,
        role=PartyRole.DEPARTMENT,
        name=event.name,
        way=Way.MENU,
        department=event.department,
        asked_at=now,
        left=event.numbers,
    )
    return _add(case.with_(finding=""), invitation)


def referred(case: Case, event: events.LegReferred, now: WallMs) -> Step:
    """The agent's phone hands the citizen on by itself (REFER): its new leg is a transfer that rings already."""
    attempt = Attempt(leg=event.new_leg, label=event.target, state=AttemptState.DIALLING, since=now)
    invitation = Invitation(
        id=len(case.invitations) + 1,
        by=case.agent,
        role=case.legs[event.new_leg].role,
        name=event.target,
        way=Way.TRANSFER,
        invited=event.agent,
        asked_at=now,
        attempts=(attempt,),
        leg=event.new_leg,
    )
    limited = case.with_(deadlines=due(case, ring_deadline(event.new_leg), now + events.RING_MS))
    return _take_colleague(limited, event.agent).then(partial(_add, invitation=invitation))


def dial_waiting(case: Case, now: WallMs) -> Step:
    """Call whoever is invited and not called yet, as far as there are lines."""
    for invitation in case.pending():
        if invitation.leg is None and sum(1 for _ in case.living()) < MOST_LEGS:
            return _dial(case, invitation, now).then(partial(dial_waiting, now=now))
    return stay(case)


def calling(case: Case, leg: LegId) -> Invitation | None:
    """The invitation on whose behalf this leg is being called; None when it is no such leg, or has answered."""
    return next((one for one in case.pending() if one.leg == leg), None)


def answered(case: Case, invitation: Invitation, now: WallMs) -> Step:
    """Somebody has answered."""
    assert invitation.leg is not None  # noqa: S101  only a leg can answer
    joined = move(case, invitation.leg, Place.ROOM, now)
    if invitation.role is PartyRole.EMERGENCY or invitation.way in (Way.TRANSFER, Way.MENU):
        joined = move(joined, CITIZEN, Place.ROOM, now)
    told = _ended_attempt(invitation, AttemptState.ANSWERED, now)
    return stay(_with(joined, replace(told, leg=invitation.leg, pending=False)))


def failed(case: Case, invitation: Invitation, outcome: AttemptState, now: WallMs, status: int = 0) -> Step:
    """This number did not answer: on to the next one, if there is any."""
    after = _ended_attempt(invitation, outcome, now, status)
    return let_go(_with(case, replace(after, pending=bool(after.left))), invitation.leg)


def withdraw(case: Case, invitation: Invitation, now: WallMs) -> Step:
    """Nobody waits for this party any more."""
    after = _ended_attempt(invitation, AttemptState.WITHDRAWN, now)
    return let_go(_with(case, replace(after, pending=False)), invitation.leg)


def withdraw_all(case: Case, now: WallMs) -> Step:
    """Give up calling anybody."""
    step = Step(case)
    for invitation in case.pending():
        step = step.then(partial(withdraw, invitation=invitation, now=now))
    return step


def outcome_of(event: events.LegEnded) -> AttemptState:
    """What became of an attempt whose leg has ended."""
    return _OUTCOMES.get(event.status, AttemptState.UNREACHABLE)


def parties(case: Case) -> int:
    """How many lines the conversation needs, with those who are still to be called."""
    staying = sum(1 for leg in case.living() if not leg.leaving)
    return staying + sum(1 for one in case.pending() if one.leg is None)


def supervisors(case: Case) -> list[Leg]:
    """Supervisors on the line."""
    return [leg for leg in case.living() if leg.role is PartyRole.SUPERVISOR and not leg.leaving]


def make_room(case: Case) -> Step:
    """The newest party needs a line: a supervisor yields; for an emergency whoever is needed least."""
    newest_party = case.invitations[-1]
    if parties(case) <= MOST_LEGS:
        return stay(case)
    if listening := supervisors(case):
        return _yield(case, listening[0], newest_party.name)
    return _least_needed(case, newest_party) if newest_party.role is PartyRole.EMERGENCY else stay(case)


def _yield(case: Case, supervisor: Leg, to: str) -> Step:
    assert supervisor.agent is not None  # noqa: S101  a supervisor's leg always has one
    notice = commands.YieldSupervision(agent=supervisor.agent, to=to)
    return do(case, notice).then(lambda after: let_go(after, supervisor.id))


def _least_needed(case: Case, emergency: Invitation) -> Step:
    """Who only rings gives way first, then who is on hold, then who came last."""
    ringing = [one for one in case.pending() if one.id != emergency.id]
    if ringing:
        return withdraw(case, ringing[-1], emergency.asked_at)
    others = [leg for leg in case.present() if leg.id not in (CITIZEN, case.agent_leg)]
    others.sort(key=lambda leg: (leg.place is Place.ASIDE, leg.answered_at or 0))
    return let_go(case, others[-1].id) if others else stay(case)


def _take_colleague(case: Case, agent: AgentId | None) -> Step:
    if agent is None or agent in case.taken:
        return stay(case)
    return do(case, commands.TakeAgent(agent=agent), taken=case.taken | {agent})


def _dial(case: Case, invitation: Invitation, now: WallMs) -> Step:
    number, *left = invitation.left
    party = Callee(role=invitation.role, uri=number.uri, name=invitation.name, agent=invitation.invited)
    called = dial(case, party, now)
    leg = newest(called.case)
    attempt = Attempt(leg=leg, label=number.label, state=AttemptState.DIALLING, since=now)
    tried = replace(invitation, leg=leg, left=tuple(left), attempts=(*invitation.attempts, attempt))
    limited = called.case.with_(deadlines=due(called.case, ring_deadline(leg), now + number.ring_ms))
    return Step(_with(limited, tried), called.commands)


def ring_deadline(leg: LegId) -> str:
    """Name of the deadline after which a leg has rung in vain."""
    return f"ring:{leg}"


def _ended_attempt(invitation: Invitation, outcome: AttemptState, now: WallMs, status: int = 0) -> Invitation:
    """The latest attempt is over, one way or the other."""
    if invitation.leg is None:
        return invitation
    *before, last = invitation.attempts
    return replace(invitation, leg=None, attempts=(*before, replace(last, state=outcome, since=now, status=status)))


def _add(case: Case, invitation: Invitation) -> Step:
    return stay(case.with_(invitations=(*case.invitations, invitation)))


def _with(case: Case, invitation: Invitation) -> Case:
    """The invitation as it stands now; a number that has had its turn rings no more."""
    known = tuple(invitation if one.id == invitation.id else one for one in case.invitations)
    over = [ring_deadline(one.leg) for one in invitation.attempts if one.state is not AttemptState.DIALLING]
    return case.with_(invitations=known, deadlines=without(case, *over))
