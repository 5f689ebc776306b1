"""How the speech benchmark finds its limit, and what it makes of what it has measured."""

import pytest

from asr.wire import Heard, Partial
from callflow.events import UtteranceHeard
from callflow.units import CallMs, CaseId, LegId, SampleIndex
from callflow.utterance import Word
from scripts.speech_bench.figures import Level, growth, quantiles
from scripts.speech_bench.lags import Lags
from scripts.speech_bench.search import largest

CASE, LEG = CaseId("c0"), LegId("citizen")


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 11, 28, 54, 90])
@pytest.mark.parametrize("first", [1, 10, 60])
def test_the_limit_is_found_to_a_twentieth(limit: int, first: int) -> None:
    found = largest(lambda legs: legs <= limit, first, tries=30)
    assert limit - max(1, 0.05 * limit) <= found <= limit


def test_the_search_ends_after_its_tries_with_what_has_passed() -> None:
    tried: list[int] = []

    def passes(legs: int) -> bool:
        tried.append(legs)
        return legs <= 1_000

    assert largest(passes, 10, tries=4) == max(tried)
    assert len(tried) == 4


def test_where_nothing_passes_there_is_no_limit() -> None:
    assert largest(lambda _legs: False, 8, tries=9) == 0


def level(legs: int, core: float, memory_mb: float, p95: int | None = 600) -> Level:
    lag_ms = {"p50": p95, "p95": p95, "p99": p95}
    return Level(legs=legs, seconds=10, words=60, lag_ms=lag_ms, core=core, waited=0, memory_mb=memory_mb)


def test_percentiles_are_those_of_the_lags() -> None:
    assert quantiles([float(ms) for ms in range(101)]) == {"p50": 50, "p95": 95, "p99": 99}
    assert quantiles([]) == {"p50": None, "p95": None, "p99": None}


def test_a_level_without_a_word_is_not_in_time() -> None:
    assert level(3, 0.1, 90, p95=1_000).is_in_time
    assert not level(3, 0.1, 90, p95=1_001).is_in_time
    assert not level(3, 0.1, 90, p95=None).is_in_time


def test_straight_growth_is_told_from_growth_that_speeds_up() -> None:
    straight = growth([level(legs, 0.01 + 0.02 * legs, 90 + 2 * legs) for legs in (1, 10, 40)])
    assert straight == {"core_per_leg": 0.02, "r_squared": 1.0, "memory_mb_per_leg": 2.0}
    bent = growth([level(legs, 0.001 * legs**2, 90) for legs in (1, 10, 40)])
    assert bent["r_squared"] is not None
    assert bent["r_squared"] < 0.98


def said(*words: str) -> Heard:
    spoken = tuple(
        Word(text=word, start_ms=CallMs(100 * at), end_ms=CallMs(100 * at + 100), confidence=1.0)
        for at, word in enumerate(words)
    )
    event = UtteranceHeard(
        leg=LEG,
        first_sample=SampleIndex(0),
        resume_sample=SampleIndex(9_600),
        start_ms=CallMs(0),
        end_ms=CallMs(600),
        text="",
        words=spoken,
        confidence=1.0,
    )
    return Heard(case=CASE, event=event)


def shown(text: str) -> Partial:
    return Partial(case=CASE, leg=LEG, first_sample=SampleIndex(0), start_ms=CallMs(0), text=text)


def test_a_word_is_late_by_what_passes_from_its_end_to_its_first_showing() -> None:
    lags = Lags()
    assert lags.take(shown("路灯"), 10.4, 10.0) == []
    assert lags.take(said("路灯", "坏", "路灯"), 10.9, 10.0) == pytest.approx([300, 700, 600])


def test_an_english_word_is_shown_when_as_many_words_are() -> None:
    lags = Lags()
    lags.take(shown("a"), 10.2, 10.0)
    lags.take(shown("a hen"), 10.5, 10.0)
    assert lags.take(said("the", "hen", "ran"), 10.9, 10.0) == pytest.approx([100, 300, 600])
