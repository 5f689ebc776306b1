"""The queue: who is served first, and by whom."""

import pytest
from msgspec.structs import replace

from callflow import queue
from callflow.queue import Priority, QueueRules
from callflow.units import AgentId, WallMs
from tests.unit.callflow.queue.hall import DIALECT, FOUR, ONE, TAX, THREE, TWO, A, B, Hall

SLOW_TAX = QueueRules(
    name="tax", label="税务", skills=frozenset({"tax"}), overflow_to="general", overflow_after_ms=20_000
)


# --- order ---


def test_the_agent_idle_longest_is_offered_first() -> None:
    assert Hall().seat(B).seat(A).join(ONE).offers() == [(ONE, B)]


def test_an_agent_whose_case_gives_it_back_is_idle_from_then_on() -> None:
    hall = Hall().seat(A).seat(B).join(ONE).answers(A).frees(A).join(TWO)
    assert hall.offers() == [(ONE, A), (TWO, B)]


def test_callers_are_served_in_the_order_in_which_they_came() -> None:
    hall = Hall().join(ONE).join(TWO).seat(A)
    assert hall.offers() == [(ONE, A)]
    assert hall.answers(A).frees(A).offers() == [(ONE, A), (TWO, A)]


def test_who_kept_a_place_in_time_is_served_at_it() -> None:
    hall = Hall().join(ONE).tell(queue.CallerJoined(TWO, WallMs(0))).seat(A)
    assert hall.offers() == [(TWO, A)]


def test_the_more_urgent_are_served_first_and_in_their_own_order() -> None:
    hall = Hall().join(ONE).join(TWO, priority=Priority.ELDER).join(THREE, priority=Priority.ELDER)
    hall.join(FOUR, priority=Priority.EMERGENCY).seat(A)
    for _ in range(3):
        hall.answers(A).frees(A)
    assert hall.offers() == [(FOUR, A), (TWO, A), (THREE, A), (ONE, A)]


def test_a_second_join_changes_the_priority_and_keeps_the_place_in_time() -> None:
    hall = Hall().join(ONE, priority=Priority.REPEAT).join(TWO).join(TWO, priority=Priority.REPEAT).seat(A)
    assert hall.offers() == [(ONE, A)]
    assert [caller.case for caller in hall.floor.callers] == [ONE, TWO]


# --- skills ---


def test_an_agent_needs_all_the_skills_of_a_queue() -> None:
    hall = Hall(TAX, DIALECT).seat(A, "tax").seat(B, "dialect").join(ONE, "dialect")
    assert hall.offers() == []
    assert hall.seat(B, "dialect", "tax").offers() == [(ONE, B)]


def test_a_caller_without_a_fitting_agent_does_not_hold_up_those_behind() -> None:
    assert Hall(TAX).join(ONE, "tax").join(TWO).seat(A).offers() == [(TWO, A)]


def test_a_second_join_changes_the_queue_and_keeps_the_place_in_time() -> None:
    hall = Hall(TAX).join(ONE).join(TWO, "tax").join(ONE, "tax").seat(A, "tax")
    assert hall.offers() == [(ONE, A)]


def test_agents_of_the_overflow_may_take_a_caller_in_time() -> None:
    hall = Hall(SLOW_TAX).seat(A).join(ONE, "tax").passes(19_000)
    assert hall.offers() == []
    assert hall.passes(1_000).offers() == [(ONE, A)]


def test_an_agent_of_the_own_queue_comes_before_one_of_the_overflow_who_is_idle_longer() -> None:
    now_open = replace(SLOW_TAX, overflow_after_ms=0)
    assert Hall(now_open).seat(A).seat(B, "tax").join(ONE, "tax").offers() == [(ONE, B)]


def test_queues_that_overflow_into_each_other_come_to_an_end() -> None:
    there = QueueRules(name="there", label="甲", skills=frozenset({"x"}), overflow_to="back", overflow_after_ms=0)
    back = QueueRules(name="back", label="乙", skills=frozenset({"y"}), overflow_to="there", overflow_after_ms=0)
    hall = Hall(there, back).join(ONE, "there").join(TWO, "back").seat(A, "z")
    assert hall.offers() == []
    assert hall.seat(B, "y").offers() == [(ONE, B)]


