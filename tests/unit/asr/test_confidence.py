import pytest

from asr.transcription import mean_confidence
from callflow.units import CallMs
from callflow.utterance import Word


def word(length_ms: int, confidence: float) -> Word:
    return Word(text="好", start_ms=CallMs(0), end_ms=CallMs(length_ms), confidence=confidence)


def test_a_long_word_counts_for_more_than_a_short_one() -> None:
    assert mean_confidence((word(300, 1.0), word(100, 0.2))) == pytest.approx(0.8)


def test_words_without_length_still_count() -> None:
    assert mean_confidence((word(0, 1.0), word(0, 0.5))) == pytest.approx(0.75)


def test_no_words_are_no_confidence() -> None:
    assert mean_confidence(()) == 0.0
