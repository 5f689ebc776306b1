"""Draw the case's table as docs/diagrams/case.md: python -m scripts.draw_states [--check].

The table says which function an event meets, and the function says where it leads. So every case that can come to
be is tried with every event of its phase, breadth first; what changes the phase is an arrow. Words, recordings and
positions in the queue never do, and are left out.
"""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from callflow import events
from callflow.case import TABLE, step
from callflow.legs import note_leg
from callflow.refusal import refusal
from callflow.self_service import wanted_reply
from callflow.settling import settle
from callflow.state import Case, CaseRules, TicketPhase
from callflow.units import CITIZEN, AgentId, CaseId, LegId, TicketNumber, WallMs
from callflow.views import PartyRole, PartyState, Phase, Way
from scripts.drawn_page import keep

ROOT = Path(__file__).resolve().parent.parent
DIAGRAM = ROOT / "docs" / "diagrams" / "case.md"
FLOW = ROOT / "callflow" / "flows" / "12345.yaml"
NOW = WallMs(1_800_000_000_000)
AGENT = AgentId("1026")
WAYS_TO_RING: tuple[dict[str, int], ...] = ({}, {"answer_at_desk": 1})
MOST_AGENT_LEGS = 2
NIGHT = "night"
NUMBERS = (events.Number(uri="sip:1@x", label="值班电话"),)

Arrows = dict[tuple[str, str], set[str]]
Chance = tuple[str, events.Event, WallMs]
"""What may happen: its name on the arrow, the event and its time."""

HEAD = """\
# A call from its INVITE to the archive

Drawn from the table in `callflow/case.py` by `scripts/draw_states.py`; do not edit. Arrows without an event are the
conclusions of `callflow/settling.py`. Words, recordings and positions in the queue change no phase.

"""


def legs_in(*states: PartyState) -> Callable[[Case], Iterator[LegId]]:
    return lambda case: (leg.id for leg in case.legs.values() if leg.state in states)


unanswered = legs_in(PartyState.INCOMING, PartyState.DIALLING, PartyState.RINGING)
up = legs_in(PartyState.UP)
held = legs_in(PartyState.HELD)


def of_legs(legs: Callable[[Case], Iterator[LegId]], kind: Any, **fields: Any) -> Callable[[Case], Iterator[Chance]]:
    def chances(case: Case) -> Iterator[Chance]:
        for leg in legs(case):
            yield f"{kind.__name__} ({case.legs[leg].role})", kind(leg=leg, **fields), NOW

    return chances


def plain(make: Callable[[Case], events.Event | None]) -> Callable[[Case], Iterator[Chance]]:
    def chances(case: Case) -> Iterator[Chance]:
        event = make(case)
        if event is not None and refusal(case, event) is None:
            yield type(event).__name__, event, NOW

    return chances


def of_the_agent(kind: Any) -> Callable[[Case], Iterator[Chance]]:
    return plain(lambda case: kind(agent=case.agent) if case.agent else None)


def deadlines(case: Case) -> Iterator[Chance]:
    for name, at in sorted(case.deadlines.items()):
        yield f"DeadlinePassed ({name})", events.DeadlinePassed(name=name), max(at, NOW)


def keys(_: Case) -> Iterator[Chance]:
    for key in "12#":
        yield "DigitReceived", events.DigitReceived(leg=CITIZEN, digit=key), NOW


def offer(case: Case) -> events.Event | None:
    agents = sum(leg.role is PartyRole.AGENT for leg in case.legs.values())
    return events.AgentOffered(agent=AGENT, uri="sip:1026@x") if agents < MOST_AGENT_LEGS else None


def prompt_end(case: Case) -> events.Event | None:
    return None if case.playing is None else events.PromptEnded(leg=CITIZEN, prompt=case.playing)


def ticket(case: Case) -> events.Event | None:
    opening = case.ticket_phase is TicketPhase.OPENING
    return events.TicketOpened(number=TicketNumber("260101000001")) if opening else None


