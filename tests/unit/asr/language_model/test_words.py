import pytest

from asr.language_model.words import Cutter, clauses, spoken_number

UNIGRAMS = {"青": 0.01, "藤": 0.002, "里": 0.03, "青藤": 0.001, "住": 0.02, "在": 0.04, "住在": 0.01, "我": 0.05}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("302", "三百零二"),
        ("12", "十二"),
        ("3.5", "三点五"),
        ("20%", "百分之二十"),
        ("12345", "幺二三四五"),
        ("13812345678", "幺三八幺二三四五六七八"),
        ("420106199001011234", "四二零幺零六幺九九零零幺零幺幺二三四"),
        ("12345678901234567.5", "幺二三四五六七八九零幺二三四五六七点五"),
        ("10000%", "百分之幺零零零零"),
    ],
)
def test_numbers_are_said_as_people_say_them(written: str, said: str) -> None:
    assert spoken_number(written) == said


def test_a_text_is_parted_at_its_marks_and_spoken() -> None:
    assert list(clauses("我住在3栋，WIFI 坏了！路灯（不亮）")) == ["我住在三栋", "坏了", "路灯", "不亮"]


def test_words_are_cut_as_the_unigrams_like_it_best() -> None:
    assert Cutter(UNIGRAMS).cut("我住在青藤里") == ["我", "住在", "青藤", "里"]


def test_a_clause_with_an_unknown_character_is_not_cut() -> None:
    assert Cutter(UNIGRAMS).cut("我住在鑫里") is None


def test_an_empty_clause_has_no_words() -> None:
    assert Cutter(UNIGRAMS).cut("") == []
