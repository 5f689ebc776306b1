"""The body: what the citizen tells, what only the question makes clear, and whose word it is."""

import re

import pytest

from callflow.drafting import FieldName, draft_ticket
from callflow.drafting.language.written import written
from tests.unit.drafting.talk import CONTEXT, draft, spoken, talk, value

MATTER = "citizen: 我要投诉南湖菜市场的一家水果店"


def body(*turns: str) -> str:
    return value(FieldName.BODY, *turns) or ""


@pytest.mark.parametrize(
    ("asked", "answer", "statement"),
    [
        ("您有收据吗", "没有", "无收据"),
        ("您有收据吗", "有的", "有收据"),
        ("店里有没有营业执照", "没看见挂", "店内无营业执照，未看见挂"),
        ("您跟店主交涉过吗", "没有", "未跟店主交涉过"),
        ("您跟店主交涉过吗", "讲过了", "已向店主反映"),
        ("您签合同了吗", "签了", "已签合同"),
        ("他家能开发票吗", "不能", "他家不能开具发票"),
        ("是不是桥头那家", "对", "桥头那家"),
        ("是桥头那家吗", "对对店主姓什么不清楚", "桥头那家"),
        ("这种情况多久了", "两个月了", "已持续2个月"),
        ("断水多久了", "快三天了", "断水近3天"),
        ("受影响的有多少户", "六十多户", "受影响：60多户"),
        ("有几个人受伤", "四个", "人数：4个"),
        ("什么时候买的，是哪个牌子", "上周六，绿源的", "牌子：绿源的"),
        ("联系商家了吗", "电话一直打不通", "联系商家：电话一直打不通"),
        ("您有退休金吗", "没有", "无退休金"),
        ("打过供水公司电话吗", "打了，一直占线", "打过供水公司电话，一直占线"),
        ("定金和尾款呢？", "都付清了", "定金和尾款已付清"),
        ("一直没人来看过吗", "没有", "一直无人"),
        ("上次停水那回您投诉过吗", "没有", "上次停水那回未投诉过"),
        ("店里有没有给您看过检测报告", "没有", "店内未给市民看过检测报告"),
        ("之前有没有收到停气通知", "没有", "未收到停气通知"),
        ("店里有没有明码标价的牌子", "啥牌子都没得", "店内无明码标价的牌子"),
        ("跟房东签合同了吗", "签个啥合同", "未跟房东签合同"),
        ("他做没做过体检", "没有", "未做过体检"),
        ("食堂是什么时候停业的", "这个月初", "食堂这个月初停业"),
        ("什么时候放的款", "去年十一月放的", "去年11月放款"),
        ("老人多大年纪了", "七十九了", "79岁"),
        ("一个月租金多少", "一千八", "1800元"),
    ],
)
def test_an_answer_is_written_with_what_was_asked(asked: str, answer: str, statement: str) -> None:
    assert statement in body(MATTER, f"agent: {asked}", f"citizen: {answer}")


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("信息需要保密吗", "不用"),
        ("还有别的补充吗", "没有了"),
        ("您是用这个号码联系吗", "对"),
        ("您的电话是多少", "我的手机号码是一三九零零一二三四五六"),
    ],
)
def test_who_calls_is_no_part_of_the_body(asked: str, answer: str) -> None:
    assert body(MATTER, f"agent: {asked}", f"citizen: {answer}") == body(MATTER)


def test_a_number_that_is_run_into_other_words_is_left_out() -> None:
    text = body("citizen: 我要投诉水果店缺斤少两我姓赵电话是一三九零零一二三四五六你们快来查")
    assert "缺斤少两" in text
    assert "尽快核查" in text
    assert "139" not in text


@pytest.mark.parametrize(
    "turns",
    [
        ("agent: 您电话多少", "citizen: 幺三九，零零幺二，三四五六。"),
        ("agent: 您电话多少", "citizen: 139-0012-3456。"),
        ("agent: 您电话多少", "citizen: 我姓赵打我手机一三九零零一二嗯三四五六都可以"),
        ("agent: 我核对一下，幺三九，零零幺二，三四五六，对吗", "citizen: 对"),
        ("agent: 您的号码是139-0012-3456，对吗", "citizen: 对的"),
        ("agent: 身份证号码说一下", "citizen: 身份证号四二零一零六一九八零零一零一一二三四"),
    ],
)
def test_no_number_of_the_caller_stands_in_the_body(turns: tuple[str, ...]) -> None:
    assert not re.search(r"\d|[零幺一二三四五六七八九]{3}", body(MATTER, *turns))


