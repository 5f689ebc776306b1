"""The day's figures: what counts, what does not, and that nothing counts twice."""

import random
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from callflow.case import step
from callflow.events import CallOut, CallOutReason
from callflow.queue import QueueRules
from callflow.service_level import Abandoned, Answered, Day, Outcome, Tally, Wait, wait_of
from callflow.state import Case
from callflow.units import CaseId, DurationMs, WallMs
from callflow.views import EndedAs
from tests.unit.callflow.course import Course

ZONE = ZoneInfo("Asia/Shanghai")
GENERAL = QueueRules(name="general", label="综合")
TAX = QueueRules(name="tax", label="税务", answer_target_ms=30_000)


def local(day: int, hour: int, minute: int = 0, second: int = 0) -> WallMs:
    return WallMs(int(datetime(2026, 11, day, hour, minute, second, tzinfo=ZONE).timestamp()) * 1_000)


NOON = local(22, 12)


def answered(case: str, waited_s: float, at: WallMs = NOON) -> Answered:
    return Answered(case=CaseId(case), queue="general", waited_ms=DurationMs(int(waited_s * 1_000)), at=at)


def abandoned(case: str, waited_s: float, at: WallMs = NOON) -> Abandoned:
    return Abandoned(case=CaseId(case), queue="general", waited_ms=DurationMs(int(waited_s * 1_000)), at=at)


def day_of(*outcomes: Outcome) -> Day:
    day = Day(ZONE)
    for outcome in outcomes:
        day.note(outcome, GENERAL)
    return day


# --- tallies ---


def test_the_level_is_of_all_who_were_answered_or_gave_up() -> None:
    tally = day_of(answered("a", 15), answered("b", 15.001), abandoned("c", 60), answered("d", 3)).of("general")
    assert (tally.answered, tally.in_target, tally.abandoned) == (3, 2, 1)
    assert tally.level_percent() == 50.0


def test_who_gives_up_within_five_seconds_does_not_count_against_the_level() -> None:
    tally = day_of(answered("a", 3), abandoned("b", 5), abandoned("c", 5.001)).of("general")
    assert (tally.abandoned, tally.short, tally.level_percent()) == (2, 1, 50.0)


def test_what_is_short_can_be_set() -> None:
    day = Day(ZONE, short_ms=10_000)
    day.note(abandoned("a", 8), GENERAL)
    assert day.of("general").short == 1


def test_with_nobody_yet_there_is_no_level_and_no_mean() -> None:
    assert (Tally().level_percent(), Tally().mean_wait_ms()) == (None, None)
    assert day_of(abandoned("a", 1)).in_all().level_percent() is None


def test_the_level_is_never_rounded_up() -> None:
    assert Tally(answered=3_000, in_target=2_999).level_percent() == 99.9
    assert Tally(answered=3, in_target=2).level_percent() == 66.6


def test_the_mean_wait_is_of_those_who_were_answered() -> None:
    assert day_of(answered("a", 10), answered("b", 20), abandoned("c", 600)).in_all().mean_wait_ms() == 15_000


def test_each_queue_has_its_own_target_and_all_add_up() -> None:
    day = day_of(answered("a", 20))
    day.note(answered("b", 20), TAX)
    assert (day.of("general").in_target, day.of("tax").in_target) == (0, 1)
    assert day.in_all() == Tally(answered=2, in_target=1, waited_ms=40_000)


# --- once ---


def test_told_again_in_any_order_nothing_counts_twice() -> None:
    outcomes: list[Outcome] = [answered(f"a{n}", n) for n in range(30)] + [abandoned(f"b{n}", n) for n in range(30)]
    once = day_of(*outcomes)
    again = outcomes * 3
    random.Random(7).shuffle(again)
    assert day_of(*again).in_all() == once.in_all()


def test_who_was_answered_and_gives_up_after_being_handed_on_counts_as_answered() -> None:
    tally = day_of(answered("a", 4), abandoned("a", 60)).in_all()
    assert (tally.answered, tally.abandoned) == (1, 0)


