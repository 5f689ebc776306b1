"""Each field from few words, as citizens say them."""

import pytest

from callflow.drafting import FieldName
from tests.unit.drafting.talk import draft, value

ASK_NAME = "agent: 请问您贵姓"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("你好我要投诉我们楼下的烧烤店天天吵到半夜", "投诉"),
        ("我要举报有人在河里电鱼", "举报"),
        ("我想问一下新生儿怎么上户口要带什么材料", "咨询"),
        ("我提个建议能不能把末班车延长到晚上十点", "建议"),
        ("我要表扬三路公交车的师傅捡到钱包还给我", "表扬"),
        ("我们村里没有水吃了请帮帮我们", "求助"),
        ("喂我们楼电梯坏了三天了老人下不来", "求助"),
    ],
)
def test_request_type(said: str, kind: str) -> None:
    assert value(FieldName.REQUEST_TYPE, f"citizen: {said}") == kind


@pytest.mark.parametrize(
    ("said", "category"),
    [
        ("我们小区停电了", "城乡建设 / 城市建设和市政管理 / 电力供应"),
        ("楼下饭店油烟太大噪音也大", "环境保护 / 环境污染 / 噪音污染"),
        ("公司拖欠工资三个月了", "劳动和社会保障 / 工资福利 / 工资发放"),
        ("快递被代收点弄丢了", "交通运输 / 邮政管理 / 快递市场管理"),
        ("孩子上小学划片是怎么划的学区怎么看", "教育文体 / 考试招生 / 招生录取"),
        ("我想办居住证和落户", "政法 / 户籍证件 / 户籍管理"),
    ],
)
def test_category(said: str, category: str) -> None:
    assert value(FieldName.CATEGORY, f"citizen: {said}") == category


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("我们住在青山区和平大道二百六十五号", "青山区和平大道265号"),
        ("就在梅林街道阳光花园三栋二单元", "梅林街道阳光花园3栋2单元"),
        ("白石镇杨柳村五组", "白石镇杨柳村5组"),
        ("青山去和平大道幸福小区", "青山区和平大道幸福小区"),
        ("和平大道二百五十六号哎说错了是二百六十五号", "和平大道265号"),
        ("青山区和平大道从建设路口一直到友谊路口路灯都不亮", "青山区和平大道（建设路口至友谊路口）"),
    ],
)
def test_place(said: str, place: str) -> None:
    assert value(FieldName.PLACE, f"citizen: {said}") == place


def test_a_place_told_in_pieces_is_put_together() -> None:
    turns = ("citizen: 青山区和平大道这边有车着火了", "agent: 具体什么位置", "citizen: 和平大道六十六号")
    assert value(FieldName.PLACE, *turns) == "青山区和平大道66号"


def test_no_place_in_talk_without_one() -> None:
    assert value(FieldName.PLACE, "citizen: 我想问一下公积金怎么提取") is None


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("从昨天晚上八点一直停到现在", "昨天晚上8点至今"),
        ("八月十六号开会说的要强制买车位", "8月16日"),
        ("水断了四天了", "4天前至今"),
        ("今天上午十点左右城管收我的秤", "今天上午10点左右"),
        ("车子现在还在烧", "正在发生"),
    ],
)
def test_incident_time(said: str, time: str) -> None:
    assert value(FieldName.INCIDENT_TIME, f"citizen: 我投诉{said}") == time


@pytest.mark.parametrize(
    ("said", "agent", "name"),
    [
        ("我姓刘", "好的刘先生", "刘先生"),
        ("我姓刘", "好的由先生", "刘先生"),
        ("免贵姓欧阳", "欧阳女士您好", "欧阳女士"),
        ("姓易容易的易", "易女士请稍等", "易女士"),
        ("我叫张建国", "好的", "张建国"),
        ("我姓湖", "好的湖先生", "胡先生"),
        ("性和", "何女士您好", "何女士"),
        ("我姓时石头的时", "时先生您好", "石先生"),
        ("山羊", "唐先生您好", "唐先生"),
        ("王", "王女士您好", "王女士"),
        ("叫我谢老师就行", "好的", "谢老师"),
    ],
)
def test_caller_name(said: str, agent: str, name: str) -> None:
    assert value(FieldName.CALLER_NAME, ASK_NAME, f"citizen: {said}", f"agent: {agent}") == name


def test_the_surname_stays_open_until_somebody_says_how_to_address() -> None:
    assert value(FieldName.CALLER_NAME, ASK_NAME, "citizen: 我姓刘") == "刘先生/女士"


def test_a_caller_without_a_name_is_anonymous() -> None:
    assert value(FieldName.CALLER_NAME, "citizen: 我要举报一个厂偷排污水我不想留名字") == "匿名"


@pytest.mark.parametrize("said", ["老百姓都有意见", "好的方便", "没有别的了"])
def test_ordinary_words_are_no_name(said: str) -> None:
    assert value(FieldName.CALLER_NAME, ASK_NAME, f"citizen: {said}") is None


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ("快来人有人掉进河里了", "特急"),
        ("楼下闻到很浓的煤气味", "特急"),
        ("我们小区停水了", "紧急"),
        ("路口红绿灯全灭了", "紧急"),
        ("楼道堆满杂物我怕着火", "一般"),
        ("消防通道被占有火灾隐患", "一般"),
        ("我想问公积金怎么提取", "一般"),
    ],
)
def test_urgency(said: str, level: str) -> None:
    assert value(FieldName.URGENCY, f"citizen: {said}") == level


def test_a_title_has_place_and_matter_and_fits() -> None:
    said = "citizen: 青山区和平大道阳光花园三栋二单元门口的路灯从来没亮过晚上出门老人都看不清路"
    title = value(FieldName.TITLE, said)
    assert title is not None
    assert title.startswith("青山区和平大道阳光花园")
    assert title.endswith("路灯不亮")
    assert len(title) <= 25


def test_a_first_line_that_tells_place_and_matter_is_the_title() -> None:
    said = ("citizen: 反映南湖区桃园路窨井冒热气的问题", "citizen: 已经一个星期了路灯也不亮")
    assert value(FieldName.TITLE, *said) == "南湖区桃园路窨井冒热气"


def test_a_consultation_is_called_by_its_question() -> None:
    said = "citizen: 你好，我想咨询一下，我女儿在外地读书，能否回来参加成人高考？"
    assert value(FieldName.TITLE, said) == "能否回来参加成人高考咨询"


def test_a_short_clause_takes_the_next_which_says_what_is_with_it() -> None:
    assert value(FieldName.TITLE, "citizen: 我投诉云溪区七路公交，傍晚挤不上去。") == "云溪区7路公交，傍晚挤不上去"


def test_missing_names_what_the_agent_should_still_ask() -> None:
    assert draft("citizen: 我要投诉楼下饭店油烟扰民").missing == (
        FieldName.CALLER_NAME,
        FieldName.INCIDENT_TIME,
        FieldName.PLACE,
    )


def test_a_question_needs_no_time() -> None:
    assert FieldName.INCIDENT_TIME not in draft("citizen: 我想咨询公积金怎么提取").missing


def test_a_consultation_with_only_agents_words_drafts_nothing() -> None:
    assert draft("agent: 您好这里是政务服务热线请问是停水了吗").fields.keys() == {FieldName.CALLBACK_NUMBER}
