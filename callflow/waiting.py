"""Waiting for a person: the queue, its announcements, and one agent's phone after the other.

Which agent is next is the queue machine's business (`queue.py`); here the caller waits, hears music and the
position, may ask to be called back instead, and phones ring.
"""

from callflow import commands, events
from callflow.announcements import position
from callflow.ending import due, leave_queue, stop_prompt, without
from callflow.legs import Callee, dial, let_go, move, newest
from callflow.state import Case
from callflow.step import Step, do, play, stay
from callflow.units import CITIZEN, DurationMs, WallMs
from callflow.views import PartyRole, Phase, Place


def join(case: Case, queue: str, now: WallMs) -> Step:
    """Stand in line, with music. Whoever comes back from a conversation keeps the time of arrival."""
    deadlines = {
        "announce": WallMs(now + case.rules.first_announce_ms),
        "give_up": WallMs(now + case.rules.longest_wait_ms),
    }
    return in_line(
        move(case, CITIZEN, Place.ASIDE, now).with_(
            phase=Phase.QUEUED, queue=queue, waiting_since=case.waiting_since or now, deadlines=deadlines
        )
    )


def in_line(case: Case) -> Step:
    """Tell the queue where the caller wants to stand."""
    return do(case, commands.JoinQueue(queue=case.queue, priority=case.priority, wants=case.wants))


def known(case: Case, event: events.CallerKnown, _: WallMs) -> Step:
    """The records have said how urgent this caller is."""
    if event.priority <= case.priority:
        return stay(case)
    after = case.with_(priority=event.priority, because=event.because)
    return in_line(after) if case.phase is Phase.QUEUED else stay(after)


def moved(case: Case, event: events.QueueMoved, _: WallMs) -> Step:
    """Others were served, or were more urgent."""
    return do(case, ahead=event.ahead, estimate_ms=event.estimate_ms)


def announce(case: Case, now: WallMs) -> Step:
    """Tell the caller how many wait before, and for how long about; the music rests meanwhile."""
    again = due(case, "announce", now + case.rules.announce_every_ms)
    key = case.call_back_key if case.calling_number else None
    wait_ms = None if case.estimate_ms is None else DurationMs(case.estimate_ms)
    return play(
        case.with_(deadlines=again, call_back_offered=key is not None and key != ""),
        *position(case.ahead, wait_ms, key or None),
    )


def prompt_over(case: Case, event: events.PromptEnded, _: WallMs) -> Step:
    """What was announced is said; the wiring follows by itself."""
    return stay(case.with_(playing=None)) if event.prompt == case.playing else stay(case)


def promise(case: Case) -> Step:
    """The caller will be called back instead of waiting, and keeps the place in line."""
    promised = commands.PromiseCall(
        number=case.calling_number,
        queue=case.queue,
        priority=case.priority,
        since=case.waiting_since or case.started_at,
    )
    return leave_queue(case).then(stop_prompt).then(lambda after: do(after, promised))


def offer(case: Case, event: events.AgentOffered, now: WallMs) -> Step:
    """The queue has an agent: ring that phone (or only the screen), while the citizen goes on hearing music."""
    offered = case.with_(
        phase=Phase.RINGING,
        agent=event.agent,
        agent_leg=None,
        agent_uri=event.uri,
        wants=None,
        taken=case.taken | {event.agent},
        deadlines=without(case, "announce"),
    )
    return do(offered, commands.ClaimWorker()) if case.released else ring(offered, now)


def ring(case: Case, now: WallMs) -> Step:
    """Let the agent know: on the phone, or on the screen first."""
    limited = case.with_(deadlines=due(case, "ring", now + case.rules.ring_ms))
    return stay(limited) if case.rules.answer_at_desk else _call_phone(limited, now)


def accept(case: Case, _: events.AgentAccepted, now: WallMs) -> Step:
    """The agent accepted on the screen: call the phone, which picks up by itself."""
    rings_anew = case.with_(deadlines=due(case, "ring", now + case.rules.ring_ms))
    return _call_phone(rings_anew, now)


def _call_phone(case: Case, now: WallMs) -> Step:
    phone = Callee(
        role=PartyRole.AGENT,
        uri=case.agent_uri,
        agent=case.agent,
        answer_by_itself=bool(case.rules.answer_at_desk),
    )
    return dial(case, phone, now).then(lambda after: stay(after.with_(agent_leg=newest(after))))


def offered_in_vain(case: Case, event: events.AgentOffered, _: WallMs) -> Step:
    """The offer crossed the caller's leaving: `settle` gives the agent back."""
    return stay(case.with_(taken=case.taken | {event.agent}))


def no_answer(case: Case, now: WallMs) -> Step:
    """This agent's phone was busy, refused or rang in vain: the next one, at the same place in the queue."""
    assert case.agent is not None  # noqa: S101  RINGING always has one
    announcing = {"announce": WallMs(now + case.rules.first_announce_ms)} if case.citizen_present else {}
    queued = {
        "phase": Phase.QUEUED,
        "agent": None,
        "agent_leg": None,
        "taken": case.taken - {case.agent},
        "deadlines": without(case, "ring") | announcing,
    }
    report = commands.ReportNoAnswer(agent=case.agent)
    return let_go(case, case.agent_leg).then(lambda after: do(after, report, **queued))


def answered_too_late(case: Case, event: events.LegAnswered, _: WallMs) -> Step:
    """An answer that crossed our giving up on that phone."""
    return do(case, commands.HangUpLeg(leg=event.leg))
