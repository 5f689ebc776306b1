"""The place: which mention is the matter's, where its name ends, and how a call's pieces are put together."""

import pytest

from callflow.drafting import FieldName
from callflow.drafting.places.address import address
from callflow.drafting.places.gazetteer import links
from callflow.drafting.places.mentions import mentions, sentences
from tests.unit.drafting.talk import draft, value

ASKED = "agent: 请问是什么问题"


def place(*turns: str) -> str | None:
    return value(FieldName.PLACE, *turns)


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (("投诉临州市望江路翠湖花园夜间施工扰民", "每天晚上十二点还在打桩，请有关部门处理。"), "临州市望江路翠湖花园"),
        (("反映C3区金桥大市场占道经营的问题", "市场门口的人行道上摆满了摊子。"), "C3区金桥大市场"),
        (("C3区云河镇柳塘村二组道路损坏严重", "大货车天天从这里过，路面全是坑。"), "C3区云河镇柳塘村2组"),
        (("咨询C市落户政策", "请问本科毕业两年还能不能落户？"), "C市"),
    ],
)
def test_a_message_tells_its_place_in_one_piece(message: tuple[str, str], told: str) -> None:
    assert place(*(f"citizen: {line}" for line in message)) == told


def test_a_stretch_in_brackets_belongs_to_the_road() -> None:
    message = ("citizen: 请求加快C3区云河大道改造", "citizen: C3区云河大道（柳塘路—机场路）段还没有路灯。")
    assert place(*message) == "C3区云河大道（柳塘路—机场路）段"


def test_a_message_without_a_place_has_none() -> None:
    assert place("citizen: 请问退休年龄怎么算", "citizen: 我今年五十岁，交了二十年社保。") is None


def test_the_hotlines_own_city_is_no_place() -> None:
    assert place(ASKED, "citizen: 我想问一下在江城市怎么办居住证") is None


def test_what_was_read_back_and_confirmed_is_joined() -> None:
    turns = ("citizen: 云溪区柳塘镇杨家村没有水吃", "agent: 是杨家村3组4组对吗", "citizen: 对的")
    assert place(ASKED, *turns) == "云溪区柳塘镇杨家村3组4组"


def test_what_was_read_back_and_denied_is_not() -> None:
    turns = ("citizen: 云溪区柳塘镇杨家村没有水吃", "agent: 是杨家村3组4组对吗", "citizen: 不是")
    assert place(ASKED, *turns) == "云溪区柳塘镇杨家村"


def test_a_road_that_the_agent_named_and_the_citizen_confirmed_stands_before_the_estate() -> None:
    turns = ("citizen: 云溪区翠湖花园的电梯坏了", "agent: 是望江路的翠湖花园吗", "citizen: 对就是那里")
    assert place(ASKED, *turns) == "云溪区望江路翠湖花园"


def test_the_answer_to_where_stands_before_the_name() -> None:
    turns = ("citizen: 我反映临江中学乱收费", "agent: 学校在哪个区", "citizen: 云溪区望江路")
    assert place(ASKED, *turns) == "云溪区望江路临江中学"


def test_a_stretch_that_was_confirmed_stands_behind_the_road() -> None:
    turns = ("citizen: 云溪区和平大道的路灯不亮", "agent: 是建设路口到友谊路口这一段吗", "citizen: 对")
    assert place(ASKED, *turns) == "云溪区和平大道（建设路口至友谊路口）"


def test_building_and_room_are_added_when_they_were_asked_for() -> None:
    turns = ("citizen: 云溪区翠湖花园停水了", "agent: 您住几栋", "citizen: 四栋三零一")
    assert place(ASKED, *turns) == "云溪区翠湖花园4栋301"


def test_each_link_is_shown_where_it_was_said() -> None:
    field = draft(ASKED, "citizen: 云溪区望江路翠湖花园停水了").fields[FieldName.PLACE]
    assert [(span.start, span.end) for span in field.spans] == [(0, 3), (3, 6), (6, 10)]


def test_a_name_without_a_usual_ending_is_a_link_as_well() -> None:
    assert [unit.kind for unit in links("云溪区望江路万宝时代")] == ["district", "road", "name"]
    assert address("万宝时代", "江城") == {"city": "江城市", "estate": "万宝时代"}


def test_mentions_are_the_words_of_their_sentence() -> None:
    for sentence in sentences("我住在云溪区望江路88号。楼下是 停车场！"):
        assert all(each.text == sentence[each.start : each.end] for each in mentions(sentence))


@pytest.mark.parametrize("text", ["", "。。。", "，，，、（）", "嗯", "a", "１２３"])
def test_words_that_are_no_sentence_have_no_place(text: str) -> None:
    assert place(f"citizen: {text}") is None