# --- days ---


def test_the_day_turns_at_local_midnight() -> None:
    day = day_of(answered("a", 4, local(22, 23, 59, 59)))
    assert day.turn(local(22, 23, 59, 59)).isoformat() == "2026-11-22"
    assert day.in_all().answered == 1
    assert day.turn(local(23, 0)).isoformat() == "2026-11-23"
    assert day.in_all() == Tally()


def test_the_local_day_counts_not_the_utc_one() -> None:
    at = local(23, 1)
    assert datetime.fromtimestamp(at / 1_000, UTC).day == 22
    assert day_of(answered("a", 4, at)).turn(at).isoformat() == "2026-11-23"


def test_what_belongs_to_yesterday_counts_no_more_however_late_it_is_told() -> None:
    day = day_of(answered("a", 4, local(23, 0, 1)), abandoned("b", 60, local(22, 23, 59)))
    assert day.in_all() == Tally(answered=1, in_target=1, waited_ms=4_000)


# --- what a case says ---


def wait(**changes: Any) -> Wait:
    stood: dict[str, Any] = {
        "case": CaseId("c"),
        "queue": "general",
        "waiting_since": NOON,
        "talking_since": None,
        "gone_at": None,
        "ended_as": None,
    }
    return Wait(**(stood | changes))


def test_a_caller_who_still_waits_has_no_outcome() -> None:
    assert wait().outcome() is None


def test_who_never_waited_has_no_outcome() -> None:
    assert wait(waiting_since=None, gone_at=NOON, ended_as=EndedAs.SELF_SERVICE).outcome() is None


def test_whom_the_service_dialled_has_no_outcome() -> None:
    assert wait(talking_since=NOON + 1, called_out=True).outcome() is None


def test_who_chose_to_be_called_back_has_no_outcome() -> None:
    assert wait(gone_at=NOON + 60_000, ended_as=EndedAs.CALL_BACK).outcome() is None


def test_who_waits_again_after_a_talk_has_counted() -> None:
    assert wait(talking_since=NOON - 1, gone_at=NOON + 60_000).outcome() is None


@pytest.mark.parametrize("ended_as", [EndedAs.ABANDONED, EndedAs.NOBODY_THERE, EndedAs.CRASHED, EndedAs.MESSAGE, None])
def test_who_waited_in_vain_was_not_answered_whatever_came_after(ended_as: EndedAs | None) -> None:
    assert wait(gone_at=NOON + 60_000, ended_as=ended_as).outcome() == abandoned("c", 60, WallMs(NOON + 60_000))


def outcomes_on_the_way(course: Course) -> list[Outcome | None]:
    """The outcome after each event of a call."""
    case, found = Case(), []
    for entry in course.log:
        if entry.event is not None:
            case = step(case, entry.event, entry.at).case
            found.append(wait_of(case).outcome())
    return found


def test_a_served_call_has_one_outcome_from_its_answer_on() -> None:
    course = Course().talks()
    course.ends("citizen")
    found = outcomes_on_the_way(course)
    assert {outcome for outcome in found if outcome} == {found[-1]}
    assert found[-1] == Answered(
        case=course.case.id,
        queue="general",
        waited_ms=DurationMs(course.case.talking_since - course.case.waiting_since),  # type: ignore[operator]
        at=course.case.talking_since,  # type: ignore[arg-type]
    )


def test_a_call_that_is_given_up_has_one_outcome_from_its_end_on() -> None:
    course = Course().waits()
    course.ends("citizen")
    found = outcomes_on_the_way(course)
    assert isinstance(found[-1], Abandoned)
    assert {outcome for outcome in found if outcome} == {found[-1]}


def test_the_wait_of_a_call_of_ours_says_so() -> None:
    call_out = CallOut(
        number="13800001234", uri="sip:13800001234@x", display_number="12345", reason=CallOutReason.CALL_BACK
    )
    case = Case(id=CaseId("c"), call_out=call_out, waiting_since=NOON, talking_since=WallMs(NOON + 1))
    assert wait_of(case).outcome() is None
