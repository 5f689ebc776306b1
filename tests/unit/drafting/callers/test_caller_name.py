"""Whose name it is, and how it is said: spelt, explained, corrected, whole, by a nickname, or somebody else's."""

import pytest

from callflow.drafting import FieldName
from callflow.drafting.callers.form_of_address import as_written
from callflow.drafting.callers.surname import Spelt, explained, is_surname, spelt, surname
from tests.unit.drafting.talk import value

ASK = "agent: 请问您贵姓？"
NAME = FieldName.CALLER_NAME


@pytest.mark.parametrize(
    ("said", "agent", "name"),
    [
        # By parts
        ("姓张，弓长张。", "好的，张女士。", "张女士"),
        ("我姓章，立早章。", "章先生您好。", "章先生"),
        ("免贵姓陈，耳东陈。", "陈先生。", "陈先生"),
        ("我姓许，言午许。", "许女士。", "许女士"),
        ("木子李。", "李先生。", "李先生"),
        ("双木林，林先生。", "好的。", "林先生"),
        ("古月胡。", "胡女士，您好。", "胡女士"),
        ("草头黄。", "黄女士。", "黄女士"),
        ("姓吴，口天吴。", "吴先生。", "吴先生"),
        ("姓江，三点水的江。", "江女士。", "江女士"),
        ("西早覃。", "覃女士。", "覃女士"),
        # By a word that it stands in
        ("锦州的锦，啊不，滁州的滁，那是地名，我姓储，储蓄的储。", "储先生。", "储先生"),
        ("柳州的柳。", "柳女士。", "柳女士"),
        ("姓薄，薄荷的薄。", "好的薄女士。", "薄女士"),
        ("我姓辜。", "辜女士，您慢走。", "辜女士"),
        ("姓骞，张骞的骞。", "骞先生。", "骞先生"),
        ("我姓卜，占卜那个卜。", "卜先生。", "卜先生"),
        # Rare and double
        ("我姓邰。", "邰女士。", "邰女士"),
        ("复姓诸葛。", "诸葛先生。", "诸葛先生"),
        ("免贵，姓慕容。", "慕容女士您好。", "慕容女士"),
        ("姓闻人，百家姓里的。", "闻人先生。", "闻人先生"),
        # Whole
        ("我叫孟晓芸。", "好的，孟女士。", "孟晓芸"),
        ("姓霍，霍建军。", "霍师傅。", "霍建军"),
        ("滕玉兰，滕王阁的滕，玉石的玉，兰花的兰。", "滕阿姨好。", "滕玉兰"),
        ("我姓郝，单名一个强字。", "郝先生。", "郝强"),
        ("我的名字叫阮文斌。", "阮先生。", "阮文斌"),
        ("欧阳雪梅。", "欧阳女士。", "欧阳雪梅"),
        # As they want to be called
        ("叫我小韩就行。", "好的，韩女士。", "韩女士"),
        ("你喊我老葛吧。", "葛师傅，您好。", "葛先生"),
        ("叫我洪姐就好。", "好的。", "洪女士"),
        ("我是柏老师。", "好的。", "柏老师"),
        # Titles as a ticket writes them
        ("我姓牛。", "牛大爷，您慢走。", "牛先生"),
        ("姓申。", "申阿姨，记下了。", "申女士"),
        ("姓解。", "解老板，好的。", "解先生"),
        ("姓乐。", "乐同学，好的。", "乐同学"),
        ("姓项，女的。", "好的，记下了。", "项女士"),
    ],
)
def test_a_name_is_read_as_people_say_it(said: str, agent: str, name: str) -> None:
    assert value(NAME, ASK, f"citizen: {said}", f"agent: {agent}") == name


