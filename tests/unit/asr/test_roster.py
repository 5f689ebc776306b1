from pathlib import Path

import msgspec
from hypothesis import settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from asr.roster import Orders, Roster
from asr.wire import Close, Drop, Finished, Heard, Partial, Reached, ToWorker, Transcribe, Until
from callflow.events import TranscriptCompleted, UtteranceHeard
from callflow.units import CallMs, CaseId, LegId, SampleIndex
from callflow.utterance import HeardWith

LEG = LegId("citizen")


def transcribe(case: str, from_sample: int = 0) -> Transcribe:
    path = str(Path("cases") / case / "citizen.wav")
    return Transcribe(case=CaseId(case), leg=LEG, path=path, from_sample=SampleIndex(from_sample), offset_ms=CallMs(80))


def heard(case: str, first: int, resume: int) -> Heard:
    event = UtteranceHeard(
        leg=LEG,
        first_sample=SampleIndex(first),
        resume_sample=SampleIndex(resume),
        start_ms=CallMs(0),
        end_ms=CallMs(1),
        text="好",
        words=(),
        confidence=1.0,
    )
    return Heard(case=CaseId(case), event=event)


def close(case: str) -> Close:
    return Close(case=CaseId(case), leg=LEG, samples=99)


def drop(case: str) -> Drop:
    return Drop(case=CaseId(case), leg=LEG)


def finished(case: str) -> Finished:
    return Finished(case=CaseId(case), event=TranscriptCompleted(leg=LEG))


def kinds(orders: Orders) -> list[tuple[str, str, str]]:
    return [(worker, type(order).__name__, order.case) for worker, order in orders]


def test_a_leg_without_a_worker_waits_and_goes_to_the_first_that_comes() -> None:
    roster = Roster()
    assert roster.transcribe(transcribe("a")) == []
    assert roster.close(close("a")) == []
    assert roster.waiting() == 1
    assert roster.join("s0") == [("s0", transcribe("a")), ("s0", close("a"))]
    assert roster.waiting() == 0


def test_legs_go_to_the_worker_with_the_fewest() -> None:
    roster = Roster()
    roster.join("s0")
    roster.join("s1")
    assert kinds(roster.transcribe(transcribe("a"))) == [("s0", "Transcribe", "a")]
    assert kinds(roster.transcribe(transcribe("b"))) == [("s1", "Transcribe", "b")]
    roster.drop(drop("a"))
    assert kinds(roster.transcribe(transcribe("c"))) == [("s0", "Transcribe", "c")]


def test_a_lost_worker_s_leg_goes_on_after_its_last_utterance_and_stays_closed() -> None:
    roster = Roster()
    roster.join("s0")
    roster.transcribe(transcribe("a"))
    roster.join("s1")
    roster.passed_on(heard("a", 1600, 48_000))
    roster.close(close("a"))
    assert roster.leave("s0") == [("s1", transcribe("a", 48_000)), ("s1", close("a"))]


def test_a_new_worker_relieves_the_others() -> None:
    roster = Roster()
    roster.join("s0")
    for case in "abcd":
        roster.transcribe(transcribe(case))
    assert kinds(roster.join("s1")) == [
        ("s0", "Drop", "a"),
        ("s1", "Transcribe", "a"),
        ("s0", "Drop", "b"),
        ("s1", "Transcribe", "b"),
    ]


def test_what_a_former_worker_says_is_no_news() -> None:
    roster = Roster()
    roster.join("s0")
    roster.transcribe(transcribe("a"))
    roster.leave("s0")
    roster.join("s1")
    partial = Partial(case=CaseId("a"), leg=LEG, first_sample=SampleIndex(0), start_ms=CallMs(0), text="好")
    for message in (heard("a", 0, 16_000), partial, finished("a")):
        assert not roster.is_news("s0", message)
        assert roster.is_news("s1", message)


def test_an_utterance_is_passed_on_once() -> None:
    roster = Roster()
    roster.join("s0")
    roster.transcribe(transcribe("a"))
    assert roster.is_news("s0", heard("a", 0, 16_000))
    roster.passed_on(heard("a", 0, 16_000))
    assert not roster.is_news("s0", heard("a", 0, 16_000))
    assert roster.is_news("s0", heard("a", 16_000, 32_000))


def test_a_completed_leg_is_forgotten() -> None:
    roster = Roster()
    roster.join("s0")
    roster.transcribe(transcribe("a"))
    roster.passed_on(finished("a"))
    assert roster.drop(drop("a")) == roster.close(close("a")) == roster.leave("s0") == []


def models(*spans: tuple[int, str]) -> tuple[HeardWith, ...]:
    return tuple(HeardWith(from_sample=SampleIndex(at), model=model) for at, model in spans)


def reached(case: str, at: int) -> Reached:
    return Reached(case=CaseId(case), leg=LEG, sample=SampleIndex(at))


def test_a_leg_goes_to_a_worker_that_has_its_model_and_waits_for_one() -> None:
    roster = Roster()
    roster.join("s0", "own-model")
    assert roster.transcribe(transcribe("a"), models((0, "dialect"))) == []
    assert (roster.waiting(), roster.has("dialect"), roster.has("own-model"), roster.has("")) == (1, False, True, True)
    assert roster.join("s1", "dialect", own=False) == [("s1", transcribe("a"))]
    assert kinds(roster.transcribe(transcribe("b"))) == [("s0", "Transcribe", "b")]
    assert roster.leave("s0") == []
    assert roster.waiting() == 1


