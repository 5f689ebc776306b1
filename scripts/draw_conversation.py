"""Draw a conversation's course as docs/diagrams/conversation.md: python -m scripts.draw_conversation [--check].

Within the phase `talking` the arrangement (`callflow.views.Arrangement`) follows from where everybody stands. So a talk
between citizen and agent is tried with every wish of the agent and with every leg's answer and end, one department at a
time, breadth first; what changes the arrangement, or ends the conversation, is an arrow.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator

from callflow import events
from callflow.case import step
from callflow.refusal import refusal
from callflow.state import Case, Leg
from callflow.units import CITIZEN, LegId
from callflow.views import Arrangement, PartyRole, PartyState, Phase, Way
from callflow.wiring import arrangement
from scripts.draw_states import AGENT, NOW, NUMBERS, ROOT, arrived
from scripts.drawn_page import keep

DIAGRAM = ROOT / "docs" / "diagrams" / "conversation.md"
PHASES = (Phase.QUEUED, Phase.SURVEY, Phase.WRAP_UP, Phase.CLOSING)
WISHES = (events.SwapRequested, events.JoinRequested, events.LeaveRequested, events.HangUpRequested)
OF_LEGS = (events.HoldRequested, events.ResumeRequested, events.PartyDropped)
WAYS = (Way.CONSULT, Way.THREE_WAY, Way.TRANSFER)

Chance = tuple[str, events.Event]
Arrows = dict[tuple[str, str], set[str]]

HEAD = """\
# What can become of a conversation

Drawn from `callflow/conversation.py`, `callflow/invitation.py` and `callflow/wiring.py` by
`scripts/draw_conversation.py`; do not edit. States are the arrangements of a call in phase `talking`; `queued`,
`survey` and `wrap_up` are the phases that follow it. One department is called at a time; every party may hang up at
every moment. A supervisor who listens or advises changes no arrangement.

| arrangement | |
|---|---|
| `talk` | citizen and agent (通话) |
| `hold` | the citizen hears music, the agent talks with nobody (保持) |
| `consult` | the citizen hears music, agent and department talk (咨询) |
| `aside` | citizen and agent talk, the department hears music (切换) |
| `three_way` | all talk (三方通话) |
| `left` | the agent has left; citizen and department talk, or the citizen waits for who was called (退出、转接) |
| `without_citizen` | the citizen has hung up; agent and department talk on |

"""


def arrows() -> Arrows:
    """Every change of arrangement, with what brings it."""
    found: Arrows = defaultdict(set)
    cases = [talk()]
    known = {likeness(case) for case in cases}
    for case in cases:
        for name, event in chances(case):
            after = step(case, event, NOW).case
            if state_of(after) != state_of(case):
                found[state_of(case), state_of(after)].add(name)
            if after.phase is Phase.TALKING and likeness(after) not in known:
                known.add(likeness(after))
                cases.append(after)
    return found


def talk() -> Case:
    """Citizen and agent have just met."""
    case = arrived({})
    meeting = (
        events.LegAnswered(leg=CITIZEN),
        events.DigitReceived(leg=CITIZEN, digit="1"),
        events.AgentOffered(agent=AGENT, uri="sip:1026@x"),
        events.LegAnswered(leg=LegId("agent-1")),
    )
    for event in meeting:
        case = step(case, event, NOW).case
    return case


def state_of(case: Case) -> str:
    """The arrangement, or the phase that has followed the conversation."""
    return arrangement(case).value if case.phase is Phase.TALKING else case.phase.value


def chances(case: Case) -> Iterator[Chance]:
    """What may happen next, with its name on the arrow."""
    possible = (one for one in wishes(case) if refusal(case, one[1]) is None)
    yield from possible
    for leg in case.living():
        if leg.state in (PartyState.DIALLING, PartyState.RINGING):
            yield f"LegAnswered ({leg.role})", events.LegAnswered(leg=leg.id)
        cause = events.EndCause.PEER_HUNG_UP if leg.answered_at else events.EndCause.FAILED
        yield f"LegEnded ({told(leg)})", events.LegEnded(leg=leg.id, cause=cause, status=486)


def wishes(case: Case) -> Iterator[Chance]:
    """What the agent may ask for, possible or not."""
    for kind in WISHES:
        yield kind.__name__, kind(agent=AGENT)
    for leg in case.living():
        for kind in OF_LEGS if leg.role is not PartyRole.AGENT else ():
            yield f"{kind.__name__} ({leg.role})", kind(agent=AGENT, leg=leg.id)
    yield "TransferRequested", events.TransferRequested(agent=AGENT, queue="general")
    yield from map(invited, WAYS if not any(one.pending for one in case.invitations) else ())
    for one in case.pending():
        yield "InvitationWithdrawn", events.InvitationWithdrawn(agent=AGENT, invitation=one.id)


def invited(way: Way) -> Chance:
    """A department is called."""
    event = events.PartyInvited(
        agent=AGENT, role=PartyRole.DEPARTMENT, name="市水务局", way=way, numbers=NUMBERS, department="water"
    )
    return f"PartyInvited ({way})", event


def told(leg: Leg) -> str:
    """Whose leg ends, and whether it had answered."""
    return leg.role.value if leg.answered_at else f"{leg.role}, no answer"


def likeness(case: Case) -> tuple[object, ...]:
    """Cases that are alike in this go the same ways; a second department shows nothing new."""
    legs = tuple(sorted((leg.role, leg.state, leg.place, leg.leaving) for leg in case.living()))
    pending = tuple(one.way for one in case.pending())
    departments = min(len(case.invitations), 1)
    return (legs, pending, departments, case.agent_leg is None, case.writing)


def drawn() -> str:
    """The whole page."""
    order = [*(one.value for one in Arrangement), *(one.value for one in PHASES)]
    found = sorted(arrows().items(), key=lambda arrow: (order.index(arrow[0][0]), order.index(arrow[0][1])))
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> talk: LegAnswered (agent)"]
    lines += [f"    {before} --> {after}: {'<br/>'.join(sorted(why))}" for (before, after), why in found]
    reached = {after for (_, after), _ in found}
    lines += [f"    {phase.value} --> [*]" for phase in PHASES if phase.value in reached]
    return HEAD + "\n".join([*lines, "```", ""])


if __name__ == "__main__":
    sys.exit(keep(DIAGRAM, drawn, __doc__, sys.argv[1:]))
