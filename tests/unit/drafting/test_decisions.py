"""Department, privacy, direct answers, and why a field says what it says."""

import pytest

from callflow.drafting import FieldName, draft_ticket, taxonomy
from callflow.drafting.matters.directory import directory
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
    assert {field.value, *(one.value for one in field.runners_up)} <= set(directory())
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
        (("citizen: 能不能不登记我名字，我举报一个厂",), "是", "是"),
        (("citizen: 我不说我是谁啊，行不",), "是", "是"),
        (("citizen: 我叫什么就不说了",), "是", "是"),
        (("citizen: 别写我名字，我是一个村的",), "是", "是"),
        (("citizen: 姓农，你就写姓农，别写全名", "agent: 给您选保密"), "是", "否"),
        (("citizen: 能不能别留名字", "agent: 可以只留姓", "citizen: 那行，我姓何，一定保密"), "是", "否"),
        (("citizen: 号码你们自己留着，莫给村里",), "是", "否"),
        (("citizen: 我打这个电话，镇上会不会知道是我",), "是", "否"),
        (("citizen: 千万莫讲是我讲的，他们要整我",), "是", "否"),
        (("citizen: 不想让单位晓得是我",), "是", "否"),
        (("citizen: 我怕他们刁难我家孩子",), "是", "否"),
        (("citizen: 有人举报我们", "agent: 我们备注保密，转镇政府"), "是", "否"),
        (("citizen: 山上有人偷挖石头", "agent: 举报转自然资源局，匿名件不回访"), "是", "是"),
        (("agent: 方便留您的姓名电话吗", "citizen: 不留不留，低头不见抬头见的"), "是", "是"),
        (("agent: 您留个姓吗", "citizen: 姓方，电话不留了"), "否", "否"),
        (("agent: 你姓啥", "citizen: 我姓濮，名字就不说了"), "否", "否"),
        (("citizen: 你们不会跟学校讲是哪个家长打的吧",), "是", "否"),
        (("citizen: 周末都在补课", "agent: 要求退费，信息保密，转教育局"), "是", "否"),
        (("citizen: 我实名举报，我姓薄",), "否", "否"),
        (("citizen: 我不用匿名",), "否", "否"),
        (("citizen: 不要给他们办证，手续都不全",), "否", "否"),
        (("citizen: 我收到一封匿名信",), "否", "否"),
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


def test_a_question_whether_to_pass_it_on_passes_nothing_on() -> None:
    turns = (
        "citizen: 我想咨询一下租房能不能提公积金",
        "agent: 连续缴满三个月，没有房就可以提，手机上办理，三个工作日到卡",
        "citizen: 明白了",
        "agent: 还需要转部门给您回复吗",
        "citizen: 不用转了",
    )
    assert value(FieldName.DIRECT_ANSWER, *turns) == "是"


@pytest.mark.parametrize(
    "closing", ["这个就算答复您了，不用再派单", "医保局已经当场答复您，我做个记录就不派单了", "这件事当场给您解答了"]
)
def test_what_the_agent_says_to_be_settled_is_answered(closing: str) -> None:
    turns = (
        "citizen: 我想咨询一下异地住院怎么报销",
        "department: 急诊抢救的视同已经备案，出院之前补一下手续可以直接结算，一般一个工作日审核完",
        "citizen: 清楚了",
        f"agent: {closing}",
    )
    assert value(FieldName.DIRECT_ANSWER, *turns) == "是"


def test_what_somebody_is_asked_to_call_about_is_not_answered() -> None:
    turns = (
        "citizen: 我想咨询一下异地住院怎么报销",
        "agent: 急诊一般可以按规定补办，能报多少要看经办人",
        "citizen: 明白了",
        "agent: 我让他们早点打给您，最长三个工作日",
    )
    assert value(FieldName.DIRECT_ANSWER, *turns) == "否"


def test_who_is_in_danger_is_not_answered_at_once() -> None:
    turns = (
        "citizen: 请问山上着火了怎么办，火越来越大",
        "agent: 请您不要自己去扑火，应该马上往山下撤",
        "citizen: 知道了",
    )
    assert value(FieldName.DIRECT_ANSWER, *turns) == "否"


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
