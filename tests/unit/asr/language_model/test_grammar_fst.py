"""`five_sentences*.ngram.fst` are what OpenFst 1.7.9's fstconvert made of the grammar of the model below."""

from pathlib import Path

import pytest

from asr.language_model.backoff import BackoffModel
from asr.language_model.estimation import estimate
from asr.language_model.grammar_fst import GrammarError, read_grammar, words_in, write_grammar

WORDS = ("路灯", "坏", "了", "我", "要", "投诉")
NUMBERS = {word: number for number, word in enumerate(WORDS, 1)}
SPELLED = {number: word for word, number in NUMBERS.items()}
SHIPPED_FORM = Path(__file__).with_name("five_sentences.ngram.fst")
SHIPPED_FORM_WITH_WORDS = Path(__file__).with_name("five_sentences_with_words.ngram.fst")


@pytest.fixture
def model() -> BackoffModel:
    said = [
        ["路灯", "坏", "了"],
        ["我", "要", "投诉"],
        ["路灯", "坏", "了"],
        ["我", "要", "投诉", "路灯"],
        ["坏", "了"],
    ]
    return estimate(said, WORDS)


def assert_alike(found: BackoffModel, expected: BackoffModel) -> None:
    assert found.order == expected.order
    assert found.probabilities.keys() == expected.probabilities.keys()
    for context, listed in expected.probabilities.items():
        assert found.probabilities[context] == pytest.approx(listed, rel=1e-5)
        if context:
            assert found.weights[context] == pytest.approx(expected.weights[context], rel=1e-5)


def test_a_grammar_that_was_written_is_read_as_the_same_model(tmp_path: Path, model: BackoffModel) -> None:
    write_grammar(tmp_path / "Gr.fst", model, NUMBERS)
    assert_alike(read_grammar(tmp_path / "Gr.fst", SPELLED), model)


def test_the_form_in_which_models_are_shipped_is_read(model: BackoffModel) -> None:
    assert_alike(read_grammar(SHIPPED_FORM, SPELLED), model)


def test_words_that_the_file_carries_itself_are_read(model: BackoffModel) -> None:
    words = words_in(SHIPPED_FORM_WITH_WORDS)
    assert words == {0: "<eps>", **SPELLED}
    assert_alike(read_grammar(SHIPPED_FORM_WITH_WORDS, words), model)


def test_a_file_that_is_no_grammar_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Gr.fst").write_bytes(b"a grammar")
    with pytest.raises(GrammarError, match="no OpenFst file"):
        read_grammar(tmp_path / "Gr.fst", SPELLED)