def unreadable(case: Case) -> events.Event | None:
    """A reply that cannot be read out."""
    wanted = wanted_reply(case)
    return events.ReplySpoken(number=wanted.number, reading="") if wanted else None


def invitations(case: Case) -> Iterator[Chance]:
    """One party, in the two ways that differ for the call's course."""
    if case.agent is None or case.invitations:
        return
    for way in (Way.THREE_WAY, Way.TRANSFER):
        event = events.PartyInvited(
            agent=case.agent, role=PartyRole.DEPARTMENT, name="市水务局", way=way, numbers=NUMBERS, department="water"
        )
        if refusal(case, event) is None:
            yield f"PartyInvited ({way})", event, NOW


def contacts(case: Case) -> Iterator[Chance]:
    for numbers in ((), NUMBERS) if case.finding and not case.invitations else ():
        found = "on duty" if numbers else "nobody"
        yield f"ContactFound ({found})", events.ContactFound(contact=case.finding, name="值班", numbers=numbers), NOW


CHANCES: Mapping[type[events.Event], Callable[[Case], Iterable[Chance]]] = {
    events.LegAnswered: of_legs(unanswered, events.LegAnswered),
    events.LegHeld: of_legs(up, events.LegHeld),
    events.LegResumed: of_legs(held, events.LegResumed),
    events.LegEnded: of_legs(
        lambda case: (leg.id for leg in case.living()), events.LegEnded, cause=events.EndCause.PEER_HUNG_UP
    ),
    events.PromptEnded: plain(prompt_end),
    events.DigitReceived: keys,
    events.TicketLookedUp: plain(lambda _: events.TicketLookedUp(number="1", result="confirmed")),
    events.ReplySpoken: plain(unreadable),
    events.AgentOffered: plain(offer),
    events.NobodyThere: plain(lambda _: events.NobodyThere()),
    events.DeadlinePassed: deadlines,
    events.WorkerLost: plain(lambda case: None if case.released else events.WorkerLost()),
    events.TicketOpened: plain(ticket),
    events.TicketDiscarded: plain(lambda _: events.TicketDiscarded(agent=AGENT, reason="x")),
    events.AgentAccepted: of_the_agent(events.AgentAccepted),
    events.HangUpRequested: of_the_agent(events.HangUpRequested),
    events.WrapUpExtended: of_the_agent(events.WrapUpExtended),
    events.WrapUpEnded: of_the_agent(events.WrapUpEnded),
    events.LeaveRequested: of_the_agent(events.LeaveRequested),
    events.TransferRequested: plain(
        lambda case: events.TransferRequested(agent=case.agent, queue="general") if case.agent else None
    ),
    events.PartyInvited: invitations,
    events.ContactFound: contacts,
    events.WorkerClaimed: plain(lambda case: events.WorkerClaimed() if case.released else None),
}
CHANGE_NO_PHASE = {
    events.LegRinging,
    events.RecordingStarted,
    events.RecordingClosed,
    events.TranscriptCompleted,
    events.UtteranceHeard,
    events.SpeechModelChosen,
    events.EmergencySuspected,
    events.CaptionCorrected,
    events.FieldEdited,
    events.TicketConfirmed,
    events.QueueMoved,
    events.CallerKnown,
    events.CaseTaken,
    events.FirstResponderChanged,
    events.HoldRequested,
    events.ResumeRequested,
    events.SwapRequested,
    events.JoinRequested,
    events.InvitationWithdrawn,
    events.PartyDropped,
    events.LegReferred,
    events.NoWorkerFree,
    events.SupervisorCame,
    events.SupervisorMoved,
    events.SupervisorTookOver,
    events.SupervisorLeft,
}
BEGINNING = {events.CaseOpened, events.CallArrived}


def arrows() -> Arrows:
    """Every change of phase, with the events that bring it."""
    found: Arrows = defaultdict(set)
    cases = [*(arrived(rules) for rules in WAYS_TO_RING), arrived({}, NIGHT), *map(dials_out, events.CallOutReason)]
    for case in cases:
        draw(found, Phase.ARRIVING, case.phase, "CaseOpened (a call of ours)" if case.call_out else "")
    known = {likeness(case) for case in cases}
    for case in cases:
        for name, event, now in chances(case):
            note(found, case, name, event, now)
            after = step(case, event, now).case
            if likeness(after) not in known:
                known.add(likeness(after))
                cases.append(after)
    return found