@pytest.mark.parametrize("answer", ["免贵姓赵赵小明", "姓石石头的石", "我叫赵小明", "姓赵打这个电话就行", "就这个号码"])
def test_a_name_is_no_part_of_what_was_told(answer: str) -> None:
    assert body(MATTER, "agent: 怎么称呼您", f"citizen: {answer}").split("：", 2)[-1] == "南湖菜市场的一家水果店。"


def test_words_that_a_recogniser_ran_together_are_parted() -> None:
    turns = (
        "citizen: 你好我们三号楼的热水停了五天了希望尽快修好",
        "agent: 好的您贵姓",
        "citizen: 姓石在楼下等着打这个电话",
        "agent: 石先生三号楼热水停了五天要求尽快修复对吗",
        "citizen: 对的快点",
    )
    text = body(*turns)
    assert "：我们3号楼的热水已停5天；在楼下等着。" in text
    assert "诉求：希望尽快修复" in text
    assert "经核对：3号楼热水停了5天要求尽快修复。" in text


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("是整个小区停电，还是只有您一家？", "就我们一栋"),
        ("停电之前，有没有人来检修？", "我没看到"),
        ("门口贴了什么告示、通知之类的？", "我没注意"),
        ("您这次的要求是？", "我想想"),
    ],
)
def test_what_the_agent_only_asks_is_no_record(asked: str, answer: str) -> None:
    assert "坐席记录" not in body(MATTER, f"agent: {asked}", f"citizen: {answer}")


@pytest.mark.parametrize(
    "said",
    ["您先别着急", "赵师傅，您慢慢讲", "请您留一个联系电话", "单子派给市场监管局，七个工作日办结", "情况我了解了"],
)
def test_what_any_agent_says_in_any_call_is_no_record(said: str) -> None:
    assert body(MATTER, f"agent: {said}。", "citizen: 嗯") == body(MATTER)


@pytest.mark.parametrize(
    ("asked", "answer", "demand"),
    [
        ("您是希望尽快恢复供气，对吗？", "对", "要求尽快恢复供气"),
        ("您的要求一个是退卡，一个是道歉，是吧？", "是的", "要求退卡，道歉"),
        ("您希望怎么处理？", "马上停业，先把卫生搞好", "要求马上停业，先把卫生搞好"),
        ("您的要求是？", "全部学费，一分不少退给我", "要求全部学费，1分不少退还"),
    ],
)
def test_what_is_wanted_is_a_demand_whoever_says_it(asked: str, answer: str, demand: str) -> None:
    text = body("citizen: 我要投诉南湖路的一家培训班", f"agent: {asked}", f"citizen: {answer}")
    assert demand in text.split("诉求：")[1]


def test_who_complains_does_not_ask_whether_it_can_be() -> None:
    assert "诉求：要求派个人查看。" in body("citizen: 我要投诉楼上天天漏水。你们能不能派个人来看看？")


@pytest.mark.parametrize(
    ("turns", "right", "wrong"),
    [
        (("citizen: 漏水的是四号楼……不对，是六号楼，快来人",), "6号楼", "4号楼"),
        (("citizen: 漏水的是四号楼", "agent: 4号楼，对吗", "citizen: 不对，是六号楼"), "6号楼", "4号楼"),
        (("citizen: 车牌是江A，T六零九五，哦说错了，T六零五九",), "T6059", "T6095"),
        (
            (
                "citizen: 车牌江A，T六零九五",
                "agent: 江A T六零九五，我核对一下",
                "citizen: 我看看照片，不好意思，是六零五九",
            ),
            "T6059",
            "T6095",
        ),
    ],
)
def test_a_slip_that_is_taken_back_is_not_told(turns: tuple[str, ...], right: str, wrong: str) -> None:
    text = body("citizen: 我要投诉物业不管漏水", *turns).split("：", 2)[-1]
    assert right in text
    assert wrong not in text


@pytest.mark.parametrize(
    "turns",
    [
        ("citizen: 三楼漏水，不是，楼上四楼漏下来的",),
        ("citizen: 三楼在漏水", "agent: 您住四楼吗", "citizen: 不是，是五楼"),
    ],
)
def test_another_value_is_no_slip(turns: tuple[str, ...]) -> None:
    assert "3楼" in body("citizen: 我要投诉物业", *turns)


def test_a_sum_of_many_digits_is_no_telephone() -> None:
    assert "工程款1234567元" in body("citizen: 开发商欠我们工程款1234567元")


def test_the_number_of_a_thing_stays() -> None:
    assert "户号10203040506" in body("citizen: 我家停电了户号一零二零三零四零五零六")


