"""Emergencies: what wants 110, 119, 120 or 122 now, and what only sounds like it."""

import pytest

from callflow.drafting import FieldName
from callflow.drafting.matters.emergency import emergencies_in, emergency_in
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
        ("救命啊，我们卡在电梯里了", "119"),
        ("电梯里头有人关到了，一个老太太", "119"),
        ("我妈昨天下午走丢了，一晚上没回来", "110"),
        ("我儿子前天就被他们关在屋里，不让出门", "110"),
        ("昨晚烧起来的那家，现在还在烧", "119"),
        ("打死人了，快来人啊", "110"),
        ("路塌了，有个三轮车栽进去一半", "110"),
        ("地面突然塌了一个大坑，公交车掉下去了", "110"),
        ("工地上有人摔下来了", "120"),
        ("有个孩子掉水里了", "119"),
        ("那个坑还在垮，电杆都歪了", "110"),
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
        "我们写字楼的电梯三天两头困人",
        "九月份巷口撞到人了",
        "每天晚上吵得人都要昏过去，会出人命的",
        "消防栓没有水，着火了都没法救火的隐患",
        "搅拌站夜里吵死人了，热得也死人了",
        "前天车间里有个女工晕倒了，歇了半个小时又上岗",
        "上个礼拜隔壁着火了，后来都没人来看",
        "电梯把人关住两次了，物业不修",
        "这个路口撞到人好几回了",
        "昨天在楼道里打起来了，已经调解过",
        "那次我爸昏倒了，多亏邻居",
        "昨天晚上电梯把我妈关里头了，四十分钟才撬开",
        "这个月第四回电梯关人了",
        "骑电瓶车的差点栽进去",
        "再不处理要出人命了",
        "这路坑坑洼洼，撞到人谁负责",
        "差点就出车祸了，红绿灯一直不亮",
    ],
)
def test_what_is_feared_past_usual_or_asked_is_none(said: str) -> None:
    assert emergency_in(said) is None


def test_the_words_are_found_without_punctuation_too() -> None:
    assert emergency_in("快点快点我家厨房着火了火越来越大") is not None


def test_several_emergencies_are_found_each_service_once_in_order() -> None:
    told = "楼上着火了，有人晕倒了，火越烧越大，烟很大着火了"
    assert [one.service for one in emergencies_in(told)] == ["119", "120"]
    assert emergencies_in(told)[0] == emergency_in(told)
    assert emergencies_in("路灯不亮") == ()


def test_the_draft_of_an_emergency_is_critical() -> None:
    urgency = draft("citizen: 喂，和平路十号着火了", "agent: 您别急，有人受伤吗").fields[FieldName.URGENCY]
    assert urgency.value == "特急"
    assert urgency.why == ("着火了",)


def test_the_agents_question_is_no_emergency() -> None:
    said = ("citizen: 楼道里堆了很多东西", "agent: 现在着火了吗", "citizen: 没有")
    assert value(FieldName.URGENCY, *said) == "一般"


@pytest.mark.parametrize(
    ("turns", "level"),
    [
        (("citizen: 我们楼电梯，这个月第四回关人了",), "紧急"),
        (("citizen: 家里水又没得了，一滴都没有",), "紧急"),
        (("citizen: 我儿子在幼儿园流鼻血，教室刚刷的漆",), "紧急"),
        (("citizen: 我们十六个人工钱一直没发", "citizen: 马上要过年了，回不去家"), "紧急"),
        (("citizen: 拖欠我们班组工资", "citizen: 大家二十三的火车票", "citizen: 腊月都过半了，等着回家过年"), "紧急"),
        (("citizen: 我一个人的工资差两天没发", "citizen: 过年我也不回家"), "一般"),
        (("citizen: 这个手机没电了，打我另一个",), "一般"),
    ],
)
def test_what_cannot_wait_is_urgent(turns: tuple[str, ...], level: str) -> None:
    assert value(FieldName.URGENCY, *turns) == level


def test_a_standstill_is_urgent_and_no_emergency() -> None:
    assert value(FieldName.URGENCY, "citizen: 我们整个小区停水两天了") == "紧急"