def arrived(rules: dict[str, int], start: str = "") -> Case:
    every = {name: getattr(CaseRules(), name) for name in CaseRules.__struct_fields__} | rules
    flow = yaml.safe_load(FLOW.read_text(encoding="utf-8"))
    opened = events.CaseOpened(case=CaseId("c"), city="江城市", flow=flow, rules=every, start=start)
    call = events.CallArrived(leg=CITIZEN, calling_number="1", called_number="12345", sip_call_id="x")
    return step(step(Case(), opened, NOW).case, call, NOW).case


def dials_out(reason: events.CallOutReason) -> Case:
    every = {name: getattr(CaseRules(), name) for name in CaseRules.__struct_fields__}
    flow = yaml.safe_load(FLOW.read_text(encoding="utf-8"))
    call = events.CallOut(
        number="1", uri="sip:1@x", display_number="12345", reason=reason, agent=AGENT, agent_uri="sip:1026@x"
    )
    opened = events.CaseOpened(case=CaseId("c"), city="江城市", flow=flow, rules=every, call_out=call)
    return step(Case(), opened, NOW).case


def chances(case: Case) -> Iterator[Chance]:
    for kind in TABLE[case.phase]:
        if kind not in CHANGE_NO_PHASE | BEGINNING:
            yield from CHANCES[kind](case)


def note(found: Arrows, case: Case, name: str, event: events.Event, now: WallMs) -> None:
    """Draw what the table's own function does, then each of `settle`'s conclusions by itself."""
    after = TABLE[case.phase][type(event)](note_leg(case, event, now), event, now).case
    draw(found, case.phase, after.phase, name)
    phase, settled = after.phase, settle(after, now).case.phase
    for before, then, why in CONCLUSIONS:
        if phase is before and settled is not before:
            draw(found, before, then, why)
            phase = then


CONCLUSIONS = (
    (Phase.CLOSING, Phase.CLOSED, "<i>the worker is free</i>"),
    (Phase.CLOSED, Phase.ARCHIVED, "<i>all words are heard, the ticket is decided</i>"),
)


def draw(found: Arrows, before: Phase, after: Phase, why: str) -> None:
    if before is not after:
        found[before.value, after.value].add(why)


def likeness(case: Case) -> tuple[object, ...]:
    """Cases that are alike in this go the same ways."""
    legs = tuple(sorted({(leg.role, leg.state) for leg in case.living()}))
    if case.phase in (Phase.WRAP_UP, Phase.CLOSING, Phase.CLOSED):
        return (case.phase, bool(legs), case.released, case.ticket_phase, tuple(case.deadlines))
    in_menu = case.menu is not None and case.phase in (Phase.MENU, Phase.SURVEY)
    menu = (case.menu.step, bool(case.menu.digits)) if in_menu and case.menu else ()
    times = tuple(sorted({name.partition(":")[0] for name in case.deadlines}))
    called = tuple((one.way, one.pending) for one in case.invitations) if case.phase is not Phase.SURVEY else ()
    waits = (case.playing is None, case.finding, case.released, case.agent_leg is None)
    begun = case.call_out.reason if case.call_out else case.rules.answer_at_desk
    return (case.phase, legs, menu, times, waits, called, begun)


def drawn() -> str:
    """The whole page."""
    order = [phase.value for phase in Phase]
    found = sorted(arrows().items(), key=lambda arrow: (order.index(arrow[0][0]), order.index(arrow[0][1])))
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> arriving: CaseOpened, CallArrived"]
    lines += [f"    {before} --> {after}: {'<br/>'.join(sorted(why))}" for (before, after), why in found]
    return HEAD + "\n".join([*lines, "    archived --> [*]", "```", ""])


if __name__ == "__main__":
    sys.exit(keep(DIAGRAM, drawn, __doc__, sys.argv[1:]))
