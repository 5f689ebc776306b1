"""The queue: order, fairness, and that nobody is with two."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from callflow import queue
from callflow.units import AgentId, CaseId, WallMs

NOW = WallMs(1_000_000)
A, B = AgentId("1026"), AgentId("1027")
ONE, TWO = CaseId("one"), CaseId("two")


class Hall:
    """A floor with its orders so far."""

    def __init__(self) -> None:
        self.floor = queue.Floor()
        self.now = NOW
        self.orders: list[queue.Order] = []

    def tell(self, *told: queue.Happened, after_ms: int = 100) -> "Hall":
        for event in told:
            self.now = WallMs(self.now + after_ms)
            self.floor, given = queue.step(self.floor, event, self.now)
            self.orders += given
        return self

    def seat(self, agent: AgentId, *, ready: bool = True, registered: bool = True) -> "Hall":
        return self.tell(queue.SeatChanged(agent, f"sip:{agent}@x", ready, registered))

    def join(self, case: CaseId) -> "Hall":
        return self.tell(queue.CallerJoined(case, self.now))

    def offers(self) -> list[tuple[CaseId, AgentId]]:
        return [(order.case, order.agent) for order in self.orders if isinstance(order, queue.Offer)]


def test_the_agent_idle_longest_is_offered_first() -> None:
    assert Hall().seat(B).seat(A).join(ONE).offers() == [(ONE, B)]


def test_callers_are_served_in_the_order_in_which_they_came() -> None:
    hall = Hall().join(ONE).join(TWO).seat(A)
    assert hall.offers() == [(ONE, A)]
    hall.tell(queue.CallerLeft(ONE), queue.SeatFreed(A))
    assert hall.offers() == [(ONE, A), (TWO, A)]


def test_an_agent_away_or_without_a_phone_is_not_offered() -> None:
    assert Hall().seat(A, ready=False).seat(B, registered=False).join(ONE).offers() == []


def test_after_no_answer_the_next_agent_is_offered_and_the_first_is_away() -> None:
    hall = Hall().seat(A).seat(B).join(ONE).tell(queue.NotAnswered(A))
    assert hall.offers() == [(ONE, A), (ONE, B)]
    assert queue.MakeAway(A) in hall.orders
    assert not hall.floor.seats[A].ready


def test_a_caller_whose_agent_did_not_answer_keeps_the_place() -> None:
    hall = Hall().join(ONE).join(TWO).seat(A).tell(queue.NotAnswered(A)).seat(B)
    assert hall.offers()[-1] == (ONE, B)


def test_positions_are_told_when_they_change() -> None:
    hall = Hall().join(ONE).join(TWO).tell(queue.CallerLeft(ONE))
    told = [(order.case, order.ahead) for order in hall.orders if isinstance(order, queue.TellPosition)]
    assert told == [(ONE, 0), (TWO, 1), (TWO, 0)]


def test_with_nobody_signed_in_callers_are_told_after_a_grace() -> None:
    hall = Hall().join(ONE)
    assert queue.TellNobody(ONE) not in hall.orders
    hall.tell(queue.Ticked(), after_ms=queue.EMPTY_GRACE_MS)
    assert queue.TellNobody(ONE) in hall.orders


def test_somebody_away_is_somebody_there() -> None:
    hall = Hall().seat(A, ready=False).join(ONE).tell(queue.Ticked(), after_ms=10 * queue.EMPTY_GRACE_MS)
    assert queue.TellNobody(ONE) not in hall.orders


def test_who_signs_out_during_a_call_leaves_when_it_is_over() -> None:
    hall = Hall().seat(A).join(ONE).tell(queue.CallerLeft(ONE), queue.SeatLeft(A), queue.SeatFreed(A)).join(TWO)
    assert hall.offers() == [(ONE, A)]


class AnyFloor(RuleBasedStateMachine):
    """Joins, leaves, answers and refusals in any order."""

    agents = st.sampled_from([AgentId(str(n)) for n in range(1, 5)])
    cases = st.sampled_from([CaseId(f"c{n}") for n in range(8)])

    def __init__(self) -> None:
        super().__init__()
        self.hall = Hall()

    @rule(agent=agents, ready=st.booleans(), registered=st.booleans())
    def seat(self, agent: AgentId, ready: bool, registered: bool) -> None:  # noqa: FBT001
        self.hall.seat(agent, ready=ready, registered=registered)

    @rule(agent=agents)
    def sign_out(self, agent: AgentId) -> None:
        self.hall.tell(queue.SeatLeft(agent))

    @rule(case=cases)
    def join(self, case: CaseId) -> None:
        if not any(seat.case == case for seat in self.hall.floor.seats.values()):
            self.hall.join(case)

    @rule(case=cases)
    def leave(self, case: CaseId) -> None:
        self.hall.tell(queue.CallerLeft(case))

    @rule(agent=agents, answered=st.booleans())
    def give_back(self, agent: AgentId, answered: bool) -> None:  # noqa: FBT001
        seat = self.hall.floor.seats.get(agent)
        if seat and seat.case:
            self.hall.tell(queue.SeatFreed(agent) if answered else queue.NotAnswered(agent))
            if answered:
                self.hall.tell(queue.CallerLeft(seat.case))

    @rule(ms=st.integers(0, 40_000))
    def wait(self, ms: int) -> None:
        self.hall.tell(queue.Ticked(), after_ms=ms)

    @invariant()
    def no_caller_is_with_two_agents(self) -> None:
        taken = [seat.case for seat in self.hall.floor.seats.values() if seat.case]
        assert len(taken) == len(set(taken))

    @invariant()
    def every_caller_is_counted_once(self) -> None:
        waiting = [caller.case for caller in self.hall.floor.callers]
        assert len(waiting) == len(set(waiting))

    @invariant()
    def nobody_waits_while_an_agent_is_free(self) -> None:
        free = [seat for seat in self.hall.floor.seats.values() if seat.free()]
        waiting = [caller for caller in self.hall.floor.callers if caller.agent is None]
        assert not (free and waiting)


AnyFloor.TestCase.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
test_any_floor = AnyFloor.TestCase
