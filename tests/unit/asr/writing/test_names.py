"""Words that were heard instead of a name of the city's list."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr.writing import NO_NAMES, NameList, write
from tests.unit.asr.writing.hearing import heard

CITY = NameList(
    [
        "金鹏大道",
        "阳光丽园",
        "滨河雅苑",
        "鹏盛百货",
        "青石镇",
        "江城",
        "高新区",
        "五一新村",
        "东湖路",
        "西湖路",
        "牛家桥",
        "刘家桥",
    ]
)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("在 金(0.7) 棚 大道 上", "在金鹏大道上。"),
        ("阳光 利(0.3) 原(0.4) 三栋", "阳光丽园3栋。"),
        ("兵(0.64) 和 雅苑", "滨河雅苑。"),
        ("青(0.66) 石 圳(0.78)", "青石镇。"),
        ("您好 | 姜(0.44) 城(0.38) 热线", "您好，江城热线。"),
        ("刀(0.5) 新区(0.5)", "高新区。"),
        ("无(0.5) 一 新村", "五一新村。"),
    ],
    ids=lambda value: str(value)[:12],
)
def test_a_name_that_was_misheard_is_mended(line: str, expected: str) -> None:
    assert write(heard(line), CITY).text == expected


@pytest.mark.parametrize(
    "line",
    [
        "金 棚 大道",
        "阳光 医院(0.5)",
        "送(0.5) 湖 路",
        "西湖 路(0.3)",
        "柳(0.5) 家 桥",
        "将(0.7) 城",
        "请 他 是 真(0.5)",
        "经过 大道(0.5)",
    ],
    ids=lambda value: str(value)[:12],
)
def test_what_may_well_have_been_said_stays(line: str) -> None:
    """Heard well, another word, a name already, two names that fit, too little doubt."""
    assert write(heard(line), CITY).corrections == ()


def test_what_was_heard_is_told_beside_it() -> None:
    written = write(heard("在 金(0.7) 棚 大道 十二 号"), CITY)
    (mended,) = written.corrections
    assert (mended.from_word, mended.to_word, mended.heard, mended.written) == (1, 4, "金棚大道", "金鹏大道")
    assert [word.text for word in written.words] == ["在", "金", "棚", "大道", "十二", "号"]
    assert [word.written for word in written.words] == [None, "金鹏大道", "", "", "12", "号。"]


def test_numerals_in_a_name_of_the_city_stay() -> None:
    assert write(heard("五一新村 五 号"), CITY).text == "五一新村5号。"
    assert write(heard("住 在 三百零一厂 宿舍"), NameList(["三百零一厂"])).text == "住在三百零一厂宿舍。"


def test_a_sound_that_two_names_share_decides_for_neither() -> None:
    assert write(heard("流(0.4) 家 桥"), NameList(["刘家桥", "留家桥"])).corrections == ()


def test_without_a_list_nothing_is_mended() -> None:
    assert write(heard("金(0.2) 棚(0.2) 大道"), NO_NAMES).corrections == ()


@given(st.lists(st.text(st.sampled_from("金鹏朋阳光利丽原园江将城大道石青"), min_size=1, max_size=3), max_size=8))
def test_corrections_never_overlap_and_only_replace_words_by_names(texts: list[str]) -> None:
    words = heard(" ".join(f"{text}(0.3)" for text in texts))
    last = 0
    for mended in CITY.corrections(words):
        assert last <= mended.from_word < mended.to_word <= len(words)
        assert "".join(word.text for word in words[mended.from_word : mended.to_word]) == mended.heard
        assert mended.written in CITY.names
        assert len(mended.written) == len(mended.heard)
        last = mended.to_word


def test_the_cost_of_an_utterance_does_not_grow_with_the_list() -> None:
    names = [
        a + b + c + "路" for a in "东西南北中上下大小新" for b in "湖江山河门桥城塘林湾" for c in "一二三四五六七八九十"
    ]
    line = heard(" ".join(f"{char}(0.5)" for char in "我住在冬胡三鹿那边请您派人来看一看水管漏水了"))
    assert cost_s(NameList(names), line) < 8 * cost_s(NameList(names[:10]), line)


def cost_s(names: NameList, line: tuple) -> float:
    names.prepare()
    times = []
    for _ in range(15):
        begin = time.process_time()
        names.corrections(line)
        times.append(time.process_time() - begin)
    return min(times) + 1e-4
