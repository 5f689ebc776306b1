"""Whatever happens on the floor, in whatever order: nobody is lost, nobody is with two, and nobody waits for nothing.

The world around the queue does what real cases, agents and phones could do: a case that waits may be offered an agent,
who answers or does not; a caller may hang up at any moment; a case may take agents by itself.
"""

from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from callflow import queue
from callflow.queue import Caller, Floor, Priority, QueueRules, Seat
from callflow.queue.rules import open_to
from callflow.units import AgentId, CaseId, WallMs
from tests.unit.callflow.queue.hall import Hall

NAMES = ("tax", "dialect", "english")
AGENTS = [AgentId(str(number)) for number in range(1, 5)]
CASES = [CaseId(f"c{number}") for number in range(5)]
AT_THE_PHONE = (True, True)

skills = st.sampled_from([frozenset[str](), *map(frozenset, ({"tax"}, {"dialect"}, {"tax", "dialect"}))])
sits = st.sampled_from([AT_THE_PHONE, AT_THE_PHONE, AT_THE_PHONE, (True, False), (False, True)])
agents, cases = st.sampled_from(AGENTS), st.sampled_from(CASES)
names, priorities = st.sampled_from(("general", "gone", *NAMES)), st.sampled_from(Priority)
rules = st.tuples(
    *(
        st.builds(
            QueueRules,
            name=st.just(name),
            label=st.just(name),
            skills=skills,
            overflow_to=st.sampled_from(("", "general", *NAMES)),
            overflow_after_ms=st.integers(0, 60_000),
        )
        for name in NAMES
    )
)


def may_take(floor: Floor, caller: Caller, seat: Seat, now: WallMs) -> bool:
    return any(seat.serves(queue) for queue in open_to(floor.rules, caller.queue, now - caller.since))


def line_order(caller: Caller) -> tuple[int, int, str]:
    return -caller.priority, caller.since, caller.case


