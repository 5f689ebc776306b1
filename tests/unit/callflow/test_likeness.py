"""What makes two requests one matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callflow.likeness import ALIKE_FROM, SHOWN_FROM, Comparison, Matter

LAMP = Matter(
    title="南岸区梧桐大道路灯不亮",
    body="梧桐大道时代路口到黄谷路口的路灯从来没亮过，晚上出门很危险。",
    category="城乡建设 / 城市建设和市政管理",
    place="南岸区梧桐大道",
)


def _score(other: Matter, one: Matter = LAMP) -> float:
    return Comparison(one, {}, 0).with_(other).score


def test_the_same_matter_told_in_other_words_is_alike() -> None:
    again = Matter(title="梧桐大道路灯一直没亮", body="梧桐大道的路灯坏了，时代路口那边晚上漆黑。", place="梧桐大道")
    assert _score(again) >= SHOWN_FROM
    assert _score(LAMP) == pytest.approx(1.0)


@pytest.mark.parametrize(
    "other",
    [
        Matter(title="南岸区梧桐大道占道经营", body="每天早上很多摊贩占道卖菜，车都过不去。", place="南岸区梧桐大道"),
        Matter(title="东湖区火星路路灯不亮", body="火星路的路灯坏了半个月没人修。", place="东湖区火星路"),
        Matter(title="咨询异地就医备案", body="在外地看病怎么报销"),
        Matter(),
    ],
)
def test_neither_the_place_alone_nor_the_matter_alone_makes_a_repeat(other: Matter) -> None:
    assert _score(other) < ALIKE_FROM


def test_common_words_count_less_than_rare_ones() -> None:
    documents = {"路灯": 900, "灯坏": 900, "梧桐": 1, "桐大": 1}
    compared = Comparison(Matter(body="梧桐大路灯坏"), documents, 1_000)
    assert compared.with_(Matter(body="梧桐大厦停电")).content > compared.with_(Matter(body="门前路灯坏了")).content


def test_the_same_caller_and_the_same_spot_are_named_as_reasons() -> None:
    caller = Matter(number="138", place="江城市南岸区梧桐大道", title="x")
    likeness = Comparison(Matter(number="138", place="梧桐大道", title="y"), {}, 0).with_(caller)
    assert likeness.reasons(caller.place)[:2] == ("同一来电号码", "同一地点：江城市南岸区梧桐大道")


def test_a_district_alone_is_no_spot_and_a_withheld_number_nobodys() -> None:
    likeness = Comparison(Matter(place="南岸区"), {}, 0).with_(Matter(place="南岸区"))
    assert not likeness.same_place
    assert not likeness.same_caller


TEXTS = st.text(alphabet="路灯不亮梧桐大道水管漏的了，abc1", max_size=30)
MATTERS = st.builds(Matter, title=TEXTS, body=TEXTS, category=TEXTS, place=TEXTS, number=TEXTS)


@given(one=MATTERS, other=MATTERS)
def test_likeness_lies_between_nothing_and_all_and_is_the_same_from_both_sides(one: Matter, other: Matter) -> None:
    there, back = _score(other, one), _score(one, other)
    assert 0 <= there <= 1.001
    assert there == pytest.approx(back, abs=0.0015), "each is rounded to a thousandth"