@pytest.mark.parametrize(
    ("turns", "name"),
    [
        (("agent: 何女士是吗？", "citizen: 不是何，是贺，贺卡的贺。", "agent: 贺女士。"), "贺女士"),
        (("agent: 王先生对吧？", "citizen: 我姓黄，不姓王。", "agent: 黄先生。"), "黄先生"),
        ((ASK, "citizen: 姓倪。", "agent: 李女士。", "citizen: 不是李，是倪。", "agent: 倪女士。"), "倪女士"),
        (("agent: 先生您别急。", "citizen: 我姓蓝。"), "蓝先生"),
        (("citizen: 我老公说不对，是三路。", ASK, "citizen: 姓钟。"), "钟女士"),
        ((ASK, "citizen: 我老公姓陈，我姓林。", "agent: 林女士。"), "林女士"),
        ((ASK, "citizen: 本人张某。", "agent: 张先生您好。"), "张先生"),
        ((ASK, "citizen: 我姓付，不是师傅的傅，付钱的付。", "agent: 付先生。"), "付先生"),
        (("agent: 您全名怎么写？", "citizen: 鄢志强，姓鄢的鄢。"), "鄢志强"),
    ],
)
def test_a_name_is_corrected_and_addressed(turns: tuple[str, ...], name: str) -> None:
    assert value(NAME, *turns) == name


@pytest.mark.parametrize(
    "turns",
    [
        ("citizen: 那个老板姓汪，电话也不接。",),
        ("citizen: 车间主任姓屠，是他签的字。",),
        ("citizen: 有个男的，姓柴，工牌上写着。",),
        ("agent: 孩子叫什么名字？", "citizen: 郗文博，二十三岁。"),
        ("agent: 您报一下老伴姓名。", "citizen: 他叫龚长贵。"),
        ("agent: 老人叫什么名字您知道吗？", "citizen: 姓古，大名古长贵。"),
        ("agent: 公司叫什么名字？", "citizen: 安顺物业。"),
        ("citizen: 隔壁店是个姓康的开的。",),
    ],
)
def test_somebody_elses_name_is_not_the_callers(turns: tuple[str, ...]) -> None:
    assert value(NAME, *turns) is None


def test_the_caller_stands_before_others_of_whom_they_tell() -> None:
    turns = (ASK, "citizen: 我姓骆。", "agent: 骆女士，还有吗？", "citizen: 那个经理姓白，你们查他。")
    assert value(NAME, *turns) == "骆女士"


@pytest.mark.parametrize("said", ["常常这样", "别再拖了", "时候不早了", "那就这样吧，后面的事再说"])
def test_words_that_are_also_surnames_are_no_name(said: str) -> None:
    assert value(NAME, ASK, f"citizen: {said}") is None


def test_a_surname_by_its_sound_and_as_it_stands() -> None:
    assert surname("湖") == "胡"
    assert surname("薄") == "包"
    assert explained("薄荷", "薄") == "薄"
    assert explained("石头", "时") == "石"
    assert explained("方便", "好") == ""
    assert spelt("弓长章") == Spelt("张", 0, 3)
    assert is_surname("澹台")
    assert not is_surname("吗")


@pytest.mark.parametrize(("said", "written"), [("大婶", "女士"), ("师傅", "先生"), ("老师", "老师")])
def test_a_form_of_address_as_a_ticket_writes_it(said: str, written: str) -> None:
    assert as_written(said) == written


def test_the_question_for_the_name_addresses_the_caller_too() -> None:
    assert value(NAME, "agent: 女士贵姓？", "citizen: 姓蔡。", "agent: 好的，登记了。") == "蔡女士"


def test_a_form_of_address_that_was_heard_wrongly_counts_behind_the_callers_own_name() -> None:
    told = (ASK, "citizen: 我姓刘。")
    assert value(NAME, *told, "agent: 好的，刘宣生我跟您核对一下。") == "刘先生"
    assert value(NAME, *told, "agent: 刘女是您好。") == "刘女士"
    assert value(NAME, *told, "agent: 张现生的单子也在。") == "刘先生/女士"
