from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from callflow.events import UtteranceHeard
from callflow.second_opinion import Comparison, Likeness, SecondOpinion, compare
from callflow.units import CallMs, LegId, SampleIndex, WallMs
from callflow.utterance import Utterance, utterance_id

SAME, DIFFERENT = Likeness.SAME, Likeness.DIFFERENT
Said = tuple[str, int, int, str]
"""(leg, start, end, text)"""


def first_of(said: Sequence[Said]) -> list[Utterance]:
    return [
        Utterance(
            id=utterance_id(LegId(leg), SampleIndex(start * 16)),
            leg=LegId(leg),
            role=leg.partition("-")[0],
            start_ms=CallMs(start),
            end_ms=CallMs(end),
            text=text,
        )
        for leg, start, end, text in said
    ]


def second_of(said: Sequence[Said]) -> SecondOpinion:
    heard = tuple(
        UtteranceHeard(
            leg=LegId(leg),
            first_sample=SampleIndex(start * 16),
            resume_sample=SampleIndex(end * 16),
            start_ms=CallMs(start),
            end_ms=CallMs(end),
            text=text,
            words=(),
            confidence=1.0,
        )
        for leg, start, end, text in said
    )
    return SecondOpinion(model="other", made_at=WallMs(1), utterances=heard)


def laid_beside(first: Sequence[Said], second: Sequence[Said]) -> Comparison:
    return compare(first_of(first), second_of(second))


def pieces(first: str, second: str) -> list[tuple[Likeness, str, str]]:
    said = laid_beside([("citizen", 0, 1000, first)], [("citizen", 0, 1000, second)])
    return [(piece.likeness, piece.first, piece.second) for piece in said.pairs[0].pieces]


def test_what_differs_is_marked_and_what_is_alike_stays_together() -> None:
    assert pieces("请接热闲电话", "请接热线的电话") == [
        (SAME, "请接热", "请接热"),
        (DIFFERENT, "闲", "线的"),
        (SAME, "电话", "电话"),
    ]


def test_punctuation_alone_is_no_difference() -> None:
    assert pieces("你好停水了", "你好，停水了。") == [(SAME, "你好停水了", "你好，停水了。")]


def test_differing_counts_edits_for_each_character_of_the_first() -> None:
    said = laid_beside([("citizen", 0, 900, "人民路停水")], [("citizen", 0, 900, "人民路，挺水了")])
    assert said.differing == 2 / 5


def test_utterances_that_are_cut_elsewhere_belong_together_where_they_overlap() -> None:
    said = laid_beside(
        [("citizen", 0, 4000, "停水了从昨天晚上"), ("citizen", 5000, 6000, "好的")],
        [("citizen", 100, 1000, "停水了"), ("citizen", 1500, 4100, "从昨天晚上"), ("citizen", 5100, 6000, "好的")],
    )
    assert [(pair.start_ms, pair.end_ms) for pair in said.pairs] == [(0, 4100), (5000, 6000)]
    assert said.differing == 0


def test_speakers_are_kept_apart_and_all_stands_in_order_of_time() -> None:
    said = laid_beside(
        [("citizen", 0, 2000, "你好"), ("agent-1", 1000, 3000, "您好")],
        [("agent-1", 1000, 3000, "您好"), ("citizen", 0, 2000, "你好")],
    )
    assert [(pair.leg, pair.role) for pair in said.pairs] == [("citizen", "citizen"), ("agent-1", "agent")]


def test_what_only_one_has_heard_has_no_counterpart() -> None:
    said = laid_beside([("citizen", 0, 900, "喂")], [("agent-2", 5000, 6000, "您好")])
    assert [[(p.first, p.second) for p in pair.pieces] for pair in said.pairs] == [[("喂", "")], [("", "您好")]]
    assert said.pairs[1].role == "agent"


def test_nothing_beside_nothing_does_not_differ() -> None:
    assert laid_beside([], []).differing == 0
    assert laid_beside([], [("citizen", 0, 900, "喂")]).differing == 1


TEXTS = st.text("停水了，。 路12", max_size=12)
SAID = st.lists(
    st.tuples(st.sampled_from(["citizen", "agent-1"]), st.integers(0, 50), st.integers(1, 20), TEXTS), max_size=6
).map(lambda rows: [(leg, start, start + length, text) for leg, start, length, text in rows])


@given(SAID, SAID)
def test_nothing_that_was_said_is_lost_or_made_up(first: list[Said], second: list[Said]) -> None:
    said = laid_beside(first, second)
    ours = "".join(piece.first for pair in said.pairs for piece in pair.pieces)
    theirs = "".join(piece.second for pair in said.pairs for piece in pair.pieces)
    assert sorted(ours) == sorted("".join(text for *_, text in first))
    assert sorted(theirs) == sorted("".join(text for *_, text in second))
    assert said.pairs == tuple(sorted(said.pairs, key=lambda pair: pair.start_ms))
