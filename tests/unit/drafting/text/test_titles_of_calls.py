"""The title of a call: what tells the matter, wherever in the call it was said, never the talk about the call."""

import pytest

from callflow.drafting import FieldName
from callflow.drafting.conversation import converse
from callflow.drafting.text.gist import About, gists, joined
from tests.unit.drafting.talk import talk, value

HELLO = "agent: 您好，市民热线，请讲"
ABOUT = About(pair="城乡建设 / 城市建设和市政管理 / 其他", where="", kind="投诉")


def title(*turns: str) -> str:
    return value(FieldName.TITLE, HELLO, *turns) or ""


def test_the_title_is_not_cut_from_talk_about_the_call() -> None:
    said = title("citizen: 喂，姑娘，我就想问下你们到底管不管", "citizen: 青山区和平路的公厕锁了一个礼拜了，没人开门")
    assert "管不管" not in said
    assert "公厕" in said


def test_the_agents_summary_is_the_matter_where_there_is_one() -> None:
    turns = (
        "citizen: 我那个车啊，放楼下就出事了，你说气不气人",
        "agent: 好的刘先生，小区充电桩漏电烧坏车辆，转住建局，五个工作日内答复您",
    )
    assert title(*turns) == "小区充电桩漏电烧坏车辆"


@pytest.mark.parametrize(
    "said",
    [
        "转市场监管局，五个工作日内联系您",
        "核对一下，13800001111，对吗",
        "您要求退款，对吧",
        "一般可以先到窗口查一下，对吗",
    ],
)
def test_what_the_agent_does_or_answers_is_no_summary(said: str) -> None:
    assert title("citizen: 我办的游泳卡，游泳馆停业了不退钱", f"agent: {said}").endswith("退费纠纷")


def test_a_problem_that_has_a_name_is_called_by_it() -> None:
    assert title("citizen: 青山区和平路有个工地天天半夜打桩，吵得没法睡").endswith("夜间施工噪音扰民")


def test_a_call_without_a_clear_clause_is_called_by_its_category() -> None:
    assert "出入境管理" in title("citizen: 我那个港澳通行证的事", "agent: 转公安局")


def test_praise_says_so_first() -> None:
    said = title("citizen: 我要表扬人，和平路派出所的民警帮我把走丢的老母亲背回家")
    assert said.startswith("表扬")
    assert len(said) <= 25


def test_a_short_clause_takes_along_the_one_beside_it() -> None:
    found = gists(converse(talk("citizen: 桥上护栏断了，没人来修")), ABOUT)
    assert joined(found[0], found, 15) == "桥上护栏断无人来维修"
    assert joined(found[0], found, 6) == found[0].text


def test_time_and_name_do_not_lead_a_clause() -> None:
    found = gists(converse(talk("citizen: 上个月3号开始路灯全都不亮了")), ABOUT)
    assert found[0].text == "路灯全都不亮"
