"""What agents and departments say tells department, category and type, and nothing of it enters the citizen's facts."""

import pytest

from callflow.drafting import FieldName
from callflow.drafting.conversation import converse
from callflow.drafting.matters.directory import directory
from callflow.drafting.matters.routed import matters_of, routed
from callflow.drafting.matters.staff import staff_lines
from callflow.drafting.matters.taxonomy import SEPARATOR, second_level_terms, taxonomy
from tests.unit.drafting.talk import draft, talk, value

NOISE = "citizen: 门口天天吵，晚上根本睡不着"


@pytest.mark.parametrize(
    ("said", "department"),
    [
        ("这个我给您转住建局核实", "住建局"),
        ("马上派给供水公司去看", "供水公司"),
        ("单子转到青石镇政府", "乡镇政府"),
        ("转给梧桐街道办事处处理", "街道办事处"),
        ("我先转派出所，再交由文旅局办理", "文旅局"),
        ("转幺幺九的同时通知燃气公司抢修", "燃气公司"),
        ("这个要请车管所给您答复", "交警支队"),
    ],
)
def test_the_department_that_the_agent_names_is_the_one(said: str, department: str) -> None:
    assert value(FieldName.DEPARTMENT, NOISE, f"agent: {said}") == department


@pytest.mark.parametrize("said", ["教育局的人来过没有", "您找过教育局吗", "您在教育局门口是吗"])
def test_what_the_agent_only_asks_sends_the_case_nowhere(said: str) -> None:
    assert routed(converse(talk(NOISE, f"agent: {said}"))) is None


def test_a_department_that_speaks_is_in_charge_until_the_agent_says_otherwise() -> None:
    turns = (NOISE, "department: 您好，医保局服务台，您请讲")
    assert value(FieldName.DEPARTMENT, *turns) == "医保局"
    assert value(FieldName.DEPARTMENT, *turns, "agent: 好的，我给您转公安局") == "公安局"


def test_the_agents_words_stand_among_the_reasons_and_their_utterance_among_the_sources() -> None:
    said = talk(NOISE, "agent: 我转给人社局")
    field = draft(NOISE, "agent: 我转给人社局").fields[FieldName.DEPARTMENT]
    assert field.why[0] == "人社"
    assert said[1].id in field.sources
    assert {span.utterance for span in field.spans} <= set(field.sources)


def test_before_the_citizen_has_stated_a_matter_there_is_no_department() -> None:
    assert value(FieldName.DEPARTMENT, "agent: 您好，这里是热线", "citizen: 你好") is None


def test_the_department_tells_two_categories_apart() -> None:
    told = "citizen: 我家户口在外地，老家那块宅基地还能不能继承"
    assert "户籍" not in (value(FieldName.CATEGORY, told, "agent: 我转自然资源局") or "")


def test_the_agents_script_says_nothing_of_the_matter() -> None:
    said = ("agent: 您好，市民热线，工号零零七，请讲", NOISE, "agent: 您贵姓，电话多少", "agent: 是广场舞吗，您贵姓")
    assert [line.text for line, _ in staff_lines(converse(talk(*said)))] == ["是广场舞吗"]


def test_what_the_agent_asks_names_the_category() -> None:
    turns = ("citizen: 我那个钱这个月没打过来，卡上查了是空的", "agent: 是低保金没有发吗", "citizen: 对的")
    assert "社会救助" in (value(FieldName.CATEGORY, *turns) or "")


@pytest.mark.parametrize(
    ("turns", "kind"),
    [
        (("citizen: 我今天来夸一夸人，二路车的司机心真好",), "表扬"),
        (("citizen: 我这回不是投诉啊，我就是来夸人的",), "表扬"),
        (("citizen: 我先问一句我的号码保不保密", "citizen: 我举报有人偷着挖河沙"), "举报"),
        (("citizen: 我妈的养老金停了，三个月没到账", "agent: 转人社局，五个工作日内联系您"), "求助"),
        (("citizen: 我家的稻子要旱死了，水被上面截了", "agent: 按紧急件派给水利局"), "求助"),
        (("citizen: 我孙女今年能不能在这边上学", "agent: 转教育局，三个工作日内答复您"), "咨询"),
        (("citizen: 公园晚上关得太早了，开到十点就好", "agent: 建议件七个工作日答复"), "建议"),
    ],
)
def test_the_type_is_told_by_spoken_cues_and_the_agents_terms(turns: tuple[str, ...], kind: str) -> None:
    assert value(FieldName.REQUEST_TYPE, *turns) == kind


def test_every_pair_that_a_department_deals_with_is_in_the_taxonomy() -> None:
    pairs = {SEPARATOR.join((first, second)) for first, seconds in taxonomy().items() for second in seconds}
    assert all(matters_of(name) <= pairs for name in directory())
    assert set(second_level_terms()) <= pairs


def test_a_five_day_term_is_none_of_a_question() -> None:
    turns = ("citizen: 我问一下，饭店不给我结工资，老板拖着不给", "agent: 转人社局，五个工作日内联系您")
    assert value(FieldName.REQUEST_TYPE, *turns) != "咨询"


@pytest.mark.parametrize("said", ["按紧急件给您转过去", "我标加急，马上派人", "二十四小时之内联系您"])
def test_what_the_agent_calls_urgent_is(said: str) -> None:
    assert value(FieldName.URGENCY, NOISE, f"agent: {said}") == "紧急"
    assert value(FieldName.URGENCY, NOISE, "agent: 五个工作日内联系您") == "一般"


def test_only_who_a_department_says_it_is_counts_of_its_words() -> None:
    turns = (NOISE, "department: 您好，民政局值班室", "department: 您到街道办事处去办")
    assert value(FieldName.DEPARTMENT, *turns) == "民政局"
