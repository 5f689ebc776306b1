"""What callers are told while they wait."""

from callflow import queue
from callflow.queue import Priority
from tests.unit.callflow.queue.hall import DIALECT, FIVE, FOUR, ONE, TAX, THREE, TWO, A, B, Hall

GRACE = queue.EMPTY_GRACE_MS


def estimates(hall: Hall) -> list[int | None]:
    return [order.estimate_ms for order in hall.orders if isinstance(order, queue.TellPosition)]


def test_positions_are_told_when_they_change() -> None:
    hall = Hall().join(ONE).join(TWO).tell(queue.CallerLeft(ONE))
    assert hall.positions() == [(ONE, 0), (TWO, 1), (TWO, 0)]


def test_positions_are_not_told_again_while_they_stay() -> None:
    hall = Hall().join(ONE).join(TWO)
    assert hall.passes(60_000).seat(A, ready=False).positions() == [(ONE, 0), (TWO, 1)]


def test_only_callers_of_the_same_queue_stand_before() -> None:
    hall = Hall(TAX).join(ONE).join(TWO, "tax").join(THREE, "tax")
    assert hall.positions() == [(ONE, 0), (TWO, 0), (THREE, 1)]


def test_a_caller_whose_queue_is_not_there_stands_in_line_with_the_general_ones() -> None:
    assert Hall().join(ONE).join(TWO, "taxes").positions() == [(ONE, 0), (TWO, 1)]


def test_a_more_urgent_caller_stands_before() -> None:
    assert Hall().join(ONE).join(TWO, priority=Priority.EMERGENCY).positions() == [(ONE, 0), (TWO, 0), (ONE, 1)]


def test_a_caller_whose_phone_was_not_answered_is_told_its_place_again() -> None:
    hall = Hall().seat(A).join(ONE)
    assert hall.positions() == []
    assert hall.ignores(A).positions() == [(ONE, 0)]


def test_before_the_first_call_is_over_there_is_no_estimate() -> None:
    assert estimates(Hall().seat(A).join(ONE).answers(A).join(TWO)) == [None]


def test_the_estimate_follows_how_long_agents_are_taken_and_how_many_are_at_work() -> None:
    hall = Hall().seat(A).seat(B).join(ONE).answers(A).frees(A, after_ms=119_900)
    hall.join(ONE).join(TWO).answers(A).answers(B).orders.clear()
    hall.join(THREE).join(FOUR)
    assert estimates(hall) == [60_000, 120_000]
    assert estimates(hall.seat(B, ready=False).join(FIVE))[-1] == 3 * 120_000


def test_an_estimate_that_changes_is_not_told_while_the_position_stays() -> None:
    hall = Hall().seat(A).join(ONE).answers(A).frees(A).join(TWO).answers(A).join(THREE)
    told = len(estimates(hall))
    assert len(estimates(hall.seat(B, ready=False).passes(60_000))) == told


def test_without_an_agent_at_work_there_is_no_estimate() -> None:
    hall = Hall().seat(A).join(ONE).answers(A).frees(A, after_ms=60_000).seat(A, ready=False)
    assert estimates(hall.join(TWO)) == [None]


def test_the_pace_follows_the_latest_calls() -> None:
    pace = queue.Pace()
    for took_ms in [1_000] * 50 + [3_000] * 100:
        pace = pace.with_call(took_ms)
    assert 2_900 < pace.mean_ms <= 3_000


def test_an_agent_who_was_taken_without_the_queue_does_not_count_for_its_pace() -> None:
    hall = Hall().seat(A).tell(queue.SeatTaken(A, ONE)).frees(A, after_ms=60_000)
    assert hall.floor.paces == {}


# --- nobody ---


def test_with_nobody_signed_in_callers_are_told_after_a_grace() -> None:
    hall = Hall().join(ONE)
    assert hall.told_nobody() == []
    assert hall.passes(GRACE).told_nobody() == [ONE]


def test_that_nobody_is_there_is_told_once_and_again_when_somebody_came_and_went() -> None:
    hall = Hall().join(ONE).passes(GRACE).passes(GRACE)
    assert hall.told_nobody() == [ONE]
    hall.seat(A, ready=False).tell(queue.SeatLeft(A)).passes(GRACE)
    assert hall.told_nobody() == [ONE, ONE]


def test_who_comes_back_is_told_again() -> None:
    hall = Hall().join(ONE).passes(GRACE).tell(queue.CallerLeft(ONE)).join(ONE)
    assert hall.told_nobody() == [ONE, ONE]


def test_somebody_away_is_somebody_there() -> None:
    assert Hall().seat(A, ready=False).join(ONE).passes(10 * GRACE).told_nobody() == []


def test_a_phone_that_drops_out_for_a_moment_leaves_nobody_alone() -> None:
    hall = Hall().seat(A).join(ONE).answers(A).frees(A).join(TWO).answers(A).frees(A)
    hall.seat(A, registered=False).join(THREE).passes(GRACE - 1_000).seat(A)
    assert hall.told_nobody() == []


def test_who_has_signed_out_and_only_ends_a_call_is_not_there() -> None:
    hall = Hall().seat(A).join(ONE).answers(A).tell(queue.SeatLeft(A)).join(TWO).passes(GRACE)
    assert hall.told_nobody() == [TWO]


def test_a_queue_is_deserted_by_itself() -> None:
    hall = Hall(TAX).seat(A, ready=False).join(ONE, "tax").join(TWO).passes(GRACE)
    assert hall.told_nobody() == [ONE]


def test_a_queue_whose_overflow_is_there_is_not_deserted() -> None:
    hall = Hall(TAX, DIALECT).seat(A, "tax", ready=False).join(ONE, "dialect").passes(GRACE)
    assert hall.told_nobody() == []
