"""The queue's shell: who sits where, whom the queue is told of, and that nobody stays taken for nothing."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from structlog.testing import capture_logs

from callflow import events, queue
from callflow.state import Case, Leg
from callflow.units import AgentId, CaseId, LegId, WallMs
from callflow.views import AgentState, PartyRole, PartyState, Phase, Presence, QueueLength, Role
from lingting.floor import Account, FloorShell
from lingting.presence import PresenceBook

A, B = AgentId("1026"), AgentId("1027")
ONE, TWO, THREE = CaseId("one"), CaseId("two"), CaseId("three")


def _legs(phase: Phase, agent: AgentId | None) -> dict[LegId, Leg]:
    if phase is not Phase.TALKING or agent is None:
        return {}
    leg = LegId("agent-1")
    return {leg: Leg(id=leg, role=PartyRole.AGENT, state=PartyState.UP, since=WallMs(0), agent=agent)}


class Hall:
    """A floor, the cases that it looks at, and what it told them."""

    def __init__(self, file: Path) -> None:
        self.now = WallMs(1_000_000)
        self.states: dict[CaseId, Case] = {}
        self.told: list[tuple[CaseId, events.Event]] = []
        self.changes = 0
        self.leaves_when_alone = False
        self.presence = PresenceBook(file)
        self.floor = FloorShell(self.presence, self, self.tell, lambda agent: f"sip:{agent}@x", lambda: self.now)
        self.floor.changed = self.changed
        self.floor.know([Account(agent=agent, name=agent, role=Role.AGENT) for agent in (A, B)])

    def changed(self) -> None:
        self.changes += 1

    def state_of(self, case: CaseId) -> Case | None:
        return self.states.get(case)

    def tell(self, case: CaseId, event: events.Event) -> None:
        self.told.append((case, event))
        if isinstance(event, events.AgentOffered) and case in self.states:
            self.stands(case, Phase.RINGING, event.agent)
        if isinstance(event, events.NobodyThere) and self.leaves_when_alone:
            self.stands(case, Phase.MENU)
            self.floor.leave(case)

    def stands(self, case: CaseId, phase: Phase, agent: AgentId | None = None) -> Case:
        self.states[case] = Case(
            id=case,
            phase=phase,
            agent=agent,
            taken=frozenset() if agent is None else frozenset({agent}),
            legs=_legs(phase, agent),
            waiting_since=self.now,
        )
        return self.states[case]

    def waits(self, case: CaseId, name: str = queue.GENERAL, priority: int = 0, wants: AgentId | None = None) -> None:
        self.stands(case, Phase.QUEUED)
        self.floor.join(case, name, self.now, priority, wants)

    def sits(self, *agents: AgentId) -> None:
        for agent in agents:
            self.floor.say(agent, Presence.READY)
        self.floor.register(agents)

    def offers(self) -> list[tuple[CaseId, AgentId]]:
        return [(case, event.agent) for case, event in self.told if isinstance(event, events.AgentOffered)]

    def state(self, agent: AgentId) -> AgentState:
        return next(one.state for one in self.floor.agents() if one.agent == agent)


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return Hall(tmp_path / "presence.json")


def test_a_ready_agent_with_a_phone_is_offered(hall: Hall) -> None:
    hall.waits(ONE)
    hall.floor.say(A, Presence.READY)
    assert hall.offers() == []
    hall.floor.register([A])
    assert hall.told[-1] == (ONE, events.AgentOffered(agent=A, uri="sip:1026@x"))
    assert hall.state(A) is AgentState.RINGING


def test_an_agent_whose_phone_is_gone_is_not_offered(hall: Hall) -> None:
    hall.sits(A)
    hall.floor.register([])
    hall.waits(ONE)
    assert hall.offers() == []
    assert hall.state(A) is AgentState.OFFLINE


def test_who_does_not_answer_is_away(hall: Hall) -> None:
    hall.sits(A)
    hall.waits(ONE)
    hall.floor.not_answered(A, ONE)
    assert hall.presence.of(A) is Presence.AWAY
    assert hall.state(A) is AgentState.AWAY


def test_who_signs_out_while_the_phone_rings_stays_signed_out(hall: Hall) -> None:
    hall.sits(A)
    hall.waits(ONE)
    hall.floor.say(A, None)
    hall.floor.not_answered(A, ONE)
    assert hall.presence.of(A) is None
    hall.floor.seat_everybody()
    hall.now = WallMs(hall.now + queue.EMPTY_GRACE_MS)
    hall.floor.tick()
    assert hall.told[-1] == (ONE, events.NobodyThere())


def test_who_signs_out_in_a_call_is_free_for_nobody_after_it(hall: Hall) -> None:
    hall.sits(A)
    hall.waits(ONE)
    hall.floor.leave(ONE)
    hall.floor.say(A, None)
    hall.floor.free(A, ONE)
    hall.waits(TWO)
    assert hall.offers() == [(ONE, A)]


def test_an_agent_who_comes_back_during_wrap_up_waits_for_its_end(hall: Hall) -> None:
    hall.sits(A)
    hall.waits(ONE)
    hall.floor.leave(ONE)
    hall.stands(ONE, Phase.WRAP_UP, A)
    hall.floor.say(A, Presence.AWAY)
    hall.floor.say(A, Presence.READY)
    hall.waits(TWO)
    assert hall.offers() == [(ONE, A)]
    assert hall.state(A) is AgentState.WRAP_UP
    hall.floor.free(A, ONE)
    assert hall.offers() == [(ONE, A), (TWO, A)]


def test_an_account_that_is_gone_or_disabled_is_signed_out(hall: Hall) -> None:
    hall.sits(A, B)
    hall.floor.know([Account(agent=A, name="A", role=Role.AGENT, enabled=False)])
    hall.waits(ONE)
    assert hall.offers() == []
    assert hall.presence.signed_in() == {}


def test_who_has_no_session_left_is_signed_out_and_callers_are_not_kept_waiting_for_it(hall: Hall) -> None:
    hall.sits(A, B)
    hall.floor.say(A, Presence.AWAY)
    hall.floor.logged_in({B})
    hall.floor.logged_in({B})
    assert hall.presence.signed_in() == {B: Presence.READY}
    hall.floor.logged_in(())
    hall.floor.logged_in(())
    hall.waits(ONE)
    hall.floor.tick()
    hall.now = WallMs(hall.now + queue.EMPTY_GRACE_MS)
    hall.floor.tick()
    assert hall.told[-1] == (ONE, events.NobodyThere())


def test_who_has_logged_in_since_that_was_read_stays(hall: Hall) -> None:
    hall.floor.logged_in(())
    hall.sits(A)
    hall.floor.logged_in(())
    hall.floor.logged_in({A})
    hall.floor.logged_in(())
    assert hall.presence.of(A) is Presence.READY


@pytest.mark.parametrize("left", [None, Case(id=ONE, phase=Phase.CLOSED, agent=A), Case(id=ONE, phase=Phase.QUEUED)])
def test_an_agent_whose_case_knows_nothing_of_it_is_given_back(hall: Hall, left: Case | None) -> None:
    hall.sits(A)
    hall.waits(ONE)
    hall.floor.leave(ONE)
    hall.states.pop(ONE)
    if left:
        hall.states[ONE] = left
    with capture_logs() as logs:
        hall.floor.tick()
        hall.floor.tick()
    assert [line["event"] for line in logs] == ["agent_given_back"]
    hall.waits(TWO)
    assert hall.offers() == [(ONE, A), (TWO, A)]


def test_a_caller_whose_offer_was_lost_is_offered_an_agent_again(hall: Hall) -> None:
    hall.sits(A)
    hall.waits(ONE)
    hall.stands(ONE, Phase.QUEUED)
    hall.floor.tick()
    assert hall.offers() == [(ONE, A), (ONE, A)]


@pytest.mark.parametrize("phase", [Phase.RINGING, Phase.TALKING, Phase.WRAP_UP])
def test_an_agent_with_a_case_keeps_it(hall: Hall, phase: Phase) -> None:
    hall.sits(A)
    hall.waits(ONE)
    hall.stands(ONE, phase, A)
    hall.floor.tick()
    hall.waits(TWO)
    assert hall.offers() == [(ONE, A)]


@pytest.mark.parametrize("phase", [Phase.QUEUED, Phase.RINGING])
def test_after_a_restart_who_waited_waits_at_the_same_place(hall: Hall, phase: Phase) -> None:
    hall.floor.reopen(hall.stands(ONE, phase, A if phase is Phase.RINGING else None))
    assert hall.floor.length() == QueueLength(waiting=1, longest_since=hall.now)


def test_after_a_restart_the_more_urgent_caller_is_served_first(hall: Hall) -> None:
    hall.floor.reopen(hall.stands(ONE, Phase.QUEUED))
    hall.floor.reopen(replace(hall.stands(TWO, Phase.QUEUED), priority=queue.Priority.ELDER))
    hall.sits(A)
    assert hall.offers() == [(TWO, A)]


def test_after_a_restart_a_caller_who_was_handed_on_waits_while_the_first_agent_writes(hall: Hall) -> None:
    hall.floor.reopen(hall.stands(ONE, Phase.QUEUED, A))
    hall.sits(A, B)
    assert hall.offers() == [(ONE, B)]
    assert hall.floor.taken() == {A: ONE, B: ONE}


def test_after_a_restart_an_agent_in_a_call_is_offered_to_nobody_else(hall: Hall) -> None:
    hall.floor.reopen(hall.stands(ONE, Phase.TALKING, A))
    hall.sits(A)
    hall.floor.seat_everybody()
    hall.waits(TWO)
    assert hall.offers() == []
    assert hall.state(A) is AgentState.TALKING
    hall.floor.free(A, ONE)
    assert hall.offers() == [(TWO, A)]


def test_what_stays_the_same_is_no_change(hall: Hall) -> None:
    hall.sits(A)
    before = hall.changes
    hall.floor.register([A])
    hall.floor.seat_everybody()
    hall.floor.tick()
    assert hall.changes == before


# --- skills, queues, and agents whom cases take ---

TAX = queue.QueueRules(name="tax", label="税务", skills=frozenset({"tax"}))


def knows(hall: Hall, agent: AgentId, *skills: str) -> None:
    hall.floor.know([Account(agent=agent, name=agent, role=Role.AGENT, skills=frozenset(skills))])


def test_an_agent_learns_a_skill_while_a_caller_waits_for_it(hall: Hall) -> None:
    hall.floor.rules([TAX])
    hall.sits(A)
    hall.waits(ONE, "tax")
    assert hall.offers() == []
    knows(hall, A, "tax")
    assert hall.offers() == [(ONE, A)]
    assert hall.floor.skills_of(A) == ("tax",)


def test_queues_that_cannot_work_together_are_refused_and_the_former_ones_stay(hall: Hall) -> None:
    hall.floor.rules([TAX])
    with capture_logs() as logs:
        hall.floor.rules([replace(TAX, overflow_to="nowhere")])
    assert [(line["event"], line["log_level"]) for line in logs] == [("queues_not_changed", "error")]
    assert "tax" in logs[0]["remedy"]
    assert hall.floor.state.rules["tax"] == TAX


def test_a_caller_of_an_unknown_queue_is_served_and_reported(hall: Hall) -> None:
    hall.sits(A)
    with capture_logs() as logs:
        hall.waits(ONE, "taxes")
    assert [line["event"] for line in logs] == ["unknown_queue"]
    assert hall.offers() == [(ONE, A)]


def test_an_agent_whom_a_case_takes_is_not_free_until_it_is_given_back(hall: Hall) -> None:
    hall.sits(A)
    assert hall.floor.is_free(A)
    hall.stands(TWO, Phase.TALKING, A)
    hall.floor.take(A, TWO)
    hall.floor.tick()
    hall.waits(ONE)
    assert not hall.floor.is_free(A)
    assert hall.offers() == []
    hall.floor.free(A, TWO)
    assert hall.offers() == [(ONE, A)]


def test_taking_an_agent_who_is_with_another_case_is_reported(hall: Hall) -> None:
    hall.sits(A)
    hall.waits(ONE)
    with capture_logs() as logs:
        hall.floor.take(A, TWO)
    assert [(line["event"], line["holder"]) for line in logs] == [("agent_taken_twice", ONE)]
    assert hall.floor.taken() == {A: ONE}


def test_nobody_is_free_who_is_not_signed_in(hall: Hall) -> None:
    hall.floor.take(B, ONE)
    hall.floor.free(B, ONE)
    assert not hall.floor.is_free(B)


def test_the_more_urgent_caller_and_the_one_asked_for_come_first(hall: Hall) -> None:
    hall.waits(ONE)
    hall.waits(TWO, priority=queue.Priority.EMERGENCY)
    hall.sits(A)
    assert hall.offers() == [(TWO, A)]
    hall.sits(A, B)
    hall.floor.leave(TWO)
    hall.floor.free(A, TWO)
    assert hall.floor.is_free(A)
    hall.waits(THREE, wants=A)
    assert hall.offers() == [(TWO, A), (ONE, B), (THREE, A)]


def test_a_caller_whose_case_is_over_is_taken_out_of_the_line(hall: Hall) -> None:
    hall.waits(ONE)
    hall.stands(ONE, Phase.CLOSED)
    with capture_logs() as logs:
        hall.floor.tick()
        hall.floor.tick()
    assert [line["event"] for line in logs] == ["caller_taken_out"]
    assert hall.floor.length().waiting == 0


def test_what_is_told_is_never_older_than_what_was_told_before(hall: Hall) -> None:
    """A case that leaves when it is told something moves the others; they hear that last."""
    for case in (ONE, TWO):
        hall.waits(case)
    hall.leaves_when_alone = True
    hall.now = WallMs(hall.now + queue.EMPTY_GRACE_MS)
    hall.waits(THREE)
    told = [event.ahead for case, event in hall.told if case == THREE and isinstance(event, events.QueueMoved)]
    assert told == [2, 1, 0]
    assert hall.floor.length().waiting == 0