def test_a_change_is_told_to_the_worker_and_carried_out_where_it_has_got_to() -> None:
    roster = Roster()
    roster.join("s0", "own-model")
    roster.join("s1", "dialect", own=False)
    roster.transcribe(transcribe("a"))
    change = models((32_000, "dialect"))
    assert roster.change_models(CaseId("a"), LEG, change) == [
        ("s0", Until(case=CaseId("a"), leg=LEG, sample=SampleIndex(32_000)))
    ]
    assert roster.change_models(CaseId("a"), LEG, change) == []
    assert roster.is_news("s0", reached("a", 35_200))
    assert roster.reached(reached("a", 35_200)) == [("s1", transcribe("a", 35_200))]
    assert not roster.is_news("s0", heard("a", 35_200, 48_000))
    assert not roster.is_news("s1", reached("a", 48_000)), "it was told of no further change"


def test_a_model_that_is_missing_is_replaced_at_once_where_it_has_not_heard() -> None:
    roster = Roster()
    roster.join("s0", "own-model")
    roster.join("s1", "dialect", own=False)
    roster.transcribe(transcribe("a"), models((0, "dialect")))
    roster.passed_on(heard("a", 0, 16_000))
    assert roster.leave("s1") == []
    taken = roster.change_models(CaseId("a"), LEG, models((0, "dialect"), (16_000, "")))
    assert taken == [("s0", transcribe("a", 16_000))]


def test_a_change_back_before_the_first_one_is_due_comes_after_it() -> None:
    roster = Roster()
    roster.join("s0", "own-model")
    roster.transcribe(transcribe("a"))
    roster.change_models(CaseId("a"), LEG, models((16_000, "dialect")))
    assert roster.change_models(CaseId("a"), LEG, models((16_000, "dialect"), (32_000, ""))) == []
    assert roster.reached(reached("a", 16_000)) == []
    (taken,) = roster.join("s1", "dialect", own=False)
    assert taken == ("s1", msgspec.structs.replace(transcribe("a", 16_000), until_sample=SampleIndex(32_000)))


def test_after_a_restart_a_leg_goes_on_with_the_model_of_its_last_utterance() -> None:
    plan = models((0, ""), (16_000, "dialect"), (48_000, ""))
    roster = Roster()
    roster.join("s0", "own-model")
    roster.join("s1", "dialect", own=False)
    assert kinds(roster.transcribe(transcribe("a", 32_000), plan)) == [("s1", "Transcribe", "a")]
    (before,) = roster.transcribe(transcribe("b", 8_000), plan)
    assert before == ("s0", msgspec.structs.replace(transcribe("b", 8_000), until_sample=SampleIndex(16_000)))
    assert kinds(roster.transcribe(transcribe("c", 48_000), plan)) == [("s0", "Transcribe", "c")]


def test_a_new_worker_relieves_the_others_of_legs_of_its_own_model_only() -> None:
    roster = Roster()
    roster.join("s0", "own-model")
    for case in "abcd":
        roster.transcribe(transcribe(case))
    assert roster.join("s1", "dialect", own=False) == []
    assert kinds(roster.join("s2", "own-model"))[:2] == [("s0", "Drop", "a"), ("s2", "Transcribe", "a")]


class RosterInLife(RuleBasedStateMachine):
    """Whatever comes and goes, the workers' own view (their orders, applied) agrees with who should have what."""

    workers = Bundle("workers")
    cases = Bundle("cases")

    def __init__(self) -> None:
        super().__init__()
        self.roster = Roster()
        self.has: dict[str, set[str]] = {}
        self.wanted: set[str] = set()
        self.count = 0

    def apply(self, orders: Orders) -> None:
        for worker, order in orders:
            self.obey(self.has[worker], order)

    @staticmethod
    def obey(has: set[str], order: ToWorker) -> None:
        if isinstance(order, Transcribe):
            has.add(order.case)
        elif isinstance(order, Drop):
            has.remove(order.case)

    @rule(target=workers)
    def a_worker_comes(self) -> str:
        self.count += 1
        name = f"s{self.count}"
        self.has[name] = set()
        self.apply(self.roster.join(name))
        return name

    @rule(worker=workers)
    def a_worker_is_lost(self, worker: str) -> None:
        if worker in self.has:
            del self.has[worker]
            self.apply(self.roster.leave(worker))

    @rule(target=cases)
    def a_leg_begins(self) -> str:
        self.count += 1
        case = f"c{self.count}"
        self.wanted.add(case)
        self.apply(self.roster.transcribe(transcribe(case)))
        return case

    @rule(case=cases)
    def a_leg_is_dropped(self, case: str) -> None:
        self.wanted.discard(case)
        self.apply(self.roster.drop(drop(case)))

    @invariant()
    def every_leg_is_with_exactly_one_worker_or_waits_because_there_is_none(self) -> None:
        seated = sorted(case for has in self.has.values() for case in has)
        assert seated == (sorted(self.wanted) if self.has else [])
        assert self.roster.waiting() == len(self.wanted) - len(seated)


TestRosterInLife = RosterInLife.TestCase
TestRosterInLife.settings = settings(max_examples=30, stateful_step_count=30, deadline=None)
