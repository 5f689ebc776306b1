"""Waiting for a person: the queue, its announcements, and one agent's phone after the other.

Which agent is next is the queue machine's business (`queue.py`); here the caller waits, hears music and the
position, and phones ring.
"""

from functools import partial

from callflow import commands, events
from callflow.announcements import position_clip
from callflow.conference import NOBODY, on_hold
from callflow.ending import due, wire, without
from callflow.legs import dial
from callflow.state import Case, Phase
from callflow.step import Step, do, stay
from callflow.units import CITIZEN, WallMs


def join(case: Case, queue: str, now: WallMs) -> Step:
    """Stand in line, with music."""
    deadlines = {
        "announce": WallMs(now + case.rules.first_announce_ms),
        "give_up": WallMs(now + case.rules.longest_wait_ms),
    }
    joined = do(
        case,
        commands.JoinQueue(queue=queue),
        phase=Phase.QUEUED,
        queue=queue,
        waiting_since=now,
        deadlines=deadlines,
    )
    return joined.then(partial(wire, topology=on_hold(CITIZEN)))


def moved(case: Case, event: events.QueueMoved, _: WallMs) -> Step:
    """Others were served, or were more urgent."""
    return do(case, ahead=event.ahead)


def announce(case: Case, now: WallMs) -> Step:
    """Tell the caller how many wait before; the music rests meanwhile."""
    again = due(case, "announce", now + case.rules.announce_every_ms)
    told = do(case, commands.PlayPrompt(leg=CITIZEN, clips=(position_clip(case.ahead),)), deadlines=again)
    return told.then(partial(wire, topology=NOBODY))


def announced(case: Case, event: events.PromptEnded, _: WallMs) -> Step:
    """The announcement is over: music again."""
    if event.prompt != case.playing:
        return stay(case)
    return wire(case.with_(playing=None), topology=on_hold(CITIZEN))


def offer(case: Case, event: events.AgentOffered, now: WallMs) -> Step:
    """The queue has an agent: ring that phone (or only the screen), while the citizen goes on hearing music."""
    offered = do(
        case,
        phase=Phase.RINGING,
        agent=event.agent,
        agent_leg=None,
        agent_uri=event.uri,
        agent_freed=False,
        deadlines=without(case, "announce") | {"ring": WallMs(now + case.rules.ring_ms)},
    )
    return offered if case.rules.answer_at_desk else offered.then(partial(_call_phone, now=now))


def accept(case: Case, _: events.AgentAccepted, now: WallMs) -> Step:
    """The agent accepted on the screen: call the phone, which picks up by itself."""
    rings_anew = case.with_(deadlines=due(case, "ring", now + case.rules.ring_ms))
    return _call_phone(rings_anew, now)


def _call_phone(case: Case, now: WallMs) -> Step:
    assert case.agent is not None  # noqa: S101  RINGING always has one
    dialled, leg = dial(case, case.agent, now)
    call = commands.DialLeg(
        leg=leg,
        uri=case.agent_uri,
        display_number=case.calling_number,
        recording=f"{leg}.wav",
        answer_by_itself=bool(case.rules.answer_at_desk),
    )
    return do(dialled, call, agent_leg=leg)


def offered_in_vain(case: Case, event: events.AgentOffered, _: WallMs) -> Step:
    """The offer crossed the caller's leaving: give the agent back."""
    return do(case, commands.FreeAgent(agent=event.agent))


def no_answer(case: Case, now: WallMs) -> Step:
    """This agent's phone was busy, refused or rang in vain: the next one, at the same place in the queue."""
    assert case.agent is not None  # noqa: S101  RINGING always has one
    hang_up = () if case.agent_leg is None else (commands.HangUpLeg(leg=case.agent_leg),)
    return do(
        case,
        *hang_up,
        commands.ReportNoAnswer(agent=case.agent),
        phase=Phase.QUEUED,
        agent=None,
        agent_leg=None,
        agent_freed=True,
        deadlines=without(case, "ring") | {"announce": WallMs(now + case.rules.first_announce_ms)},
    )


def answered_too_late(case: Case, event: events.LegAnswered, _: WallMs) -> Step:
    """An answer that crossed our giving up on that phone."""
    return do(case, commands.HangUpLeg(leg=event.leg))