def test_a_third_queue_opens_when_the_second_has_had_its_time() -> None:
    first = QueueRules(
        name="first", label="甲", skills=frozenset({"x"}), overflow_to="second", overflow_after_ms=10_000
    )
    second = QueueRules(
        name="second", label="乙", skills=frozenset({"y"}), overflow_to="general", overflow_after_ms=5_000
    )
    hall = Hall(first, second).seat(A).join(ONE, "first").passes(14_000)
    assert hall.offers() == []
    assert hall.passes(1_000).offers() == [(ONE, A)]


# --- queues that change ---


def test_a_caller_whose_queue_is_not_there_waits_in_general_and_is_reported() -> None:
    hall = Hall(TAX).join(ONE, "taxes")
    assert hall.orders[0] == queue.UnknownQueue(ONE, "taxes")
    assert hall.seat(A).offers() == [(ONE, A)]


def test_a_caller_whose_queue_is_taken_away_waits_in_general_and_is_reported() -> None:
    hall = Hall(TAX).seat(A).join(ONE, "tax")
    assert hall.offers() == []
    hall.tell(queue.RulesChanged(()))
    assert queue.UnknownQueue(ONE, "tax") in hall.orders
    assert hall.offers() == [(ONE, A)]


def test_rules_that_change_hold_for_those_who_wait() -> None:
    hall = Hall(TAX).seat(A, "levy").join(ONE, "tax")
    hall.tell(queue.RulesChanged((replace(TAX, skills=frozenset({"levy"})),)))
    assert hall.offers() == [(ONE, A)]


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ((TAX, TAX), queue.QueueFault.NAME_TWICE),
        ((QueueRules(name="general", label="综合", skills=frozenset({"x"})),), "general_asks_for_skills"),
        ((DIALECT,), queue.QueueFault.OVERFLOWS_TO_NOTHING),
        ((QueueRules(name="x", label="x", overflow_after_ms=-1),), "overflows_before_it_begins"),
        ((QueueRules(name="x", label="x", answer_target_ms=0),), "no_time_to_answer"),
    ],
)
def test_queues_that_cannot_work_together_are_refused(wrong: tuple[QueueRules, ...], fault: str) -> None:
    with pytest.raises(queue.QueueRulesError) as refused:
        Hall(*wrong)
    assert refused.value.fault == fault
    assert refused.value.queue in str(refused.value)


# --- wishes ---


def test_the_agent_asked_for_is_offered_whatever_the_skills_and_who_is_idle_longer() -> None:
    assert Hall(TAX).seat(B, "tax").seat(A).join(ONE, "tax", wants=A).offers() == [(ONE, A)]


def test_a_wish_for_an_agent_who_is_not_free_lapses() -> None:
    hall = Hall().seat(A).join(ONE).join(TWO, wants=A)
    assert hall.seat(B).offers() == [(ONE, A), (TWO, B)]
    hall.answers(A).answers(B).join(THREE).join(FOUR, wants=B).frees(B)
    assert hall.offers()[-1] == (THREE, B)


def test_a_wish_does_not_come_before_a_caller_who_may_have_that_agent_by_now() -> None:
    hall = Hall(SLOW_TAX).seat(A).join(ONE, "tax")
    hall.tell(queue.CallerJoined(TWO, WallMs(hall.now + 60_000), wants=A), after_ms=60_000)
    assert hall.offers() == [(ONE, A)]


def test_a_wish_is_dropped_when_its_agent_does_not_answer() -> None:
    hall = Hall().seat(B).seat(A).join(ONE, wants=A).ignores(A)
    assert hall.offers() == [(ONE, A), (ONE, B)]
    hall.ignores(B).seat(B).seat(A)
    assert hall.offers()[-1] == (ONE, B)


