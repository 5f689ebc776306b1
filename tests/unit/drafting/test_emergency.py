"""Emergencies: what wants 110, 119, 120 or 122 now, and what only sounds like it."""

import pytest

from callflow.drafting import FieldName
from callflow.drafting.emergency import emergency_in
from tests.unit.drafting.talk import draft, value


@pytest.mark.parametrize(
    ("said", "service"),
    [
        ("你们快来，我们楼道里着火了", "119"),
        ("对面那栋楼冒黑烟，好大的烟", "119"),
        ("厨房里好大的煤气味", "119"),
        ("家里燃气漏气了怎么办我怕爆炸", "119"),
        ("电梯停在半中间，困了两个人", "119"),
        ("有个小孩掉进井里了", "119"),
        ("施工的脚手架塌了，压着人了", "119"),
        ("有人落水了，就在桥下面", "119"),
        ("我妈晕倒了，叫不醒", "120"),
        ("工地上有人触电了", "120"),
        ("他喝了农药，快来救人", "110"),
        ("有人拿着刀在追人", "110"),
        ("隔壁有人要跳楼", "110"),
        ("我被他们关在屋里，不让出门", "110"),
        ("我家孩子走丢了，找了一个小时", "110"),
        ("路口出车祸了，撞到人了", "122"),
    ],
)
def test_an_emergency_is_found_with_its_service(said: str, service: str) -> None:
    found = emergency_in(said)
    assert found is not None
    assert found.service == service
    assert said[found.start : found.end]


@pytest.mark.parametrize(
    "said",
    [
        "消防通道被占了，万一着火怎么办",
        "去年这里着火了，到现在没人修",
        "电动车在楼道充电，很容易起火",
        "我担心孩子掉进井里",
        "电梯经常困人，上个月困了两次",
        "我打过119，他们说归城管",
        "物业说跳楼价卖车位",
        "这是救命钱，不能拖",
        "请问煤气怎么开通",
        "火已经扑灭了",
        "那里没有着火",
        "车祸的赔偿怎么算",
        "树要是倒了会压着人",
        "房子渗水怕塌了",
        "每天晚上吵得人都要昏过去，会出人命的",
        "消防栓没有水，着火了都没法救火的隐患",
    ],
)
def test_what_is_feared_past_usual_or_asked_is_none(said: str) -> None:
    assert emergency_in(said) is None


def test_the_words_are_found_without_punctuation_too() -> None:
    assert emergency_in("快点快点我家厨房着火了火越来越大") is not None


def test_the_draft_of_an_emergency_is_critical() -> None:
    urgency = draft("citizen: 喂，和平路十号着火了", "agent: 您别急，有人受伤吗").fields[FieldName.URGENCY]
    assert urgency.value == "特急"
    assert urgency.why == ("着火了",)


def test_the_agents_question_is_no_emergency() -> None:
    said = ("citizen: 楼道里堆了很多东西", "agent: 现在着火了吗", "citizen: 没有")
    assert value(FieldName.URGENCY, *said) == "一般"


def test_a_standstill_is_urgent_and_no_emergency() -> None:
    assert value(FieldName.URGENCY, "citizen: 我们整个小区停水两天了") == "紧急"
