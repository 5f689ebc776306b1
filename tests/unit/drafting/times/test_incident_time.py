"""Which of the times of a call is the incident's, and how it is written."""

import pytest

from callflow.drafting import FieldName
from callflow.drafting.times.said import Kind, digitised, times_in
from tests.unit.drafting.talk import value

TIME = FieldName.INCIDENT_TIME
NOISE = "citizen: 我投诉楼下的厂子。"


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("前天，晚上十点多吧", "前天晚上10点多"),
        ("上上个礼拜五", "上上个礼拜五"),
        ("夜里十一点开始，搞到凌晨三四点", "夜里11点至凌晨3、4点"),
        ("昨天下午两点四十", "昨天下午2点40分"),
        ("今儿早上七点过五分", "今天早上7点05分"),
        ("前天夜里，一点二十几分", "前天夜里1点20几分"),
        ("四月到七月", "4月至7月"),
        ("八月、九月", "8月、9月"),
        ("九月，十月，十一月", "9月至11月"),
        ("从六月份开始", "6月至今"),
        ("五月十二号", "5月12日"),
        ("二零二三年九月", "2023年9月"),
        ("去年国庆放假那几天", "去年国庆"),
        ("过完年到现在", "春节后至今"),
        ("今年正月间", "今年正月"),
        ("前年腊月", "前年腊月"),
        ("开学那会儿", "开学"),
        ("端午前", "端午前"),
        ("昨晚八点多就没水了，到现在还没来", "昨晚8点多至今"),
        ("断了四天了", "4天前至今"),
        ("有十来天了", "十来天前至今"),
        ("两三个月了", "2、3个月前至今"),
        ("半个月前开始", "半个月前至今"),
        ("近三年", "近3年"),
        ("每天夜里十一点以后", "每天夜里11点以后"),
        ("天天下午一点开到半夜", "每天下午1点至半夜"),
        ("就前两天", "前两天"),
        ("二二年四月份", "2022年4月"),
        ("九八年五月", "1998年5月"),
        ("正月底", "正月底"),
        ("开学第二周", "开学第2周"),
        ("从八月份干到十一月份", "8月至11月"),
        ("大半年了", "大半年前至今"),
    ],
)
def test_a_time_is_read_as_people_say_it(said: str, read: str) -> None:
    clean = said.replace("、", "，")
    assert times_in(digitised(clean).text)[0].value == read


@pytest.mark.parametrize(
    "said",
    ["上礼拜一次", "便宜一点都行", "周一到周五都可以", "三号梯", "一百零八号", "七十五路", "一天都没休", "有两点建议"],
)
def test_what_is_no_time_is_not_read_as_one(said: str) -> None:
    assert not [
        time for time in times_in(digitised(said).text) if time.kind is not Kind.HABIT and time.value != "上礼拜"
    ]


@pytest.mark.parametrize(
    ("turns", "time"),
    [
        # Asked for
        ((NOISE, "agent: 什么时候停的？", "citizen: 上周四停的，我四月份就交过钱。"), "上周四"),
        ((NOISE, "agent: 几点停的？", "citizen: 早上六点。"), "今天早上6点"),
        ((NOISE, "agent: 是哪几个月没发？", "citizen: 三月到六月，打过两回电话。"), "3月至6月"),
        (
            ("citizen: 我投诉出租车司机，昨天下午包丢在车上不还。", "agent: 大概几点？", "citizen: 三点多。"),
            "昨天下午3点多",
        ),
        # Not when they complained, bought, or want it done
        (("citizen: 前天晚上水管爆了，我昨天打过电话。",), "前天晚上"),
        (("citizen: 我去年买的车，上个礼拜三刹车坏了。",), "上个礼拜三"),
        (("citizen: 上周五停的电，下周一之前要修好。",), "上周五"),
        (("citizen: 开了九年的店，五月份隔壁堵了我的门。",), "5月"),
        ((NOISE, "citizen: 刚才说反了，是昨天上午淹的。"), "昨天上午"),
        (("citizen: 现在都十一月了，八月份路灯就坏了。",), "8月至今"),
        # An hour that stands alone, with its day from the agent's summary
        (
            (
                NOISE,
                "agent: 几点停的？",
                "citizen: 六点半的样子。",
                "agent: 今天早上六点半起停水，对吧？",
                "citizen: 对。",
            ),
            "今天早上6点半",
        ),
        # What goes on, and since when
        ((NOISE, "citizen: 从这个月初就这样了，夜里还在打混凝土。"), "这个月初至今"),
        (("citizen: 楼道里好大的煤气味！", "agent: 什么时候闻到的？", "citizen: 十来分钟前。"), "十来分钟前"),
        (("citizen: 楼道里好大的煤气味！", "agent: 在哪里？", "citizen: 三单元。"), "正在发生"),
        # Usual hours
        ((NOISE, "agent: 一般几点开始吵？", "citizen: 夜里十一点以后。"), "每天夜里11点以后"),
        # The year that was told before
        ((NOISE, "agent: 给到什么时候？", "citizen: 给到今年二月，三月份起就没给了。"), "今年3月至今"),
    ],
)
def test_the_time_of_the_matter_is_chosen(turns: tuple[str, ...], time: str) -> None:
    assert value(TIME, *turns) == time


def test_praise_has_the_time_of_what_was_done() -> None:
    assert value(TIME, "citizen: 我要表扬一个民警，前天晚上他帮我妈找回了家。") == "前天晚上"


@pytest.mark.parametrize("said", ["我想咨询一下，我去年九月退役的，补助怎么领", "我提个建议，末班车能不能延到晚上十点"])
def test_a_question_or_a_suggestion_has_none(said: str) -> None:
    assert value(TIME, f"citizen: {said}") is None
