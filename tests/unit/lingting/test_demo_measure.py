"""How captions of the sample call are measured: as heard, however they are written."""

from callflow.units import CallMs, LegId, SampleIndex, WallMs
from callflow.utterance import Word
from lingting.demo.measure import Final, Seen, as_heard, character_error_rate, word_lags

LEG, FIRST = LegId("citizen"), SampleIndex(0)


def words(*texts: str) -> tuple[Word, ...]:
    return tuple(
        Word(text=text, start_ms=CallMs(at * 500), end_ms=CallMs(at * 500 + 400), confidence=1.0)
        for at, text in enumerate(texts)
    )


def seen(at: int, text: str) -> Seen:
    return Seen(at=WallMs(at), leg=LEG, first_sample=FIRST, text=text)


def lags(final: tuple[Word, ...], *shown: Seen) -> list[int]:
    return word_lags([Final(leg=LEG, first_sample=FIRST, words=final)], shown, WallMs(0))


def test_a_word_is_shown_when_all_before_it_is() -> None:
    assert lags(
        words("住在", "梧桐", "大道"), seen(700, "住在"), seen(1200, "住在无同"), seen(1900, "住在梧桐大道。")
    ) == [
        300,
        1000,
        500,
    ]


def test_numbers_may_be_written_meanwhile() -> None:
    said = words("住", "十二", "栋", "三", "单元")
    assert lags(said, seen(500, "住"), seen(1500, "住12栋"), seen(2700, "住12栋3单元。")) == [100, 100, 300]


def test_the_error_rate_is_that_of_the_words_heard() -> None:
    said = "住十二栋。"
    assert character_error_rate(said, as_heard(words("住", "十二", "栋"))) == 0.0
