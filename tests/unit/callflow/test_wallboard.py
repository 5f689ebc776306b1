"""The wallboard: every figure is where it belongs."""

import msgspec

from callflow.queue import QueueRules
from callflow.service_level import Abandoned, Answered, Day
from callflow.units import DurationMs
from callflow.views import AgentState
from callflow.wallboard import Figures, Wallboard, wallboard
from tests.unit.callflow.queue.hall import FOUR, ONE, TAX, THREE, TWO, A, B, C, Hall
from tests.unit.callflow.test_service_level import NOON, ZONE

NOTHING = Figures(
    waiting=0,
    longest_since=None,
    answered=0,
    answered_in_target=0,
    abandoned=0,
    abandoned_short=0,
    service_level=None,
    mean_wait_ms=None,
)


def shown(hall: Hall, day: Day | None = None, *states: AgentState) -> Wallboard:
    return wallboard(hall.floor, day or Day(ZONE), states, NOON)


def test_on_a_quiet_morning_every_queue_stands_there_with_nothing() -> None:
    board = shown(Hall(TAX))
    assert board.day == "2026-11-22"
    assert board.figures == NOTHING
    assert [(queue.name, queue.label, queue.figures) for queue in board.queues] == [
        ("general", "综合", NOTHING),
        ("tax", "税务", NOTHING),
    ]


def test_who_waits_is_shown_in_its_queue_and_in_all() -> None:
    hall = Hall(TAX).join(ONE).join(TWO, "tax").join(THREE, "gone").join(FOUR, "tax")
    since = {caller.case: caller.since for caller in hall.floor.callers}
    board = shown(hall)
    figures = {queue.name: queue.figures for queue in board.queues}
    assert (board.figures.waiting, board.figures.longest_since) == (4, since[ONE])
    assert (figures["general"].waiting, figures["general"].longest_since) == (2, since[ONE])
    assert (figures["tax"].waiting, figures["tax"].longest_since) == (2, since[TWO])


def test_a_caller_whose_agents_phone_rings_still_waits() -> None:
    assert shown(Hall().seat(A).join(ONE)).figures.waiting == 1


def test_agents_are_counted_by_state_and_by_queue() -> None:
    hall = Hall(TAX).seat(A, "tax").seat(B).seat(C, "tax", ready=False).join(ONE, "tax")
    board = shown(hall, None, AgentState.RINGING, AgentState.IDLE, AgentState.AWAY)
    assert board.agents == dict.fromkeys(AgentState, 0) | {
        AgentState.RINGING: 1,
        AgentState.IDLE: 1,
        AgentState.AWAY: 1,
    }
    assert [(queue.agents_there, queue.agents_free) for queue in board.queues] == [(3, 1), (2, 0)]


def test_the_days_figures_stand_in_their_queue_and_in_all() -> None:
    day, hall = Day(ZONE), Hall(TAX)
    day.note(
        Answered(case=ONE, queue="general", waited_ms=DurationMs(10_000), at=NOON),
        QueueRules(name="general", label="x"),
    )
    day.note(Abandoned(case=TWO, queue="tax", waited_ms=DurationMs(20_000), at=NOON), TAX)
    board = shown(hall, day)
    assert [queue.figures.service_level for queue in board.queues] == [100.0, 0.0]
    assert (board.figures.service_level, board.figures.answered, board.figures.abandoned) == (50.0, 1, 1)
    assert board.figures.mean_wait_ms == 10_000


def test_it_is_a_message_that_names_itself() -> None:
    sent = msgspec.json.decode(msgspec.json.encode(shown(Hall())))
    assert sent["type"] == "Wallboard"
    assert set(sent["agents"]) == {state.value for state in AgentState}