# --- agents ---


def test_an_agent_away_or_without_a_phone_is_not_offered() -> None:
    assert Hall().seat(A, ready=False).seat(B, registered=False).join(ONE, wants=A).offers() == []


def test_an_agent_away_all_the_time_stays_as_it_is() -> None:
    hall = Hall().seat(A, ready=False)
    before = hall.floor
    assert hall.seat(A, ready=False).floor == before


def test_after_no_answer_the_next_agent_is_offered_and_the_first_is_away() -> None:
    hall = Hall().seat(A).seat(B).join(ONE).ignores(A)
    assert hall.offers() == [(ONE, A), (ONE, B)]
    assert queue.MakeAway(A) in hall.orders
    assert not hall.floor.seats[A].ready


def test_a_caller_whose_agent_did_not_answer_keeps_the_place() -> None:
    hall = Hall().join(ONE).join(TWO).seat(A).ignores(A).seat(B)
    assert hall.offers()[-1] == (ONE, B)


def test_who_signs_out_during_a_call_is_gone_when_it_is_over() -> None:
    hall = Hall().seat(A).join(ONE).answers(A).tell(queue.SeatLeft(A)).frees(A).join(TWO)
    assert hall.offers() == [(ONE, A)]
    assert hall.floor.seats == {}


def test_who_signs_in_again_during_a_call_is_offered_after_it() -> None:
    hall = Hall().seat(A).join(ONE).answers(A).tell(queue.SeatLeft(A)).seat(A).join(TWO)
    assert hall.offers() == [(ONE, A)]
    assert hall.frees(A).offers() == [(ONE, A), (TWO, A)]


# --- agents whom cases take by themselves ---


def test_an_agent_who_was_taken_is_offered_to_nobody_until_given_back() -> None:
    hall = Hall().seat(A).tell(queue.SeatTaken(A, ONE)).join(TWO)
    assert hall.offers() == []
    assert hall.tell(queue.SeatFreed(A, ONE)).offers() == [(TWO, A)]


def test_taking_an_agent_without_a_seat_is_no_error_and_leaves_no_seat() -> None:
    hall = Hall().tell(queue.SeatTaken(A, ONE))
    assert hall.tell(queue.SeatFreed(A, ONE)).floor.seats == {}


def test_who_signs_in_while_taken_is_not_free() -> None:
    hall = Hall().tell(queue.SeatTaken(A, ONE)).seat(A).join(TWO)
    assert hall.offers() == []
    assert hall.tell(queue.SeatFreed(A, ONE)).offers() == [(TWO, A)]


def test_taking_an_agent_who_is_with_another_case_is_reported_and_changes_nothing() -> None:
    hall = Hall().seat(A).join(ONE)
    before = hall.floor
    hall.tell(queue.SeatTaken(A, TWO))
    assert hall.orders[-1] == queue.TakenTwice(A, TWO, ONE)
    assert hall.floor == before
    assert hall.tell(queue.SeatFreed(A, TWO), queue.NotAnswered(A, TWO)).floor == before


def test_a_case_that_waits_with_an_agent_of_its_own_is_offered_another() -> None:
    hall = Hall().seat(A).tell(queue.SeatTaken(A, ONE)).join(ONE).seat(B)
    assert hall.offers() == [(ONE, B)]
    assert hall.tell(queue.SeatFreed(A, ONE)).floor.callers[0].agent == B


def test_after_a_restart_an_agent_whom_two_cases_claim_stays_with_the_first() -> None:
    hall = Hall().join(ONE).join(TWO).tell(queue.OfferStands(A, ONE), queue.OfferStands(A, TWO))
    assert [caller.agent for caller in hall.floor.callers] == [A, None]
    assert queue.TakenTwice(A, TWO, ONE) in hall.orders


def test_an_agent_idles_on_while_the_phone_is_registered_again() -> None:
    first, second = AgentId("1"), AgentId("2")
    assert Hall().seat(first).seat(second).seat(first).join(ONE).offers() == [(ONE, first)]
