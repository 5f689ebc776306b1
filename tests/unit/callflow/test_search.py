"""What a text is indexed by, and what a call asks."""

from hypothesis import given
from hypothesis import strategies as st

from callflow.drafting import FieldName
from callflow.search import Ranking, Text, asked_in_call, asked_in_words, chosen, distinct_grams, grams
from callflow.units import CallMs, LegId, UtteranceId
from callflow.utterance import Setting, Utterance


def _said(text: str, role: str = "citizen", setting: Setting = Setting.TALK) -> Utterance:
    return Utterance(
        id=UtteranceId(f"{role}:0"),
        leg=LegId(role),
        role=role,
        setting=setting,
        start_ms=CallMs(0),
        end_ms=CallMs(1),
        text=text,
    )


def test_chinese_is_cut_into_pairs_and_latin_into_words() -> None:
    assert list(grams("Ｗifi水管漏水，3栋")) == ["wifi", "水管", "管漏", "漏水", "3", "栋"]
    assert distinct_grams("水管", "水管漏") == ("水管", "管漏")


@given(st.text())
def test_no_text_is_too_strange_to_index(text: str) -> None:
    assert all(gram and " " not in gram and '"' not in gram and "'" not in gram for gram in grams(text))


def test_the_title_and_questions_weigh_more_than_other_words() -> None:
    query = asked_in_call([_said("医保怎么报销"), _said("昨天下雨")], {FieldName.TITLE: "异地就医"})
    assert query.weights["异地"] > query.weights["报销"] > query.weights["下雨"]


def test_only_what_the_citizen_tells_the_hotline_is_asked() -> None:
    agent, aside = _said("请问医保卡号", role="agent"), _said("医保", setting=Setting.HOLD)
    assert asked_in_call([agent, aside], {}).weights == {}


def test_words_that_only_hold_sentences_together_are_not_searched_for() -> None:
    assert "我的" not in asked_in_words("我的医保").weights


def test_the_rarest_words_are_looked_for_and_the_commonest_only_while_they_bring_few() -> None:
    query = asked_in_words("医保报销手续")
    documents = {"医保": 1_500, "报销": 1_000, "手续": 10}
    assert list(chosen(query, documents, 50_000)) == ["手续", "报销"]
    assert list(chosen(query, {"医保": 30_000}, 50_000)) == ["医保"]
    assert chosen(query, {}, 50_000) == {}


def test_what_stands_in_the_title_answers_better_than_what_stands_in_the_body() -> None:
    ranking = Ranking(asked_in_words("异地就医备案"), {"异地": 2, "就医": 2, "备案": 2}, 100)
    in_title, in_body = Text("异地就医备案指南", "x"), Text("医保问答", "异地就医备案")
    assert ranking.score(in_title) == 1.0
    assert 0 < ranking.score(in_body) < ranking.score(in_title)
    assert ranking.score(Text("公交卡", "公交")) == 0.0
