import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr.language_model.backoff import END, BackoffModel
from asr.language_model.estimation import estimate
from asr.language_model.mixing import best_share, mixed

WORDS = ("路灯", "坏", "了", "我", "要", "投诉")
SENTENCES = [
    ["路灯", "坏", "了"],
    ["我", "要", "投诉"],
    ["路灯", "坏", "了"],
    ["我", "要", "投诉", "路灯"],
    ["坏", "了"],
]
sentences = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6), min_size=1, max_size=30)


def total(model: BackoffModel, context: tuple[str, ...]) -> float:
    return sum(model.probability(context, word) for word in [*model.words, END])


@given(sentences, st.sampled_from([(1, 1, 1), (1, 1, 2), (1, 2, 2)]))
def test_after_every_context_the_probabilities_add_up_to_one(
    said: list[list[str]], smallest: tuple[int, int, int]
) -> None:
    model = estimate(said, WORDS, smallest)
    for context in [*model.probabilities, ("了", "了"), ("<s>", "坏")]:
        assert total(model, context) == pytest.approx(1, abs=1e-6)


@given(sentences, sentences, st.floats(0.05, 0.9))
def test_a_mixture_is_a_model_between_the_two(one: list[list[str]], other: list[list[str]], share: float) -> None:
    base, own = estimate(one, WORDS), estimate(other, WORDS)
    both = mixed(base, own, share)
    for context, listed in both.probabilities.items():
        assert total(both, context) == pytest.approx(1, abs=1e-6)
        for word, probability in listed.items():
            expected = (1 - share) * base.probability(context, word) + share * own.probability(context, word)
            assert probability == pytest.approx(expected)


def test_what_was_seen_is_likelier_than_what_was_not() -> None:
    model = estimate(SENTENCES, WORDS)
    assert model.probability(("路灯", "坏"), "了") > 0.5 > model.probability(("路灯", "坏"), "我") > 0


def test_a_word_that_no_sentence_has_can_be_said_all_the_same() -> None:
    assert estimate(SENTENCES, [*WORDS, "井盖"]).probability(("我", "要"), "井盖") > 1e-4


def test_ngrams_that_were_seen_too_seldom_are_not_kept() -> None:
    kept = estimate(SENTENCES, WORDS, (1, 1, 2)).probabilities
    assert kept["路灯", "坏"].keys() == {"了"}
    assert "投诉" not in kept.get(("要", "投诉"), {})


def test_a_sentence_is_judged_word_by_word_to_its_end() -> None:
    steps = list(estimate(SENTENCES, WORDS).steps(["路灯", "坏", "了"]))
    assert steps == [(("<s>",), "路灯"), (("<s>", "路灯"), "坏"), (("路灯", "坏"), "了"), (("坏", "了"), END)]


def test_the_share_goes_to_the_model_that_expects_the_sentences() -> None:
    base, own = estimate([["我", "要", "投诉"]] * 20, WORDS), estimate([["路灯", "坏", "了"]] * 20, WORDS)
    assert best_share(base, own, [["路灯", "坏", "了"]] * 10) == 0.9
    assert best_share(base, own, [["我", "要", "投诉"]] * 10) == 0.05
