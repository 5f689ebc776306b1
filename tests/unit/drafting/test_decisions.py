"""Department, privacy, direct answers, and why a field says what it says."""

import pytest

from callflow.drafting import FieldName, draft_ticket, taxonomy
from callflow.drafting.terms import terms
from tests.unit.drafting.talk import CONTEXT, draft, talk, value

ASKED = "agent: 请问信息需要保密吗"


@pytest.mark.parametrize(
    ("said", "department"),
    [
        ("楼下夜市占道经营，油烟很大", "城管局"),
        ("公司拖欠我们三个月工资", "人社局"),
        ("我想问一下公积金怎么提取", "公积金中心"),
        ("有人在水库里电鱼", "农业农村局"),
        ("快递代收点乱收费", "邮政管理局"),
        ("驾照要换证，车管所一直不受理", "交警支队"),
        ("小区停电六个小时了", "供电公司"),
    ],
)
def test_the_department_in_charge_stands_first(said: str, department: str) -> None:
    assert value(FieldName.DEPARTMENT, f"citizen: {said}") == department


def test_a_department_has_runners_up_reasons_and_the_words() -> None:
    field = draft("citizen: 楼上装修半夜施工，噪音很大，城管来过").fields[FieldName.DEPARTMENT]
    assert field.runners_up
    assert field.value not in {one.value for one in field.runners_up}
    assert {field.value, *(one.value for one in field.runners_up)} <= set(terms("department"))
    assert "城管" in field.why
    assert all(one.confidence <= field.confidence for one in field.runners_up)


def test_spans_point_into_the_utterance_as_it_was_told() -> None:
    said = "嗯， 我们这里的路灯，不亮了。"
    field = draft(f"citizen: {said}").fields[FieldName.CATEGORY]
    assert "路灯" in {said[span.start : span.end] for span in field.spans}


@pytest.mark.parametrize(
    ("turns", "confidential", "anonymous"),
    [
        ((ASKED, "citizen: 要的"), "是", "否"),
        ((ASKED, "citizen: 不用"), "否", "否"),
        (("citizen: 你们别告诉村里是我说的",), "是", "否"),
        (("citizen: 我怕他们报复我",), "是", "否"),
        (("citizen: 我不想留名字",), "是", "是"),
        (("agent: 可以匿名吗", "citizen: 匿名吧"), "是", "是"),
        (("citizen: 姓王不保密",), "否", "否"),
        (("citizen: 好的谢谢", "agent: 已经给您保密"), "是", "否"),
        (("citizen: 尽快修", "agent: 五个工作日内给您答复信息需要保密吗", "citizen: 不用"), "否", "否"),
        (("citizen: 尽快修", "agent: 我给您转过去信息不用保密吧", "citizen: 不用"), "否", "否"),
        (("citizen: 千万别说是我讲的",), "是", "否"),
        (("citizen: 不要让楼上知道",), "是", "否"),
    ],
)
def test_privacy_is_what_the_citizen_wants(turns: tuple[str, ...], confidential: str, anonymous: str) -> None:
    assert value(FieldName.CONFIDENTIAL, *turns) == confidential
    assert value(FieldName.ANONYMOUS, *turns) == anonymous


def test_a_question_that_was_answered_in_the_call_needs_no_department() -> None:
    turns = (
        "citizen: 我想咨询一下新生儿怎么上户口",
        "agent: 带出生证明和父母身份证户口本到派出所户籍窗口就可以办理",
        "citizen: 明白了谢谢",
    )
    assert value(FieldName.DIRECT_ANSWER, *turns) == "是"
    assert value(FieldName.DIRECT_ANSWER, *turns, "agent: 那我登记下来转公安局三个工作日内答复您") == "否"


def test_a_complaint_is_never_answered_at_once() -> None:
    turns = ("citizen: 我要投诉楼下饭店油烟", "agent: 按照规定餐饮店需要安装油烟净化设施", "citizen: 知道了")
    assert value(FieldName.DIRECT_ANSWER, *turns) == "否"


def test_a_category_has_three_levels_of_the_taxonomy() -> None:
    first, second, third = (value(FieldName.CATEGORY, "citizen: 我们小区停电了") or "").split(" / ")
    assert third in taxonomy()[first][second]


def test_what_a_correction_replaced_is_remembered() -> None:
    turns = ("agent: 您的电话是多少", "citizen: 一三八一二三四五六七八", "citizen: 不对是一三八一二三四五六七九")
    before = draft_ticket(talk(*turns[:2]), CONTEXT)
    field = draft_ticket(talk(*turns), CONTEXT, before).fields[FieldName.CALLBACK_NUMBER]
    assert field.value == "13812345679"
    assert [former.value for former in field.history] == ["13812345678"]


def test_what_did_not_change_has_no_history() -> None:
    before = draft("citizen: 和平路路灯不亮")
    again = draft_ticket(talk("citizen: 和平路路灯不亮"), CONTEXT, before)
    assert again == before


def test_a_number_in_written_form_is_read_as_a_spoken_one() -> None:
    assert value(FieldName.CALLBACK_NUMBER, "agent: 您的电话是多少？", "citizen: 13812345678。") == "13812345678"


def test_a_place_in_written_form_is_read_as_a_spoken_one() -> None:
    said = "citizen: 我住在青山区和平大道265号，阳光花园12栋3单元502。"
    assert value(FieldName.PLACE, said) == "青山区和平大道265号阳光花园12栋3单元502"