def test_a_telephone_that_nobody_answers_is_a_fact() -> None:
    assert "物业电话打不通" in body("citizen: 小区停水两天了，物业电话打不通。")


def test_the_wish_stands_apart_and_says_that_it_is_one() -> None:
    text = body("citizen: 健身房关门了，卡里还有一千二。", "agent: 您有什么诉求", "citizen: 把剩下的钱退给我。")
    assert text.endswith("诉求：要求退还剩余。")


def test_what_a_wish_takes_along_stays_with_it() -> None:
    assert "诉求：希望尽快安装路灯，装亮一点的。" in body("citizen: 村口晚上太黑了。希望早点装路灯，装亮一点的。")


def test_a_consultation_keeps_its_questions_among_the_facts() -> None:
    text = body("citizen: 我想咨询一下，孩子户口在外省，能不能在这里上初中，要带什么材料？")
    assert "孩子户口在外省，能否在这里上初中，所需材料" in text
    assert "诉求" not in text


def test_nothing_is_told_twice() -> None:
    text = body("citizen: 南湖路的井盖翘起来了。", "agent: 在哪里", "citizen: 南湖路的井盖翘起来了，车都绕着走。")
    assert text.count("井盖翘起来了") == 1


def test_a_short_item_of_a_list_is_kept_though_its_words_were_said() -> None:
    turns = (
        "citizen: 我想咨询居住证怎么办",
        "agent: 您带身份证、居住证明、照片、居住证就可以办理",
        "citizen: 知道了谢谢",
    )
    assert "居住证就可以办理" in body(*turns)


def test_whose_word_it_is_can_be_read() -> None:
    turns = (
        "citizen: 我们小区三号楼的电梯天天停",
        "agent: 南湖花园三号楼电梯频繁停运，请物业说明原因，对吗",
        "citizen: 对",
        "agent: 维保单位今天上午已经到场，配件明天到货",
        "citizen: 那我等着",
    )
    text = body(*turns)
    assert "经核对：南湖花园3号楼电梯频繁停运" in text
    assert "坐席记录：维保单位今天上午已经到场" in text


def test_what_the_citizen_denies_is_not_recorded() -> None:
    turns = (MATTER, "agent: 您反映的是南湖超市的鱼不新鲜，对吗", "citizen: 不对，是水果店短斤少两")
    assert "鱼不新鲜" not in body(*turns)


def test_what_a_department_answers_stands_under_its_name() -> None:
    call = [
        *talk("citizen: 我想咨询人防车位能不能买卖"),
        spoken(1, "department", "您好，人防车位只能租，租期最长十五年。"),
    ]
    text = draft_ticket(call, CONTEXT).fields[FieldName.BODY].value
    assert "部门答复：人防车位只能租，租期最长15年。" in text


def test_small_talk_alone_makes_no_body() -> None:
    assert FieldName.BODY not in draft("citizen: 你好", "agent: 您好请讲", "citizen: 好的谢谢再见").fields


def test_what_happens_to_the_ticket_is_no_part_of_the_body() -> None:
    turns = (MATTER, "agent: 好的，转市场监管局，五个工作日内答复您，感谢来电，再见", "citizen: 再见")
    assert body(*turns) == body(MATTER)


@pytest.mark.parametrize(
    "said",
    [
        "买房的时候开发商承诺不需要交物业费，现在物业要求每月交三百",
        "学校门口没必要安装护栏，请拆除",
        "路边堆着沙石，老人怕找不到路",
    ],
)
def test_what_only_sounds_like_a_wish_for_secrecy_is_told(said: str) -> None:
    first = written(said.split("，", maxsplit=1)[0])
    assert first in body(f"citizen: {said}")
    assert written(said.split("，")[1])[-4:] in body(f"citizen: {said}")


@pytest.mark.parametrize("said", ["要保密，怕他们找我麻烦", "不需要保密", "别让他们知道是我"])
def test_the_wish_for_secrecy_is_a_field_and_no_text(said: str) -> None:
    assert body(MATTER, f"citizen: {said}") == body(MATTER)


@pytest.mark.parametrize("said", ["那边路灯坏了三天了", "那些摊贩占了人行道", "那里没有路灯"])
def test_a_place_that_is_pointed_at_stays(said: str) -> None:
    assert said[:2] in body(f"citizen: 我反映一下，{said}")


def test_a_demand_alone_is_less_sure_than_facts_with_a_demand() -> None:
    alone = draft("citizen: 希望尽快维修松雅湖小区门口的路灯").fields[FieldName.BODY]
    both = draft("citizen: 松雅湖小区门口的路灯坏了三天，希望尽快维修").fields[FieldName.BODY]
    assert alone.confidence < both.confidence
