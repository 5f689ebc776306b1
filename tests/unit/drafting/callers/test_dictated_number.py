"""Telephone numbers as they are dictated: in groups, repaired in part, local ones, and numbers that are others'."""

import pytest

from callflow.drafting import FieldName
from tests.unit.drafting.talk import CALLING, draft, value

ASK = "agent: 请问您的联系电话是多少？"
GIVEN = "citizen: 幺三五七二幺零四四九六。"
NUMBER = FieldName.CALLBACK_NUMBER


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("幺三五，七二幺零，四四九六。", "13572104496"),
        ("幺三五……七二幺零……四四九六。", "13572104496"),
        ("一三五七二一零四四九六。", "13572104496"),
        ("幺三五七二幺零，两个四，九六。", "13572104496"),
        ("幺三八三个六五零二幺幺。", "13866650211"),
        ("我的号是那个，幺三五，嗯，七二幺零，呃，四四九六。", "13572104496"),
        ("打我爱人的，幺三五七二幺零四四九六。", "13572104496"),
        ("这个号打不通，打另一个，幺三五七二幺零四四九六。", "13572104496"),
        ("我这个手机快没电了，你记我儿子的，幺三五七二幺零四四九六。", "13572104496"),
        ("座机，八四七，二零，一五六。", "84720156"),
        ("家里的固话，零二七，八四七二零幺五六。", "02784720156"),
        ("幺三五七二幺零四四九六。还有一个事，楼道的灯也不亮。", "13572104496"),
        ("幺三五七二幺零四四九六，就在学校后面两三百米。", "13572104496"),
    ],
)
def test_a_number_is_read_as_it_is_dictated(said: str, digits: str) -> None:
    assert value(NUMBER, ASK, f"citizen: {said}") == digits


@pytest.mark.parametrize(
    ("corrected", "digits"),
    [
        ("不对，后四位错了，是四四六九。", "13572104469"),
        ("后面两位是六九。", "13572104469"),
        ("中间四位是七二零幺。", "13572014496"),
        ("前三位是幺三六。", "13672104496"),
        ("最后一位是八。", "13572104498"),
        ("不是二幺，是幺二。", "13571204496"),
        ("错了错了，幺三六七二幺零四四九六。", "13672104496"),
        ("尾号是六九。", "13572104469"),
        ("不是九六，六九。", "13572104469"),
        ("是七三，不是七二。", "13573104496"),
        ("最后两位反了，六九。", "13572104469"),
        ("不是四四，是四五九六。", "13572104596"),
        ("错了，四五九六。", "13572104596"),
        ("中间是七三幺零。", "13573104496"),
        ("哦，第四位是八。", "13582104496"),
        ("倒数第二位是八。", "13572104486"),
        ("最后一个是七，四四九七。", "13572104497"),
    ],
)
def test_a_part_is_corrected(corrected: str, digits: str) -> None:
    assert value(NUMBER, ASK, GIVEN, "agent: 幺三五七二幺零四四九六，对吗？", f"citizen: {corrected}") == digits


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("幺三五七二幺零，哎不对，幺三五七二零幺四四九六。", "13572014496"),
        ("幺三五七二幺零四四九……我看看啊，四四六九。", "13572104469"),
        ("幺三五七二幺零四四九六，不不，九六不对，是六九。", "13572104469"),
        ("幺三五七二幺零四四九六，这是我老公的，我的是幺八六七二幺零四四九六。", "18672104496"),
        ("打幺三五七二幺零四四九六，打不通就打幺八六七二幺零四四九六。", "13572104496"),
        ("幺三五七二幺零四四九六，要是没人接打我儿子的，幺八六七二幺零四四九六。", "13572104496"),
    ],
)
def test_a_number_that_is_mended_while_it_is_dictated(said: str, digits: str) -> None:
    assert value(NUMBER, ASK, f"citizen: {said}") == digits


def test_a_second_number_that_was_asked_for_is_no_correction() -> None:
    turns = (ASK, GIVEN, "agent: 还有备用电话吗？", "citizen: 有，幺八六七二幺零四四九六。")
    assert value(NUMBER, *turns) == "13572104496"


def test_a_read_back_that_was_misheard_is_put_right() -> None:
    turns = (ASK, GIVEN, "agent: 幺三五七二幺零四四六九？", "citizen: 九六！四四九六。")
    assert value(NUMBER, *turns) == "13572104496"


def test_a_digit_that_lacked_is_added() -> None:
    turns = (ASK, "citizen: 幺三五，七二幺零，四四九。", "agent: 好像少一位。", "citizen: 哦，还有个六，四四九六。")
    assert value(NUMBER, *turns) == "13572104496"


def test_a_local_number_is_corrected_as_a_whole() -> None:
    turns = ("citizen: 打我屋里座机，八四七二零幺五六三。", "agent: 八四七二零幺五六三，是九位？")
    assert value(NUMBER, *turns, "citizen: 多讲了，八四七二零幺五六，没有三。") == "84720156"


def test_groups_over_turns_with_echoes() -> None:
    turns = (ASK, "citizen: 幺三五。", "agent: 幺三五。", "citizen: 七二幺零。", "agent: 嗯，七二幺零。")
    assert value(NUMBER, *turns, "citizen: 四四九六。") == "13572104496"


def test_a_number_on_record_counts_once_the_citizen_says_yes() -> None:
    field = draft("agent: 电话还是原来登记的幺三五七二幺零四四九六吗？", "citizen: 对，是这个号。").fields[NUMBER]
    assert field.value == "13572104496"


def test_a_read_back_that_is_right_does_not_mean_the_calling_number() -> None:
    turns = (ASK, GIVEN, "agent: 幺三五七二幺零四四九六？", "citizen: 对，就这个号。")
    assert value(NUMBER, *turns) == "13572104496"


@pytest.mark.parametrize(
    "turns",
    [
        ("citizen: 牌子上那个电话，幺三五七二幺零四四九六，没人接。",),
        ("citizen: 对方用的号码是幺七零二幺零四四九六五。",),
        ("agent: 商家的电话您有吗？", "citizen: 幺三五七二幺零四四九六。"),
        ("citizen: 快递单号是幺三五七二幺零四四九六。",),
        ("citizen: 我身份证四二零幺幺幺一九八零零一零幺二三四五。",),
        ("citizen: 他广告上的手机号，幺三五七二幺零四四九六。",),
        ("agent: 供水公司电话八四七二零幺五六，您也可以打。", "citizen: 好的，知道了。"),
    ],
)
def test_a_number_of_somebody_else_is_not_to_be_called(turns: tuple[str, ...]) -> None:
    assert value(NUMBER, *turns) == CALLING


@pytest.mark.parametrize("said", ["就打我现在打的这个嘛", "用现在这个号码", "号码就这个就这个", "打来电这个"])
def test_the_number_that_they_call_from(said: str) -> None:
    field = draft(ASK, f"citizen: {said}").fields[NUMBER]
    assert (field.value, field.sources != ()) == (CALLING, True)


def test_a_number_they_do_not_want_to_be_called_on_is_not_said_to_be_theirs() -> None:
    turns = (ASK, "citizen: 别打这个，这个号停了。打幺三五七二幺零四四九六。")
    assert value(NUMBER, *turns) == "13572104496"