class AnyFloor(RuleBasedStateMachine):
    """The queue, and what its cases know: who waits, and which agents each case has."""

    def __init__(self) -> None:
        super().__init__()
        self.hall = Hall()
        self.waits: dict[CaseId, WallMs] = {}
        self.rings: dict[CaseId, AgentId] = {}
        self.has: dict[AgentId, CaseId] = {}
        self.wish: AgentId | None = None

    @property
    def floor(self) -> Floor:
        return self.hall.floor

    def tell(self, event: queue.Happened, after_ms: int = 100) -> None:
        """Tell it, and let cases take what is offered."""
        self.wish = event.wants if isinstance(event, queue.CallerJoined) else None
        self.hall.orders.clear()
        self.hall.tell(event, after_ms=after_ms)
        for order in self.hall.orders:
            if isinstance(order, queue.Offer):
                assert order.case in self.waits, "offered to a case that does not wait"
                assert order.case not in self.rings, "offered while another phone rings"
                assert order.agent not in self.has, "offered an agent who is with another case"
                self.rings[order.case] = order.agent
                self.has[order.agent] = order.case
                self.check_it_was_this_callers_turn(order)

    def check_it_was_this_callers_turn(self, order: queue.Offer) -> None:
        """No starvation: who is still waiting and could have had this agent stands behind the one who got it."""
        seat, served = self.floor.seats[order.agent], self.floor.caller(order.case)
        assert served is not None
        assert order.agent == self.wish or may_take(self.floor, served, seat, self.hall.now)
        for caller in self.floor.waiting():
            if may_take(self.floor, caller, seat, self.hall.now):
                assert line_order(served) < line_order(caller)

    # --- callers ---

    @initialize(rules=rules, skilled=st.tuples(skills, skills, skills))
    def opens(self, rules: tuple[QueueRules, ...], skilled: tuple[frozenset[str], ...]) -> None:
        self.tell(queue.RulesChanged(rules))
        for agent, skills in zip(AGENTS, skilled, strict=False):
            self.somebody_signs_in(agent, AT_THE_PHONE, skills)

    @rule(joins=st.lists(st.tuples(cases, names, priorities, st.integers(0, 100_000)), min_size=1, max_size=3))
    def some_join(self, joins: list[tuple[CaseId, str, Priority, int]]) -> None:
        for case, name, priority, waited_ms in joins:
            self.joins(case, name, priority, waited_ms, wants=None)

    @rule(case=cases, name=names, priority=priorities, wants=agents)
    def somebody_asks_for_an_agent(self, case: CaseId, name: str, priority: Priority, wants: AgentId) -> None:
        self.joins(case, name, priority, 0, wants)

    def joins(self, case: CaseId, name: str, priority: Priority, waited_ms: int, wants: AgentId | None) -> None:
        self.waits.setdefault(case, WallMs(self.hall.now - waited_ms))
        self.tell(queue.CallerJoined(case, self.waits[case], name, priority, wants))

    @precondition(lambda self: self.waits)
    @rule(data=st.data())
    def somebody_hangs_up(self, data: st.DataObject) -> None:
        case = data.draw(st.sampled_from(sorted(self.waits)))
        self.leaves(case)
        if (agent := self.rings.pop(case, None)) is not None:
            self.frees(agent)

    def leaves(self, case: CaseId) -> None:
        del self.waits[case]
        self.tell(queue.CallerLeft(case))

    def frees(self, agent: AgentId) -> None:
        self.tell(queue.SeatFreed(agent, self.has.pop(agent)))

    # --- agents ---

    @precondition(lambda self: self.rings)
    @rule(data=st.data(), answers=st.booleans())
    def a_phone_is_answered_or_not(self, data: st.DataObject, answers: bool) -> None:  # noqa: FBT001
        case = data.draw(st.sampled_from(sorted(self.rings)))
        agent = self.rings.pop(case)
        if answers:
            self.leaves(case)
        else:
            self.tell(queue.NotAnswered(agent, self.has.pop(agent)))

    @precondition(lambda self: self.served())
    @rule(data=st.data())
    def an_agent_is_done(self, data: st.DataObject) -> None:
        self.frees(data.draw(st.sampled_from(self.served())))

    def served(self) -> list[AgentId]:
        return sorted(set(self.has) - set(self.rings.values()))

    @rule(agent=agents, case=cases)
    def a_case_takes_an_agent(self, agent: AgentId, case: CaseId) -> None:
        if agent not in self.has:
            self.has[agent] = case
            self.tell(queue.SeatTaken(agent, case))

    @rule(agent=agents, case=cases)
    def a_case_meddles_with_another_ones_agent(self, agent: AgentId, case: CaseId) -> None:
        if self.has.get(agent, case) != case:
            before = self.floor
            self.hall.orders.clear()
            for meddling in (queue.SeatTaken, queue.SeatFreed, queue.NotAnswered):
                assert all(
                    seat == before.seats[name]
                    for name, seat in queue.step(before, meddling(agent, case), self.hall.now).floor.seats.items()
                )

    @rule(agent=agents, sits=sits, skills=skills)
    def somebody_signs_in(self, agent: AgentId, sits: tuple[bool, bool], skills: frozenset[str]) -> None:
        self.tell(queue.SeatChanged(agent, f"sip:{agent}@x", *sits, skills))

    @rule(agent=agents)
    def somebody_signs_out(self, agent: AgentId) -> None:
        self.tell(queue.SeatLeft(agent))

    # --- time and rules ---

    @rule(ms=st.integers(0, 40_000))
    def time_passes(self, ms: int) -> None:
        self.tell(queue.Ticked(), after_ms=ms)

    @rule(rules=st.none() | rules)
    def an_admin_may_change_the_queues(self, rules: tuple[QueueRules, ...] | None) -> None:
        if rules:
            self.tell(queue.RulesChanged(rules))

    @rule()
    def the_switchboard_restarts(self) -> None:
        """Told again by cases and phones, the floor stands as before, but for how long agents have been idle."""
        before, again = self.floor, Hall(*self.floor.rules.values())
        again.now = self.hall.now
        for caller in before.callers:
            again.tell(queue.CallerJoined(caller.case, caller.since, caller.queue, caller.priority), after_ms=0)
        for agent, case in self.has.items():
            rings = self.rings.get(case) == agent
            again.tell(queue.OfferStands(agent, case) if rings else queue.SeatTaken(agent, case), after_ms=0)
        for seat in before.seats.values():
            if seat.signed_in:
                sits = queue.SeatChanged(seat.agent, seat.uri, seat.ready, seat.registered, seat.skills)
                again.tell(sits, after_ms=0)
        assert not again.offers()
        assert likeness(again.floor) == likeness(before)
        self.hall = again

    # --- what always holds ---

    @invariant()
    def every_caller_is_counted_once_and_none_is_lost(self) -> None:
        assert sorted(caller.case for caller in self.floor.callers) == sorted(self.waits)

    @invariant()
    def callers_stand_in_order(self) -> None:
        assert all(line_order(first) < line_order(then) for first, then in pairwise(self.floor.callers))

    @invariant()
    def a_seat_is_taken_by_the_case_that_has_the_agent_and_by_no_other(self) -> None:
        assert {seat.agent: seat.case for seat in self.floor.seats.values() if seat.case} == self.has

    @invariant()
    def a_phone_rings_for_the_caller_that_knows_of_it(self) -> None:
        assert {caller.case: caller.agent for caller in self.floor.callers if caller.agent} == self.rings

    @invariant()
    def who_has_no_seat_is_neither_signed_in_nor_with_a_case(self) -> None:
        assert all(seat.signed_in or seat.case for seat in self.floor.seats.values())

    @invariant()
    def nobody_waits_while_an_agent_who_may_take_the_call_is_free(self) -> None:
        free = [seat for seat in self.floor.seats.values() if seat.free()]
        for caller in self.floor.waiting():
            assert not any(may_take(self.floor, caller, seat, self.hall.now) for seat in free)

    @invariant()
    def everybody_who_waits_was_told_the_place(self) -> None:
        lines: dict[str, int] = {}
        for caller in self.floor.waiting():
            name = self.floor.queue_of(caller).name
            assert self.floor.told[caller.case] == lines.get(name, 0)
            lines[name] = lines.get(name, 0) + 1

    @invariant()
    def wishes_do_not_linger(self) -> None:
        assert all(caller.wants is None for caller in self.floor.callers)


def likeness(floor: Floor) -> tuple[object, ...]:
    """What a restart must not change."""
    seats = {
        agent: (seat.uri, seat.skills, seat.signed_in, seat.ready, seat.registered, seat.case)
        for agent, seat in floor.seats.items()
    }
    return floor.callers, seats, floor.rules, floor.told, set(floor.empty_since)


AnyFloor.TestCase.settings = settings(max_examples=100, stateful_step_count=50, deadline=None)
test_any_floor = AnyFloor.TestCase
