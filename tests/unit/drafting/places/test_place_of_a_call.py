"""A call's place: told clause by clause, corrected, where roads cross, and which words are no places."""

import pytest

from callflow.drafting import FieldName
from callflow.drafting.language.words import CODE, words
from callflow.drafting.places.crossing import crossing
from callflow.drafting.places.gazetteer import chains
from tests.unit.drafting.talk import value

ASKED = "agent: 请问是什么问题"
ASKED_WHERE = "agent: 请问具体在什么位置"


def place(*turns: str) -> str | None:
    return value(FieldName.PLACE, *turns)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("云溪区，柳塘镇，杨家村，三组", "云溪区柳塘镇杨家村3组"),
        ("翠湖花园，云溪区望江路那个", "云溪区望江路翠湖花园"),
        ("云溪区的，望江路，翠湖花园", "云溪区望江路翠湖花园"),
        ("杨家湾，柳塘镇杨家湾村", "柳塘镇杨家湾村"),
    ],
)
def test_clauses_of_an_answer_are_put_in_the_order_of_addresses(answer: str, told: str) -> None:
    assert place(ASKED, "citizen: 我反映停水的事", ASKED_WHERE, f"citizen: {answer}") == told


def test_a_village_that_was_asked_for_stands_behind_the_town() -> None:
    turns = ("citizen: 没有水吃", "agent: 您是哪个镇", "citizen: 云溪区柳塘镇", "agent: 哪个村", "citizen: 杨家村二组")
    assert place(ASKED, *turns) == "云溪区柳塘镇杨家村2组"


def test_a_place_told_anew_stands_for_the_mistaken_one() -> None:
    turns = ("citizen: 云溪区柳塘镇李家村的水渠坏了", "citizen: 哎不对不对，是柳塘镇杨家村")
    assert place(ASKED, *turns) == "云溪区柳塘镇杨家村"


def test_the_last_number_told_stands() -> None:
    turns = ("citizen: 云溪区翠湖花园停水了", "agent: 您住几栋", "citizen: 五栋，不好意思，是九栋，九栋三零二")
    assert place(ASKED, *turns) == "云溪区翠湖花园9栋302"


def test_a_number_that_was_read_back_corrects() -> None:
    turns = ("citizen: 云溪区翠湖花园五栋停水了", "agent: 翠湖花园六栋，对吗", "citizen: 对的")
    assert place(ASKED, *turns) == "云溪区翠湖花园6栋"


def test_to_whom_a_ticket_goes_is_no_place() -> None:
    turns = ("citizen: 云溪区柳塘镇没有水吃", "agent: 好，转柳塘镇水务所处理，可以吗", "citizen: 可以")
    assert place(ASKED, *turns) == "云溪区柳塘镇"


def test_the_hotlines_own_city_is_left_out_behind_a_district() -> None:
    assert place(ASKED, "citizen: 我在云溪区江城，想问居住证") == "云溪区"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("望江路跟建设路那个十字，东北角", "望江路与建设路交叉口东北角"),
        ("云溪区望江路与柳塘大道交汇处", "望江路与柳塘大道交汇处"),
        ("望江路的路灯不亮", None),
    ],
)
def test_where_roads_cross_is_one_link(text: str, told: str | None) -> None:
    found = crossing(text)
    assert (found.text if found else None) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("云溪区建设三路", "云溪区建设三路"),
        ("望江巷街八号", "望江巷街8号"),
        ("望江街社区", "望江街社区"),
        ("柳塘镇双桥村", "柳塘镇双桥村"),
    ],
)
def test_a_name_is_not_cut_at_an_ending_inside_it(text: str, told: str) -> None:
    assert "".join(unit.text for unit in chains(text)[0]) == told


@pytest.mark.parametrize("text", ["我一进村就看到了", "司机绕路", "我是农村的", "在上客区等车"])
def test_words_that_only_end_like_places_are_none(text: str) -> None:
    assert not chains(text)


@pytest.mark.parametrize("sentence", ["", "A7县望江路能否恢复", "１２３，abc", "投诉C3区县翠湖花园8栋"])
def test_words_are_the_sentence_in_parts(sentence: str) -> None:
    assert "".join(each.text for each in words(sentence)) == sentence
    assert all(sentence[each.start : each.end] == each.text for each in words(sentence))


def test_the_code_of_an_area_is_one_word() -> None:
    assert next((each.text, each.tag) for each in words("A7县县改区")) == ("A7县县", CODE)
