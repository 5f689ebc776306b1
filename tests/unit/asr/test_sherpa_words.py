from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr.sherpa_words import NOT_DOUBTED, Token, words_of


def tokens(*texts: str, every_ms: int = 200) -> list[Token]:
    return [Token(text=text, start_ms=i * every_ms, confidence=0.9) for i, text in enumerate(texts)]


def texts(found: list[Token], text: str) -> list[str]:
    return [word.text for word in words_of(found, text, 5000)]


@pytest.mark.parametrize(
    ("found", "text", "words"),
    [
        (["路", "灯", "坏", "了"], "路灯坏了", ["路", "灯", "坏", "了"]),
        (["拨", "▁HE", "L", "LO", "吗"], "拨 HELLO吗", ["拨", "HELLO", "吗"]),
        (["拨", " he", "llo", " world"], "拨 hello world", ["拨", "hello", "world"]),
        (["拨", "he@@", "llo", "world"], "拨 hello world", ["拨", "hello", "world"]),
        (["<unk>", "好", "</s>"], "好", ["好"]),
        (["<blk>"], "", []),
    ],
)
def test_tokens_become_words(found: list[str], text: str, words: list[str]) -> None:
    assert texts(tokens(*found), text) == words


def test_a_word_is_as_sure_as_its_least_sure_part() -> None:
    parts = [Token(text="▁he", start_ms=0, confidence=0.9), Token(text="llo", start_ms=80, confidence=0.4)]
    assert [word.confidence for word in words_of(parts, "hello", 400)] == [0.4]


def test_tokens_that_do_not_spell_the_text_leave_it_whole() -> None:
    (word,) = words_of(tokens("ƌ", "ŕ", "ş"), "路灯", 900)
    assert (word.text, word.start_ms, word.end_ms, word.confidence) == ("路灯", 0, 900, 0.9)


def test_a_text_without_tokens_is_one_word_that_nobody_has_doubted() -> None:
    (word,) = words_of([], "路灯", 900)
    assert (word.text, word.start_ms, word.end_ms, word.confidence) == ("路灯", 0, 900, NOT_DOUBTED)


def test_a_pause_is_no_part_of_the_word_before_it() -> None:
    found = [Token(text="好", start_ms=100, confidence=1.0), Token(text="的", start_ms=2000, confidence=1.0)]
    assert [(word.start_ms, word.end_ms) for word in words_of(found, "好的", 3000)] == [(100, 500), (2000, 2400)]


@given(st.lists(st.integers(0, 6000), min_size=1, max_size=30).map(sorted))
def test_words_lie_in_order_within_what_was_heard(starts: list[int]) -> None:
    found = [Token(text="好", start_ms=at, confidence=1.0) for at in starts]
    words = words_of(found, "好" * len(starts), 5000)
    assert len(words) == len(starts)
    assert all(word.start_ms < word.end_ms <= 5000 for word in words)
    assert all(before.end_ms <= after.start_ms for before, after in pairwise(words))
